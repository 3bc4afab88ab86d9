"""Groups of authors and what follows from their papers. Statements do not grow with the members."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from paperscraper_core.errors import NotFound
from paperscraper_core.metrics import groups as rules
from paperscraper_core.metrics.freshness import library_date
from paperscraper_core.metrics.group_types import (
    Group,
    GroupMember,
    GroupMetrics,
    GroupPaper,
    MemberShare,
)
from paperscraper_core.metrics.history import citation_series, h_history, rank_curve
from paperscraper_core.metrics.summary import author_indices
from paperscraper_core.metrics.types import PaperCitations, YearCount
from paperscraper_core.tenancy import Tenant

#: A member that was merged into somebody is that person.
_PEOPLE: Final = """
SELECT DISTINCT m.group_id, coalesce(a.merged_into, a.id) AS person
FROM author_group_members m
JOIN authors a ON a.organization_id = m.organization_id AND a.id = m.author_id
WHERE m.organization_id = :organization_id"""
_GROUPS: Final = text(f"""
WITH people AS ({_PEOPLE})
SELECT g.id, g.name, g.description,
       (SELECT count(*) FROM people p WHERE p.group_id = g.id) AS members
FROM author_groups g WHERE g.organization_id = :organization_id
ORDER BY lower(g.name), g.id
""")
_ONE: Final = "SELECT person FROM (" + _PEOPLE + " AND m.group_id = :group_id) people"
_MEMBERS: Final = text(f"""
SELECT a.id, a.name, a.institution FROM authors a
WHERE a.organization_id = :organization_id AND a.id IN ({_ONE}) ORDER BY a.name_key, a.id
""")
_PAPERS: Final = text(f"""
SELECT p.id, p.title, p.year, p.citation_count, p.counts_as_of, b.members,
       (SELECT count(*) FROM authorships x
        WHERE x.organization_id = :organization_id AND x.paper_id = p.id) AS n_authors
FROM (SELECT s.paper_id, array_agg(s.author_id ORDER BY s.author_id) AS members
      FROM authorships s
      WHERE s.organization_id = :organization_id AND s.author_id IN ({_ONE})
      GROUP BY s.paper_id) b
JOIN papers p ON p.organization_id = :organization_id AND p.id = b.paper_id
ORDER BY p.id
""")
_COUNTS: Final = text("""
SELECT c.paper_id, c.year, c.citations FROM citation_counts c
WHERE c.organization_id = :organization_id AND c.paper_id = ANY(:papers)
ORDER BY c.paper_id, c.year
""")


def groups(session: Session, tenant: Tenant) -> tuple[Group, ...]:
    """All groups of the organization by name."""
    rows = session.execute(_GROUPS, {"organization_id": tenant.organization_id})
    return tuple(_group(row) for row in rows)


def group_metrics(session: Session, tenant: Tenant, group_id: int) -> GroupMetrics:
    """Everything about one group, computed from its members' papers as they are now.

    The papers are those of the present members from their whole career, also from before they
    belonged to what the group stands for: the library knows no dates of joining.

    Raises:
        NotFound: there is no such group in the organization.
    """
    values: dict[str, Any] = {"organization_id": tenant.organization_id, "group_id": group_id}
    found = next((one for one in groups(session, tenant) if one.group_id == group_id), None)
    if found is None:
        raise NotFound("group", "id", group_id)
    date = library_date(session, tenant)
    people = session.execute(_MEMBERS, values).all()
    rows = session.execute(_PAPERS, values).all()
    papers = _papers(session, tenant, rows)
    bylines = {row.id: row.members for row in rows}
    shares = rules.member_shares(papers, bylines, [row.id for row in people])
    days = [row.counts_as_of for row in rows if row.counts_as_of is not None]
    return GroupMetrics(
        group=found,
        library_date=date,
        counts_from=min(days, default=None),
        counts_to=max(days, default=None),
        indices=author_indices(papers, date.year),
        successive_h=rules.successive_h([share.h_index for share in shares]),
        history=h_history(papers, date.year),
        citation_series=citation_series(papers, date.year),
        rank_curve=rank_curve(papers),
        members=_members(people, shares),
        core=_core(papers, rows, people),
    )


def _group(row: Row[Any]) -> Group:
    return Group(group_id=row.id, name=row.name, description=row.description, members=row.members)


def _papers(
    session: Session, tenant: Tenant, rows: Sequence[Row[Any]]
) -> tuple[PaperCitations, ...]:
    counts: dict[int, list[YearCount]] = defaultdict(list)
    values = {"organization_id": tenant.organization_id, "papers": [row.id for row in rows]}
    for row in session.execute(_COUNTS, values):
        counts[row.paper_id].append(YearCount(year=row.year, citations=row.citations))
    return tuple(
        PaperCitations(
            paper_id=row.id,
            year=row.year,
            citations=row.citation_count,
            n_authors=row.n_authors,
            counts_by_year=tuple(counts.get(row.id, ())),
        )
        for row in rows
    )


def _members(people: Sequence[Row[Any]], shares: Sequence[MemberShare]) -> tuple[GroupMember, ...]:
    by_id: Mapping[int, Row[Any]] = {row.id: row for row in people}
    return tuple(
        GroupMember(
            name=by_id[share.author_id].name,
            institution=by_id[share.author_id].institution,
            share=share,
        )
        for share in shares
    )


def _core(
    papers: Sequence[PaperCitations], rows: Sequence[Row[Any]], people: Sequence[Row[Any]]
) -> tuple[GroupPaper, ...]:
    names = {row.id: row.name for row in people}
    by_id = {row.id: row for row in rows}
    return tuple(
        GroupPaper(
            paper_id=paper.paper_id,
            title=by_id[paper.paper_id].title,
            year=paper.year,
            citations=paper.citations or 0,
            members=tuple(names[one] for one in by_id[paper.paper_id].members),
        )
        for paper in rules.h_core(papers)
    )
