"""Authors with everything that is computed of them. Statements do not grow with the rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date as Day
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from paperscraper_core.metrics import statements
from paperscraper_core.metrics.freshness import library_date
from paperscraper_core.metrics.history import (
    citation_series,
    h_history,
    papers_by_year,
    rank_curve,
)
from paperscraper_core.metrics.lists import authors, leaderboard
from paperscraper_core.metrics.observing import year_ends
from paperscraper_core.metrics.persons import persons
from paperscraper_core.metrics.raises import raises
from paperscraper_core.metrics.reported import differences
from paperscraper_core.metrics.snapshot_queries import observations
from paperscraper_core.metrics.summary import author_indices
from paperscraper_core.metrics.types import (
    AuthorIndices,
    AuthorMetrics,
    AuthorPaper,
    AuthorPosition,
    AuthorProfile,
    LibraryDate,
    ObservedPoint,
    PaperCitations,
    ReportedMetrics,
    YearCount,
)
from paperscraper_core.paging import Page
from paperscraper_core.tenancy import Tenant

__all__ = ["author_detail", "author_metrics", "author_papers", "authors", "compare", "leaderboard"]

_PROFILES = text(f"""
SELECT a.id, a.name, a.name_variants, a.orcid, a.institution, a.country_code,
       a.reported_source, a.reported_as_of, a.reported_works_count, a.reported_citations,
       a.reported_h_index, a.reported_i10_index,
       (SELECT array_agg(i.scheme || ':' || i.value ORDER BY i.scheme, i.value)
        FROM author_identifiers i
        WHERE i.organization_id = :organization_id AND i.author_id IN ({statements.PROFILES}))
       AS pairs,
       (SELECT count(*) FROM authors o
        WHERE o.organization_id = :organization_id AND o.merged_into = a.id) AS merged,
       (SELECT count(*) FROM authorships x
        WHERE x.organization_id = :organization_id AND x.profile_id = a.id
          AND x.author_id <> a.id) AS split
FROM authors a WHERE a.organization_id = :organization_id AND a.id = ANY(:authors)
""")
_PAPERS = """
SELECT a.author_id, a.paper_id, a.position, p.title, p.year, p.venue, p.type, p.doi,
       p.citation_count, p.counts_as_of,
       (SELECT count(*) FROM authorships x
        WHERE x.organization_id = :organization_id AND x.paper_id = a.paper_id) AS n_authors
FROM authorships a
JOIN papers p ON p.organization_id = a.organization_id AND p.id = a.paper_id
WHERE a.organization_id = :organization_id AND a.author_id = ANY(:authors)
"""
_ALL_PAPERS = text(_PAPERS)
_PAGE_OF_PAPERS = text(
    f"SELECT w.*, count(*) OVER () AS total FROM ({_PAPERS}"
    " AND (CAST(:papers AS bigint[]) IS NULL OR a.paper_id = ANY(:papers))) w"
    " ORDER BY citation_count DESC NULLS LAST, year DESC NULLS LAST, paper_id"
    " LIMIT :limit OFFSET :offset"
)
_COUNTS = text("""
SELECT c.paper_id, c.year, c.citations FROM citation_counts c
WHERE c.organization_id = :organization_id AND c.paper_id IN (
  SELECT a.paper_id FROM authorships a
  WHERE a.organization_id = :organization_id AND a.author_id = ANY(:authors))
ORDER BY c.paper_id, c.year
""")


def author_metrics(session: Session, tenant: Tenant, author_id: int) -> AuthorMetrics:
    """Everything about one author, computed from the papers as they are now.

    Raises:
        NotFound: there is no such author in the organization.
    """
    return compare(session, tenant, (author_id,))[0]


def compare(
    session: Session, tenant: Tenant, author_ids: Sequence[int]
) -> tuple[AuthorMetrics, ...]:
    """The same for several authors, in the order of their ids as given, each person once.

    A profile that was merged into somebody leads to that person.

    Raises:
        NotFound: one of the authors is not in the organization.
    """
    ids = persons(session, tenant, author_ids)
    values = {"organization_id": tenant.organization_id, "authors": list(ids)}
    profiles = {profile.author_id: profile for profile in _profiles(session, values)}
    date = library_date(session, tenant)
    counts: dict[int, list[YearCount]] = defaultdict(list)
    for row in session.execute(_COUNTS, values):
        counts[row.paper_id].append(YearCount(year=row.year, citations=row.citations))
    papers: dict[int, list[Row[Any]]] = defaultdict(list)
    for row in session.execute(_ALL_PAPERS, values):
        papers[row.author_id].append(row)
    observed = observations(session, tenant, ids)
    return tuple(
        _metrics(profiles[one], papers[one], counts, date, observed.get(one, ())) for one in ids
    )


def author_detail(session: Session, tenant: Tenant, author_id: int) -> AuthorProfile:
    """Who an author is, without the numbers.

    Raises:
        NotFound: there is no such author in the organization.
    """
    ids = persons(session, tenant, (author_id,))
    values = {"organization_id": tenant.organization_id, "authors": list(ids)}
    return _profiles(session, values)[0]


def author_papers(
    session: Session,
    tenant: Tenant,
    author_id: int,
    *,
    number: int = 1,
    size: int = 50,
    paper_ids: Sequence[int] | None = None,
) -> Page[AuthorPaper]:
    """The author's papers, most cited first, unknown counts last.

    Args:
        session: An open session.
        tenant: Whose library.
        author_id: The author.
        number: Which page, from 1.
        size: Papers on a page.
        paper_ids: Only these of the author's papers; None means all.
    """
    found = session.execute(
        _PAGE_OF_PAPERS,
        {
            "organization_id": tenant.organization_id,
            "authors": [author_id],
            "papers": None if paper_ids is None else list(paper_ids),
            "limit": size,
            "offset": (number - 1) * size,
        },
    ).all()
    rows = tuple(
        AuthorPaper(
            paper_id=row.paper_id,
            title=row.title,
            year=row.year,
            venue=row.venue,
            type=row.type,
            doi=row.doi,
            citations=row.citation_count,
            place=row.position,
            n_authors=row.n_authors,
            position=_position(row),
        )
        for row in found
    )
    return Page(rows=rows, total=found[0].total if found else 0, number=number, size=size)


def _metrics(
    profile: AuthorProfile,
    rows: Sequence[Row[Any]],
    counts: dict[int, list[YearCount]],
    date: LibraryDate,
    observed: tuple[ObservedPoint, ...],
) -> AuthorMetrics:
    papers = tuple(
        PaperCitations(
            paper_id=row.paper_id,
            year=row.year,
            citations=row.citation_count,
            n_authors=row.n_authors,
            counts_by_year=tuple(counts.get(row.paper_id, ())),
            position=_position(row),
        )
        for row in rows
    )
    own = author_indices(papers, date.year)
    days = [row.counts_as_of for row in rows if row.counts_as_of is not None]
    newest = max(days, default=None)
    ends = year_ends((*observed, *_present(own, newest)), papers, date.year)
    return AuthorMetrics(
        profile=profile,
        library_date=date,
        counts_from=min(days, default=None),
        counts_to=newest,
        indices=own,
        history=h_history(papers, date.year, ends, observed),
        citation_series=citation_series(papers, date.year),
        papers_by_year=papers_by_year(papers),
        rank_curve=rank_curve(papers),
        titles=tuple((row.paper_id, row.title) for row in rows),
        differences=differences(
            own,
            profile.reported,
            date,
            profile.merged_profiles,
            split_papers=profile.split_papers,
            counts=(min(days, default=None), newest),
        ),
        raises=raises(papers, date.year, ends),
    )


def _present(own: AuthorIndices, day: Day | None) -> tuple[ObservedPoint, ...]:
    """Today's h as an observation: it may confirm an earlier one."""
    if own.h_index is None or day is None:
        return ()
    return (ObservedPoint(day=day, h_index=own.h_index, counts_as_of=day, papers=own.papers),)


def _position(row: Row[Any]) -> AuthorPosition:
    if row.n_authors == 1:
        return AuthorPosition.SINGLE
    if row.position == 1:
        return AuthorPosition.FIRST
    return AuthorPosition.LAST if row.position >= row.n_authors else AuthorPosition.MIDDLE


def _profiles(session: Session, values: dict[str, Any]) -> list[AuthorProfile]:
    return [_profile(row) for row in session.execute(_PROFILES, values)]


def _profile(row: Row[Any]) -> AuthorProfile:
    reported = ReportedMetrics(
        source=row.reported_source,
        as_of=row.reported_as_of,
        works=row.reported_works_count,
        citations=row.reported_citations,
        h_index=row.reported_h_index,
        i10_index=row.reported_i10_index,
    )
    told = (reported.works, reported.citations, reported.h_index, reported.i10_index)
    pairs = (pair.partition(":") for pair in row.pairs or ())
    return AuthorProfile(
        author_id=row.id,
        name=row.name,
        name_variants=tuple(row.name_variants),
        orcid=row.orcid,
        external_ids=tuple((scheme, value) for scheme, _, value in pairs),
        institution=row.institution,
        country_code=row.country_code,
        reported=None if told == (None,) * 4 else reported,
        merged_profiles=row.merged,
        split_papers=row.split,
    )
