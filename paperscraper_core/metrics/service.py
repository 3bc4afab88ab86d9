"""Keeping the stored metrics fresh: only authors whose papers have changed cost anything."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.orm import Session

from paperscraper_core.metrics import statements
from paperscraper_core.metrics.freshness import library_date, stale_authors
from paperscraper_core.tenancy import Tenant

_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(hashtext('author_metrics'), :organization_id)")
_TAKE_MARKS = text(
    "DELETE FROM author_metric_marks WHERE organization_id = :organization_id AND id <= :newest"
)
_NEWEST_MARK = text(
    "SELECT coalesce(max(id), 0) FROM author_metric_marks WHERE organization_id = :organization_id"
)
_GONE = text(
    "DELETE FROM author_metrics m WHERE m.organization_id = :organization_id"
    " AND m.author_id = ANY(:authors) AND (NOT EXISTS (SELECT 1 FROM authorships a"
    " WHERE a.organization_id = m.organization_id AND a.author_id = m.author_id)"
    " OR EXISTS (SELECT 1 FROM authors a WHERE a.organization_id = m.organization_id"
    " AND a.id = m.author_id AND a.merged_into IS NOT NULL))"
)
_COLUMNS = ", ".join(statements.COLUMNS)
_STORE = text(
    f"INSERT INTO author_metrics (organization_id, author_id, {_COLUMNS})"
    f" SELECT :organization_id, author_id, {_COLUMNS}"
    f" FROM ({statements.indices_of('SELECT unnest(CAST(:authors AS bigint[]))')}) fresh"
    " ORDER BY author_id ON CONFLICT (organization_id, author_id) DO UPDATE SET "
    + ", ".join(f"{name} = excluded.{name}" for name in statements.COLUMNS)
)
_STORE_ALL = text(
    _STORE.text.replace(
        statements.indices_of("SELECT unnest(CAST(:authors AS bigint[]))"), statements.indices_of()
    )
)
#: From this share of all authors on, computing everyone is cheaper than picking them out.
_MANY = 20_000


def refresh(session: Session, tenant: Tenant) -> int:
    """Compute and store the metrics of every author whose papers have changed.

    Call it after a batch of imports or a change by hand; forgetting it costs time, not truth,
    because readers compute marked authors themselves.

    Returns:
        How many authors were out of date.
    """
    organization = {"organization_id": tenant.organization_id}
    session.execute(_ONE_AT_A_TIME, organization)
    # Marks that arrive from now on stay: what they announce may not be visible to us yet.
    newest = session.execute(_NEWEST_MARK, organization).scalar_one()
    today = library_date(session, tenant)
    authors = stale_authors(session, tenant, today.year)
    if authors:
        values = {**organization, "authors": list(authors), "as_of_year": today.year}
        session.execute(_GONE, values)
        session.execute(_STORE_ALL if len(authors) > _MANY else _STORE, values)
    session.execute(_TAKE_MARKS, {**organization, "newest": newest})
    return len(authors)
