"""The login itself: one answer and one time for every kind of refusal.

Unlike the rest of the room it opens its transactions itself, two short ones: a refused attempt
has to stay counted although it raises, and no connection waits while the password is checked.
"""

from sqlalchemy import exists, select

from paperscraper_core import db
from paperscraper_core.accounts import audit, login_service, passwords
from paperscraper_core.accounts.types import AuthFailure, Login
from paperscraper_core.models import accounts as models


def sign_in(email: str, password: str, device: str = "") -> Login:
    """Check an e-mail address and a password and open a session.

    Raises:
        AuthFailure: unknown, disabled or locked user, user without an organization, or wrong
            password; which of them is not told, neither by words nor by time.
        TooManyRequests: the right password, but too many logins in an hour.
    """
    address = email.replace("\0", "").strip().lower()[:320]
    with db.system() as session:
        allowed = login_service.reserve_attempt(session, address)
        user = session.execute(
            select(models.User.id, models.User.password_hash).where(
                models.User.email == address,
                models.User.disabled_at.is_(None),
                exists().where(models.Membership.user_id == models.User.id),
            )
        ).one_or_none()
    password_hash = user.password_hash if user else passwords.DUMMY_HASH
    good = passwords.verify(password, password_hash)
    if not (good and allowed and user):
        raise AuthFailure
    with db.system() as session:
        login_service.clear_failures(session, address)
        login = login_service.open_session(session, user.id, device=device)
        audit.record(session, login.tenant, "user.login", address)
        return login
