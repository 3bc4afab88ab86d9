"""Keeping the stored metrics fresh: only authors whose papers have changed cost anything."""

from __future__ import annotations

from typing import Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from paperscraper_core.metrics import storing
from paperscraper_core.metrics.freshness import outdated
from paperscraper_core.tenancy import Tenant

# For few authors one plan serves all: making a new one takes longer than running it.
_ONE_AT_A_TIME: Final = text(
    "SELECT set_config('plan_cache_mode', 'force_generic_plan', true),"
    " pg_advisory_xact_lock(hashtext('author_metrics'), :organization_id)"
)
# Before statistics tell of an organization that has just come, the planner takes each step for one
# row and would compare all with all. What few authors need is looked up by key all the same.
_PLAN_ANEW: Final = text(
    "SELECT set_config('plan_cache_mode', 'force_custom_plan', true),"
    " set_config('enable_nestloop', 'off', true)"
)
_PLAN_AS_EVER: Final = text(
    "SELECT set_config('plan_cache_mode', 'auto', true), set_config('enable_nestloop', 'on', true)"
)
_TAKE_MARKS: Final = text(
    "DELETE FROM author_metric_marks WHERE organization_id = :organization_id AND id <= :newest"
)
_STORE: Final = text(storing.FEW)
_STORE_ALL: Final = text(storing.ALL)
#: From this share of all authors on, computing everyone is cheaper than picking them out.
_MANY: Final = 20_000
#: Up to this many, a plan made for ten authors is a good one.
_FEW: Final = 200


def refresh(session: Session, tenant: Tenant) -> int:
    """Compute and store the metrics of every author whose papers have changed.

    What differs from the newest snapshot of an author becomes the snapshot of this day. Call it
    after a batch of imports or a change by hand; forgetting it costs time, not truth, because
    readers compute marked authors themselves.

    Returns:
        How many authors were out of date.
    """
    organization = {"organization_id": tenant.organization_id}
    session.execute(_ONE_AT_A_TIME, organization)
    # Marks that arrive from now on stay: what they announce may not be visible to us yet.
    found = outdated(session, tenant)
    values = {**organization, "newest": found.newest_mark}
    if not found.authors:
        session.execute(_TAKE_MARKS, values)
        session.execute(_PLAN_AS_EVER)
        return 0
    chosen = {**values, "authors": list(found.authors), "as_of_year": found.as_of_year}
    if len(found.authors) > _FEW:
        session.execute(_PLAN_ANEW)
    session.execute(_STORE_ALL if len(found.authors) > _MANY else _STORE, chosen)
    session.execute(_PLAN_AS_EVER)
    return len(found.authors)
