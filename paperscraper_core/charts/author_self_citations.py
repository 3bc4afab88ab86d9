"""Who cites an author's papers: the author, the co-authors, or others."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from paperscraper_core.metrics.analysis_types import SelfCitations, SelfCitationYear
from paperscraper_core.metrics.self_citation import LOW_COVERAGE

from .frame import Trace, count_axis, empty_figure, figure, year_axis
from .palette import OVERLAID, PATTERNS, ink
from .types import Theme
from .words import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from plotly.graph_objects import Figure

TITLE = "Self-citations by year"


def self_citations(found: SelfCitations, theme: Theme, as_of: date | None = None) -> Figure:
    """Stacked bars: citations found in the library by the author, by co-authors only, by others.

    A bar's ``customdata`` are the ids of the author's papers that were cited.

    Args:
        found: The author's self-citations.
        theme: The page's theme.
        as_of: The day of the counts; by default that of the library.
    """
    dated = [year for year in found.years if year.year is not None]
    if not dated:
        return empty_figure(title=TITLE, sentence=_why_empty(found), theme=theme)
    years = [year.year for year in dated if year.year is not None]
    return figure(
        _bars(dated, years, theme),
        title=TITLE,
        definition=_definition(found, found.found - sum(year.found for year in dated)),
        theme=theme,
        as_of=as_of or found.library_date.day,
        x=year_axis(years[0], years[-1], "Year of the citing paper"),
        y=count_axis("Citations found", max(year.found for year in dated)),
        barmode="stack",
    )


def _bars(dated: Sequence[SelfCitationYear], years: Sequence[int], theme: Theme) -> list[Trace]:
    colours = ink(theme)
    parts = (
        (
            "by this author",
            [y.same_author for y in dated],
            [y.same_author_paper_ids for y in dated],
        ),
        (
            "by co-authors of the paper only",
            [y.any_author - y.same_author for y in dated],
            [y.any_author_paper_ids for y in dated],
        ),
        ("by others", [y.found - y.any_author for y in dated], [y.paper_ids for y in dated]),
    )
    looks = ((colours.second, PATTERNS[1]), (colours.series[2], PATTERNS[2]), (colours.main, ""))
    return [
        {
            "type": "bar",
            "name": name,
            "x": list(years),
            "y": counts,
            "marker": {"color": colour, "pattern": {**OVERLAID, "shape": pattern}},
            "customdata": [list(one) for one in ids],
            "hovertemplate": f"%{{x:d}}: %{{y:,d}} {name}<extra></extra>",
        }
        for (name, counts, ids), (colour, pattern) in zip(parts, looks, strict=True)
        if any(counts)
    ]


def _definition(found: SelfCitations, undated: int) -> str:
    same, shared = found.share_same_author or 0, found.share_any_author or 0
    words = (
        f"Citations by papers of this library. Self-citations: {same:.0%} by this author"
        f" (Scopus's rule), {shared:.0%} by any author of the cited paper (Ioannidis's rule)."
    )
    if found.coverage is not None and found.coverage >= LOW_COVERAGE:  # else the warning says it
        words += f" The library holds {found.coverage:.0%} of {found.citations:,} citations."
    if found.warning:
        words += f" {found.warning}"
    return words + (
        f" Not drawn: {counted(undated, 'citation')} without a year." if undated else ""
    )


def _why_empty(found: SelfCitations) -> str:
    if found.found:
        return "The citing papers in this library have no known year."
    if found.citations == 0:
        return "No paper of this author was cited yet, as far as the sources know."
    return (
        "No paper of this library cites a paper of this author, or their sources name no"
        " references: self-citations cannot be told."
    )
