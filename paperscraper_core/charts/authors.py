"""Charts of one author."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from paperscraper_core.metrics.types import (
    CitationSeries,
    History,
    HistoryPoint,
    PaperYear,
    PointStatus,
    RankPoint,
)

from .frame import Trace, count_axis, empty_figure, figure, plain, year_axis
from .palette import OVERLAID, PATTERNS, Ink, ink, translucent
from .types import Theme

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from plotly.graph_objects import Figure

NO_COUNTS = "No paper of this author has a known citation count."
H_TITLE = "h-index over time"
CITATIONS_TITLE = "Citations per year"
RANK_TITLE = "Papers by citations, and where h lies"
PAPERS_TITLE = "Papers per year by position"


def h_over_time(history: History, theme: Theme, as_of: date | None = None) -> Figure:
    """The h-index at the end of each year: certain values as a line, bounds as a band."""
    points = history.points
    if not points:
        return empty_figure(title=H_TITLE, sentence=NO_COUNTS, theme=theme)
    colours = ink(theme)
    unsure = any(point.status is PointStatus.RECONSTRUCTED for point in points)
    traces = [
        *(_band(points, colours) if unsure else ()),
        _certain_line(points, colours),
        *_marks(points, colours),
    ]
    return figure(
        traces,
        title=H_TITLE,
        definition=_h_words(history, unsure),
        theme=theme,
        as_of=as_of,
        x=year_axis(points[0].year, points[-1].year),
        y=count_axis("h-index (papers)", max(point.upper for point in points)),
        annotations=[_last_value(points[-1], colours)],
    )


def _h_words(history: History, unsure: bool) -> str:
    words = "h papers with at least h citations each, at the end of each year."
    if unsure:
        words += " Where the source does not date all citations, the truth lies in the band."
    if history.papers_without_count:
        words += f" {history.papers_without_count:,} papers without a citation count left out."
    return words


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


def citations_per_year(series: CitationSeries, theme: Theme, as_of: date | None = None) -> Figure:
    """Bars of the citations received in each year, with the running total as a line."""
    if not series.years:
        sentence = "The source gives no citations by year for the papers of this author."
        return empty_figure(title=CITATIONS_TITLE, sentence=sentence, theme=theme)
    colours = ink(theme)
    years = [year.year for year in series.years]
    patterns = ["/" if year >= series.as_of_year else "" for year in years]
    words = "Bars: citations received in the year (hatched: year not over)."
    words += " Line: running total."
    if series.undated:
        words += f" It starts with {series.undated:,} citations that have no year."
    return figure(
        [
            {
                "type": "bar",
                "name": "citations in the year",
                "x": years,
                "y": [year.citations for year in series.years],
                "marker": {"color": colours.main, "pattern": {**OVERLAID, "shape": patterns}},
                "hovertemplate": "%{x:d}: %{y:,d} citations<extra></extra>",
            },
            {
                "type": "scatter",
                "mode": "lines+markers",
                "name": "running total",
                "x": years,
                "y": [year.cumulative for year in series.years],
                "yaxis": "y2",
                "line": {"color": colours.second, "width": 2, "dash": "dash"},
                "marker": {"symbol": "diamond", "size": 6},
                "hovertemplate": "to the end of %{x:d}: %{y:,d}<extra></extra>",
            },
        ],
        title=CITATIONS_TITLE,
        definition=words,
        theme=theme,
        as_of=as_of,
        x=year_axis(years[0], years[-1]),
        y=count_axis("Citations in the year", max(year.citations for year in series.years)),
        yaxis2={
            **count_axis("Running total", series.total),
            "overlaying": "y",
            "side": "right",
            "showgrid": False,
            "automargin": True,
            "tickmode": "auto",  # else it copies the other axis and shows 488, 976, 1,464
            "title": {"text": "Running total", "font": {"size": 12}},
            "tickfont": {"size": 11},
        },
    )


def rank_curve(
    points: Sequence[RankPoint],
    theme: Theme,
    as_of: date | None = None,
    titles: Mapping[int, str] | None = None,
) -> Figure:
    """Citations of each paper by rank with the line citations = rank, which crosses at h.

    Args:
        points: The ranked papers.
        theme: The page's theme.
        as_of: The day of the counts.
        titles: Titles by paper id, shown on hover.
    """
    if not points:
        return empty_figure(title=RANK_TITLE, sentence=NO_COUNTS, theme=theme)
    colours = ink(theme)
    h = sum(point.citations >= point.rank for point in points)
    top = _frame_top(points, h)
    reach = min(max(len(points), h + 1), top)
    above = sum(point.citations > top for point in points)
    words = "Papers from most to least cited. Filled: the h papers at or above the line."
    if above:
        words += f" {above:,} with more than {top:,} citations (▲) stand at the upper edge."
    return figure(
        [_ranked(points, h, top, titles or {}, colours), _diagonal(reach, colours)],
        title=RANK_TITLE,
        definition=words,
        theme=theme,
        as_of=as_of,
        x={
            **count_axis("Rank of the paper", len(points)),
            "range": [0, max(len(points), reach) * 1.04 + 0.5],
        },
        y={**count_axis("Citations of the paper", top), "range": [0, top * 1.08]},
        annotations=[_h_mark(h, len(points), colours)] if h else [],
    )


def _frame_top(points: Sequence[RankPoint], h: int) -> int:
    """Where the frame ends: a few giants must not press the crossing into a corner."""
    highest = points[0].citations
    return highest if highest <= 6 * max(h, 2) else 5 * max(h, 2)


def _ranked(
    points: Sequence[RankPoint], h: int, top: int, titles: Mapping[int, str], colours: Ink
) -> Trace:
    symbols = [
        "triangle-up" if p.citations > top else "circle" if p.rank <= h else "circle-open"
        for p in points
    ]
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": "papers",
        "x": [point.rank for point in points],
        "y": [min(point.citations, top) for point in points],
        "line": {"color": colours.main, "width": 1.5},
        "marker": {"size": 6, "symbol": symbols},
        "text": [
            f"{p.citations:,} citations<br>{plain(titles.get(p.paper_id, ''), 60)}" for p in points
        ],
        "customdata": [[point.paper_id] for point in points],
        "hovertemplate": "rank %{x:d}: %{text}<extra></extra>",
    }


def _diagonal(reach: int, colours: Ink) -> Trace:
    return {
        "type": "scatter",
        "mode": "lines",
        "name": "citations = rank (45° line)",
        "x": [0, reach],
        "y": [0, reach],
        "line": {"color": colours.second, "width": 2, "dash": "dash"},
        "hoverinfo": "skip",
    }


def _h_mark(h: int, ranks: int, colours: Ink) -> Mapping[str, Any]:
    near_the_edge = h > 0.8 * ranks  # words to the right would be cut off on a phone
    return {
        "x": h,
        "y": h,
        "text": f"<b>h = {h}</b>",
        "showarrow": True,
        "arrowhead": 2,
        "arrowcolor": colours.text,
        "ax": 26 if near_the_edge else 46,
        "xanchor": "right" if near_the_edge else "center",
        "ay": -44,
        "font": {"color": colours.text, "size": 13},
    }


def papers_by_position(
    years: Sequence[PaperYear],
    theme: Theme,
    as_of: date | None = None,
    without_year: int = 0,
) -> Figure:
    """Stacked bars: papers of each year in which the author stood alone, first, between, last."""
    if not years:
        sentence = "No paper of this author has a known year."
        return empty_figure(title=PAPERS_TITLE, sentence=sentence, theme=theme)
    colours = ink(theme)
    parts = (
        ("single author", [year.single for year in years]),
        ("first", [year.first for year in years]),
        ("middle", [year.middle for year in years]),
        ("last", [year.last for year in years]),
        ("unknown", [year.unknown for year in years]),
    )
    words = "Papers that appeared in the year, by the author's place in the list of authors."
    if without_year:
        words += f" {without_year:,} papers without a year left out."
    return figure(
        [
            {
                "type": "bar",
                "name": name,
                "x": [year.year for year in years],
                "y": counts,
                "marker": {
                    "color": colours.series[number],
                    "pattern": {**OVERLAID, "shape": PATTERNS[number]},
                },
                "hovertemplate": f"%{{x:d}}: %{{y:,d}} as {name}<extra></extra>",
            }
            for number, (name, counts) in enumerate(parts)
            if any(counts)
        ],
        title=PAPERS_TITLE,
        definition=words,
        theme=theme,
        as_of=as_of,
        x=year_axis(years[0].year, years[-1].year),
        y=count_axis("Papers", max(year.total for year in years)),
        barmode="stack",
    )
