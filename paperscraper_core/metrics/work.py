"""Groups of an author's papers: by topic and year, by venue, by institution and country."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from .analysis_types import TopicSeries, VenueRow, WorkGroup, YearPapers


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One paper of the author, as the groups see it; None is unknown."""

    paper_id: int
    year: int | None
    citations: int | None
    venue: str | None = None
    topic: str | None = None


def work_group(works: Iterable[Work]) -> WorkGroup:
    """What some papers have together; unknown counts are counted, not taken for zero."""
    papers = sorted({work.paper_id: work for work in works}.values(), key=lambda w: w.paper_id)
    known = [work.citations for work in papers if work.citations is not None]
    years = [work.year for work in papers if work.year is not None]
    return WorkGroup(
        papers=len(papers),
        citations=sum(known) if known else None,
        papers_without_count=len(papers) - len(known),
        first_year=min(years, default=None),
        last_year=max(years, default=None),
        paper_ids=tuple(work.paper_id for work in papers),
    )


def by_venue(works: Sequence[Work]) -> tuple[tuple[VenueRow, ...], WorkGroup | None]:
    """Papers by venue, most papers first, and those without a venue.

    Spellings that differ by case and spaces only are one venue, under the commonest of them.
    """
    groups: dict[str, list[Work]] = defaultdict(list)
    for work in works:
        groups[" ".join((work.venue or "").casefold().split())].append(work)
    unknown = groups.pop("", None)
    rows = [VenueRow(venue=_commonest(group), work=work_group(group)) for group in groups.values()]
    rows.sort(key=lambda row: (*order(row.work), row.venue))
    return tuple(rows), work_group(unknown) if unknown else None


def order(work: WorkGroup) -> tuple[int, int]:
    """Sort key: most papers first, equals by citations."""
    return -work.papers, -(work.citations or 0)


def _commonest(group: Sequence[Work]) -> str:
    spellings = Counter(" ".join((work.venue or "").split()) for work in group)
    return min(spellings, key=lambda spelling: (-spellings[spelling], spelling))


def by_topic(
    works: Sequence[Work], top: int
) -> tuple[tuple[TopicSeries, ...], TopicSeries | None, int, TopicSeries | None]:
    """Papers by first topic and year.

    Returns:
        The ``top`` commonest topics; all others together; how many those are; and the papers
        without a topic.
    """
    groups: dict[str, list[Work]] = defaultdict(list)
    for work in works:
        groups[work.topic or ""].append(work)
    unknown = groups.pop("", None)
    ranked = sorted(groups, key=lambda topic: (-len(groups[topic]), topic))
    rest = [work for topic in ranked[top:] for work in groups[topic]]
    return (
        tuple(_series(topic, groups[topic]) for topic in ranked[:top]),
        _series(None, rest) if rest else None,
        len(ranked[top:]),
        _series(None, unknown) if unknown else None,
    )


def _series(topic: str | None, works: Sequence[Work]) -> TopicSeries:
    years: dict[int, list[int]] = defaultdict(list)
    for work in works:
        if work.year is not None:
            years[work.year].append(work.paper_id)
    return TopicSeries(topic=topic, papers=len(works), years=year_papers(years))


def year_papers(years: Mapping[int, Iterable[int]]) -> tuple[YearPapers, ...]:
    """Paper ids by year, in order of years."""
    return tuple(
        YearPapers(year=year, papers=len(ids), paper_ids=tuple(sorted(ids)))
        for year, ids in sorted((year, set(found)) for year, found in years.items())
    )
