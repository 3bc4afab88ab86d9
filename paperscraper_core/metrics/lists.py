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
_STORED: Final = "FROM author_metrics m WHERE m.organization_id = :organization_id"
#: Stored numbers of authors that are not computed anew.
_OTHERS: Final = f"""{_STORED} AND NOT EXISTS (
  SELECT FROM unnest(CAST(:stale AS bigint[])) AS changed(author_id)
  WHERE changed.author_id = m.author_id)"""
_NONE: Final = "FROM author_metrics m WHERE false"
_LIVE: Final = statements.indices_of("SELECT unnest(CAST(:stale AS bigint[]))")
_ALL_LIVE: Final = statements.indices_of()
#: When most authors are out of date, picking them out costs more than computing everyone.
_MANY_STALE: Final = 20_000


def leaderboard(session: Session, tenant: Tenant, criteria: LeaderboardCriteria) -> Page[AuthorRow]:
    """One page of the authors that fit, sorted in the database; the total is true.

    Unknown values come last in either direction; equals are ordered by citations, then by id.

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
    conditions, values = _name_conditions(name_patterns(criteria.name))
    found = session.execute(
        text(_page_statement(len(stale), criteria, conditions)),
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


def _page_statement(stale: int, criteria: LeaderboardCriteria, conditions: str) -> str:
    """The order is found on few columns; only the rows of the page fetch all of theirs."""
    value = "a.name_key" if criteria.sort == "name" else f"m.{criteria.sort}"  # one of SORTS
    people = "JOIN authors a ON a.organization_id = :organization_id AND a.id = m.author_id"
    if criteria.minimum_papers <= 0:  # also authors of whom the library holds no paper
        source = "authors a LEFT JOIN current m ON m.author_id = a.id"
        conditions = (
            f"AND a.organization_id = :organization_id AND a.merged_into IS NULL {conditions}"
        )
        author = "a.id"
    else:
        source = f"current m {people if conditions or criteria.sort == 'name' else ''}"
        author = "m.author_id"
    direction = "DESC" if criteria.descending else "ASC"
    order = f"value {direction} NULLS LAST, citations DESC NULLS LAST, author_id"
    return f"""
WITH {_current(stale, criteria.sort)},
page AS (
  SELECT {author} AS author_id, {value} AS value, m.citations, count(*) OVER () AS total
  FROM {source} WHERE coalesce(m.papers, 0) >= :minimum {conditions}
  ORDER BY {order} LIMIT :limit OFFSET :offset),
detail AS ({_detail(stale)})
SELECT a.id, a.name, a.orcid, a.institution, a.country_code, page.total, d.*,
       (SELECT array_agg(i.scheme || ':' || i.value ORDER BY i.scheme, i.value)
        FROM author_identifiers i
        WHERE i.organization_id = :organization_id AND i.author_id IN ({statements.PROFILES}))
       AS pairs
FROM page JOIN authors a ON a.organization_id = :organization_id AND a.id = page.author_id
LEFT JOIN detail d ON d.author_id = page.author_id
ORDER BY page.value {direction} NULLS LAST, page.citations DESC NULLS LAST, a.id"""


def _stored(stale: int) -> str:
    return _STORED if not stale else _NONE if stale > _MANY_STALE else _OTHERS


def _current(stale: int, sort: str) -> str:
    """What the order needs of every author: stored, or computed now where that is out of date."""
    columns = ", ".join(dict.fromkeys(("papers", "citations", sort)))
    narrow = f"author_id, {columns}" if sort != "name" else "author_id, papers, citations"
    stored = f"SELECT {narrow} {_stored(stale)}"
    if not stale:
        return f"current AS ({stored})"
    live = _ALL_LIVE if stale > _MANY_STALE else _LIVE
    return (
        f"live AS MATERIALIZED ({live}), current AS ({stored} UNION ALL SELECT {narrow} FROM live)"
    )


def _detail(stale: int) -> str:
    wanted = "author_id IN (SELECT author_id FROM page)"
    stored = f"SELECT m.author_id, {_COLUMNS} {_stored(stale)} AND m.{wanted}"
    return (
        f"{stored} UNION ALL SELECT author_id, {_COLUMNS} FROM live WHERE {wanted}"
        if stale
        else stored
    )


def _name_conditions(patterns: Sequence[NamePattern]) -> tuple[str, dict[str, str]]:
    """A person is found by the names of all profiles that were merged into one."""
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
        conditions.append(f"({' OR '.join(either)})")
    if not conditions:
        return "", values
    fits = " AND ".join(conditions)
    merged = fits.replace("a.name", "p.name")
    return (
        f"AND (({fits}) OR a.id IN (SELECT p.merged_into FROM authors p WHERE p.organization_id"
        f" = :organization_id AND p.merged_into IS NOT NULL AND {merged}))"
    ), values


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
