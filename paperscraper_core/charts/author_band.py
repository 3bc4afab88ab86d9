"""The range of h that comparable authors of the library have, for the chart of h over time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from paperscraper_core.metrics.analysis_types import Peers
from paperscraper_core.metrics.peers import ENOUGH

from .frame import Trace
from .palette import ink, translucent
from .types import Theme

LEGEND: Final = "8 of 10 comparable authors"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedBand:
    """Traces that go under those of the author, what they mean, and how high they reach."""

    traces: tuple[Trace, ...]
    words: str
    highest: float


def expected_band(peers: Peers, theme: Theme) -> ExpectedBand | None:
    """The 10th to 90th percentile of h by career age, laid on the author's calendar years.

    None when the library holds too few authors to compare with.

    Args:
        peers: The author among comparable authors.
        theme: The page's theme.
    """
    if peers.first_year is None or not peers.band:
        return None
    colours = ink(theme)
    base: dict[str, Any] = {
        "type": "scatter",
        "mode": "lines",
        "x": [peers.first_year + point.career_age - 1 for point in peers.band],
        "hoverinfo": "skip",
        "legendgroup": "expected",
    }
    edge = {"color": translucent(colours.series[6], 0.55), "width": 1}
    return ExpectedBand(
        traces=(
            {**base, "y": [point.low for point in peers.band], "line": edge, "showlegend": False},
            {
                **base,
                "y": [point.high for point in peers.band],
                "line": edge,
                "fill": "tonexty",
                "fillcolor": translucent(colours.series[6], 0.16),
                "name": LEGEND,
            },
            {
                **base,
                "y": [point.median for point in peers.band],
                "line": {"color": colours.muted, "width": 1.5, "dash": "dashdot"},
                "name": "their median",
                "text": [_spell(point.low, point.high, point.authors) for point in peers.band],
                "hoverinfo": None,
                "hovertemplate": "%{x:d}: comparable authors %{text}<extra></extra>",
            },
        ),
        words=_words(peers),
        highest=max(point.high for point in peers.band),
    )


def _spell(low: float, high: float, authors: int) -> str:
    return f"h {low:.0f} to {high:.0f} ({authors:,} authors)"


def _words(peers: Peers) -> str:
    fewest = min(point.authors for point in peers.band)
    words = (
        f"Grey: h today of 8 in 10 authors of this library with {peers.minimum_papers} papers or"
        " more, by years since the first paper."
    )
    return words + (f" Small group: {fewest} authors at some ages." if fewest < ENOUGH else "")
