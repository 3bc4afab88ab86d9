"""Saved searches: made by whoever may search, shared by whoever may share, kept in order by owners.

Somebody else's search that is not shared does not exist for anybody, administrators included. A
shared one may be changed by its owner and by administrators.
"""

from typing import Final

from sqlalchemy import delete as sql_delete
from sqlalchemy import func, literal, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from paperscraper_core.accounts import audit, permissions
from paperscraper_core.accounts.permissions import Permission
from paperscraper_core.errors import NotAllowed, NotFound, ValidationFailed
from paperscraper_core.importing.types import OPEN_STATES
from paperscraper_core.models.saved import SavedSearch, SavedSearchView
from paperscraper_core.search.saved_types import MAX_ADDRESS, MAX_NAME, NameTaken
from paperscraper_core.tenancy import Role, Tenant

# Papers bear the moment their batch began, and are seen once it is done: while an import is under
# way, what is seen ends with the latest paper that there is.
_SEEN: Final = text(
    """
    SELECT CASE WHEN min(r.created_at) IS NULL THEN now() ELSE coalesce((SELECT max(p.created_at)
      FROM papers p WHERE p.organization_id = :organization_id), min(r.created_at)) END
    FROM import_runs r WHERE r.organization_id = :organization_id AND r.state = ANY(:open)
    """
)


def save(
    session: Session,
    tenant: Tenant,
    name: str,
    address: str,
    is_shared: bool = False,
    *,
    replace: bool = False,
) -> int:
    """Keep a search under a name; return its id.

    Args:
        session: the transaction.
        tenant: who keeps it.
        name: 1 to 100 characters, unique among the owner's.
        address: the query string of its page, at most 20,000 characters.
        is_shared: whether everybody in the organization sees it.
        replace: take the place of the owner's search of the same name; a shared one stays shared.

    Raises:
        NameTaken: the owner has a search of this name, and `replace` is not set.
        NotAllowed: nobody acts, or the role may not share.
        ValidationFailed: name or address are empty or too long.
    """
    if tenant.user_id is None:
        raise NotAllowed
    if is_shared:
        permissions.check(tenant, Permission.SHARE_SEARCHES)
    name = _name(name)
    values = {"address": _address(address), "is_shared": is_shared}
    key = {
        "organization_id": tenant.organization_id,
        "owner_id": tenant.user_id,
        "name": name,
    }
    statement = upsert(SavedSearch).values(**key, **values)
    if replace:
        statement = statement.on_conflict_do_update(
            index_elements=list(key),
            set_={
                "address": values["address"],
                "is_shared": or_(SavedSearch.is_shared, literal(is_shared)),
                "updated_at": func.now(),
            },
        )
    else:
        statement = statement.on_conflict_do_nothing(index_elements=list(key))
    made = session.execute(statement.returning(SavedSearch.id)).scalar_one_or_none()
    if made is None:
        raise NameTaken
    if is_shared:
        audit.record(session, tenant, "search.share", str(made), name=name)
    return made


def rename(session: Session, tenant: Tenant, saved_search_id: int, name: str) -> None:
    """Give a saved search another name.

    Raises:
        NameTaken: its owner has another one of this name.
        NotAllowed: it is shared, but by somebody else, and the role is not administrator.
        NotFound: there is no such search for this user.
        ValidationFailed: the name is empty or too long.
    """
    _own(session, tenant, saved_search_id)
    try:
        with session.begin_nested():
            _change(session, tenant, saved_search_id, name=_name(name))
    except IntegrityError as error:
        raise NameTaken from error


def share(session: Session, tenant: Tenant, saved_search_id: int, is_shared: bool) -> None:
    """Show a saved search to everybody in the organization, or to its owner alone again.

    Raises:
        NotAllowed: the role may not share, or it is somebody else's.
        NotFound: there is no such search for this user.
    """
    if is_shared:
        permissions.check(tenant, Permission.SHARE_SEARCHES)
    found = _own(session, tenant, saved_search_id)
    _change(session, tenant, saved_search_id, is_shared=is_shared)
    action = "search.share" if is_shared else "search.unshare"
    audit.record(session, tenant, action, str(saved_search_id), name=found.name)


def delete(session: Session, tenant: Tenant, saved_search_id: int) -> None:
    """Forget a saved search.

    Raises:
        NotAllowed: it is shared, but by somebody else, and the role is not administrator.
        NotFound: there is no such search for this user.
    """
    found = _own(session, tenant, saved_search_id)
    session.execute(
        sql_delete(SavedSearch).where(
            SavedSearch.organization_id == tenant.organization_id,
            SavedSearch.id == saved_search_id,
        )
    )
    if found.is_shared:
        audit.record(session, tenant, "search.delete", str(saved_search_id), name=found.name)


def mark_seen(session: Session, tenant: Tenant, saved_search_id: int) -> None:
    """Note that the acting user looks at a saved search now: later papers are new to them.

    Raises:
        NotAllowed: nobody acts.
        NotFound: there is no such search for this user.
    """
    if tenant.user_id is None:
        raise NotAllowed
    _seen(session, tenant, saved_search_id)
    asked = {"organization_id": tenant.organization_id, "open": list(OPEN_STATES)}
    statement = upsert(SavedSearchView).values(
        organization_id=tenant.organization_id,
        saved_search_id=saved_search_id,
        user_id=tenant.user_id,
        seen_at=session.execute(_SEEN, asked).scalar_one(),
    )
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["organization_id", "saved_search_id", "user_id"],
            set_={"seen_at": func.greatest(SavedSearchView.seen_at, statement.excluded.seen_at)},
        )
    )


def _seen(session: Session, tenant: Tenant, saved_search_id: int) -> SavedSearch:
    """The row, where the acting user may see it."""
    found = session.scalars(
        select(SavedSearch).where(
            SavedSearch.organization_id == tenant.organization_id,
            SavedSearch.id == saved_search_id,
            or_(SavedSearch.owner_id == tenant.user_id, SavedSearch.is_shared),
        )
    ).one_or_none()
    if found is None:
        raise NotFound("saved search", "id", saved_search_id)
    return found


def _own(session: Session, tenant: Tenant, saved_search_id: int) -> SavedSearch:
    """The row, where the acting user may change it."""
    found = _seen(session, tenant, saved_search_id)
    if found.owner_id != tenant.user_id and tenant.role is not Role.ADMIN:
        raise NotAllowed("Only its owner or an administrator may change this saved search.")
    return found


def _change(session: Session, tenant: Tenant, saved_search_id: int, **values: str | bool) -> None:
    session.execute(
        update(SavedSearch)
        .where(
            SavedSearch.organization_id == tenant.organization_id,
            SavedSearch.id == saved_search_id,
        )
        .values(**values, updated_at=func.now())
    )


def _name(value: str) -> str:
    name = " ".join("".join(c if c.isprintable() else " " for c in value).split())
    if not 1 <= len(name) <= MAX_NAME:
        raise ValidationFailed("name", f"The name needs 1 to {MAX_NAME} characters.")
    return name


def _address(value: str) -> str:
    address = value.strip().removeprefix("?")
    if len(address) > MAX_ADDRESS or not address.isprintable():
        raise ValidationFailed("address", "This search is too long to be saved.")
    return address
