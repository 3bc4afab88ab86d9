"""Orders other than relevance: the database sorts, pages and counts."""

from typing import Any

from sqlalchemy import ColumnElement, and_, func
from sqlalchemy.orm import Session

from paperscraper_core.models import Paper, Score
from paperscraper_core.search import filters
from paperscraper_core.search.types import SearchCriteria, Sort
from paperscraper_core.tenancy import Tenant


def ordered(
    session: Session,
    tenant: Tenant,
    where: list[ColumnElement[bool]],
    criteria: SearchCriteria,
    *,
    shallow: bool,
) -> tuple[list[int], int]:
    """Return the ids of a page, or of all pages, in the criteria's order, and the true total.

    Unknown values come last in either direction; ties by id.
    """
    statement = filters.allowed(tenant, where)
    if criteria.sort is Sort.SCORE:
        statement = statement.outerjoin(
            Score,
            and_(
                Score.organization_id == tenant.organization_id,
                Score.paper_id == Paper.id,
                Score.is_latest,
            ),
        )
    page = statement.order_by(*_order(criteria))
    if not shallow:
        ids = list(session.scalars(page))
        return ids, len(ids)
    start = (criteria.number - 1) * criteria.size
    ids = list(session.scalars(page.limit(criteria.size).offset(start)))
    counted = filters.allowed(tenant, where).with_only_columns(func.count())
    return ids, session.execute(counted).scalar_one()


def _order(criteria: SearchCriteria) -> list[ColumnElement[Any]]:
    bounded_years = criteria.year_from is not None or criteria.year_to is not None
    bounded_counts = criteria.citations_from is not None or criteria.citations_to is not None
    match criteria.sort:
        case Sort.OLDEST:
            return [Paper.year.asc().nulls_last(), Paper.id.asc()]
        case Sort.CITATIONS:
            return [_falling(Paper.citation_count, known=bounded_counts), Paper.id.desc()]
        case Sort.SCORE:
            return [Score.overall.desc().nulls_last(), Paper.id.asc()]
        case Sort.TITLE:
            return [Paper.title_key.asc(), Paper.id.asc()]
        case _:
            return [_falling(Paper.year, known=bounded_years), Paper.id.desc()]


def _falling(column: Any, *, known: bool) -> ColumnElement[Any]:
    """Highest first, unknown last. Where a filter leaves no unknown, the index gives the order."""
    order: ColumnElement[Any] = column.desc()
    return order if known else order.nulls_last()
