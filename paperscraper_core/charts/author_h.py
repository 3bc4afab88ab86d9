"""The h-index of one author over time, with bounds, observations and comparable authors."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from paperscraper_core.metrics.analysis_types import Peers
from paperscraper_core.metrics.types import History, HistoryPoint, ObservedPoint, PointStatus

from .author_band import expected_band
from .frame import Trace, count_axis, empty_figure, figure, year_axis
from .palette import Ink, ink, translucent
from .types import Theme

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from plotly.graph_objects import Figure

NO_COUNTS = "No paper of this author has a known citation count."
H_TITLE = "h-index over time"


def h_over_time(
    history: History, theme: Theme, as_of: date | None = None, peers: Peers | None = None
) -> Figure:
    """The h-index at the end of each year: certain values as a line, bounds as a band.

    Args:
        history: The points and what imports observed.
        theme: The page's theme.
        as_of: The day of the counts.
        peers: Comparable authors; what their h is at each career age stands behind the line.
    """
    points = history.points
    if not points:
        return empty_figure(title=H_TITLE, sentence=NO_COUNTS, theme=theme)
    colours = ink(theme)
    unsure = any(point.status is PointStatus.RECONSTRUCTED for point in points)
    expected = expected_band(peers, theme) if peers else None
    traces = [
        *(expected.traces if expected else ()),
        *(_band(points, colours) if unsure else ()),
        _certain_line(points, colours),
        *_marks(points, colours),
        *_observed(history.observations, points[0].year, colours),
    ]
    last = max([points[-1].year, *(seen.held_on.year for seen in history.observations)])
    highest = max(value for trace in traces for value in trace["y"] if value is not None)
    return figure(
        traces,
        title=H_TITLE,
        definition=_h_words(history, unsure, expected.words if expected else ""),
        theme=theme,
        as_of=as_of,
        x=year_axis(points[0].year, last),
        y=count_axis("h-index (papers)", highest),
        annotations=[_last_value(points[-1], colours)],
    )


def _h_words(history: History, unsure: bool, expected: str) -> str:
    words = "h papers with at least h citations each, at the end of each year."
    if unsure:
        words += " Open marks: not all citations are dated, the truth lies in the blue band."
    if expected:
        words += f" {expected}"
    if history.papers_without_count:
        words += f" {history.papers_without_count:,} papers without a citation count left out."
    return words


def _observed(points: Sequence[ObservedPoint], first: int, colours: Ink) -> Sequence[Trace]:
    """What imports observed, at the day of its counts between the ends of two years."""
    shown = [point for point in points if year_end(point.held_on) >= first - 1]
    if not shown:
        return ()
    return (
        {
            "type": "scatter",
            "mode": "markers",
            "name": "observed at an import",
            "x": [year_end(point.held_on) for point in shown],
            "y": [point.h_index for point in shown],
            "marker": {
                "symbol": "diamond-open",
                "size": 11,
                "color": colours.second,
                "line": {"width": 2},
            },
            "text": [_seen(point) for point in shown],
            "hovertemplate": "%{text}<extra></extra>",
        },
    )


def _seen(point: ObservedPoint) -> str:
    counts = f" with counts of {point.counts_as_of.isoformat()}" if point.counts_as_of else ""
    return f"h = {point.h_index}, observed {point.day.isoformat()}{counts}"


def year_end(day: date) -> float:
    """A day on an axis where 2019 stands for the end of 2019."""
    return round(day.year - 1 + day.timetuple().tm_yday / 366, 3)


def _band(points: Sequence[HistoryPoint], colours: Ink) -> list[Trace]:
    edge = {"color": colours.main, "width": 1, "dash": "dot"}
    base: dict[str, Any] = {
        "type": "scatter",
        "mode": "lines",
        "x": [point.year for point in points],
        "line": edge,
        "hoverinfo": "skip",
    }
    return [
        {**base, "y": [point.lower for point in points], "showlegend": False},
        {
            **base,
            "y": [point.upper for point in points],
            "fill": "tonexty",
            "fillcolor": translucent(colours.main, 0.18),
            "name": "reconstructed: lowest to highest",
        },
    ]


def _certain_line(points: Sequence[HistoryPoint], colours: Ink) -> Trace:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [point.year for point in points],
        "y": [point.value for point in points],
        "line": {"color": colours.main, "width": 2.5},
        "connectgaps": False,
        "hoverinfo": "skip",
        "showlegend": False,
    }


def _marks(points: Sequence[HistoryPoint], colours: Ink) -> list[Trace]:
    looks = {
        PointStatus.EXACT: ("exact", {"symbol": "circle", "size": 7, "color": colours.main}),
        PointStatus.OBSERVED: (
            "observed at the time",
            {"symbol": "diamond", "size": 10, "color": colours.second},
        ),
        PointStatus.RECONSTRUCTED: (
            "reconstructed: highest",
            {"symbol": "circle-open", "size": 7, "color": colours.main},
        ),
    }
    return [
        {
            "type": "scatter",
            "mode": "markers",
            "name": name,
            "x": [point.year for point in chosen],
            "y": [point.upper for point in chosen],
            "marker": marker,
            "showlegend": status is not PointStatus.RECONSTRUCTED,
            "text": [_spell(point) for point in chosen],
            "hovertemplate": "%{x:d}: %{text}<extra></extra>",
        }
        for status, (name, marker) in looks.items()
        if (chosen := [point for point in points if point.status is status])
    ]


def _spell(point: HistoryPoint) -> str:
    if point.value is None:
        return f"h between {point.lower} and {point.upper} (reconstructed)"
    return f"h = {point.value} ({point.status.value})"


def _last_value(point: HistoryPoint, colours: Ink) -> Mapping[str, Any]:
    return {
        "x": point.year,
        "y": point.upper,
        "text": f"<b>h = {point.upper}</b>",
        "showarrow": False,
        "xanchor": "right",
        "yanchor": "bottom",
        "yshift": 6,
        "font": {"color": colours.text, "size": 13},
    }
