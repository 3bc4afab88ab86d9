"""Saved searches as somebody sees them, and how many papers are new in one."""

from dataclasses import replace
from datetime import datetime
from typing import Final

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from paperscraper_core.models import Membership, Paper, User
from paperscraper_core.models.saved import SavedSearch as Row_
from paperscraper_core.models.saved import SavedSearchView
from paperscraper_core.search import queries
from paperscraper_core.search.saved_types import SavedSearch
from paperscraper_core.search.semantic_leg import Vector
from paperscraper_core.search.types import SearchCriteria, Sort
from paperscraper_core.tenancy import Role, Tenant

#: Counting new papers ends here: so many, or more.
MOST_NEW: Final = 100


def saved_searches(session: Session, tenant: Tenant) -> tuple[SavedSearch, ...]:
    """List the acting user's saved searches, then those that others share, each by name."""
    mine = Row_.owner_id == tenant.user_id
    rows = session.execute(
        select(Row_, User.name, SavedSearchView.seen_at)
        .join(
            Membership,
            and_(
                Membership.organization_id == Row_.organization_id,
                Membership.user_id == Row_.owner_id,
            ),
        )
        .join(User, User.id == Membership.user_id)
        .outerjoin(
            SavedSearchView,
            and_(
                SavedSearchView.organization_id == tenant.organization_id,
                SavedSearchView.saved_search_id == Row_.id,
                SavedSearchView.user_id == tenant.user_id,
            ),
        )
        .where(
            Row_.organization_id == tenant.organization_id,
            Membership.organization_id == tenant.organization_id,
            or_(mine, Row_.is_shared),
        )
        .order_by(mine.desc(), func.lower(Row_.name), Row_.id)
    )
    return tuple(_saved(tenant, *row) for row in rows)


def _saved(tenant: Tenant, found: Row_, owner_name: str, seen_at: datetime | None) -> SavedSearch:
    mine = found.owner_id == tenant.user_id
    return SavedSearch(
        id=found.id,
        name=found.name,
        address=found.address,
        is_shared=found.is_shared,
        owner_id=found.owner_id,
        owner_name=owner_name,
        mine=mine,
        may_change=mine or tenant.role is Role.ADMIN,
        seen_at=seen_at,
        updated_at=found.updated_at,
    )


def new_since(
    session: Session,
    tenant: Tenant,
    criteria: SearchCriteria,
    vector: Vector | None,
    seen_at: datetime,
) -> int:
    """Count the papers of a search that came into the library after a moment, up to `MOST_NEW`.

    These are the papers that `newest_of(criteria, seen_at)` lists: of a query, those that hold
    one of its words or are close in meaning. Where nothing came, it costs one look at an index.

    Args:
        session: a reading transaction of the tenant.
        tenant: whose library is searched.
        criteria: the saved search.
        vector: as `queries.search` gets it.
        seen_at: the moment.

    Raises:
        ValidationFailed: as for `queries.search`.
    """
    came = select(Paper.id).where(
        Paper.organization_id == tenant.organization_id, Paper.created_at > seen_at
    )
    if session.scalars(came.limit(1)).one_or_none() is None:
        return 0
    found = queries.all_ids(session, tenant, newest_of(criteria, seen_at), vector)
    return min(len(found), MOST_NEW)


def newest_of(criteria: SearchCriteria, seen_at: datetime) -> SearchCriteria:
    """Return the search for what is new in another one: its address is the way to these papers."""
    moments = [seen_at, criteria.added_after] if criteria.added_after else [seen_at]
    return replace(criteria, added_after=max(moments), sort=Sort.NEWEST, number=1)
