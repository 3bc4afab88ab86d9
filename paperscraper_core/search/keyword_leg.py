"""The words' leg in SQL: BM25 over the postings, read from their key's index alone."""

from typing import Any

from sqlalchemy import CTE, ColumnElement, FromClause, Select, Subquery, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.sql.selectable import TableValuedAlias
from sqlalchemy.types import Double, Integer

from paperscraper_core.models import SearchPosting
from paperscraper_core.search import filters
from paperscraper_core.search.bm25 import K1
from paperscraper_core.search.filters import Where
from paperscraper_core.search.terms import QueryTerms, Term
from paperscraper_core.tenancy import Tenant


def matching(tenant: Tenant, terms: QueryTerms) -> CTE:
    """The papers that hold a telling word: paper_id, score."""
    weight = _weights("telling", terms.telling)
    posting = (
        select(SearchPosting.paper_id, SearchPosting.frequency, SearchPosting.length)
        .where(
            SearchPosting.organization_id == tenant.organization_id,
            SearchPosting.term_id == weight.c.term_id,
        )
        .offset(0)
        .lateral("posting")
    )
    rows = select(
        posting.c.paper_id, weight.c.weight, weight.c.word, posting.c.frequency, posting.c.length
    ).join_from(weight, posting, literal(True))
    found = rows.subquery("found")
    if any(term.word for term in terms.telling):
        found = _as_one_word(found)
    share = _share(terms, found.c.weight, found.c.frequency, found.c.length)
    return (
        select(found.c.paper_id, func.sum(share).label("score"))
        .group_by(found.c.paper_id)
        .cte("matched")
    )


def _as_one_word(found: Subquery) -> Subquery:
    """Add up the frequencies of terms that complete one word, as if each were that word."""
    c = found.c
    return (
        select(
            c.paper_id,
            c.weight,
            func.sum(c.frequency).label("frequency"),
            func.max(c.length).label("length"),
        )
        .group_by(c.paper_id, c.word, c.weight)
        .subquery("words")
    )


def best_of(
    matched: CTE, depth: int | None, tenant: Tenant | None = None, where: Where | None = None
) -> FromClause:
    """The `depth` best of the matched papers; with conditions, of those that fulfil them."""
    rows: Select[Any] = select(matched.c.paper_id)
    if depth is not None:
        rows = rows.order_by(matched.c.score.desc(), matched.c.paper_id)
    if tenant is not None and where:
        # best first and one by one, until there are enough
        rows = filters.passing(tenant, where, rows.offset(0).subquery("by_score"))
    return rows.limit(depth).subquery("best")


def common_share(tenant: Tenant, terms: QueryTerms, merged: FromClause) -> ColumnElement[Any]:
    """What the words too common to search by add to a candidate's score."""
    weight = _weights("common", terms.common)
    posting = (
        select(SearchPosting.frequency, SearchPosting.length)
        .where(
            SearchPosting.organization_id == tenant.organization_id,
            SearchPosting.term_id == weight.c.term_id,
            SearchPosting.paper_id == merged.c.paper_id,
        )
        .correlate(weight, merged)
        .offset(0)
        .lateral("common_posting")
    )
    share = _share(terms, weight.c.weight, posting.c.frequency, posting.c.length)
    return (
        select(func.coalesce(func.sum(share), 0.0))
        .select_from(weight)
        .join(posting, literal(True))
        .correlate(merged)
        .scalar_subquery()
    )


def _weights(name: str, terms: tuple[Term, ...]) -> TableValuedAlias:
    begun = {word: place for place, word in enumerate({t.word for t in terms if t.word}, start=1)}
    return (
        func.unnest(
            literal([term.id for term in terms], ARRAY(Integer)),
            literal([term.weight for term in terms], ARRAY(Double)),
            # completions of one word share its negative number; any other term is a word itself
            literal([-begun[t.word] if t.word else t.id for t in terms], ARRAY(Integer)),
        )
        .table_valued("term_id", "weight", "word", name=name)
        .render_derived()
    )


def _share(
    terms: QueryTerms,
    weight: ColumnElement[float],
    frequency: ColumnElement[float],
    length: ColumnElement[float],
) -> ColumnElement[float]:
    """A term's part of a paper's BM25 score."""
    constant, per_length = terms.length_factors
    return weight * (K1 + 1.0) * frequency / (frequency + constant + per_length * length)
