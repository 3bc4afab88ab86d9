"""What crosses the door of the accounts room."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from paperscraper_core.errors import PaperScraperError
from paperscraper_core.tenancy import Role, Tenant

#: Stands for somebody whose name the organization no longer sees.
FORMER_MEMBER: Final = "former member"


class AuthFailure(PaperScraperError):
    """The e-mail address or the password is wrong, or there were too many attempts.

    After five failed ones wait 15 minutes.
    """


class AlreadySetUp(PaperScraperError):
    """The first administrator exists already; log in instead."""


class WrongSetupCode(PaperScraperError):
    """This is not the set-up code that the terminal printed."""


class LastAdministrator(PaperScraperError):
    """The organization needs at least one enabled administrator; make somebody else one first."""


class SharedUser(PaperScraperError):
    """This person also belongs to another organization: remove them from yours instead."""


class AlreadyMember(PaperScraperError):
    """This person is already a member of your organization."""


class SlugTaken(PaperScraperError):
    """There is already an organization with this short name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Organization:
    """A team."""

    id: int
    slug: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UserAccount:
    """A member of the tenant's organization, as the administration page lists them.

    Attributes:
        last_seen_at: latest click in any session of this organization; None if there was none.
        shared: whether the person also belongs to another organization.
    """

    id: int
    email: str
    name: str
    role: Role
    created_at: datetime
    disabled_at: datetime | None
    last_seen_at: datetime | None
    open_sessions: int
    shared: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionInfo:
    """A login session that is good now: proof of access, and what the frame shows."""

    id: int
    tenant: Tenant
    email: str
    name: str
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
    device: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """The secrets of a new session; they exist here and nowhere else in clear.

    Attributes:
        token: opens the session from the page that logged in; never leaves the server.
        ticket: exchanged once, within a minute, for the browser's cookie.
    """

    token: str
    ticket: str
    tenant: Tenant


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditRow:
    """One line of the audit trail."""

    id: int
    happened_at: datetime
    email: str | None
    action: str
    subject: str
    details: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenSession:
    """One of a user's open login sessions, as the account page lists them."""

    id: int
    organization: str
    device: str
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
