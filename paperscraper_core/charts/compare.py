"""Several authors on one chart."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from paperscraper_core.metrics.types import History, HistoryPoint, PointStatus

from .frame import Trace, count_axis, empty_figure, figure, plain, year_axis
from .palette import DASHES, MARKERS, Ink, ink
from .types import Theme, TimeAxis

if TYPE_CHECKING:
    from collections.abc import Sequence

    from plotly.graph_objects import Figure

TITLE = "h-index over time, compared"


def compare_h(
    authors: Sequence[tuple[str, History]],
    theme: Theme,
    axis: TimeAxis = TimeAxis.CALENDAR,
    as_of: date | None = None,
    *,
    rules: str = "",
) -> Figure:
    """The h-index of two to ten authors by calendar year or by years since the first paper.

    Where only bounds are known, a thin dotted line shows the upper one: at most this.

    Args:
        authors: (name, history) of each author, in the order of the legend.
        theme: The page's theme.
        axis: Which time runs to the right.
        as_of: The day of the counts.
        rules: Which papers and citations count, in a sentence; empty when all do.
    """
    shown = [(name, history) for name, history in authors if history.points]
    if not shown:
        sentence = "None of these authors has a paper with a known citation count."
        return empty_figure(title=TITLE, sentence=sentence, theme=theme)
    colours = ink(theme)
    traces = [
        line
        for number, (name, history) in enumerate(shown)
        for line in _lines(name, history, number, axis, colours)
    ]
    points = [point for _, history in shown for point in history.points]
    unsure = any(point.status is PointStatus.RECONSTRUCTED for point in points)
    words = "h papers with at least h citations each, at the end of each year."
    if unsure:
        words += " Thin dotted: reconstructed, at most this."
    if rules:
        words += f" {rules}"
    careers = [year for trace in traces for year in trace["x"]]
    name = "Year" if axis is TimeAxis.CALENDAR else "Years since the first paper"
    return figure(
        traces,
        title=TITLE,
        definition=words,
        theme=theme,
        as_of=as_of,
        x=year_axis(min(careers), max(careers), name),
        y=count_axis("h-index (papers)", max(point.upper for point in points)),
        height=440,
    )


def _lines(
    name: str, history: History, number: int, axis: TimeAxis, colours: Ink
) -> tuple[Trace, Trace]:
    start = history.points[0].year if axis is TimeAxis.CAREER else 0
    colour = colours.series[number % len(colours.series)]
    base = {
        "type": "scatter",
        "legendgroup": str(number),
        "x": [point.year - start for point in history.points],
    }
    at_most = {
        **base,
        "mode": "lines",
        "y": [point.upper if unsure else None for point, unsure in _near_unsure(history)],
        "line": {"color": colour, "width": 1, "dash": "dot"},
        "hoverinfo": "skip",
        "showlegend": False,
    }
    dash = DASHES[number // len(colours.series) % len(DASHES)]
    certain = {
        **base,
        "mode": "lines+markers",
        "name": plain(name, 28),
        "y": [point.value for point in history.points],
        "line": {"color": colour, "width": 2, "dash": dash},
        "marker": {"size": 7, "symbol": MARKERS[number % len(MARKERS)]},
        "connectgaps": False,
        "hovertemplate": f"{plain(name)}, %{{x:d}}: h = %{{y:d}}<extra></extra>",
    }
    return at_most, certain


def _near_unsure(history: History) -> list[tuple[HistoryPoint, bool]]:
    """Each point, and whether it or a neighbour has only bounds: so the two lines meet."""
    unsure = [point.value is None for point in history.points]
    return [(point, any(unsure[max(i - 1, 0) : i + 2])) for i, point in enumerate(history.points)]
