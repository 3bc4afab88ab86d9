"""The first organization and its administrator, made exactly once."""

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from paperscraper_core.accounts import names, queries, service
from paperscraper_core.accounts.types import AlreadySetUp
from paperscraper_core.models import accounts as models
from paperscraper_core.tenancy import Role, Tenant


def setup_needed(session: Session) -> bool:
    """Whether nobody can log in yet. Runs in `db.system()`."""
    return session.scalar(select(models.Membership.user_id).limit(1)) is None


def create_first_administrator(
    session: Session, *, organization: str | None, email: str, password_hash: str, name: str = ""
) -> Tenant:
    """Make the first organization and its administrator. Runs in `db.system()`.

    Two simultaneous first visits wait for each other; the second one is refused.

    Args:
        session: a session of `db.system()`.
        organization: its name; None takes the one that a command has made, else "My team".
        email: the administrator's address.
        password_hash: made by `passwords.new_hash`.
        name: the name; empty takes the address's first part.

    Raises:
        AlreadySetUp: there is somebody who can log in.
        ValidationFailed: a value is not well formed.
    """
    session.execute(text("SELECT pg_advisory_xact_lock(hashtext('first administrator'))"))
    if not setup_needed(session):
        raise AlreadySetUp
    tenant = queries.system_tenant(_first_organization(session, organization))
    service.create_user(
        session, tenant, email=email, role=Role.ADMIN, password_hash=password_hash, name=name
    )
    user_id = session.scalar(select(models.User.id).where(models.User.email == names.email(email)))
    return Tenant(organization_id=tenant.organization_id, user_id=user_id, role=Role.ADMIN)


def _first_organization(session: Session, name: str | None) -> int:
    made = select(models.Organization.id).order_by(models.Organization.id).limit(1)
    if name is not None:
        name = names.person_or_team(name, "organization")
        made = made.where(models.Organization.slug == names.slug_from(name))
    found = session.scalar(made)
    shown = name or "My team"
    return found or service.create_organization(session, names.slug_from(shown), shown).id
