"""The counts beside a result: how its papers spread over years, venues and types."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from sqlalchemy import (
    CTE,
    ColumnElement,
    CompoundSelect,
    Select,
    and_,
    any_,
    cast,
    false,
    func,
    literal,
    null,
    select,
    true,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session
from sqlalchemy.types import Integer, Text

from paperscraper_core.models import Paper
from paperscraper_core.search import coverage, filters, queries
from paperscraper_core.search.facet_types import VENUES, Facets
from paperscraper_core.search.filters import Where
from paperscraper_core.search.semantic_leg import Vector
from paperscraper_core.search.types import SearchCriteria
from paperscraper_core.tenancy import Tenant

_FACETS: Final = ("year", "venue", "type")
_Counts = dict[Any, int]


def facets(
    session: Session,
    tenant: Tenant,
    criteria: SearchCriteria,
    query_vector: Vector | None = None,
) -> Facets:
    """Count the papers of a search by year, venue and type, each under all filters but its own.

    A facet's own filters are its range or values, and the question for papers that lack it.

    Args:
        session: a reading transaction of the tenant.
        tenant: whose library is searched.
        criteria: query, filters and order; its page does not matter.
        query_vector: as `queries.search` gets it.

    Raises:
        ValidationFailed: as for `queries.search`.
    """
    queries.check(criteria)
    own = {name: filters.conditions(tenant, _only(criteria, name)) for name in _FACETS}
    found: dict[str, _Counts]
    if not coverage.is_drawn(criteria, query_vector):
        where = filters.conditions(tenant, _without(criteria, *_FACETS))
        where += coverage.of_query(session, tenant, criteria, query_vector)
        together = any(own.values()) or not coverage.is_wide(criteria, query_vector)
        found, total = _count(session, tenant, where, own, criteria.venues, together)
    else:
        where = coverage.drawn(session, tenant, criteria, query_vector)
        found, total = _count(session, tenant, where, {}, criteria.venues)
        for name in (name for name, conditions in own.items() if conditions):
            wider = coverage.drawn(session, tenant, _without(criteria, name), query_vector)
            found[name] = _count(session, tenant, wider, {}, criteria.venues)[0][name]
    return Facets(
        years=_by_value(found["year"]),
        venues=_by_count(found["venue"]),
        types=_by_count(found["type"]),
        total=total,
    )


def _only(criteria: SearchCriteria, name: str) -> SearchCriteria:
    """The filters of one facet and nothing else."""
    missing = tuple(one for one in criteria.missing if one == name)
    match name:
        case "year":
            return SearchCriteria(
                year_from=criteria.year_from, year_to=criteria.year_to, missing=missing
            )
        case "venue":
            return SearchCriteria(venues=criteria.venues, missing=missing)
        case _:
            return SearchCriteria(types=criteria.types, missing=missing)


def _without(criteria: SearchCriteria, *names: str) -> SearchCriteria:
    """The search without the filters of these facets."""
    missing = tuple(one for one in criteria.missing if one not in names)
    criteria = replace(criteria, missing=missing)
    if "year" in names:
        criteria = replace(criteria, year_from=None, year_to=None)
    if "venue" in names:
        criteria = replace(criteria, venues=())
    return replace(criteria, types=()) if "type" in names else criteria


def _count(
    session: Session,
    tenant: Tenant,
    where: Where,
    own: Mapping[str, Where],
    chosen: Sequence[str],
    together: bool = True,
) -> tuple[dict[str, _Counts], int]:
    """Count in one statement: papers by value of each facet, and papers under all filters."""
    found: dict[str, _Counts] = {name: {} for name in _FACETS}
    total = 0
    for row in session.execute(_statement(tenant, where, own, chosen, together)):
        if row.facet == "total":
            total = row.papers
        elif row.papers:
            year = row.facet == "year" and row.value is not None
            found[row.facet][int(row.value) if year else row.value] = row.papers
    return found, total


def _statement(
    tenant: Tenant,
    where: Where,
    own: Mapping[str, Where],
    chosen: Sequence[str],
    together: bool,
) -> CompoundSelect[Any]:
    """Select facet, value and papers.

    Facets add up groups of papers. Together all three make one grouping, as filters of their own
    ask for; of a whole library its groups are many, and venues apart cost half.
    """
    spread = _spread(tenant, where, own, _FACETS if together else ("year", "type"), "spread")
    places = spread if together else _spread(tenant, where, own, ("venue",), "places")
    return union_all(
        _facet(spread, "year"),
        _facet(spread, "type"),
        *_venues(places, chosen),
        select(literal("total"), cast(null(), Text), _papers(spread)).where(
            *(spread.c[f"{name}_passes"] for name in _FACETS)
        ),
    )


def _spread(
    tenant: Tenant, where: Where, own: Mapping[str, Where], names: Sequence[str], called: str
) -> CTE:
    """Papers by values of these facets, with whether the values pass each facet's own filters."""
    passes = [
        func.coalesce(and_(true(), *own.get(name, ())), false()).label(f"{name}_passes")
        for name in _FACETS
    ]
    columns = [getattr(Paper, name) for name in names]
    return (
        select(*columns, *passes, cast(func.count(), Integer).label("papers"))
        .where(Paper.organization_id == tenant.organization_id, *where)
        .group_by(*columns)
        .cte(called)
    )


def _facet(spread: CTE, name: str) -> Select[Any]:
    others = [spread.c[f"{other}_passes"] for other in _FACETS if other != name]
    columns: list[ColumnElement[Any]] = [
        literal(name).label("facet"),
        cast(spread.c[name], Text).label("value"),
        _papers(spread).label("papers"),
    ]
    return select(*columns).where(*others).group_by(spread.c[name])


def _venues(spread: CTE, chosen: Sequence[str]) -> list[Select[Any]]:
    """The most frequent venues, the chosen ones, and papers without one."""
    venue = spread.c.venue
    counted = _facet(spread, "venue")
    first = counted.where(venue.is_not(None)).order_by(_papers(spread).desc(), venue).limit(VENUES)
    others = [counted.where(venue.is_(None))]
    if chosen:
        others.append(counted.where(venue == any_(literal(list(chosen), ARRAY(Text)))))
    return [select(first.subquery("first")), *others]


def _papers(spread: CTE) -> ColumnElement[int]:
    return func.coalesce(func.sum(spread.c.papers), 0)  # of 32 bits: their sum is no numeric


def _by_value(counts: _Counts) -> tuple[tuple[int | None, int], ...]:
    known = sorted((pair for pair in counts.items() if pair[0] is not None), reverse=True)
    return (*known, *((None, counts[None]) for _ in range(None in counts)))


def _by_count(counts: _Counts) -> tuple[tuple[str | None, int], ...]:
    known = [(value, papers) for value, papers in counts.items() if value is not None]
    known.sort(key=lambda pair: (-pair[1], pair[0]))
    return (*known, *((None, counts[None]) for _ in range(None in counts)))
