"""Orders other than relevance: the database sorts, pages and counts."""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import ColumnElement, FromClause, Select, and_, case, func, literal
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session
from sqlalchemy.types import BigInteger, Double

from paperscraper_core.models import Paper, Score
from paperscraper_core.search import filters, weighting
from paperscraper_core.search.types import DIMENSIONS, SearchCriteria, Sort
from paperscraper_core.tenancy import Tenant

#: The column of a score that an order goes by.
_COLUMNS: Final = {Sort.SCORE: "overall"} | {Sort(name): name for name in DIMENSIONS}


def ordered(
    session: Session,
    tenant: Tenant,
    where: list[ColumnElement[bool]],
    criteria: SearchCriteria,
    *,
    shallow: bool,
    relevance: Mapping[int, float] | None = None,
) -> tuple[list[int], int]:
    """Return the ids of a page, or of all pages, in the criteria's order, and the true total.

    Unknown values come last in either direction; ties by id.

    Args:
        session: a reading transaction of the tenant.
        tenant: whose papers are ordered.
        where: conditions on the papers.
        criteria: order, page and weights.
        shallow: only the criteria's page.
        relevance: 0 to 10 by paper, where a query gives one and the order weighs it.
    """
    page = _sorted(tenant, filters.allowed(tenant, where), criteria, relevance or {})
    if not shallow:
        ids = list(session.scalars(page))
        return ids, len(ids)
    start = (criteria.number - 1) * criteria.size
    ids = list(session.scalars(page.limit(criteria.size).offset(start)))
    counted = filters.allowed(tenant, where).with_only_columns(func.count())
    return ids, session.execute(counted).scalar_one()


def _sorted(
    tenant: Tenant,
    statement: Select[int],
    criteria: SearchCriteria,
    relevance: Mapping[int, float],
) -> Select[int]:
    by_score = criteria.sort in _COLUMNS
    if not by_score and criteria.sort is not Sort.WEIGHTED:
        return statement.order_by(*_order(criteria))
    statement = statement.outerjoin(
        Score,
        and_(
            Score.organization_id == tenant.organization_id,
            Score.paper_id == Paper.id,
            Score.is_latest,
        ),
    )
    if by_score:
        value: ColumnElement[Any] = getattr(Score, _COLUMNS[criteria.sort])
    else:
        weights = weighting.check(criteria.weights)
        given = _given(relevance) if relevance and weighting.RELEVANCE in weights else None
        if given is not None:
            statement = statement.outerjoin(given, given.c.paper_id == Paper.id)
        value = _weighted(weights, given)
    return statement.order_by(value.desc().nulls_last(), Paper.id.asc())


def _given(relevance: Mapping[int, float]) -> FromClause:
    return (
        func.unnest(
            literal(list(relevance), ARRAY(BigInteger)),
            literal(list(relevance.values()), ARRAY(Double)),
        )
        .table_valued("paper_id", "value", name="relevance")
        .render_derived()
    )


def _weighted(weights: Mapping[str, float], given: FromClause | None) -> ColumnElement[Any]:
    """`weighting.weighted` in SQL: NULL where nothing that has a weight is known."""
    total: ColumnElement[Any] = literal(0.0, Double)
    share: ColumnElement[Any] = literal(0.0, Double)
    for name, weight in weights.items():
        if name in DIMENSIONS:
            column: ColumnElement[Any] = getattr(Score, name)
        elif given is not None:
            column = given.c.value
        else:
            continue
        total += func.coalesce(column * literal(weight, Double), 0.0)
        share += case((column.is_(None), 0.0), else_=literal(weight, Double))
    return total / func.nullif(share, 0.0)


def _order(criteria: SearchCriteria) -> list[ColumnElement[Any]]:
    bounded_years = criteria.year_from is not None or criteria.year_to is not None
    bounded_counts = criteria.citations_from is not None or criteria.citations_to is not None
    match criteria.sort:
        case Sort.OLDEST:
            return [Paper.year.asc().nulls_last(), Paper.id.asc()]
        case Sort.CITATIONS:
            return [_falling(Paper.citation_count, known=bounded_counts), Paper.id.desc()]
        case Sort.TITLE:
            return [Paper.title_key.asc(), Paper.id.asc()]
        case _:
            return [_falling(Paper.year, known=bounded_years), Paper.id.desc()]


def _falling(column: Any, *, known: bool) -> ColumnElement[Any]:
    """Highest first, unknown last. Where a filter leaves no unknown, the index gives the order."""
    order: ColumnElement[Any] = column.desc()
    return order if known else order.nulls_last()
