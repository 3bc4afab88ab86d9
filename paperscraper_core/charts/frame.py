"""What every figure shares: title, definition, date, axes, legend, and the empty state.

Traces are plain mappings; only ``figure`` and ``empty_figure`` touch plotly, importing it when
they are called, so that pages without a chart do not pay for it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from html import escape, unescape
from textwrap import wrap
from typing import TYPE_CHECKING, Any, Final

from .palette import Ink, ink
from .types import ChartWords, Theme

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

LINE: Final = 68  # characters of the small print that fit on a screen of 390 pixels
HEIGHT: Final = 400
TRANSPARENT: Final = "rgba(0,0,0,0)"

Trace = Mapping[str, Any]


def figure(
    traces: Sequence[Trace],
    *,
    title: str,
    definition: str,
    theme: Theme,
    as_of: date | None,
    x: Mapping[str, Any],
    y: Mapping[str, Any],
    height: int = HEIGHT,
    **layout: Any,
) -> Figure:
    """Build a figure with its words on it.

    Args:
        traces: plotly traces as mappings.
        title: What is shown, in a few words.
        definition: How to read it, in one or two sentences; wrapped for narrow screens.
        theme: The page's theme.
        as_of: The day for which the data hold; None when the library does not know it.
        x: plotly's settings of the horizontal axis, from ``year_axis`` or ``count_axis``.
        y: The same for the vertical axis.
        height: Pixels.
        layout: More of plotly's layout settings.
    """
    from plotly import graph_objects as go

    colours = ink(theme)
    small = small_print(definition, as_of)
    return go.Figure(
        data=list(traces),
        layout={
            **_words(title, small, colours),
            **_surface(colours),
            "meta": _about(definition, as_of),
            "margin": {"l": 8, "r": 8, "t": top_margin(small), "b": 8},
            "height": height + 15 * len(small),
            "showlegend": sum(trace.get("showlegend", True) for trace in traces) > 1,
            "xaxis": {**_axis(colours), "showgrid": False, **x},
            "yaxis": {**_axis(colours), **y},
            **layout,
        },
    )


def empty_figure(*, title: str, sentence: str, theme: Theme, height: int = 220) -> Figure:
    """A figure that says in one sentence why there is nothing to show."""
    from plotly import graph_objects as go

    colours = ink(theme)
    return go.Figure(
        layout={
            **_words(title, [], colours),
            **_surface(colours),
            "meta": _about(sentence, None),
            "height": height,
            "margin": {"l": 8, "r": 8, "t": 44, "b": 8},
            "xaxis": {"visible": False},
            "yaxis": {"visible": False},
            "annotations": [
                {
                    "text": "<br>".join(escape(line) for line in wrap(sentence, LINE - 26)),
                    "showarrow": False,
                    "xref": "paper",
                    "yref": "paper",
                    "x": 0.5,
                    "y": 0.5,
                    "font": {"size": 14, "color": colours.muted},
                }
            ],
        }
    )


def words_of(figure: Figure) -> ChartWords:
    """What a figure of this module says about itself, for the file of its data."""
    said = figure.layout.meta or {}
    day = said.get("as_of")
    return ChartWords(
        title=unescape(figure.layout.title.text or "Chart"),
        definition=said.get("definition") or "",
        as_of=date.fromisoformat(day) if day else None,
    )


def _about(definition: str, as_of: date | None) -> dict[str, str | None]:
    return {"definition": definition, "as_of": as_of.isoformat() if as_of else None}


def small_print(definition: str, as_of: date | None) -> list[str]:
    """The lines under the title: how to read the figure, and for which day it holds."""
    day = f"As of {as_of.isoformat()}." if as_of else "The day of the counts is not known."
    return [escape(line) for line in wrap(f"{definition} {day}", LINE)]


def top_margin(small: Sequence[str]) -> int:
    """Pixels that the title and its small print take."""
    return 44 + 15 * len(small)


def year_axis(first: int, last: int, title: str = "Year") -> dict[str, Any]:
    """A horizontal axis of whole years, never 2,021.5, with at most eight labels.

    Only years of the data have a label: the air beside a few lonely bars is no time.
    """
    step = next(s for s in (1, 2, 5, 10, 20, 50, 100, 1000) if (last - first) / s <= 7)
    pad = 0.7 if last - first >= 4 else 2.5  # one lonely bar must not fill the figure
    return {
        "title": {"text": title},
        "range": [first - pad, last + pad],
        "tickmode": "array",
        "tickvals": list(range(-(-first // step) * step, last + 1, step)),
        "tickformat": "d",
        "hoverformat": "d",
    }


def count_axis(title: str, largest: float) -> dict[str, Any]:
    """An axis of whole numbers from zero."""
    axis: dict[str, Any] = {"title": {"text": title}, "rangemode": "tozero", "tickformat": ",d"}
    return {**axis, "dtick": 1, "range": [0, max(largest, 1) * 1.12]} if largest <= 6 else axis


def plain(text: str, length: int = 40) -> str:
    """A name or title as safe, short text: plotly would read markup and %{fields} in it."""
    short = text if len(text) <= length else text[: length - 1].rstrip() + "…"
    # quotes stay as they are: plotly shows &quot; as it stands
    return escape(short, quote=False).replace("%{", "%&#123;")


def _words(title: str, small: Sequence[str], colours: Ink) -> dict[str, Any]:
    return {
        "title": {
            "text": escape(title),
            "x": 0,
            "xref": "container",
            "xanchor": "left",
            "pad": {"l": 8, "t": 10},
            "y": 1,
            "yref": "container",
            "yanchor": "top",
            "font": {"size": 16, "color": colours.text},
            "subtitle": {
                "text": "<br>".join(small),
                "font": {"size": 11, "color": colours.muted},
            },
        }
    }


def _surface(colours: Ink) -> dict[str, Any]:
    return {
        "paper_bgcolor": TRANSPARENT,
        "plot_bgcolor": TRANSPARENT,
        "colorway": list(colours.series),
        "font": {"color": colours.text, "size": 12},
        "hoverlabel": {"namelength": -1},
        "dragmode": False,
        "legend": {
            "orientation": "h",
            "yref": "container",
            "y": 0,
            "yanchor": "bottom",
            "x": 0,
            "xanchor": "left",
            "font": {"size": 11},
        },
        "bargap": 0.15,
    }


def _axis(colours: Ink) -> dict[str, Any]:
    return {
        "automargin": True,
        "gridcolor": colours.grid,
        "zerolinecolor": colours.grid,
        "linecolor": colours.grid,
        "title": {"font": {"size": 12}},
        "tickfont": {"size": 11},
    }
