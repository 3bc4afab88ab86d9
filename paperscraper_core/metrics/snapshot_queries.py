"""What was observed of authors, and why their numbers changed since."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from paperscraper_core.library import profile_queries
from paperscraper_core.metrics import changes
from paperscraper_core.metrics.snapshot_types import (
    Changes,
    CorePaper,
    DecisionKind,
    IdentityChange,
    Snapshot,
)
from paperscraper_core.metrics.types import ObservedPoint
from paperscraper_core.tenancy import Tenant

# Whether a decision about the person's profiles stands now, and whether it stood back then.
_STANDS: Final = "undone.id IS NULL"
_STOOD: Final = (
    "e.happened_at <= s.created_at AND (undone.id IS NULL OR undone.happened_at > s.created_at)"
)
#: Observations of the same profiles that the person consists of now.
_COMPARABLE: Final = text(f"""
SELECT s.author_id, s.observed_on, s.counts_as_of, s.h_index, s.papers
FROM author_metric_snapshots s
WHERE s.organization_id = :organization_id AND s.author_id = ANY(:authors)
  AND s.h_index IS NOT NULL AND NOT EXISTS (
    SELECT FROM identity_events e LEFT JOIN identity_events undone
      ON undone.organization_id = e.organization_id AND undone.undoes = e.id
    WHERE e.organization_id = :organization_id AND e.kind <> 'undo'
      AND s.author_id IN (e.from_id, e.to_id) AND ({_STANDS}) <> ({_STOOD}))
ORDER BY s.author_id, s.observed_on
""")
_NEWEST: Final = text("""
SELECT observed_on, counts_as_of, papers, papers_without_count, citations, h_index, g_index,
       i10_index, core_papers, core_citations, created_at
FROM author_metric_snapshots
WHERE organization_id = :organization_id AND author_id = :author
ORDER BY observed_on DESC LIMIT :limit
""")
_TITLES: Final = text("""
SELECT id, title FROM papers WHERE organization_id = :organization_id AND id = ANY(:papers)
""")
_DECISIONS: Final = text("""
SELECT e.happened_at::date AS day, e.kind, e.reason, o.id AS other_id, o.name AS other_name
FROM identity_events e
JOIN authors o ON o.organization_id = e.organization_id
  AND o.id = CASE WHEN e.from_id = :author THEN e.to_id ELSE e.from_id END
WHERE e.organization_id = :organization_id AND :author IN (e.from_id, e.to_id)
  AND e.happened_at > :after AND e.happened_at <= :until
ORDER BY e.id
""")
#: Snapshots of one author that are read at most: ten years of imports every other week.
_MOST: Final = 260


def observations(
    session: Session, tenant: Tenant, author_ids: Sequence[int]
) -> dict[int, tuple[ObservedPoint, ...]]:
    """What imports observed of each person, oldest first, as far as it is comparable with today.

    An observation from before a merge or a split that stands now was of other profiles, and is
    left out; taking the decision back brings it back.
    """
    found: dict[int, list[ObservedPoint]] = defaultdict(list)
    values = {"organization_id": tenant.organization_id, "authors": list(author_ids)}
    for row in session.execute(_COMPARABLE, values):
        found[row.author_id].append(
            ObservedPoint(
                day=row.observed_on,
                h_index=row.h_index,
                counts_as_of=row.counts_as_of,
                papers=row.papers,
            )
        )
    return {author: tuple(points) for author, points in found.items()}


def snapshots(session: Session, tenant: Tenant, author_id: int) -> tuple[Snapshot, ...]:
    """All observations of the person, oldest first, whatever profiles they were of.

    Raises:
        NotFound: there is no such author in the organization.
    """
    person = profile_queries.persons(session, tenant, [author_id])[author_id]
    return tuple(_snapshot(row) for row in reversed(_newest(session, tenant, person, _MOST)))


def changes_since(session: Session, tenant: Tenant, author_id: int) -> Changes | None:
    """Why the person's numbers changed between the last two observations; None before a second.

    Raises:
        NotFound: there is no such author in the organization.
    """
    person = profile_queries.persons(session, tenant, [author_id])[author_id]
    rows = _newest(session, tenant, person, 2)
    if len(rows) < 2:
        return None
    after, before = (_snapshot(row) for row in rows)
    organization = {"organization_id": tenant.organization_id}
    papers = {one.paper_id for one in (*before.core, *after.core)}
    titles = session.execute(_TITLES, {**organization, "papers": sorted(papers)})
    times = {"after": rows[1].created_at, "until": rows[0].created_at}
    decisions = session.execute(_DECISIONS, {**organization, "author": person, **times})
    return changes.between(
        before,
        after,
        {row.id: row.title for row in titles},
        tuple(_decision(row) for row in decisions),
    )


def _newest(session: Session, tenant: Tenant, person: int, limit: int) -> Sequence[Row[Any]]:
    values = {"organization_id": tenant.organization_id, "author": person, "limit": limit}
    return session.execute(_NEWEST, values).all()


def _snapshot(row: Row[Any]) -> Snapshot:
    return Snapshot(
        day=row.observed_on,
        counts_as_of=row.counts_as_of,
        papers=row.papers,
        papers_without_count=row.papers_without_count,
        citations=row.citations,
        h_index=row.h_index,
        g_index=row.g_index,
        i10_index=row.i10_index,
        core=tuple(
            CorePaper(paper_id=paper, citations=count)
            for paper, count in zip(row.core_papers, row.core_citations, strict=True)
        ),
    )


def _decision(row: Row[Any]) -> IdentityChange:
    return IdentityChange(
        day=row.day,
        kind=DecisionKind(row.kind),
        other_id=row.other_id,
        other_name=row.other_name,
        reason=row.reason,
    )
