"""An author's past, rebuilt from the years in which citations came in; nothing is invented."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from .bounds import coverage_start, h_bounds
from .indices import h_index
from .summary import ranked_papers
from .types import (
    AuthorPosition,
    CitationSeries,
    CitationYear,
    History,
    HistoryPoint,
    ObservedH,
    ObservedPoint,
    PaperCitations,
    PaperYear,
    PointStatus,
    RankPoint,
)


def h_history(
    papers: Sequence[PaperCitations],
    as_of_year: int,
    observed: Sequence[ObservedH] = (),
    observations: Sequence[ObservedPoint] = (),
) -> History:
    """The h-index at the end of each year, from the first paper to the as-of year.

    A past point is exact only where what is known of each paper leaves no other value; else it has
    bounds. A stored observation of a past year wins over any reconstruction. The last point is the
    direct computation over today's counts.

    Args:
        papers: The author's papers; unknown counts are left out and counted beside.
        as_of_year: The year in which the counts were taken.
        observed: h-indices at the ends of earlier years, as they were observed.
        observations: What was observed on which day, for the chart.
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
        observations=tuple(sorted(observations, key=lambda point: point.held_on)),
    )


def _rebuilt(papers: Sequence[PaperCitations], year: int, window: int | None) -> HistoryPoint:
    lower, upper = h_bounds(papers, year, window)
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
