"""For which day the counts hold, and whose stored metrics are out of date."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.orm import Session

from paperscraper_core.metrics import statements
from paperscraper_core.metrics.types import LibraryDate
from paperscraper_core.tenancy import Tenant

# `least` skips NULL: without the CASE an unknown day would become today.
_DATE = text("""
SELECT day, extract(year FROM coalesce(day, current_date))::integer AS year
FROM (SELECT CASE WHEN newest IS NOT NULL THEN least(newest, current_date) END AS day
      FROM (SELECT max(counts_as_of) AS newest FROM papers
            WHERE organization_id = :organization_id) told) known
""")
_STALE = text(statements.STALE)


def library_date(session: Session, tenant: Tenant) -> LibraryDate:
    """The day of the newest citation counts in the library."""
    row = session.execute(_DATE, {"organization_id": tenant.organization_id}).one()
    return LibraryDate(day=row.day, year=row.year)


def stale_authors(session: Session, tenant: Tenant, as_of_year: int) -> tuple[int, ...]:
    """Authors whose stored metrics do not hold any more, or are of another as-of year."""
    rows = session.execute(
        _STALE, {"organization_id": tenant.organization_id, "as_of_year": as_of_year}
    )
    return tuple(sorted(rows.scalars()))
