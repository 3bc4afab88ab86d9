"""Reads of the account and administration pages: not cached, they show what is so now."""

from typing import Final

from pages.components import login
from paperscraper_core import db
from paperscraper_core.accounts import permissions, queries, setup_service
from paperscraper_core.accounts.permissions import Permission
from paperscraper_core.accounts.types import AuditRow, OpenSession, Organization, UserAccount
from paperscraper_core.paging import Page
from paperscraper_core.tenancy import Tenant


def users(tenant: Tenant) -> tuple[UserAccount, ...]:
    """The members of the tenant's organization; for administrators."""
    permissions.check(tenant, Permission.MANAGE_USERS)
    with db.system() as session:
        return queries.users(session, tenant)


#: More entries than a sheet holds are for the database's own tools.
EVERY_ENTRY: Final = 1_000_000


def audit_trail(tenant: Tenant, number: int, size: int) -> Page[AuditRow]:
    """One page of the audit trail; for administrators."""
    permissions.check(tenant, Permission.VIEW_AUDIT)
    with db.reading(tenant) as session:
        return queries.audit_trail(session, tenant, number=number, size=size)


def whole_audit_trail(tenant: Tenant) -> Page[AuditRow]:
    """The whole audit trail, for an export; for administrators."""
    return audit_trail(tenant, 1, EVERY_ENTRY)


def my_sessions(user_id: int) -> tuple[OpenSession, ...]:
    """The user's own open sessions."""
    with db.system() as session:
        return queries.sessions_of(session, user_id)


def my_organizations(user_id: int) -> tuple[Organization, ...]:
    """The organizations that the user belongs to."""
    with db.system() as session:
        return queries.organizations_of(session, user_id)


def setup_needed() -> bool:
    """Whether nobody can log in yet."""
    with db.system() as session:
        return setup_service.setup_needed(session)


def my_session_id() -> int | None:
    """The id of the session that asks."""
    found = login.info()
    return found.id if found else None
