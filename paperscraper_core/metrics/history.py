"""An author's past, rebuilt from the years in which citations came in; nothing is invented."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from .indices import h_index
from .summary import ranked_papers
from .types import (
    AuthorPosition,
    CitationSeries,
    CitationYear,
    History,
    HistoryPoint,
    ObservedH,
    PaperCitations,
    PaperYear,
    PointStatus,
    RankPoint,
)


def h_history(
    papers: Sequence[PaperCitations], as_of_year: int, observed: Sequence[ObservedH] = ()
) -> History:
    """The h-index at the end of each year, from the first paper to the as-of year.

    A past point is exact only where what is known of each paper leaves no other value; else it has
    bounds. A stored observation of a past year wins over any reconstruction. The last point is the
    direct computation over today's counts.

    Args:
        papers: The author's papers; unknown counts are left out and counted beside.
        as_of_year: The year in which the counts were taken.
        observed: h-indices that were stored in earlier years.
    """
    ranked = ranked_papers(papers)
    start = _first_year(ranked, as_of_year)
    stored = {point.year: point.h_index for point in observed if point.year < as_of_year}
    window = coverage_start(ranked)
    points = [
        _observed(year, stored[year]) if year in stored else _rebuilt(ranked, year, window)
        for year in range(start, as_of_year)
    ]
    today = h_index(paper.citations or 0 for paper in ranked)
    if ranked:
        points.append(
            HistoryPoint(year=as_of_year, lower=today, upper=today, status=PointStatus.EXACT)
        )
    unique = {paper.paper_id: paper for paper in papers}.values()
    return History(
        as_of_year=as_of_year,
        points=tuple(points),
        papers_without_count=len(unique) - len(ranked),
        papers_without_year=sum(1 for paper in unique if paper.year is None),
    )


def coverage_start(papers: Sequence[PaperCitations]) -> int | None:
    """The first year for which the source dates citations, as far as these papers show it.

    Sources date citations only from some year on (OpenAlex: 2012) and leave out years without
    any, so the earliest year on any of the author's papers stands for all of them.
    """
    return min((count.year for paper in papers for count in paper.counts_by_year), default=None)


def citations_at(paper: PaperCitations, year: int, window: int | None) -> tuple[int, int]:
    """The fewest and the most citations that a paper can have had at the end of a past year.

    Args:
        paper: A paper with a known count.
        year: The past year.
        window: The first year for which the source dates citations.
    """
    total = paper.citations or 0
    dated = sum(count.citations for count in paper.counts_by_year)
    later = sum(count.citations for count in paper.counts_by_year if count.year > year)
    so_far = dated - later
    undated = total - dated
    if undated < 0:  # the source contradicts itself: more dated citations than citations
        return max(total - later, 0), min(so_far, total)
    if undated == 0 or (paper.year is not None and paper.year > year):
        return so_far, so_far
    if _undated_are_older(paper, window) and window is not None and year >= window - 1:
        return total - later, total - later
    return so_far, total - later


def _undated_are_older(paper: PaperCitations, window: int | None) -> bool:
    """Whether citations without a year can only be from before the source began to date them.

    That needs a paper that was out before, and one dated citation as proof that this source dates
    the citations of this paper at all (a count from a spreadsheet has none).
    """
    if window is None or paper.year is None:
        return False
    return paper.year < window and bool(paper.counts_by_year)


def _rebuilt(papers: Sequence[PaperCitations], year: int, window: int | None) -> HistoryPoint:
    bounds = [citations_at(paper, year, window) for paper in papers]
    lower = h_index(low for low, _ in bounds)
    upper = h_index(high for _, high in bounds)
    status = PointStatus.EXACT if lower == upper else PointStatus.RECONSTRUCTED
    return HistoryPoint(year=year, lower=lower, upper=upper, status=status)


def _observed(year: int, value: int) -> HistoryPoint:
    return HistoryPoint(year=year, lower=value, upper=value, status=PointStatus.OBSERVED)


def _first_year(papers: Sequence[PaperCitations], as_of_year: int) -> int:
    years = [paper.year for paper in papers if paper.year is not None]
    return min([*years, as_of_year])


def citation_series(papers: Sequence[PaperCitations], as_of_year: int) -> CitationSeries:
    """Citations by citing year, each year from the first dated one to the as-of year.

    Years without citations are zeros; the cumulative figure ends at the total, because it starts
    with the citations that have no year.
    """
    ranked = ranked_papers(papers)
    by_year: Counter[int] = Counter()
    for paper in ranked:
        for count in paper.counts_by_year:
            by_year[count.year] += count.citations
    total = sum(paper.citations or 0 for paper in ranked)
    undated = max(total - by_year.total(), 0)
    running = undated
    years = []
    for year in range(min(by_year), max(as_of_year, *by_year) + 1) if by_year else ():
        running += by_year[year]
        years.append(CitationYear(year=year, citations=by_year[year], cumulative=running))
    unique = {paper.paper_id for paper in papers}
    return CitationSeries(
        as_of_year=as_of_year,
        years=tuple(years),
        total=total,
        undated=undated,
        papers_without_count=len(unique) - len(ranked),
    )


def papers_by_year(papers: Sequence[PaperCitations]) -> tuple[PaperYear, ...]:
    """Papers of each year by the author's position, gaps filled with empty years."""
    unique = {paper.paper_id: paper for paper in papers if paper.year is not None}
    counted = Counter((paper.year, paper.position) for paper in unique.values())
    years = [paper.year for paper in unique.values() if paper.year is not None]
    return tuple(
        PaperYear(
            year=year,
            single=counted[year, AuthorPosition.SINGLE],
            first=counted[year, AuthorPosition.FIRST],
            middle=counted[year, AuthorPosition.MIDDLE],
            last=counted[year, AuthorPosition.LAST],
            unknown=counted[year, None],
        )
        for year in (range(min(years), max(years) + 1) if years else ())
    )


def rank_curve(papers: Sequence[PaperCitations]) -> tuple[RankPoint, ...]:
    """Papers with a known count by rank, most cited first: what h and g are read from."""
    return tuple(
        RankPoint(rank=rank, paper_id=paper.paper_id, citations=paper.citations or 0)
        for rank, paper in enumerate(ranked_papers(papers), start=1)
    )
