"""Organizations, users, passwords and roles.

Runs in `db.system()`, where row-level security lets accounts of all organizations through: every
statement names the tenant's organization itself. Hashes are made by the caller, outside of the
transaction: each takes a quarter of a second.
"""

from sqlalchemy import exists, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from paperscraper_core.accounts import audit, login_service, names, permissions, queries
from paperscraper_core.accounts.permissions import Permission
from paperscraper_core.accounts.types import (
    AlreadyMember,
    LastAdministrator,
    Organization,
    SharedUser,
    SlugTaken,
)
from paperscraper_core.errors import NotFound
from paperscraper_core.models import accounts as models
from paperscraper_core.tenancy import Role, Tenant


def create_organization(session: Session, slug: str, name: str) -> Organization:
    """Create an organization without members.

    Raises:
        SlugTaken: there is one with this slug.
        ValidationFailed: slug or name are not well formed.
    """
    slug, name = names.slug(slug), names.person_or_team(name)
    try:
        with session.begin_nested():
            made = session.execute(
                insert(models.Organization)
                .values(slug=slug, name=name)
                .returning(models.Organization.id)
            ).scalar_one()
    except IntegrityError as error:
        raise SlugTaken from error
    return Organization(id=made, slug=slug, name=name)


def create_user(
    session: Session, tenant: Tenant, *, email: str, role: Role, password_hash: str, name: str = ""
) -> bool:
    """Add a person to the tenant's organization.

    Who has a login already, in another organization, keeps it with its password: the hash given
    here is dropped.

    Returns:
        Whether a new login was made.

    Raises:
        AlreadyMember: the person belongs to this organization.
        NotAllowed: the tenant may not manage users.
        ValidationFailed: the e-mail address or the name are not well formed.
    """
    permissions.check(tenant, Permission.MANAGE_USERS)
    address = names.email(email)
    shown = names.person_or_team(name or address.partition("@")[0])
    # ON CONFLICT DO NOTHING keeps two simultaneous additions from failing one of them
    created = session.execute(
        upsert(models.User)
        .values(email=address, name=shown, password_hash=password_hash)
        .on_conflict_do_nothing(index_elements=["email"])
        .returning(models.User.id)
    ).scalar_one_or_none()
    user_id = created or session.scalar(select(models.User.id).where(models.User.email == address))
    try:
        with session.begin_nested():
            session.execute(
                insert(models.Membership).values(
                    organization_id=tenant.organization_id, user_id=user_id, role=role.value
                )
            )
    except IntegrityError as error:
        raise AlreadyMember from error
    audit.record(session, tenant, "user.add", address, role=role.value)
    return created is not None


def set_password(session: Session, user_id: int, password_hash: str) -> None:
    """Set a password and end all of the user's sessions, the one that asked included.

    Raises:
        NotFound: there is no such user.
    """
    address = session.execute(
        update(models.User)
        .where(models.User.id == user_id)
        .values(password_hash=password_hash, password_changed_at=func.now())
        .returning(models.User.email)
    ).scalar_one_or_none()
    if address is None:
        raise NotFound("user", "id", user_id)
    login_service.revoke(session, "password changed", user_id=user_id)
    login_service.clear_failures(session, address)


def reset_password(session: Session, tenant: Tenant, user_id: int, password_hash: str) -> None:
    """Set the password of a member who forgot it.

    Raises:
        SharedUser: the person also belongs to another organization, whose administrators'
            doors this would open.
    """
    member = _member(session, tenant, user_id)
    _refuse_shared(session, tenant, user_id)
    set_password(session, user_id, password_hash)
    audit.record(session, tenant, "user.reset_password", member.email)


def set_role(session: Session, tenant: Tenant, user_id: int, role: Role) -> None:
    """Change a member's role and end their sessions here, so that none acts by the old one.

    Raises:
        LastAdministrator: it would leave the organization without one.
    """
    member = _member(session, tenant, user_id)
    if member.role == role.value:
        return
    if role is not Role.ADMIN:
        _refuse_last_administrator(session, tenant, user_id)
    session.execute(
        update(models.Membership)
        .where(
            models.Membership.organization_id == tenant.organization_id,
            models.Membership.user_id == user_id,
        )
        .values(role=role.value)
    )
    end_sessions(session, tenant, user_id, "role changed")
    audit.record(
        session, tenant, "user.set_role", member.email, role=role.value, before=member.role
    )


def set_disabled(session: Session, tenant: Tenant, user_id: int, disabled: bool) -> None:
    """Lock a member out, at once and everywhere, or let them in again.

    Raises:
        LastAdministrator: nobody could let them in again.
        SharedUser: the person also belongs to another organization.
    """
    member = _member(session, tenant, user_id)
    _refuse_shared(session, tenant, user_id)
    if disabled:
        _refuse_last_administrator(session, tenant, user_id)
        login_service.revoke(session, "disabled", user_id=user_id)
    session.execute(
        update(models.User)
        .where(models.User.id == user_id)
        .values(disabled_at=func.now() if disabled else None)
    )
    audit.record(session, tenant, "user.disable" if disabled else "user.enable", member.email)


def remove_member(session: Session, tenant: Tenant, user_id: int) -> None:
    """Take a person out of the organization; their login and what they did here stay.

    Raises:
        LastAdministrator: it would leave the organization without one.
    """
    member = _member(session, tenant, user_id)
    _refuse_last_administrator(session, tenant, user_id)
    end_sessions(session, tenant, user_id, "removed")
    membership = session.get(models.Membership, (tenant.organization_id, user_id))
    session.delete(membership)
    session.flush()
    audit.record(session, tenant, "user.remove", member.email)


def end_sessions(session: Session, tenant: Tenant, user_id: int, reason: str = "ended") -> int:
    """End a member's sessions in this organization and return how many were open."""
    _member(session, tenant, user_id)
    return login_service.revoke(
        session, reason, user_id=user_id, organization_id=tenant.organization_id
    )


def _member(session: Session, tenant: Tenant, user_id: int) -> queries.Member:
    """Return a member after checking the tenant's right; foreign and missing ones look the same."""
    permissions.check(tenant, Permission.MANAGE_USERS)
    return queries.member(session, tenant, user_id)


def _refuse_shared(session: Session, tenant: Tenant, user_id: int) -> None:
    elsewhere = exists().where(
        models.Membership.user_id == user_id,
        models.Membership.organization_id != tenant.organization_id,
    )
    if session.scalar(select(elsewhere)):
        raise SharedUser


def _refuse_last_administrator(session: Session, tenant: Tenant, user_id: int) -> None:
    """Refuse when nobody else is an enabled administrator; two at once wait for each other."""
    session.execute(
        select(models.Organization.id)
        .where(models.Organization.id == tenant.organization_id)
        .with_for_update()
    )
    others = exists().where(
        models.Membership.organization_id == tenant.organization_id,
        models.Membership.role == Role.ADMIN.value,
        models.Membership.user_id != user_id,
        models.User.id == models.Membership.user_id,
        models.User.disabled_at.is_(None),
    )
    if queries.member(session, tenant, user_id).role == Role.ADMIN and not session.scalar(
        select(others)
    ):
        raise LastAdministrator
