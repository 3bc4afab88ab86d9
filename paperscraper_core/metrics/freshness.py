"""For which day the counts hold, and whose stored metrics are out of date."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.orm import Session

from paperscraper_core.metrics import statements
from paperscraper_core.metrics.types import LibraryDate
from paperscraper_core.tenancy import Tenant

# `least` skips NULL: without the CASE an unknown day would become today.
_DATE = """
SELECT day, extract(year FROM coalesce(day, current_date))::integer AS year
FROM (SELECT CASE WHEN newest IS NOT NULL THEN least(newest, current_date) END AS day
      FROM (SELECT max(counts_as_of) AS newest FROM papers
            WHERE organization_id = :organization_id) told) known
"""
_LIBRARY_DATE = text(_DATE)
_STALE = text(statements.STALE)
_YEAR = "(SELECT year FROM library)"
_OUTDATED = text(f"""
WITH library AS MATERIALIZED ({_DATE})
SELECT (SELECT coalesce(max(id), 0) FROM author_metric_marks
        WHERE organization_id = :organization_id) AS newest_mark,
       {_YEAR} AS as_of_year,
       ARRAY({statements.STALE.replace(":as_of_year", _YEAR)}) AS authors
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outdated:
    """What a refresh has to do, all seen at one moment."""

    newest_mark: int
    as_of_year: int
    authors: tuple[int, ...]


def library_date(session: Session, tenant: Tenant) -> LibraryDate:
    """The day of the newest citation counts in the library."""
    row = session.execute(_LIBRARY_DATE, {"organization_id": tenant.organization_id}).one()
    return LibraryDate(day=row.day, year=row.year)


def stale_authors(session: Session, tenant: Tenant, as_of_year: int) -> tuple[int, ...]:
    """Authors whose stored metrics do not hold any more, or are of another as-of year."""
    rows = session.execute(
        _STALE, {"organization_id": tenant.organization_id, "as_of_year": as_of_year}
    )
    return tuple(sorted(rows.scalars()))


def outdated(session: Session, tenant: Tenant) -> Outdated:
    """The authors whose stored metrics do not hold any more, and the marks that say so."""
    row = session.execute(_OUTDATED, {"organization_id": tenant.organization_id}).one()
    return Outdated(
        newest_mark=row.newest_mark, as_of_year=row.as_of_year, authors=tuple(sorted(row.authors))
    )
