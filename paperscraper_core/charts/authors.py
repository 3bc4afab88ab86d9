"""Charts of one author."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from paperscraper_core.metrics.types import CitationSeries, PaperYear

from .author_h import h_over_time
from .author_ranks import rank_curve
from .frame import count_axis, empty_figure, figure, year_axis
from .palette import OVERLAID, PATTERNS, ink
from .types import Theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from plotly.graph_objects import Figure

__all__ = ["citations_per_year", "h_over_time", "papers_by_position", "rank_curve"]

CITATIONS_TITLE = "Citations per year"
PAPERS_TITLE = "Papers per year by position"


def citations_per_year(series: CitationSeries, theme: Theme, as_of: date | None = None) -> Figure:
    """Bars of the citations received in each year, with the running total as a line."""
    if not series.years:
        sentence = "The source gives no citations by year for the papers of this author."
        return empty_figure(title=CITATIONS_TITLE, sentence=sentence, theme=theme)
    colours = ink(theme)
    years = [year.year for year in series.years]
    patterns = ["/" if year >= series.as_of_year else "" for year in years]
    words = "Bars: citations received in the year (hatched: not over). Line: running total."
    if series.undated:
        words += f" It starts with {series.undated:,} citations without a year."
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
    words = "Papers of each year by the author's place among the authors."
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
