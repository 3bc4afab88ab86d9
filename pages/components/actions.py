"""User actions: role check, rate limit, one transaction, and the caches it touches.

One module a room (`actions_library.py`, …), each function after this pattern:

    def delete_paper(paper_id: int) -> None:
        with actions.acting(Permission.DELETE_PAPERS) as (session, tenant):
            service.delete_paper(session, tenant, paper_id)
        data_library.paper.clear()

Expensive actions also name their limit: `acting(Permission.SCORE, limit=limits.SCORING)`. Pages
call actions inside `with errors.shown():`, which puts NotAllowed, TooManyRequests and all others
into words.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from pages.components import login
from paperscraper_core import db
from paperscraper_core.accounts import permissions, rate_service
from paperscraper_core.accounts.limits import Limit
from paperscraper_core.accounts.permissions import Permission
from paperscraper_core.tenancy import Tenant


@contextmanager
def acting(
    permission: Permission, *, limit: Limit | None = None
) -> Iterator[tuple[Session, Tenant]]:
    """Open the transaction of one user action.

    The login is checked again, the role must allow `permission`, and `limit` counts the attempt
    in a transaction of its own, so that failed attempts count as well.

    Raises:
        NotAllowed: the user's role does not include the permission.
        TooManyRequests: the user or the organization has reached the limit.
    """
    tenant = login.require()
    permissions.check(tenant, permission)
    if limit is not None:
        with db.transaction(tenant) as session:
            rate_service.spend(session, tenant, limit)
    with db.transaction(tenant) as session:
        yield session, tenant


def may(tenant: Tenant, permission: Permission) -> bool:
    """Whether to offer an action at all; `acting` checks again when it is taken."""
    return permissions.allows(tenant.role, permission)
