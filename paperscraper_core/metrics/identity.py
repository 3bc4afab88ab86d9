"""What merging or splitting profiles would do to the numbers, computed without writing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from paperscraper_core.library import profile_queries
from paperscraper_core.metrics.freshness import library_date
from paperscraper_core.metrics.summary import author_indices
from paperscraper_core.metrics.types import AuthorIndices, LibraryDate, PaperCitations, YearCount
from paperscraper_core.tenancy import Tenant

_PAPERS = text("""
SELECT a.author_id, a.paper_id, p.year, p.citation_count,
       (SELECT count(*) FROM authorships x
        WHERE x.organization_id = :organization_id AND x.paper_id = a.paper_id) AS n_authors,
       ARRAY(SELECT ARRAY[c.year, c.citations] FROM citation_counts c
             WHERE c.organization_id = :organization_id AND c.paper_id = a.paper_id) AS dated
FROM authorships a
JOIN papers p ON p.organization_id = a.organization_id AND p.id = a.paper_id
WHERE a.organization_id = :organization_id AND a.author_id = ANY(:authors)
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonIndices:
    """The numbers of one person; ``author_id`` is None for one who would be new."""

    author_id: int | None
    name: str
    indices: AuthorIndices


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityPreview:
    """The people of a decision before and after it.

    ``shared`` counts papers that several of them hold now; these count once when they are one.
    """

    library_date: LibraryDate
    before: tuple[PersonIndices, ...]
    after: tuple[PersonIndices, ...]
    shared: int


def preview_merge(
    session: Session, tenant: Tenant, profile_ids: Sequence[int], into_id: int
) -> IdentityPreview:
    """The numbers of profiles before, and of the one person after they are merged.

    Raises:
        NotFound: one of the authors is not in the organization.
    """
    people = profile_queries.persons(session, tenant, [into_id, *profile_ids])
    ids = list(dict.fromkeys(people.values()))
    names, date, papers = _read(session, tenant, ids)
    return IdentityPreview(
        library_date=date,
        before=tuple(_person(one, names[one], papers[one], date) for one in ids),
        after=(
            _person(
                people[into_id],
                names[people[into_id]],
                [w for one in ids for w in papers[one]],
                date,
            ),
        ),
        shared=_shared(papers),
    )


def preview_split(
    session: Session,
    tenant: Tenant,
    author_id: int,
    paper_ids: Sequence[int],
    into_id: int | None = None,
    name: str | None = None,
) -> IdentityPreview:
    """The numbers before and after papers are split off an author.

    Raises:
        NotFound: one of the authors is not in the organization.
    """
    asked = [author_id] if into_id is None else [author_id, into_id]
    ids = list(dict.fromkeys(profile_queries.persons(session, tenant, asked).values()))
    names, date, papers = _read(session, tenant, ids)
    source, chosen = ids[0], set(paper_ids)
    going = [one for one in papers[source] if one.paper_id in chosen]
    staying = [one for one in papers[source] if one.paper_id not in chosen]
    target = ids[1] if len(ids) > 1 else None
    had = papers[target] if target is not None else []
    shown = names[target] if target is not None else name or names[source]
    return IdentityPreview(
        library_date=date,
        before=tuple(_person(one, names[one], papers[one], date) for one in ids),
        after=(
            _person(source, names[source], staying, date),
            _person(target, shown, [*had, *going], date),
        ),
        shared=_shared(papers),
    )


def _read(
    session: Session, tenant: Tenant, ids: Sequence[int]
) -> tuple[dict[int, str], LibraryDate, dict[int, list[PaperCitations]]]:
    values = {"organization_id": tenant.organization_id, "authors": list(ids)}
    papers: dict[int, list[PaperCitations]] = {one: [] for one in ids}
    for row in session.execute(_PAPERS, values):
        papers[row.author_id].append(_paper(row))
    return profile_queries.names(session, tenant, ids), library_date(session, tenant), papers


def _paper(row: Row[Any]) -> PaperCitations:
    return PaperCitations(
        paper_id=row.paper_id,
        year=row.year,
        citations=row.citation_count,
        n_authors=row.n_authors,
        counts_by_year=tuple(YearCount(year=year, citations=count) for year, count in row.dated),
    )


def _person(
    author_id: int | None, name: str, papers: Sequence[PaperCitations], date: LibraryDate
) -> PersonIndices:
    return PersonIndices(author_id=author_id, name=name, indices=author_indices(papers, date.year))


def _shared(papers: dict[int, list[PaperCitations]]) -> int:
    every = [one.paper_id for works in papers.values() for one in works]
    return len(every) - len(set(every))
