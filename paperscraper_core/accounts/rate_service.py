"""Counts the uses of expensive actions."""

from datetime import timedelta

from sqlalchemy import delete, func, insert, select, text
from sqlalchemy.orm import Session

from paperscraper_core.accounts.limits import Limit
from paperscraper_core.errors import TooManyRequests
from paperscraper_core.models.accounts import RateEvent
from paperscraper_core.tenancy import Tenant


def spend(session: Session, tenant: Tenant, limit: Limit) -> None:
    """Count one use, or refuse it.

    Uses of one organization's action are counted one after the other (an advisory lock until the
    transaction ends), so that simultaneous ones cannot pass together.

    Raises:
        TooManyRequests: the user or the organization has used up the limit.
    """
    mine = (
        RateEvent.organization_id == tenant.organization_id,
        RateEvent.action == limit.action,
    )
    oldest = func.now() - timedelta(seconds=limit.seconds)
    session.execute(
        text("SELECT pg_advisory_xact_lock(hashtext(:action), :organization)"),
        {"action": f"rate {limit.action}", "organization": tenant.organization_id},
    )
    session.execute(delete(RateEvent).where(*mine, RateEvent.happened_at <= oldest))
    by_user, by_all = session.execute(
        select(func.count().filter(RateEvent.user_id == tenant.user_id), func.count()).where(*mine)
    ).one()
    if by_user >= limit.per_user or by_all >= limit.per_organization:
        raise TooManyRequests
    session.execute(
        insert(RateEvent).values(
            organization_id=tenant.organization_id, user_id=tenant.user_id, action=limit.action
        )
    )
