"""The data behind charts as rows: what somebody downloads to check a figure or draw it anew."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import unescape
from typing import TYPE_CHECKING, Any, Final

from paperscraper_core.metrics.analysis_types import Peers
from paperscraper_core.metrics.types import CitationSeries, History, PaperYear, RankPoint

from .types import ChartColumn, ChartRows

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

Cell = str | int | float | None
_YEAR: Final = ChartColumn(key="year", title="Year", definition="Calendar year.")


_H_COLUMNS: Final = (
    _YEAR,
    ChartColumn(key="h_index", title="h-index", definition="Empty where not certain."),
    ChartColumn(key="h_lower", title="At least", definition="The lowest possible h."),
    ChartColumn(key="h_upper", title="At most", definition="The highest possible h."),
    ChartColumn(
        key="status",
        title="Known how",
        definition="At the end of the year: exact (follows from the counts by year), observed"
        " (stored at the time), reconstructed (only the bounds are known); or what an import"
        " observed on a day.",
    ),
    ChartColumn(key="day", title="Day", definition="Day of the import that observed it."),
    ChartColumn(
        key="peers_p10",
        title="Peers, 10 %",
        definition="10th percentile of h of authors of the"
        " library at the career age of that year, as they stand today.",
    ),
    ChartColumn(key="peers_median", title="Peers, median", definition="Their median."),
    ChartColumn(key="peers_p90", title="Peers, 90 %", definition="Their 90th percentile."),
    ChartColumn(key="peers", title="Peers", definition="How many authors that are."),
)


def of_figure(figure: Figure) -> ChartRows:
    """Every point that a figure draws: its series, its place on both axes, and its label.

    For charts without rows of their own; series that are not drawn as points are left out.
    """
    drawn = figure.to_plotly_json()
    layout = drawn.get("layout", {})
    across, along = _axis_name(layout, "xaxis", "x"), _axis_name(layout, "yaxis", "y")
    columns = (
        ChartColumn(key="series", title="Series", definition="As in the legend."),
        ChartColumn(key="x", title=across, definition=f"Horizontal axis: {across}."),
        ChartColumn(key="y", title=along, definition=f"Vertical axis: {along}."),
        ChartColumn(key="label", title="Label", definition="What is shown on hover."),
    )
    rows = tuple(row for trace in drawn.get("data", ()) for row in _points(trace))
    return ChartRows(columns=columns, rows=tuple(dict.fromkeys(rows)))


def _axis_name(layout: Mapping[str, Any], axis: str, otherwise: str) -> str:
    return (layout.get(axis, {}).get("title") or {}).get("text") or otherwise


def _points(trace: Mapping[str, Any]) -> Iterable[tuple[Cell, ...]]:
    if trace.get("hoverinfo") == "skip" and not trace.get("name"):
        return
    xs = trace.get("x") if trace.get("x") is not None else trace.get("theta")
    ys = trace.get("y") if trace.get("y") is not None else trace.get("r")
    if xs is None or ys is None:
        return
    words = trace.get("text")
    labels = words if isinstance(words, list | tuple) else [None] * len(xs)
    name = unescape(trace.get("name") or "")
    for x, y, label in zip(xs, ys, labels, strict=False):
        yield name, _cell(x), _cell(y), _cell(label)


def _cell(value: object) -> Cell:
    if value is None or isinstance(value, int | float):
        return value
    return unescape(str(value)).replace("<br>", " ")


def h_history(history: History, peers: Peers | None = None) -> ChartRows:
    """The h-index at the end of each year with its bounds, what imports observed, and peers."""
    start = peers.first_year if peers else None
    band = {start + one.career_age - 1: one for one in peers.band} if peers and start else {}
    rows: list[tuple[Cell, ...]] = []
    for point in history.points:
        one = band.get(point.year)
        expected = (one.low, one.median, one.high, one.authors) if one else (None,) * 4
        rows.append(
            (point.year, point.value, point.lower, point.upper, point.status.value, None, *expected)
        )
    for seen in history.observations:
        day = seen.day.isoformat()
        rows.append(
            (seen.day.year, *(seen.h_index,) * 3, "observed at an import", day, *(None,) * 4)
        )
    return ChartRows(columns=_H_COLUMNS, rows=tuple(rows))


def citations_per_year(series: CitationSeries) -> ChartRows:
    """Citations received in each year, with the running total."""
    return ChartRows(
        columns=(
            _YEAR,
            ChartColumn(
                key="citations", title="Citations", definition="Citations received in the year."
            ),
            ChartColumn(
                key="running_total",
                title="Running total",
                definition="Citations to the end of the year; begins with those without a year.",
            ),
        ),
        rows=tuple((one.year, one.citations, one.cumulative) for one in series.years),
    )


def rank_curve(points: Sequence[RankPoint], titles: Mapping[int, str]) -> ChartRows:
    """The papers by rank with their citations."""
    return ChartRows(
        columns=(
            ChartColumn(key="rank", title="Rank", definition="1 is the most cited paper."),
            ChartColumn(key="citations", title="Citations", definition="Citations of the paper."),
            ChartColumn(key="id", title="Id", definition="The paper's number in PaperScraper."),
            ChartColumn(key="title", title="Title", definition="Title of the paper."),
        ),
        rows=tuple((p.rank, p.citations, p.paper_id, titles.get(p.paper_id)) for p in points),
    )


def papers_by_position(years: Sequence[PaperYear]) -> ChartRows:
    """Papers of each year by the author's place on them."""
    parts = ("single", "first", "middle", "last", "unknown")
    return ChartRows(
        columns=(
            _YEAR,
            *(
                ChartColumn(
                    key=part, title=part.capitalize(), definition=f"Papers as {part} author."
                )
                for part in parts[:-1]
            ),
            ChartColumn(key="unknown", title="Unknown", definition="Papers, place not known."),
            ChartColumn(key="papers", title="Papers", definition="All papers of the year."),
        ),
        rows=tuple((one.year, *(getattr(one, part) for part in parts), one.total) for one in years),
    )
