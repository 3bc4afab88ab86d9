"""Stored metrics as they hold now: what is out of date is computed while reading."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from paperscraper_core.metrics import statements
from paperscraper_core.metrics.freshness import library_date, stale_authors
from paperscraper_core.tenancy import Tenant

#: When most authors are out of date, picking them out costs more than computing everyone.
_MANY: Final = 20_000
_LIVE: Final = statements.indices_of("SELECT unnest(CAST(:stale AS bigint[]))")
_ALL_LIVE: Final = statements.indices_of()


def current(stale: int, columns: Sequence[str]) -> str:
    """A ``WITH`` part named ``current``: author_id and these columns of every author.

    The statement takes ``:organization_id``, ``:as_of_year`` and ``:stale``, the ids of the authors
    whose stored numbers are out of date.

    Args:
        stale: How many those are.
        columns: Names of ``AuthorIndices``; never text from outside.
    """
    wanted = ", ".join(("author_id", *columns))
    kept = f"SELECT {wanted} FROM author_metrics WHERE organization_id = :organization_id"
    if not stale:
        return f"current AS ({kept})"
    if stale > _MANY:
        return f"current AS MATERIALIZED (SELECT {wanted} FROM ({_ALL_LIVE}) live)"
    return (
        f"current AS MATERIALIZED ({kept} AND author_id <> ALL(CAST(:stale AS bigint[]))"
        f" UNION ALL SELECT {wanted} FROM ({_LIVE}) live)"
    )


def of_authors(session: Session, tenant: Tenant, author_ids: Sequence[int]) -> Sequence[Row[Any]]:
    """author_id, papers and h_index of some authors; those without a paper are not among them."""
    year = library_date(session, tenant).year
    stale = set(stale_authors(session, tenant, year)) & set(author_ids)
    statement = text(
        f"WITH {current(len(stale), ('papers', 'h_index'))}"
        " SELECT author_id, papers, h_index FROM current WHERE author_id = ANY(:authors)"
    )
    return session.execute(
        statement,
        {
            "organization_id": tenant.organization_id,
            "as_of_year": year,
            "stale": list(stale),
            "authors": list(author_ids),
        },
    ).all()
