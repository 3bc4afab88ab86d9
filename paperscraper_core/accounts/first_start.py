"""What a start does while nobody can log in yet: set up unattended, or name the one-time code.

Called once by whoever starts the application, `up` or the web app itself; it opens its own
transactions, as `sign_in` does.
"""

import logging

from paperscraper_core import db
from paperscraper_core.accounts import passwords, setup_code, setup_service
from paperscraper_core.accounts.types import AlreadySetUp
from paperscraper_core.settings import settings

log = logging.getLogger(__name__)


def prepare() -> str | None:
    """Return the one-time code of the first visit, or None when somebody can log in.

    With PAPERSCRAPER_ADMIN_EMAIL and PAPERSCRAPER_PASSWORD set, the first administrator is made
    here, unattended.

    Raises:
        ValidationFailed: one of the two is not good enough.
    """
    with db.system() as session:
        if not setup_service.setup_needed(session):
            setup_code.forget()
            return None
    email, password = settings().admin_email, settings().password
    if not (email and password):
        return setup_code.current()
    password_hash = passwords.new_hash(password, email)
    try:
        with db.system() as session:
            setup_service.create_first_administrator(
                session, organization=None, email=email, password_hash=password_hash
            )
    except AlreadySetUp:  # another process of the same start was first
        return None
    log.info("made the first administrator, %s", email)
    return None
