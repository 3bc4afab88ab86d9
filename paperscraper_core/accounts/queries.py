"""Who is who, and what they may enter. Only here are tenants made."""

from dataclasses import dataclass

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session, aliased

from paperscraper_core.accounts import tokens
from paperscraper_core.accounts.types import (
    FORMER_MEMBER,
    AuditRow,
    OpenSession,
    Organization,
    SessionInfo,
    UserAccount,
)
from paperscraper_core.errors import NotFound
from paperscraper_core.models import accounts as models
from paperscraper_core.paging import Page
from paperscraper_core.tenancy import Role, Tenant

_LONGEST_SECRET = 100


def session_for(session: Session, secret: str | None, *, cookie: bool) -> SessionInfo | None:
    """Return the login session that a secret opens, or None. One indexed query, on every click.

    It is good when it is not revoked, not expired, its user is enabled and still a member of
    its organization; the role is the one of this moment. Runs in `db.system()`.

    Args:
        session: a session of `db.system()`.
        secret: the browser's cookie, or the token that the page keeps in its memory.
        cookie: which of the two it is; neither opens the other's door.
    """
    if not secret or len(secret) > _LONGEST_SECRET:
        return None
    login = models.LoginSession
    key = login.cookie_hash if cookie else login.token_hash
    row = session.execute(
        select(login, models.Membership.role, models.User.email, models.User.name)
        .join(models.User, models.User.id == login.user_id)
        .join(
            models.Membership,
            (models.Membership.user_id == login.user_id)
            & (models.Membership.organization_id == login.organization_id),
        )
        .where(
            key == tokens.digest(secret),
            login.revoked_at.is_(None),
            login.expires_at > func.now(),
            models.User.disabled_at.is_(None),
        )
    ).one_or_none()
    if row is None:
        return None
    found, role, email, name = row
    return SessionInfo(
        id=found.id,
        tenant=Tenant(
            organization_id=found.organization_id, user_id=found.user_id, role=Role(role)
        ),
        email=email,
        name=name,
        created_at=found.created_at,
        seen_at=found.seen_at,
        expires_at=found.expires_at,
        device=found.device,
    )


def tenant_for_session(session: Session, secret: str | None, *, cookie: bool) -> Tenant | None:
    """Return the access that a secret gives at this moment, or None; see `session_for`."""
    found = session_for(session, secret, cookie=cookie)
    return found.tenant if found else None


def tenant_for_job(session: Session, organization_id: int, user_id: int | None) -> Tenant:
    """Return the access of a job, from the ids of its own database row.

    A job of a user who has left goes on for the organization, without a user.
    """
    role = None
    if user_id is not None:
        role = session.scalar(
            select(models.Membership.role).where(
                models.Membership.organization_id == organization_id,
                models.Membership.user_id == user_id,
            )
        )
    if role is None:
        return system_tenant(organization_id)
    return Tenant(organization_id=organization_id, user_id=user_id, role=Role(role))


def system_tenant(organization_id: int) -> Tenant:
    """Return the access of work that the system does on its own, for an id from its own row."""
    return Tenant(organization_id=organization_id, user_id=None, role=Role.ADMIN)


def tenant_for_cli(session: Session, slug: str) -> Tenant:
    """Return the access of a command: whoever may run it may read the database anyway.

    Raises:
        NotFound: no organization has this slug.
    """
    organization_id = session.scalar(
        select(models.Organization.id).where(models.Organization.slug == slug.lower())
    )
    if organization_id is None:
        raise NotFound("organization", "slug", slug)
    return system_tenant(organization_id)


def organization(session: Session, tenant: Tenant) -> Organization:
    """Return the tenant's organization."""
    row = session.execute(
        select(models.Organization).where(models.Organization.id == tenant.organization_id)
    ).scalar_one()
    return Organization(id=row.id, slug=row.slug, name=row.name)


def organizations_of(session: Session, user_id: int) -> tuple[Organization, ...]:
    """Return the organizations that a user belongs to, by name. Runs in `db.system()`."""
    rows = session.scalars(
        select(models.Organization)
        .join(models.Membership, models.Membership.organization_id == models.Organization.id)
        .where(models.Membership.user_id == user_id)
        .order_by(models.Organization.name, models.Organization.id)
    )
    return tuple(Organization(id=row.id, slug=row.slug, name=row.name) for row in rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A member as the room's own service needs it."""

    user_id: int
    email: str
    role: str


def member(session: Session, tenant: Tenant, user_id: int) -> Member:
    """Return a member of the tenant's organization.

    Raises:
        NotFound: there is no such user, or not in this organization.
    """
    row = session.execute(
        select(models.User.email, models.Membership.role)
        .join(models.Membership, models.Membership.user_id == models.User.id)
        .where(
            models.Membership.organization_id == tenant.organization_id,
            models.User.id == user_id,
        )
    ).one_or_none()
    if row is None:
        raise NotFound("user", "id", user_id)
    return Member(user_id=user_id, email=row.email, role=row.role)


def password_hash(session: Session, user_id: int) -> str:
    """Return a user's hash, to check the password they gave as their present one."""
    return session.execute(
        select(models.User.password_hash).where(models.User.id == user_id)
    ).scalar_one()


def users(session: Session, tenant: Tenant) -> tuple[UserAccount, ...]:
    """Return all members of the tenant's organization, by e-mail address. In `db.system()`."""
    here, login = tenant.organization_id, models.LoginSession
    elsewhere = aliased(models.Membership)
    open_now = login.revoked_at.is_(None) & (login.expires_at > func.now())
    seen = (
        select(
            login.user_id,
            func.max(login.seen_at).label("last"),
            func.count().filter(open_now).label("open"),
        )
        .where(login.organization_id == here)
        .group_by(login.user_id)
        .subquery()
    )
    rows = session.execute(
        select(
            models.User,
            models.Membership.role,
            seen.c.last,
            func.coalesce(seen.c.open, 0),
            exists().where(elsewhere.user_id == models.User.id, elsewhere.organization_id != here),
        )
        .join(models.Membership, models.Membership.user_id == models.User.id)
        .outerjoin(seen, seen.c.user_id == models.User.id)
        .where(models.Membership.organization_id == here)
        .order_by(models.User.email)
    )
    return tuple(
        UserAccount(
            id=user.id,
            email=user.email,
            name=user.name,
            role=Role(role),
            created_at=user.created_at,
            disabled_at=user.disabled_at,
            last_seen_at=last,
            open_sessions=count,
            shared=shared,
        )
        for user, role, last, count, shared in rows
    )


def sessions_of(session: Session, user_id: int) -> tuple[OpenSession, ...]:
    """Return a user's open login sessions, the latest used first. In `db.system()`."""
    login = models.LoginSession
    rows = session.execute(
        select(login, models.Organization.name)
        .join(models.Organization, models.Organization.id == login.organization_id)
        .where(login.user_id == user_id, login.revoked_at.is_(None), login.expires_at > func.now())
        .order_by(login.seen_at.desc(), login.id.desc())
    )
    return tuple(
        OpenSession(
            id=found.id,
            organization=organization_name,
            device=found.device,
            created_at=found.created_at,
            seen_at=found.seen_at,
            expires_at=found.expires_at,
        )
        for found, organization_name in rows
    )


def audit_trail(session: Session, tenant: Tenant, *, number: int, size: int) -> Page[AuditRow]:
    """Return one page of the organization's audit trail, the latest first.

    Args:
        session: a session of `db.reading(tenant)`.
        tenant: the organization.
        number: the page, from 1.
        size: entries a page.
    """
    entry = models.AuditEntry
    here = entry.organization_id == tenant.organization_id
    total = session.scalar(select(func.count()).select_from(entry).where(here)) or 0
    rows = session.execute(
        select(entry, models.User.email)
        .outerjoin(models.User, models.User.id == entry.user_id)
        .where(here)
        .order_by(entry.happened_at.desc(), entry.id.desc())
        .limit(size)
        .offset((number - 1) * size)
    )
    return Page(
        rows=tuple(
            AuditRow(
                id=found.id,
                happened_at=found.happened_at,
                email=email or (FORMER_MEMBER if found.user_id is not None else None),
                action=found.action,
                subject=found.subject,
                details=", ".join(f"{key}: {value}" for key, value in found.details.items()),
            )
            for found, email in rows
        ),
        total=total,
        number=number,
        size=size,
    )
