"""Lists of authors with their metrics: the leaderboard, and the same list in full."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from paperscraper_core.errors import ValidationFailed
from paperscraper_core.metrics import board_statement, statements
from paperscraper_core.metrics.board_conditions import conditions_of
from paperscraper_core.metrics.board_ranks import Ranks, SharedH
from paperscraper_core.metrics.freshness import library_date, stale_authors
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


def papers_that_fit(session: Session, tenant: Tenant, criteria: LeaderboardCriteria) -> int:
    """How many papers the filters on papers leave: what the numbers are computed from."""
    conditions = conditions_of(criteria)
    counted = text(
        "SELECT count(*) FROM papers p WHERE p.organization_id = :organization_id"
        f"{conditions.papers}"
    )
    values = {"organization_id": tenant.organization_id, **conditions.values}
    found: int = session.execute(counted, values).scalar_one()
    return found


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
    conditions = conditions_of(criteria)
    found = session.execute(
        text(board_statement.page_of(criteria, conditions, len(stale))),
        {
            "organization_id": tenant.organization_id,
            "as_of_year": date.year,
            "stale": list(stale),
            "minimum": criteria.minimum_papers,
            "limit": limit,
            "offset": offset,
            **conditions.values,
        },
    ).all()
    if not found:
        return (), 0
    ranks = Ranks(
        SharedH(h_index=h, ago_lower=lower, ago_upper=upper, authors=number)
        for h, lower, upper, number in found[0].standings
    )
    return tuple(_row(row, date, ranks) for row in found), ranks.authors


def _row(row: Row[Any], date: LibraryDate, ranks: Ranks) -> AuthorRow:
    indices = indices_from(row, date.year)
    return AuthorRow(
        author_id=row.id,
        name=row.name,
        orcid=row.orcid,
        external_ids=tuple(_pair(pair) for pair in row.pairs or ()),
        institution=row.institution,
        country_code=row.country_code,
        indices=indices,
        rank=ranks.change(indices),
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
