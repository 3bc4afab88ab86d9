"""Groups of authors are made, renamed, filled and dissolved; authors themselves never change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from paperscraper_core.accounts import audit
from paperscraper_core.errors import NotFound, ValidationFailed
from paperscraper_core.models import Author, AuthorGroup, AuthorGroupMember
from paperscraper_core.tenancy import Tenant

LONGEST_NAME: Final = 100
LONGEST_DESCRIPTION: Final = 500
MOST_MEMBERS: Final = 1_000


def create_group(session: Session, tenant: Tenant, name: str, description: str = "") -> int:
    """Make an empty group and return its id.

    Raises:
        ValidationFailed: the name is blank, too long, or another group has it.
    """
    name = _name(session, tenant, name, None)
    group_id = session.execute(
        insert(AuthorGroup)
        .values(
            organization_id=tenant.organization_id,
            name=name,
            description=_description(description),
            created_by=tenant.user_id,
        )
        .returning(AuthorGroup.id)
    ).scalar_one()
    audit.record(session, tenant, "group.create", name, group=group_id)
    return group_id


def edit_group(
    session: Session, tenant: Tenant, group_id: int, name: str, description: str
) -> None:
    """Give a group another name and description.

    Raises:
        NotFound: there is no such group in the organization.
        ValidationFailed: the name is blank, too long, or another group has it.
    """
    _lock(session, tenant, group_id)
    name = _name(session, tenant, name, group_id)
    session.execute(
        update(AuthorGroup)
        .where(AuthorGroup.organization_id == tenant.organization_id, AuthorGroup.id == group_id)
        .values(name=name, description=_description(description))
    )
    audit.record(session, tenant, "group.edit", name, group=group_id)


def delete_group(session: Session, tenant: Tenant, group_id: int) -> None:
    """Dissolve a group; its authors stay.

    Raises:
        NotFound: there is no such group in the organization.
    """
    name = _lock(session, tenant, group_id)
    session.execute(
        delete(AuthorGroup).where(
            AuthorGroup.organization_id == tenant.organization_id, AuthorGroup.id == group_id
        )
    )
    audit.record(session, tenant, "group.delete", name, group=group_id)


def add_members(session: Session, tenant: Tenant, group_id: int, author_ids: Sequence[int]) -> int:
    """Put authors into a group; who is in it already stays.

    Returns:
        How many profiles came in.

    Raises:
        NotFound: the group, or one of the authors, is not in the organization.
        ValidationFailed: the group would have more than MOST_MEMBERS members.
    """
    name = _lock(session, tenant, group_id)
    wanted = list(dict.fromkeys(author_ids))
    known = set(
        session.scalars(
            select(Author.id).where(
                Author.organization_id == tenant.organization_id, Author.id.in_(wanted)
            )
        )
    )
    for author_id in wanted:
        if author_id not in known:
            raise NotFound("author", "id", author_id)
    if not wanted:
        return 0
    rows = [
        {
            "organization_id": tenant.organization_id,
            "group_id": group_id,
            "author_id": author_id,
        }
        for author_id in wanted
    ]
    added = session.execute(
        upsert(AuthorGroupMember).on_conflict_do_nothing().returning(AuthorGroupMember.author_id),
        rows,
    ).all()
    if _size(session, tenant, group_id) > MOST_MEMBERS:
        raise ValidationFailed("members", f"A group has at most {MOST_MEMBERS:,} members.")
    audit.record(session, tenant, "group.add", name, group=group_id, authors=len(added))
    return len(added)


def remove_members(
    session: Session, tenant: Tenant, group_id: int, author_ids: Sequence[int]
) -> None:
    """Take persons out of a group, with every profile of theirs that is in it.

    Raises:
        NotFound: the group, or one of the authors, is not in the organization.
    """
    name = _lock(session, tenant, group_id)
    person = func.coalesce(Author.merged_into, Author.id)
    rows = session.execute(
        select(Author.id, person.label("person")).where(
            Author.organization_id == tenant.organization_id, Author.id.in_(author_ids)
        )
    )
    people = {row.id: row.person for row in rows}
    for author_id in author_ids:
        if author_id not in people:
            raise NotFound("author", "id", author_id)
    profiles = select(Author.id).where(
        Author.organization_id == tenant.organization_id, person.in_(people.values())
    )
    session.execute(
        delete(AuthorGroupMember).where(
            AuthorGroupMember.organization_id == tenant.organization_id,
            AuthorGroupMember.group_id == group_id,
            AuthorGroupMember.author_id.in_(profiles),
        )
    )
    audit.record(session, tenant, "group.remove", name, group=group_id, authors=len(author_ids))


def _lock(session: Session, tenant: Tenant, group_id: int) -> str:
    """Hold the group until the end of the transaction and return its name."""
    name = session.scalar(
        select(AuthorGroup.name)
        .where(AuthorGroup.organization_id == tenant.organization_id, AuthorGroup.id == group_id)
        .with_for_update()
    )
    if name is None:
        raise NotFound("group", "id", group_id)
    return name


def _size(session: Session, tenant: Tenant, group_id: int) -> int:
    counted = select(func.count()).where(
        AuthorGroupMember.organization_id == tenant.organization_id,
        AuthorGroupMember.group_id == group_id,
    )
    return session.scalar(counted) or 0


def _name(session: Session, tenant: Tenant, name: str, group_id: int | None) -> str:
    name = " ".join(name.replace("\x00", "").split())
    if not 1 <= len(name) <= LONGEST_NAME:
        raise ValidationFailed("name", f"A group's name has 1 to {LONGEST_NAME} characters.")
    # two who choose the same name at once: the second one waits and is told
    session.execute(
        select(func.pg_advisory_xact_lock(func.hashtext("author_groups"), tenant.organization_id))
    )
    taken = session.scalar(
        select(AuthorGroup.id).where(
            AuthorGroup.organization_id == tenant.organization_id,
            func.lower(AuthorGroup.name) == name.lower(),
        )
    )
    if taken is not None and taken != group_id:
        raise ValidationFailed("name", f"There is a group called “{name}” already.")
    return name


def _description(value: str) -> str:
    value = value.replace("\x00", "").strip()
    if len(value) > LONGEST_DESCRIPTION:
        raise ValidationFailed(
            "description", f"A description has at most {LONGEST_DESCRIPTION} characters."
        )
    return value
