"""Login sessions: opened, given to the browser, moved between organizations, ended.

Everything here runs in `db.system()`: the organization is not known before the login is.
"""

from datetime import timedelta
from typing import Final

from sqlalchemy import delete, func, insert, select, text, update
from sqlalchemy.orm import Session

from paperscraper_core.accounts import limits, rate_service, tokens
from paperscraper_core.accounts.types import Login
from paperscraper_core.errors import NotFound
from paperscraper_core.models import accounts as models
from paperscraper_core.settings import settings
from paperscraper_core.tenancy import Role, Tenant

MOST_FAILURES: Final = 5
FAILURE_WINDOW: Final = timedelta(minutes=15)
TICKET_LIFETIME: Final = timedelta(seconds=60)
#: A click is noted at most this often, so that reading a page does not write.
SEEN_EVERY: Final = timedelta(minutes=5)
_KEEP_FAILURES: Final = timedelta(days=1)
_KEEP_SESSIONS: Final = timedelta(days=30)


def reserve_attempt(session: Session, email: str) -> bool:
    """Note a login attempt as failed until it succeeds; False when the address is locked.

    Noting it first, one attempt after the other, keeps simultaneous guesses to five as well.
    """
    failure = models.LoginFailure
    session.execute(text("SELECT pg_advisory_xact_lock(hashtext(:key))"), {"key": f"login {email}"})
    recent = session.scalar(
        select(func.count()).where(
            failure.email == email, failure.failed_at > func.now() - FAILURE_WINDOW
        )
    )
    if (recent or 0) >= MOST_FAILURES:
        return False
    session.execute(delete(failure).where(failure.failed_at < func.now() - _KEEP_FAILURES))
    session.execute(insert(failure).values(email=email))
    return True


def clear_failures(session: Session, email: str) -> None:
    """Forget the failures of an address: its right password was given, or a new one set."""
    session.execute(delete(models.LoginFailure).where(models.LoginFailure.email == email))


def open_session(
    session: Session, user_id: int, *, organization_id: int | None = None, device: str = ""
) -> Login:
    """Open a login session for a user whose password was checked.

    Args:
        session: a session of `db.system()`.
        user_id: the user.
        organization_id: the organization to enter; None enters the one used last, else the first.
        device: what the browser says it is, for the user's list of sessions.

    Raises:
        NotFound: the user is not a member of the organization, or of any.
        TooManyRequests: too many logins.
    """
    tenant = _first_tenant(session, user_id, organization_id)
    rate_service.spend(session, tenant, limits.LOGIN)
    _forget_old_sessions(session, user_id)
    token, ticket = tokens.new(), tokens.new()
    session.execute(
        insert(models.LoginSession).values(
            token_hash=tokens.digest(token),
            ticket_hash=tokens.digest(ticket),
            ticket_expires_at=func.now() + TICKET_LIFETIME,
            user_id=user_id,
            organization_id=tenant.organization_id,
            expires_at=func.now() + timedelta(days=settings().session_days),
            device=device[:300],
        )
    )
    return Login(token=token, ticket=ticket, tenant=tenant)


def _forget_old_sessions(session: Session, user_id: int) -> None:
    """Delete what has been over for a while, so that the table does not grow with the years."""
    login = models.LoginSession
    ended = func.coalesce(login.revoked_at, login.expires_at)
    session.execute(
        delete(login).where(login.user_id == user_id, ended < func.now() - _KEEP_SESSIONS)
    )


def _first_tenant(session: Session, user_id: int, organization_id: int | None) -> Tenant:
    last_used = (
        select(func.max(models.LoginSession.seen_at))
        .where(
            models.LoginSession.user_id == models.Membership.user_id,
            models.LoginSession.organization_id == models.Membership.organization_id,
        )
        .scalar_subquery()
    )
    memberships = select(models.Membership).where(models.Membership.user_id == user_id)
    if organization_id is not None:
        memberships = memberships.where(models.Membership.organization_id == organization_id)
    found = session.scalars(
        memberships.order_by(last_used.desc().nulls_last(), models.Membership.organization_id)
    ).first()
    if found is None:
        raise NotFound("membership", "user", user_id)
    return Tenant(organization_id=found.organization_id, user_id=user_id, role=Role(found.role))


def redeem_ticket(session: Session, ticket: str) -> str | None:
    """Exchange a ticket for the secret of the browser's cookie; None when it is not good."""
    login, cookie = models.LoginSession, tokens.new()
    redeemed = session.execute(
        update(login)
        .where(
            login.ticket_hash == tokens.digest(ticket),
            login.ticket_expires_at > func.now(),
            login.revoked_at.is_(None),
        )
        .values(ticket_hash=None, ticket_expires_at=None, cookie_hash=tokens.digest(cookie))
        .returning(login.id)
    ).first()
    return cookie if redeemed else None


def enter_organization(session: Session, session_id: int, organization_id: int) -> None:
    """Move a login session to another organization of its user.

    Raises:
        NotFound: the user does not belong to it.
    """
    login = models.LoginSession
    moved = session.execute(
        update(login)
        .where(
            login.id == session_id,
            select(models.Membership.user_id)
            .where(
                models.Membership.user_id == login.user_id,
                models.Membership.organization_id == organization_id,
            )
            .exists(),
        )
        .values(organization_id=organization_id)
        .returning(login.id)
    ).first()
    if moved is None:
        raise NotFound("organization", "id", organization_id)


def note_seen(session: Session, session_id: int) -> None:
    """Note that a session was used now."""
    session.execute(
        update(models.LoginSession)
        .where(models.LoginSession.id == session_id)
        .values(seen_at=func.now())
    )


def revoke(
    session: Session,
    reason: str,
    *,
    user_id: int,
    session_id: int | None = None,
    organization_id: int | None = None,
    except_session_id: int | None = None,
) -> int:
    """End a user's sessions: all, one, those in an organization, or all but one.

    Returns:
        How many were open and are ended now.
    """
    login = models.LoginSession
    chosen = [login.user_id == user_id, login.revoked_at.is_(None)]
    if session_id is not None:
        chosen.append(login.id == session_id)
    if organization_id is not None:
        chosen.append(login.organization_id == organization_id)
    if except_session_id is not None:
        chosen.append(login.id != except_session_id)
    ended = session.execute(
        update(login)
        .where(*chosen)
        .values(revoked_at=func.now(), revoked_reason=reason, ticket_hash=None)
        .returning(login.id)
    )
    return len(ended.all())
