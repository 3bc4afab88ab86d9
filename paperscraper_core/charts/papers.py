"""Charts of papers: of a whole library, and of one paper."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from .frame import count_axis, empty_figure, figure, year_axis
from .palette import ink
from .types import Theme, YearBar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from plotly.graph_objects import Figure

PAPERS_TITLE = "Papers by year"
CITATIONS_TITLE = "Citations of this paper by year"


def papers_by_year(
    years: Sequence[YearBar], theme: Theme, as_of: date | None = None, without_year: int = 0
) -> Figure:
    """Bars of the papers that appeared in each year."""
    if not years:
        sentence = "No paper with a known year here yet."
        return empty_figure(title=PAPERS_TITLE, sentence=sentence, theme=theme)
    words = "Papers of the library by the year in which they appeared."
    if without_year:
        words += f" {without_year:,} papers without a year are not shown."
    return _year_bars(
        years, title=PAPERS_TITLE, words=words, unit="Papers", theme=theme, as_of=as_of
    )


def citations_of_paper(
    years: Sequence[YearBar], theme: Theme, as_of: date | None = None, total: int | None = None
) -> Figure:
    """Bars of the citations that one paper received in each year.

    Args:
        years: Citations by year, as the source dates them.
        theme: The page's theme.
        as_of: The day of the counts.
        total: All citations of the paper; what no year accounts for is said on the figure.
    """
    if not years:
        sentence = "The source gives no citations by year for this paper."
        return empty_figure(title=CITATIONS_TITLE, sentence=sentence, theme=theme)
    words = "Citations received within each calendar year."
    undated = (total or 0) - sum(year.count for year in years)
    if undated > 0:
        words += f" {undated:,} of {total:,} citations have no year."
    return _year_bars(
        years,
        title=CITATIONS_TITLE,
        words=words,
        unit="Citations in the year",
        theme=theme,
        as_of=as_of,
    )


def _year_bars(
    years: Sequence[YearBar],
    *,
    title: str,
    words: str,
    unit: str,
    theme: Theme,
    as_of: date | None,
) -> Figure:
    ordered = sorted(years, key=lambda bar: bar.year)
    return figure(
        [
            {
                "type": "bar",
                "x": [bar.year for bar in ordered],
                "y": [bar.count for bar in ordered],
                "marker": {"color": ink(theme).main},
                "hovertemplate": "%{x:d}: %{y:,d}<extra></extra>",
            }
        ],
        title=title,
        definition=words,
        theme=theme,
        as_of=as_of,
        x=year_axis(ordered[0].year, ordered[-1].year),
        y=count_axis(unit, max(bar.count for bar in ordered)),
        height=300,
    )
