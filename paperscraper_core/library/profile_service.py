"""Profiles of one person merged, papers of another one split off, and each of it taken back."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from paperscraper_core.accounts import audit
from paperscraper_core.errors import NotFound, ValidationFailed
from paperscraper_core.importing.names import display_name, name_key
from paperscraper_core.library import profile_queries, resolving
from paperscraper_core.library.locking import lock
from paperscraper_core.library.profiles import EventKind, why_not_undone
from paperscraper_core.models import Author, IdentityEvent
from paperscraper_core.tenancy import Tenant

#: Most characters that are kept of a reason or a name.
_LONGEST: Final = 500


def merge(
    session: Session, tenant: Tenant, profile_ids: Sequence[int], into_id: int, *, reason: str = ""
) -> tuple[int, ...]:
    """Say that profiles are the person `into_id`: their papers count for that person from now on.

    Nothing is lost: the profiles keep their rows, ids and evidence, and imports that name them
    reach the person. Profiles that are that person already are passed over.

    Returns:
        The ids of the events, one for each profile; each can be taken back on its own.

    Raises:
        NotFound: one of the authors is not in the organization.
        ValidationFailed: all of them are one person already.
    """
    lock(session, tenant)
    people = profile_queries.persons(session, tenant, [*profile_ids, into_id])
    into = people[into_id]
    losers = [one for one in dict.fromkeys(people[one] for one in profile_ids) if one != into]
    if not losers:
        raise ValidationFailed("author", "These profiles are one person already.")
    events = []
    for loser in losers:
        event = _add(session, tenant, EventKind.MERGE, loser, into, reason)
        _note_moves(session, tenant, event, loser, into)
        _audit(session, tenant, "author.merge", loser, into, event, reason)
        events.append(event)
    resolving.resolve_people(session, tenant)
    return tuple(events)


def split(
    session: Session,
    tenant: Tenant,
    author_id: int,
    paper_ids: Sequence[int],
    *,
    into_id: int | None = None,
    name: str | None = None,
    reason: str = "",
) -> tuple[int, int]:
    """Say that papers of an author are somebody else's: a new author's, or those of `into_id`.

    Args:
        session: a writing transaction.
        tenant: whose library.
        author_id: whose papers they count as now.
        paper_ids: which of them.
        into_id: whose they are; None makes a new author.
        name: what the new author is called; None for the name of `author_id`.
        reason: why, in the manager's words.

    Returns:
        The ids of the event and of the author who has the papers now.

    Raises:
        NotFound: one of the authors is not in the organization.
        ValidationFailed: no paper or all papers were chosen, or one is not the author's, or the
            other person stands on one of them already.
    """
    lock(session, tenant)
    asked = [author_id] if into_id is None else [author_id, into_id]
    people = profile_queries.persons(session, tenant, asked)
    source = people[author_id]
    papers = sorted(set(paper_ids))
    _check_papers(session, tenant, source, papers, is_new=into_id is None)
    if into_id is None:
        target = _new_author(session, tenant, source, name)
    else:
        target = people[into_id]
        _check_target(session, tenant, source, target, papers)
    event = _add(
        session, tenant, EventKind.SPLIT, source, target, reason, makes_author=into_id is None
    )
    _note_moves(session, tenant, event, source, target, papers)
    _audit(session, tenant, "author.split", source, target, event, reason)
    resolving.resolve_papers(session, tenant, papers)
    return event, target


def undo(session: Session, tenant: Tenant, event_id: int, *, reason: str = "") -> int:
    """Take a merge or a split back: every number and row is as if it had never been decided.

    Papers that came in since go where their own evidence leads.

    Returns:
        The id of the event that takes the other one back.

    Raises:
        NotFound: the organization has no such event.
        ValidationFailed: it is taken back already, or a later decision builds on it.
    """
    lock(session, tenant)
    event = profile_queries.event(session, tenant, event_id)
    later = profile_queries.later_events(session, tenant, event)
    if problem := why_not_undone(event, later):
        raise ValidationFailed("event", problem)
    back = _add(
        session, tenant, EventKind.UNDO, event.from_id, event.to_id, reason, undoes=event.id
    )
    _audit(session, tenant, "author.undo", event.from_id, event.to_id, event.id, reason)
    resolving.resolve_people(session, tenant)
    resolving.resolve_papers(session, tenant, profile_queries.moved_papers(session, tenant, event))
    return back


def _add(
    session: Session,
    tenant: Tenant,
    kind: EventKind,
    from_id: int,
    to_id: int,
    reason: str,
    *,
    makes_author: bool = False,
    undoes: int | None = None,
) -> int:
    return session.execute(
        insert(IdentityEvent)
        .values(
            organization_id=tenant.organization_id,
            kind=kind.value,
            from_id=from_id,
            to_id=to_id,
            makes_author=makes_author,
            undoes=undoes,
            user_id=tenant.user_id,
            reason=reason.replace("\x00", "").strip()[:_LONGEST],
        )
        .returning(IdentityEvent.id)
    ).scalar_one()


# A merge moves the places that count; on a paper that the other one holds as well nothing moves.
_ALL_MOVES = text(
    "INSERT INTO identity_moves (organization_id, event_id, paper_id, profile_id, from_id, to_id)"
    " SELECT organization_id, :event, paper_id, coalesce(profile_id, author_id), author_id, :target"
    " FROM authorships s WHERE organization_id = :organization AND author_id = :source"
    " AND NOT EXISTS (SELECT FROM authorships t WHERE t.organization_id = s.organization_id"
    " AND t.paper_id = s.paper_id AND t.author_id = :target OFFSET 0)"
)
# A split moves the places of all profiles that the author is: one left behind would count.
_SOME_MOVES = text(
    "INSERT INTO identity_moves (organization_id, event_id, paper_id, profile_id, from_id, to_id)"
    " SELECT CAST(:organization AS integer), :event, s.paper_id, s.profile, :source, :target"
    " FROM unnest(CAST(:papers AS bigint[])) AS n(paper_id) CROSS JOIN LATERAL ("
    "SELECT s.paper_id, s.author_id, coalesce(s.profile_id, s.author_id) AS profile"
    " FROM authorships s WHERE s.organization_id = :organization AND s.paper_id = n.paper_id"
    " ORDER BY s.position OFFSET 0) s CROSS JOIN LATERAL ("
    "SELECT coalesce(a.merged_into, a.id) AS person FROM authors a"
    " WHERE a.organization_id = :organization AND a.id = s.author_id OFFSET 0) a"
    " WHERE a.person = :source"
)


def _note_moves(
    session: Session,
    tenant: Tenant,
    event: int,
    source: int,
    target: int,
    papers: Sequence[int] | None = None,
) -> None:
    session.execute(
        _ALL_MOVES if papers is None else _SOME_MOVES,
        {
            "organization": tenant.organization_id,
            "event": event,
            "source": source,
            "target": target,
            **({} if papers is None else {"papers": list(papers)}),
        },
    )


def _check_papers(
    session: Session, tenant: Tenant, source: int, papers: Sequence[int], *, is_new: bool
) -> None:
    if not papers:
        raise ValidationFailed("papers", "Choose the papers that belong to somebody else.")
    held = profile_queries.paper_ids(session, tenant, source)
    for paper in papers:
        if paper not in held:
            raise NotFound("paper of this author", "number", paper)
    if is_new and len(papers) == len(held):
        raise ValidationFailed("papers", "At least one paper has to stay with this author.")


def _check_target(
    session: Session, tenant: Tenant, source: int, target: int, papers: Sequence[int]
) -> None:
    if source == target:
        raise ValidationFailed("author", "These profiles are one person already.")
    both = profile_queries.paper_ids(session, tenant, target) & set(papers)
    if both:
        raise ValidationFailed(
            "papers", f"That author stands on the byline of paper {min(both)} already."
        )


def _new_author(session: Session, tenant: Tenant, source: int, name: str | None) -> int:
    shown = display_name((name or "")[:_LONGEST])
    if name and name.strip() and not shown:
        raise ValidationFailed("name", "This is not a name.")
    if not shown:
        shown = profile_queries.names(session, tenant, [source])[source]
    return session.execute(
        insert(Author)
        .values(organization_id=tenant.organization_id, name=shown, name_key=name_key(shown))
        .returning(Author.id)
    ).scalar_one()


def _audit(
    session: Session, tenant: Tenant, action: str, source: int, target: int, event: int, reason: str
) -> None:
    names = profile_queries.names(session, tenant, [source, target])
    audit.record(
        session,
        tenant,
        action,
        f"author {source} and author {target}",
        names=f"{names[source]} → {names[target]}",
        event=event,
        reason=reason[:_LONGEST],
    )
