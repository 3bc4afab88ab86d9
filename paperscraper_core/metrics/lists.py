"""Lists of authors with their metrics: the leaderboard, and the same list in full."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from paperscraper_core.errors import ValidationFailed
from paperscraper_core.metrics import statements
from paperscraper_core.metrics.freshness import library_date, stale_authors
from paperscraper_core.metrics.names import NamePattern, name_patterns
from paperscraper_core.metrics.types import (
    AuthorIndices,
    AuthorList,
    AuthorRow,
    LeaderboardCriteria,
    LibraryDate,
)
from paperscraper_core.paging import Page
from paperscraper_core.tenancy import Tenant

#: What a list can be sorted by.
SORTS: Final = ("name", *statements.COLUMNS[1:])
MAX_SIZE: Final = 500

_COLUMNS: Final = ", ".join(statements.COLUMNS)
_STORED: Final = (
    f"SELECT author_id, {_COLUMNS} FROM author_metrics WHERE organization_id = :organization_id"
)
_LIVE: Final = statements.indices_of("SELECT unnest(CAST(:stale AS bigint[]))")
_MIXED: Final = (
    f"{_STORED} AND author_id <> ALL(CAST(:stale AS bigint[]))"
    f" UNION ALL SELECT author_id, {_COLUMNS} FROM ({_LIVE}) live"
)
#: When most authors are out of date, picking them out costs more than computing everyone.
_ALL_LIVE: Final = f"SELECT author_id, {_COLUMNS} FROM ({statements.indices_of()}) live"
_MANY_STALE: Final = 20_000


def leaderboard(session: Session, tenant: Tenant, criteria: LeaderboardCriteria) -> Page[AuthorRow]:
    """One page of the authors that fit, sorted in the database; the total is true.

    Unknown values come last in either direction; equals are ordered by citations, then name.

    Raises:
        ValidationFailed: the sort, the page or its size is not valid.
    """
    size = min(max(criteria.size, 1), MAX_SIZE)
    number = max(criteria.page, 1)
    date = library_date(session, tenant)
    rows, total = _select(session, tenant, criteria, date, size, (number - 1) * size)
    if not rows and number > 1:  # beyond the last page: still say how many there are
        _, total = _select(session, tenant, criteria, date, 1, 0)
    return Page(rows=rows, total=total, number=number, size=size)


def authors(session: Session, tenant: Tenant, criteria: LeaderboardCriteria) -> AuthorList:
    """All authors that fit, in order, for exports and the command line; page and size are ignored.

    Raises:
        ValidationFailed: the sort is not valid.
    """
    date = library_date(session, tenant)
    rows, _ = _select(session, tenant, criteria, date, None, 0)
    return AuthorList(library_date=date, rows=rows)


def _select(
    session: Session,
    tenant: Tenant,
    criteria: LeaderboardCriteria,
    date: LibraryDate,
    limit: int | None,
    offset: int,
) -> tuple[tuple[AuthorRow, ...], int]:
    if criteria.sort not in SORTS:
        raise ValidationFailed("sort", f"Authors can be sorted by: {', '.join(SORTS)}.")
    stale = stale_authors(session, tenant, date.year)
    current = _STORED if not stale else _ALL_LIVE if len(stale) > _MANY_STALE else _MIXED
    conditions, values = _name_conditions(name_patterns(criteria.name))
    found = session.execute(
        text(_page_statement(current, _order(criteria), conditions)),
        {
            "organization_id": tenant.organization_id,
            "as_of_year": date.year,
            "stale": list(stale),
            "minimum": criteria.minimum_papers,
            "limit": limit,
            "offset": offset,
            **values,
        },
    ).all()
    return tuple(_row(row, date) for row in found), found[0].total if found else 0


def _page_statement(current: str, order: str, conditions: str) -> str:
    """The page is cut before identifiers are fetched, so that only its rows cost them."""
    return f"""
WITH current AS ({current}),
page AS (
  SELECT a.id, a.name, a.name_key, a.orcid, a.institution, a.country_code, m.*,
         count(*) OVER () AS total, row_number() OVER (ORDER BY {order}) AS place
  FROM authors a LEFT JOIN current m ON m.author_id = a.id
  WHERE a.organization_id = :organization_id AND coalesce(m.papers, 0) >= :minimum {conditions}
  ORDER BY {order} LIMIT :limit OFFSET :offset)
SELECT page.*, ids.pairs FROM page
LEFT JOIN LATERAL (
  SELECT array_agg(i.scheme || ':' || i.value ORDER BY i.scheme, i.value) AS pairs
  FROM author_identifiers i
  WHERE i.organization_id = :organization_id AND i.author_id = page.id) ids ON true
ORDER BY place"""


def _order(criteria: LeaderboardCriteria) -> str:
    direction = "DESC" if criteria.descending else "ASC"
    if criteria.sort == "name":
        return f"a.name_key {direction}, a.id"
    # the name of the column is one of SORTS
    return (
        f"m.{criteria.sort} {direction} NULLS LAST, m.citations DESC NULLS LAST, a.name_key, a.id"
    )


def _name_conditions(patterns: Sequence[NamePattern]) -> tuple[str, dict[str, str]]:
    conditions = []
    values: dict[str, str] = {}
    for number, pattern in enumerate(patterns):
        either = [f"' ' || a.name_key || ' ' LIKE :starts_{number}"]
        values[f"starts_{number}"] = pattern.starts
        if pattern.initial:
            either.append(f"' ' || a.name_key || ' ' LIKE :initial_{number}")
            values[f"initial_{number}"] = pattern.initial
        if pattern.joined:
            either.append(f"replace(a.name_key, ' ', '') LIKE :joined_{number}")
            either.append(f"lower(array_to_string(a.name_variants, ' ')) LIKE :joined_{number}")
            values[f"joined_{number}"] = pattern.joined
        conditions.append(f"AND ({' OR '.join(either)})")
    return " ".join(conditions), values


def _row(row: Row[Any], date: LibraryDate) -> AuthorRow:
    return AuthorRow(
        author_id=row.id,
        name=row.name,
        orcid=row.orcid,
        external_ids=tuple(_pair(pair) for pair in row.pairs or ()),
        institution=row.institution,
        country_code=row.country_code,
        indices=indices_from(row, date.year),
    )


def _pair(pair: str) -> tuple[str, str]:
    scheme, _, value = pair.partition(":")
    return scheme, value


def indices_from(row: Row[Any], as_of_year: int) -> AuthorIndices:
    """The indices of a row with their columns; an author without a paper has none."""
    if row.papers is None:
        nothing: dict[str, Any] = dict.fromkeys(statements.COLUMNS)
        counts = {"papers": 0, "papers_without_count": 0, "papers_without_year": 0}
        return AuthorIndices(**{**nothing, **counts, "as_of_year": as_of_year})
    values = {name: getattr(row, name) for name in statements.COLUMNS}
    if values["citations"] is not None:
        values["citations"] = int(values["citations"])
    return AuthorIndices(**values)
