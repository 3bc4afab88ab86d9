"""Stored metrics as they hold now: what is out of date is computed, once, while reading."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from paperscraper_core.metrics import statements
from paperscraper_core.metrics.freshness import stale_authors
from paperscraper_core.tenancy import Tenant

#: When most authors are out of date, picking them out costs more than computing everyone.
_MANY: Final = 20_000
_LIVE: Final = statements.indices_of("SELECT unnest(CAST(:stale AS bigint[]))")
_ALL_LIVE: Final = statements.indices_of()
#: The columns that analyses read, and their types.
COLUMNS: Final = {
    "author_id": "bigint",
    "papers": "integer",
    "first_year": "integer",
    "h_index": "integer",
    "citations": "bigint",
    "g_index": "integer",
    "m_quotient": "float8",
}
_NAMES: Final = ", ".join(COLUMNS)
_STORED: Final = f"SELECT {_NAMES} FROM author_metrics WHERE organization_id = :organization_id"
_CHANGED: Final = (
    "SELECT * FROM unnest("
    + ", ".join(f"CAST(:changed_{name} AS {kind}[])" for name, kind in COLUMNS.items())
    + f") AS changed({_NAMES})"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Current:
    """A ``WITH`` part named ``current``, one row an author, and the values that it takes."""

    sql: str
    values: Mapping[str, object]


def current(session: Session, tenant: Tenant, as_of_year: int) -> Current:
    """``COLUMNS`` of every author with a paper, stored or computed now where out of date."""
    values: dict[str, Any] = {"organization_id": tenant.organization_id, "as_of_year": as_of_year}
    stale = stale_authors(session, tenant, as_of_year)
    if not stale:
        return Current(sql=f"current AS ({_STORED})", values=values)
    everyone = len(stale) > _MANY
    live = session.execute(
        text(f"SELECT {_NAMES} FROM ({_ALL_LIVE if everyone else _LIVE}) live"),
        {**values, "stale": list(stale)},
    ).all()
    changed = {f"changed_{name}": [getattr(row, name) for row in live] for name in COLUMNS}
    if everyone:
        return Current(sql=f"current AS MATERIALIZED ({_CHANGED})", values={**values, **changed})
    kept = f"{_STORED} AND author_id <> ALL(CAST(:stale AS bigint[]))"
    return Current(
        sql=f"current AS MATERIALIZED ({kept} UNION ALL {_CHANGED})",
        values={**values, **changed, "stale": list(stale)},
    )


def of_authors(
    session: Session, tenant: Tenant, author_ids: Sequence[int], as_of_year: int
) -> Sequence[Row[Any]]:
    """author_id, papers and h_index of some authors; those without a paper are not among them."""
    stale = set(stale_authors(session, tenant, as_of_year)) & set(author_ids)
    values = {
        "organization_id": tenant.organization_id,
        "as_of_year": as_of_year,
        "fresh": [one for one in author_ids if one not in stale],
        "stale": list(stale),
    }
    wanted = "author_id, papers, h_index"
    kept = (
        f"SELECT {wanted} FROM author_metrics WHERE organization_id = :organization_id"
        " AND author_id = ANY(:fresh)"
    )
    live = f" UNION ALL SELECT {wanted} FROM ({_LIVE}) live" if stale else ""
    return session.execute(text(kept + live), values).all()
