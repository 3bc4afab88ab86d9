"""What the log of decisions says about authors."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from paperscraper_core.errors import NotFound
from paperscraper_core.library.profiles import EventKind, ProfileEvent
from paperscraper_core.tenancy import Tenant

_MAX_ID = 2**63 - 1
_PERSONS = text(
    "SELECT id, coalesce(merged_into, id) FROM authors WHERE organization_id = :organization"
    " AND id = ANY(CAST(:authors AS bigint[]))"
)
_NAMES = text(
    "SELECT id, name FROM authors WHERE organization_id = :organization"
    " AND id = ANY(CAST(:authors AS bigint[]))"
)
_PAPER_IDS = text(
    "SELECT paper_id FROM authorships WHERE organization_id = :organization AND author_id = :author"
)
_EVENTS = """
SELECT e.id, e.kind, e.from_id, f.name AS from_name, e.to_id, t.name AS to_name, e.makes_author,
       e.reason, e.happened_at, e.user_id, w.name AS by_name, w.email AS by_email,
       u.happened_at AS undone_at, v.name AS undone_by_name, v.email AS undone_by_email,
       (SELECT count(DISTINCT m.paper_id) FROM identity_moves m
        WHERE m.organization_id = e.organization_id AND m.event_id = e.id) AS papers
FROM identity_events e
JOIN authors f ON f.organization_id = e.organization_id AND f.id = e.from_id
JOIN authors t ON t.organization_id = e.organization_id AND t.id = e.to_id
LEFT JOIN identity_events u ON u.organization_id = e.organization_id AND u.undoes = e.id
LEFT JOIN users w ON w.id = e.user_id LEFT JOIN users v ON v.id = u.user_id
WHERE e.organization_id = :organization
"""
_EVENT = text(f"{_EVENTS} AND e.id = :event")
_LATER = text(
    f"{_EVENTS} AND e.id > :event AND e.kind <> 'undo' AND u.id IS NULL"
    " AND (e.from_id = ANY(CAST(:authors AS bigint[]))"
    " OR e.to_id = ANY(CAST(:authors AS bigint[])))"
)
# The history of a person is that of all profiles that are, or once were, one with it.
_HISTORY = text(
    "WITH RECURSIVE circle(id) AS ("
    " SELECT CAST(:author AS bigint) UNION"
    " SELECT CASE WHEN e.from_id = c.id THEN e.to_id ELSE e.from_id END FROM circle c"
    " JOIN identity_events e ON e.organization_id = :organization"
    " AND (e.from_id = c.id OR e.to_id = c.id))"
    f"{_EVENTS} AND e.kind <> 'undo'"
    " AND (e.from_id IN (SELECT id FROM circle) OR e.to_id IN (SELECT id FROM circle))"
    " ORDER BY e.id DESC LIMIT :most"
)
_MOVED = text(
    "SELECT DISTINCT paper_id FROM identity_moves"
    " WHERE organization_id = :organization AND event_id = :event"
)
#: Most decisions that a history shows.
MAX_HISTORY = 200


def persons(session: Session, tenant: Tenant, author_ids: Iterable[int]) -> dict[int, int]:
    """Profile → the person that it is.

    Raises:
        NotFound: one of the authors is not in the organization.
    """
    asked = list(dict.fromkeys(author_ids))
    found = _pairs(session, tenant, _PERSONS, [one for one in asked if 0 < one <= _MAX_ID])
    for author_id in asked:
        if author_id not in found:
            raise NotFound("author", "id", author_id)
    return {one: int(found[one]) for one in asked}


def names(session: Session, tenant: Tenant, author_ids: Sequence[int]) -> dict[int, str]:
    """Author → name, for those that the organization has."""
    return {k: str(v) for k, v in _pairs(session, tenant, _NAMES, list(author_ids)).items()}


def _pairs(
    session: Session, tenant: Tenant, statement: Any, author_ids: list[int]
) -> dict[int, int | str]:
    asked = {"organization": tenant.organization_id, "authors": author_ids}
    return {row[0]: row[1] for row in session.execute(statement, asked)}


def paper_ids(session: Session, tenant: Tenant, author_id: int) -> set[int]:
    """The papers that count for a person."""
    asked = {"organization": tenant.organization_id, "author": author_id}
    return set(session.execute(_PAPER_IDS, asked).scalars())


def event(session: Session, tenant: Tenant, event_id: int) -> ProfileEvent:
    """One decision.

    Raises:
        NotFound: the organization has no such event.
    """
    asked = {"organization": tenant.organization_id, "event": event_id}
    row = session.execute(_EVENT, asked).one_or_none() if 0 < event_id <= _MAX_ID else None
    if row is None:
        raise NotFound("decision", "number", event_id)
    return _event(row)


def later_events(session: Session, tenant: Tenant, about: ProfileEvent) -> tuple[ProfileEvent, ...]:
    """Decisions after this one that stand and name one of its two authors."""
    asked = {
        "organization": tenant.organization_id,
        "event": about.id,
        "authors": [about.from_id, about.to_id],
    }
    return tuple(_event(row) for row in session.execute(_LATER, asked))


def history(session: Session, tenant: Tenant, author_id: int) -> tuple[ProfileEvent, ...]:
    """The merges and splits of a person and of all whom they touched, newest first."""
    asked = {
        "organization": tenant.organization_id,
        "author": author_id,
        "most": MAX_HISTORY,
    }
    return tuple(_event(row) for row in session.execute(_HISTORY, asked))


def moved_papers(session: Session, tenant: Tenant, about: ProfileEvent) -> tuple[int, ...]:
    """The papers that a decision moved, as far as the library still has them."""
    asked = {"organization": tenant.organization_id, "event": about.id}
    return tuple(session.execute(_MOVED, asked).scalars())


def _event(row: Row[Any]) -> ProfileEvent:
    return ProfileEvent(
        id=row.id,
        kind=EventKind(row.kind),
        from_id=row.from_id,
        from_name=row.from_name,
        to_id=row.to_id,
        to_name=row.to_name,
        makes_author=row.makes_author,
        papers=row.papers,
        by=row.by_name or row.by_email,
        reason=row.reason,
        happened_at=row.happened_at,
        undone_at=row.undone_at,
        undone_by=row.undone_by_name or row.undone_by_email,
        is_of_import=row.user_id is None,
    )
