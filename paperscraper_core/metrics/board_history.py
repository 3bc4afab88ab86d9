"""h of the last years of the authors on one page, in one statement.

The same rules as ``history.h_history``; a test on random libraries holds the two equal.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from paperscraper_core.metrics.board_conditions import conditions_of
from paperscraper_core.metrics.types import (
    AuthorRow,
    HistoryPoint,
    LeaderboardCriteria,
    PointStatus,
)
from paperscraper_core.tenancy import Tenant

#: Years before the as-of year.
YEARS: Final = 10

_OWN: Final = """
SELECT a.author_id, a.paper_id, p.year, p.citation_count AS c
FROM authorships a
JOIN papers p ON p.organization_id = :organization_id AND p.id = a.paper_id
WHERE a.organization_id = :organization_id AND a.author_id = ANY(:authors)
  AND p.citation_count IS NOT NULL {papers}"""
_LATER: Final = ", ".join(
    f"coalesce(sum(x.citations) FILTER (WHERE x.year > :as_of_year - {back}), 0) AS later_{back}"
    for back in range(1, YEARS + 1)
)
_COUNTS: Final = f"""
SELECT x.paper_id, min(x.year) AS first_dated, sum(x.citations) AS dated, {_LATER}
FROM citation_counts x
WHERE x.organization_id = :organization_id AND x.paper_id IN (SELECT paper_id FROM own)
GROUP BY x.paper_id"""
_PAPERS: Final = f"""
SELECT o.*, k.first_dated, coalesce(k.dated, 0) AS dated,
       {", ".join(f"coalesce(k.later_{back}, 0) AS later_{back}" for back in range(1, YEARS + 1))},
       min(k.first_dated) OVER (PARTITION BY o.author_id) AS coverage,
       min(o.year) OVER (PARTITION BY o.author_id) AS first_year
FROM own o LEFT JOIN counts k ON k.paper_id = o.paper_id"""
_BY_YEAR: Final = ", ".join(f"(:as_of_year - {back}, later_{back})" for back in range(1, YEARS + 1))
# bounds.citations_at
_BOUNDS: Final = f"""
SELECT author_id, y,
  CASE WHEN dated > c THEN greatest(c - later, 0)
       WHEN dated = c OR year > y THEN dated - later
       WHEN year < coverage AND first_dated IS NOT NULL AND y >= coverage - 1 THEN c - later
       ELSE dated - later END AS low,
  CASE WHEN dated > c THEN least(dated - later, c)
       WHEN dated = c OR year > y THEN dated - later
       ELSE c - later END AS high
FROM known CROSS JOIN LATERAL (VALUES {_BY_YEAR}) at (y, later)
WHERE y >= first_year"""
_H: Final = """
SELECT author_id, y, count(*) FILTER (WHERE low >= low_rank) AS lower,
       count(*) FILTER (WHERE high >= high_rank) AS upper
FROM (SELECT *, row_number() OVER (PARTITION BY author_id, y ORDER BY low DESC) AS low_rank,
             row_number() OVER (PARTITION BY author_id, y ORDER BY high DESC) AS high_rank
      FROM bounds) ranked
GROUP BY author_id, y ORDER BY author_id, y"""


def recent_h(
    session: Session, tenant: Tenant, rows: Sequence[AuthorRow], criteria: LeaderboardCriteria
) -> dict[int, tuple[HistoryPoint, ...]]:
    """The h-index at the end of each of the last ten years and today, by author id.

    Like the numbers of the rows it is computed from the papers that fit the criteria. A history
    starts with the first paper; an author without a known count has none.
    """
    if not rows:
        return {}
    year = rows[0].indices.as_of_year
    conditions = conditions_of(criteria)
    statement = (
        f"WITH own AS MATERIALIZED ({_OWN.format(papers=conditions.papers)}),"
        f" counts AS ({_COUNTS}), known AS ({_PAPERS}), bounds AS ({_BOUNDS}) {_H}"
    )
    values = {
        "organization_id": tenant.organization_id,
        "authors": [row.author_id for row in rows],
        "as_of_year": year,
        **conditions.values,
    }
    found: dict[int, list[HistoryPoint]] = defaultdict(list)
    for one in session.execute(text(statement), values):
        found[one.author_id].append(_point(one.y, one.lower, one.upper))
    for row in rows:
        if row.indices.h_index is not None:
            found[row.author_id].append(_point(year, row.indices.h_index, row.indices.h_index))
    return {author: tuple(points) for author, points in found.items()}


def _point(year: int, lower: int, upper: int) -> HistoryPoint:
    status = PointStatus.EXACT if lower == upper else PointStatus.RECONSTRUCTED
    return HistoryPoint(year=year, lower=lower, upper=upper, status=status)


def certain_until_now(points: Sequence[HistoryPoint]) -> tuple[int, ...]:
    """The values of the unbroken run of certain years that ends today.

    A year of which only bounds are known ends the run: nothing in between is made up.
    """
    values: list[int] = []
    for point in reversed(points):
        if point.value is None:
            break
        values.append(point.value)
    return tuple(reversed(values))
