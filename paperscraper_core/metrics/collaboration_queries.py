"""With which institutions and countries an author writes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from paperscraper_core.metrics.analysis_types import Collaborations, CountryRow, InstitutionRow
from paperscraper_core.metrics.freshness import library_date
from paperscraper_core.metrics.persons import person
from paperscraper_core.metrics.work import Work, order, work_group
from paperscraper_core.tenancy import Tenant

# Where two profiles of one person stand on one byline, the second place is nobody else's.
_MINE = """IN (SELECT CAST(:author_id AS bigint) UNION ALL SELECT o.id FROM authors o
  WHERE o.organization_id = :organization_id AND o.merged_into = :author_id)"""
_WORKS = text(f"""
SELECT p.id, p.year, p.citation_count,
       EXISTS (SELECT FROM authorships x WHERE x.organization_id = :organization_id
               AND x.paper_id = p.id AND x.author_id NOT {_MINE}) AS shared
FROM authorships a
JOIN papers p ON p.organization_id = :organization_id AND p.id = a.paper_id
WHERE a.organization_id = :organization_id AND a.author_id = :author_id
""")
# One row for each paper and institution, however many of its authors name it. The author's own
# places are known beforehand: joined by paper and place, 7,000 authors are compared with 7,000.
_NAMED = text(f"""
SELECT i.id, i.name, i.country_code, n.own, n.paper_ids
FROM (
  SELECT institution_id, bool_or(own) AS own,
         array_agg(paper_id ORDER BY paper_id) FILTER (WHERE others) AS paper_ids
  FROM (
    SELECT s.institution_id, s.paper_id, bool_or(s.position = ANY(m.places)) AS own,
           bool_or(s.position <> ALL(m.places)) AS others
    FROM (SELECT a.paper_id, array_agg(a.position) AS places FROM authorships a
          WHERE a.organization_id = :organization_id AND a.author_id {_MINE}
          GROUP BY a.paper_id) m
    JOIN authorship_institutions s
      ON s.organization_id = :organization_id AND s.paper_id = m.paper_id
    GROUP BY s.institution_id, s.paper_id) pairs
  GROUP BY institution_id) n
JOIN institutions i ON i.organization_id = :organization_id AND i.id = n.institution_id
""")


def collaborations(session: Session, tenant: Tenant, author_id: int) -> Collaborations:
    """Institutions and countries of the co-authors of an author's papers.

    Raises:
        NotFound: there is no such author in the organization.
    """
    one = person(session, tenant, author_id)
    values = {"organization_id": tenant.organization_id, "author_id": one}
    found = session.execute(_WORKS, values).all()
    works = {
        row.id: Work(paper_id=row.id, year=row.year, citations=row.citation_count) for row in found
    }
    shared = {row.id for row in found if row.shared}
    named = session.execute(_NAMED, values).all()
    with_others = [row for row in named if row.paper_ids]
    placed = {paper for row in with_others for paper in row.paper_ids}
    located = {paper for row in with_others if _country(row) for paper in row.paper_ids}
    return Collaborations(
        author_id=one,
        library_date=library_date(session, tenant),
        institutions=_institutions(with_others, works),
        countries=_countries(named, works),
        papers=len(works),
        alone=len(works) - len(shared),
        unknown_institution=len(shared - placed),
        unknown_country=len(shared - located),
    )


def _country(row: Row[Any]) -> str | None:
    code = (row.country_code or "").strip().upper()
    return code or None


def _institutions(
    rows: Sequence[Row[Any]], works: Mapping[int, Work]
) -> tuple[InstitutionRow, ...]:
    found = [
        InstitutionRow(
            institution_id=row.id,
            name=row.name,
            country_code=_country(row),
            own=row.own,
            work=work_group(works[paper] for paper in row.paper_ids),
        )
        for row in rows
    ]
    return tuple(sorted(found, key=lambda one: (*order(one.work), one.name, one.institution_id)))


def _countries(rows: Sequence[Row[Any]], works: Mapping[int, Work]) -> tuple[CountryRow, ...]:
    papers: dict[str, set[int]] = defaultdict(set)
    own = {_country(row) for row in rows if row.own}
    for row in rows:
        code = _country(row)
        if code and row.paper_ids:
            papers[code].update(row.paper_ids)
    found = [
        CountryRow(
            country_code=code,
            own=code in own,
            work=work_group(works[paper] for paper in ids),
        )
        for code, ids in papers.items()
    ]
    return tuple(sorted(found, key=lambda one: (*order(one.work), one.country_code)))
