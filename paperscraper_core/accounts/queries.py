"""Who is who, and what they may enter. Only here are tenants made."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from paperscraper_core.accounts import tokens
from paperscraper_core.accounts.types import Organization, SessionInfo
from paperscraper_core.errors import NotFound
from paperscraper_core.models import accounts as models
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
