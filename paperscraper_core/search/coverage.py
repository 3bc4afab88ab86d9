"""Which papers a search covers, as conditions: what its total counts.

By relevance a search covers the papers that hold a telling word and, when there is a vector, all
that have an embedding: the rule of `legs`. In another order it covers what `queries` then lists.
"""

from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, any_, exists, literal, not_, or_, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session
from sqlalchemy.types import BigInteger

from paperscraper_core.models import Embedding, EmbeddingTask, Paper
from paperscraper_core.search import lookup, queries, terms
from paperscraper_core.search.filters import Where
from paperscraper_core.search.keyword_leg import matching
from paperscraper_core.search.parsing import parse
from paperscraper_core.search.semantic_leg import Vector, is_embedding
from paperscraper_core.search.types import Mode, SearchCriteria, Sort
from paperscraper_core.tenancy import Tenant


def is_drawn(criteria: SearchCriteria, vector: Vector | None) -> bool:
    """Whether the covered papers have to be drawn: the nearest under the filters at hand."""
    return (
        criteria.sort is not Sort.RELEVANCE
        and vector is not None
        and criteria.mode is not Mode.KEYWORD
        and bool(parse(criteria.query).meaning)
    )


def is_wide(criteria: SearchCriteria, vector: Vector | None) -> bool:
    """Whether the query lets nearly all papers pass, so that the filters alone narrow."""
    by_meaning = vector is not None and criteria.mode is not Mode.KEYWORD
    ranked = by_meaning and criteria.sort is Sort.RELEVANCE
    return ranked or not parse(criteria.query).meaning


def drawn(
    session: Session, tenant: Tenant, criteria: SearchCriteria, vector: Vector | None
) -> Where:
    """Draw the papers that the search lists under its filters, in the order that costs least."""
    anyhow = replace(criteria, sort=Sort.NEWEST, weights=())
    return [among(queries.all_ids(session, tenant, anyhow, vector))]


def of_query(
    session: Session, tenant: Tenant, criteria: SearchCriteria, vector: Vector | None
) -> Where:
    """Return what the query itself asks of papers, without the filters.

    Raises:
        ValidationFailed: a semantic search has words but no vector.
    """
    parsed = parse(criteria.query)
    if parsed.empty:
        return []
    vector = queries.usable(criteria, parsed, vector)
    words = terms.resolve(session, tenant, parsed)
    where = queries.required(tenant, words)
    if not parsed.meaning:
        return where
    named = among(lookup.exact(session, tenant, parsed, words, where))
    if criteria.mode is Mode.SEMANTIC:
        words = replace(words, telling=(), common=())
    covered: list[ColumnElement[Any]] = [named]
    if words.telling:
        matched = matching(tenant, words)
        covered.insert(0, Paper.id.in_(select(matched.c.paper_id)))
    if vector is not None:
        covered.insert(0, Paper.id.not_in(_waiting(tenant)))
    return [*where, or_(*covered)]


def among(paper_ids: Any) -> ColumnElement[bool]:
    """The papers with these ids."""
    return Paper.id == any_(literal(list(paper_ids), ARRAY(BigInteger)))


def _waiting(tenant: Tenant) -> Any:
    has_one = exists().where(*is_embedding(tenant), Embedding.paper_id == EmbeddingTask.paper_id)
    return select(EmbeddingTask.paper_id).where(
        EmbeddingTask.organization_id == tenant.organization_id, not_(has_one)
    )
