"""Colours, dashes and markers that tell series apart without colour vision.

The hues are those of Okabe and Ito (2008), which stay distinct in protanopia, deuteranopia and
tritanopia. No series differs from another by its colour alone: dash, marker or pattern goes along.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from .types import Theme

BLUE: Final = "#0072B2"
SKY: Final = "#56B4E9"
GREEN: Final = "#009E73"
ORANGE: Final = "#E69F00"
VERMILLION: Final = "#D55E00"
PURPLE: Final = "#CC79A7"
GREY: Final = "#808080"

DASHES: Final = ("solid", "dash")
MARKERS: Final = ("circle", "square", "diamond", "cross", "triangle-up", "x", "star")
PATTERNS: Final = ("", "/", ".", "x", "-")
#: How a pattern lies on its bar: light strokes over the colour, which stays visible.
OVERLAID: Final = {"fillmode": "overlay", "fgcolor": "rgba(255,255,255,0.75)", "size": 6}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ink:
    """The colours of one theme."""

    text: str
    muted: str
    grid: str
    series: tuple[str, ...]

    @property
    def main(self) -> str:
        """The colour of the one series that a chart is about."""
        return self.series[0]

    @property
    def second(self) -> str:
        """The colour of what stands beside it."""
        return self.series[1]


_LIGHT: Final = Ink(
    text="#262730",
    muted="#5B5E6B",
    grid="rgba(110,113,125,0.22)",
    series=(BLUE, VERMILLION, GREEN, PURPLE, "#B07A00", "#2E86B8", GREY),
)
# the same hues, the dark ones lifted so that each keeps a contrast of 4 : 1 on a dark page
_DARK: Final = Ink(
    text="#FAFAFA",
    muted="#B4B8C5",
    grid="rgba(180,184,197,0.22)",
    series=(SKY, ORANGE, "#2EC49A", PURPLE, "#F0E442", "#F07A2B", "#B0B0B0"),
)


def ink(theme: Theme) -> Ink:
    """The colours for a theme."""
    return _DARK if theme is Theme.DARK else _LIGHT


def translucent(colour: str, alpha: float) -> str:
    """A ``#RRGGBB`` colour as ``rgba(…)`` with the given opacity from 0 to 1."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},{alpha})"
