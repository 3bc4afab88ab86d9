"""The one statement behind a page of authors.

The order is found on few columns; only the rows of the page fetch all of theirs. Beside them comes
how many authors share each value of h, now and a year ago: from that ranks are told.
"""

from __future__ import annotations

from typing import Final

from paperscraper_core.metrics import statements
from paperscraper_core.metrics.board_conditions import Conditions
from paperscraper_core.metrics.types import LeaderboardCriteria

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

_FITTING: Final = "SELECT id FROM fitting_papers"
_PEOPLE: Final = "SELECT id FROM fitting_people"
_ON_PAGE: Final = "SELECT author_id FROM page"
#: What every author needs of each number: to be sorted, chosen and ranked.
_NARROW: Final = (
    "papers", "citations", "h_index", "h_year_ago_lower", "h_year_ago_upper", "first_year",
    "papers_without_year",
)  # fmt: skip
# Without a paper a year ago h was 0; where that is not known, it was at most that of today.
_STANDINGS: Final = """
SELECT array_agg(ARRAY[h_index, lower, upper, authors]) AS standings FROM (
  SELECT h_index, coalesce(h_year_ago_lower, 0) AS lower,
         coalesce(h_year_ago_upper,
                  CASE WHEN first_year >= :as_of_year AND papers_without_year = 0 THEN 0
                       ELSE coalesce(h_index, 0) END) AS upper,
         count(*)::integer AS authors
  FROM listed GROUP BY 1, 2, 3) shared"""


def page_of(criteria: LeaderboardCriteria, conditions: Conditions, stale: int) -> str:
    """The statement for one page.

    Args:
        criteria: Which authors; its sort has been checked.
        conditions: Its filters.
        stale: How many authors have to be computed anew.
    """
    narrow = ", ".join(
        dict.fromkeys((*_NARROW, *(() if criteria.sort == "name" else (criteria.sort,))))
    )
    once = ""
    if criteria.narrows_papers:
        parts = _of_some_papers(conditions, narrow, stale)
        detail = statements.indices_of(_ON_PAGE, _FITTING)
    else:
        # two scans of the stored numbers cost less than keeping what both ask for
        once = "" if stale or conditions.people or criteria.sort == "name" else "NOT MATERIALIZED"
        parts = [_current("current", narrow, stale, once)]
        detail = _detail(stale)
    direction = "DESC" if criteria.descending else "ASC"
    order = f"value {direction} NULLS LAST, citations DESC NULLS LAST, author_id"
    return f"""
WITH {", ".join(parts)},
listed AS {once} ({_listed(criteria, conditions)}),
page AS (SELECT author_id, value, citations FROM listed ORDER BY {order} LIMIT :limit
  OFFSET :offset),
standings AS ({_STANDINGS}),
detail AS ({detail})
SELECT a.id, a.name, a.orcid, a.institution, a.country_code, standings.standings, d.*,
       (SELECT array_agg(i.scheme || ':' || i.value ORDER BY i.scheme, i.value)
        FROM author_identifiers i
        WHERE i.organization_id = :organization_id AND i.author_id IN ({statements.PROFILES}))
       AS pairs
FROM page JOIN authors a ON a.organization_id = :organization_id AND a.id = page.author_id
CROSS JOIN standings
LEFT JOIN detail d ON d.author_id = page.author_id
ORDER BY page.value {direction} NULLS LAST, page.citations DESC NULLS LAST, a.id"""


def _listed(criteria: LeaderboardCriteria, conditions: Conditions) -> str:
    """Everybody who fits, with what the order and the ranks need."""
    value = "a.name_key" if criteria.sort == "name" else f"m.{criteria.sort}"  # one of SORTS
    join = "JOIN authors a ON a.organization_id = :organization_id AND a.id = m.author_id"
    author, asked = "m.author_id", conditions.people + conditions.career
    if criteria.narrows_papers:  # the people have been chosen before
        source, asked = f"current m {join if criteria.sort == 'name' else ''}", ""
    elif criteria.minimum_papers <= 0:  # also authors of whom the library holds no paper
        source, author = "authors a LEFT JOIN current m ON m.author_id = a.id", "a.id"
        asked = f" AND a.organization_id = :organization_id AND a.merged_into IS NULL{asked}"
    else:
        needed = conditions.people or criteria.sort == "name"
        source = f"current m {join if needed else ''}"
    return f"""SELECT {author} AS author_id, {value} AS value, m.citations, m.h_index,
       m.h_year_ago_lower, m.h_year_ago_upper, m.first_year, m.papers_without_year
  FROM {source} WHERE coalesce(m.papers, 0) >= :minimum{asked}"""


def _of_some_papers(conditions: Conditions, narrow: str, stale: int) -> list[str]:
    """The numbers of the papers that fit: papers are chosen first, then people, then computed."""
    parts = [
        "fitting_papers AS MATERIALIZED (SELECT p.id FROM papers p"
        f" WHERE p.organization_id = :organization_id{conditions.papers})"
    ]
    people = None
    if conditions.people or conditions.career:
        people = _PEOPLE
        career = ""
        if conditions.career:  # of all papers, not of those that fit
            parts.append(_current("everyone", "first_year", stale))
            career = f"JOIN everyone m ON m.author_id = a.id{conditions.career}"
        parts.append(
            f"fitting_people AS MATERIALIZED (SELECT a.id FROM authors a {career}"
            f" WHERE a.organization_id = :organization_id{conditions.people})"
        )
    # what nothing asks for is not computed: the planner drops the windows of unused columns
    live = statements.indices_of(people, _FITTING)
    parts.append(f"current AS (SELECT author_id, {narrow} FROM ({live}) live)")
    return parts


def _current(name: str, columns: str, stale: int, once: str = "") -> str:
    """Columns of every author: stored, or computed now where that is out of date."""
    stored = f"SELECT author_id, {columns} {_stored(stale)}"
    if not stale:
        return f"{name} AS {once} ({stored})"
    live = _ALL_LIVE if stale > _MANY_STALE else _LIVE
    return (
        f"live AS MATERIALIZED ({live}),"
        f" {name} AS ({stored} UNION ALL SELECT author_id, {columns} FROM live)"
    )


def _stored(stale: int) -> str:
    return _STORED if not stale else _NONE if stale > _MANY_STALE else _OTHERS


def _detail(stale: int) -> str:
    wanted = f"author_id IN ({_ON_PAGE})"
    stored = f"SELECT m.author_id, {_COLUMNS} {_stored(stale)} AND m.{wanted}"
    return (
        f"{stored} UNION ALL SELECT author_id, {_COLUMNS} FROM live WHERE {wanted}"
        if stale
        else stored
    )
