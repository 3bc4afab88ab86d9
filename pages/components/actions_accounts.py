"""User actions of the account and administration pages.

Accounts belong to no organization, so these run in `db.system()`; the rooms' functions check the
tenant's right and name its organization in every statement.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from pages.components import login
from paperscraper_core import db
from paperscraper_core.accounts import (
    login_service,
    names,
    passwords,
    permissions,
    queries,
    service,
    setup_code,
    setup_service,
)
from paperscraper_core.accounts.permissions import Permission
from paperscraper_core.accounts.types import AuthFailure, WrongSetupCode
from paperscraper_core.errors import ValidationFailed
from paperscraper_core.tenancy import Role, Tenant


@contextmanager
def _managing() -> Iterator[tuple[Session, Tenant]]:
    tenant = login.require()
    permissions.check(tenant, Permission.MANAGE_USERS)
    with db.system() as session:
        yield session, tenant


def add_user(email: str, name: str, role: Role, password: str) -> bool:
    """Add a person to the organization; False when they had a login already."""
    permissions.check(login.require(), Permission.MANAGE_USERS)
    password_hash = passwords.new_hash(password, names.email(email))
    with _managing() as (session, tenant):
        return service.create_user(
            session, tenant, email=email, role=role, password_hash=password_hash, name=name
        )


def set_role(user_id: int, role: Role) -> None:
    """Change a member's role."""
    with _managing() as (session, tenant):
        service.set_role(session, tenant, user_id, role)


def set_disabled(user_id: int, disabled: bool) -> None:
    """Lock a member out or let them in again."""
    with _managing() as (session, tenant):
        service.set_disabled(session, tenant, user_id, disabled)


def remove_member(user_id: int) -> None:
    """Take a person out of the organization."""
    with _managing() as (session, tenant):
        service.remove_member(session, tenant, user_id)


def end_sessions(user_id: int) -> int:
    """End a member's sessions in this organization."""
    with _managing() as (session, tenant):
        return service.end_sessions(session, tenant, user_id)


def reset_password(user_id: int, password: str) -> None:
    """Set a member's password."""
    permissions.check(login.require(), Permission.MANAGE_USERS)
    password_hash = passwords.new_hash(password)
    with _managing() as (session, tenant):
        service.reset_password(session, tenant, user_id, password_hash)


def set_up(code: str, organization: str, email: str, password: str, again: str) -> None:
    """Make the first organization and its administrator, who is logged in from now on."""
    if not setup_code.matches(code):
        raise WrongSetupCode
    if password != again:
        raise ValidationFailed("password", "The two passwords differ.")
    password_hash = passwords.new_hash(password, email)
    with db.system() as session:
        tenant = setup_service.create_first_administrator(
            session, organization=organization, email=email, password_hash=password_hash
        )
        made = login_service.open_session(
            session, tenant.user_id, organization_id=tenant.organization_id, device=login.device()
        )
    setup_code.forget()
    login.accept(made)


def change_my_password(present: str, new: str, again: str) -> None:
    """Set the user's own password: every session ends, and this page gets a new one."""
    found = login.info()
    tenant = login.require()
    if found is None or tenant.user_id is None:
        raise AuthFailure
    if new != again:
        raise ValidationFailed("password", "The two new passwords differ.")
    with db.system() as session:
        allowed = login_service.reserve_attempt(session, found.email)
        password_hash = queries.password_hash(session, tenant.user_id)
    if not (passwords.verify(present, password_hash) and allowed):
        raise AuthFailure
    new_hash = passwords.new_hash(new, found.email)
    with db.system() as session:
        service.set_password(session, tenant.user_id, new_hash)
        fresh = login_service.open_session(
            session,
            tenant.user_id,
            organization_id=tenant.organization_id,
            device=login.device(),
        )
    login.accept(fresh)


def end_my_session(session_id: int) -> None:
    """End one of the user's own sessions."""
    tenant = login.require()
    if tenant.user_id is not None:
        with db.system() as session:
            login_service.revoke(session, "ended", user_id=tenant.user_id, session_id=session_id)


def end_my_other_sessions() -> int:
    """End all of the user's sessions but this one."""
    found = login.info()
    if found is None or found.tenant.user_id is None:
        return 0
    with db.system() as session:
        return login_service.revoke(
            session, "ended", user_id=found.tenant.user_id, except_session_id=found.id
        )


def enter_organization(organization_id: int) -> None:
    """Work in another organization of the user's from the next rerun on."""
    found = login.info()
    if found is not None:
        with db.system() as session:
            login_service.enter_organization(session, found.id, organization_id)
