"""The two legs in SQL: which papers are candidates, and what each leg knows of them.

Both legs read indexes that hold all they need: the postings' key for BM25, the sign bits in the
embeddings' key for a first cut of a big library. Row-level security leaves them usable, because
only integers and texts are compared for equality.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from pgvector.sqlalchemy import BIT, HALFVEC
from sqlalchemy import (
    CTE,
    ColumnElement,
    FromClause,
    Select,
    and_,
    cast,
    exists,
    func,
    literal,
    not_,
    null,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session
from sqlalchemy.sql.selectable import TableValuedAlias
from sqlalchemy.types import BigInteger, Double, Integer

from paperscraper_core.embedding.types import MODEL
from paperscraper_core.models import Embedding, EmbeddingTask, Paper, SearchPosting
from paperscraper_core.search.bm25 import K1
from paperscraper_core.search.terms import QueryTerms, Term
from paperscraper_core.search.types import Candidate
from paperscraper_core.tenancy import Tenant

#: Up to so many papers every vector is compared; above, the sign bits choose
#: BITS_FACTOR · depth papers whose vectors then are.
EXACT_UP_TO: Final = 20_000
BITS_FACTOR: Final = 3

Vector = NDArray[np.float32]
Where = list[ColumnElement[bool]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Legs:
    """What to draw candidates by: terms, a vector, or both, under one WHERE.

    `depth` is the number of best papers that each leg gives at least; None means all. The papers
    in `exact` are candidates whatever the legs say.
    """

    terms: QueryTerms
    vector: Vector | None
    where: Where
    depth: int | None
    exact: tuple[int, ...] = ()

    @property
    def by_words(self) -> bool:
        """Whether the words' leg has anything to look for."""
        return bool(self.terms.telling)

    @property
    def complete(self) -> bool:
        """Whether all papers that the search covers are candidates."""
        return self.depth is None or self.depth >= self.terms.documents


def candidates(session: Session, tenant: Tenant, legs: Legs) -> tuple[tuple[Candidate, ...], int]:
    """Draw the candidates of both legs, and count all papers that the search covers.

    Covered is a paper that holds a telling word or, when there is a vector, has an embedding.
    """
    if not legs.by_words and legs.vector is None:
        return tuple(Candidate(paper_id=paper_id) for paper_id in legs.exact), len(legs.exact)
    rows = session.execute(_statement(tenant, legs)).all()
    found = tuple(
        Candidate(paper_id=row.paper_id, keyword=row.keyword, similarity=row.similarity)
        for row in rows
    )
    if not rows or legs.complete:
        return found, len(found)
    # an exact hit that neither leg covers still is a hit
    return found, rows[0].total + sum(c.keyword is None and c.similarity is None for c in found)


def nearest(tenant: Tenant, vector: Vector, pool: FromClause, depth: int | None) -> CTE:
    """Take the `depth` nearest papers (None: all) out of `pool`, by their exact similarity.

    Args:
        tenant: whose embeddings are compared.
        vector: a unit vector.
        pool: paper_id and bits of the papers to choose from; the bits make a first choice of
            BITS_FACTOR · depth.
        depth: the number of papers to choose, or None.
    """
    rough = select(pool.c.paper_id)
    if depth is not None:
        bits = cast(literal("".join("1" if x > 0 else "0" for x in vector)), BIT(384))
        rough = rough.order_by(pool.c.bits.op("<~>")(bits)).limit(BITS_FACTOR * depth)
    chosen = rough.subquery("rough")
    exact = _similarity(tenant, vector, chosen.c.paper_id).lateral("exact")
    found = select(chosen.c.paper_id, exact.c.similarity).join(exact, literal(True))
    if depth is not None:
        found = found.order_by(exact.c.similarity.desc(), chosen.c.paper_id).limit(depth)
    return found.cte("near")


def nearest_of_all(
    tenant: Tenant, vector: Vector, pool: FromClause | None, depth: int, papers: int
) -> CTE:
    """Take the `depth` nearest of an organization of `papers` papers: exact, or by the bits."""
    if papers > EXACT_UP_TO:
        return nearest(tenant, vector, pool if pool is not None else _embedded(tenant), depth)
    chosen = select(Embedding.paper_id, (-distance(vector)).label("similarity"))
    chosen = chosen.where(*_is_embedding(tenant))
    if pool is not None:
        chosen = chosen.where(Embedding.paper_id.in_(select(pool.c.paper_id)))
    return chosen.order_by(distance(vector), Embedding.paper_id).limit(depth).cte("near")


def distance(vector: Vector) -> ColumnElement[float]:
    """Minus the inner product, which for unit vectors is minus the cosine."""
    return Embedding.vector.op("<#>", return_type=Double())(literal(vector, HALFVEC(384)))


def _statement(tenant: Tenant, legs: Legs) -> Select[Any]:
    """Select paper_id, keyword, similarity and total of the candidates.

    No step joins two sets whose sizes the planner would have to guess: scores of both legs are
    put below each other and grouped, single rows are looked up by key.
    """
    matched = _matched(tenant, legs.terms) if legs.by_words else None
    if matched is not None and legs.where and (legs.vector is None or legs.depth is None):
        matched = _allowed(tenant, legs.where, matched).cte("kept")
        best = _best(matched, legs.depth)
    elif matched is not None:
        best = _best(matched, legs.depth, tenant, legs.where)
    merged = _merged(legs, matched, None if matched is None else best, _near(tenant, legs))
    similarity: ColumnElement[Any] = merged.c.similarity
    if legs.vector is not None:
        looked_up = _similarity(tenant, legs.vector, merged.c.paper_id).correlate(merged)
        similarity = func.coalesce(similarity, looked_up.scalar_subquery())
    keyword: ColumnElement[Any] = merged.c.keyword
    if matched is not None and legs.terms.common:
        keyword = keyword + _common(tenant, legs.terms, merged)
    return select(
        merged.c.paper_id,
        keyword.label("keyword"),
        similarity.label("similarity"),
        _total(tenant, legs, matched).label("total"),
    )


def _near(tenant: Tenant, legs: Legs) -> CTE | None:
    if legs.vector is None:
        return None
    pool = _pool(tenant, legs.where) if legs.where else None
    if legs.depth is None:
        everyone = pool if pool is not None else _embedded(tenant)
        return nearest(tenant, legs.vector, everyone, None)
    return nearest_of_all(tenant, legs.vector, pool, legs.depth, legs.terms.documents)


def _merged(
    legs: Legs, matched: CTE | None, best: FromClause | None, near: CTE | None
) -> FromClause:
    """Each candidate once, with its score by telling words and its similarity where drawn."""
    parts: list[Select[Any]] = []
    unknown = cast(null(), Double)
    if matched is not None and best is not None:
        parts.append(select(matched.c.paper_id, matched.c.score, unknown, literal(False)))
        parts.append(select(best.c.paper_id, unknown, unknown, literal(True)))
    if near is not None:
        parts.append(select(near.c.paper_id, unknown, near.c.similarity, literal(True)))
    if legs.exact:
        given = func.unnest(literal(list(legs.exact), ARRAY(BigInteger)))
        parts.append(select(given, unknown, unknown, literal(True)))
    rows = union_all(*parts).subquery("rows")
    paper_id, score, similarity, drawn = rows.c
    return (
        select(
            paper_id.label("paper_id"),
            func.max(score).label("keyword"),
            func.max(similarity).label("similarity"),
        )
        .group_by(paper_id)
        .having(func.bool_or(drawn))
        .subquery("merged")
    )


def _matched(tenant: Tenant, terms: QueryTerms) -> CTE:
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
    share = _share(terms, weight.c.weight, posting.c.frequency, posting.c.length)
    return (
        select(posting.c.paper_id, func.sum(share).label("score"))
        .select_from(weight)
        .join(posting, literal(True))
        .group_by(posting.c.paper_id)
        .cte("matched")
    )


def _best(
    matched: CTE, depth: int | None, tenant: Tenant | None = None, where: Where | None = None
) -> FromClause:
    """The `depth` best of the matched papers; with conditions, of those that fulfil them."""
    rows: Select[Any] = select(matched.c.paper_id)
    if depth is not None:
        rows = rows.order_by(matched.c.score.desc(), matched.c.paper_id)
    if tenant is not None and where:
        # best first and one by one, until there are enough
        rows = _allowed(tenant, where, rows.offset(0).subquery("by_score"))
    return rows.limit(depth).subquery("best")


def _allowed(tenant: Tenant, where: Where, rows: FromClause) -> Select[Any]:
    """Of `rows`, those whose paper fulfils the conditions, each looked up by its key."""
    paper = (
        select(literal(1).label("one"))
        .select_from(Paper)
        .where(Paper.organization_id == tenant.organization_id, Paper.id == rows.c.paper_id, *where)
        .offset(0)
        .lateral("paper")
    )
    return select(*rows.c).join(paper, literal(True))


def _pool(tenant: Tenant, where: Where) -> CTE:
    """The papers with an embedding that fulfil the conditions: paper_id, bits."""
    return (
        select(Embedding.paper_id, Embedding.bits)
        .join(
            Paper,
            and_(Paper.organization_id == tenant.organization_id, Paper.id == Embedding.paper_id),
        )
        .where(*_is_embedding(tenant), *where)
        .cte("pool")
    )


def _embedded(tenant: Tenant) -> FromClause:
    return (
        select(Embedding.paper_id, Embedding.bits)
        .where(*_is_embedding(tenant))
        .subquery("embedded")
    )


def _total(tenant: Tenant, legs: Legs, matched: CTE | None) -> ColumnElement[Any]:
    """Count the papers that the search covers.

    Every paper of the library is indexed, and has an embedding or a task for one. So with a
    vector, all papers are covered but those that wait and hold no telling word.
    """
    if legs.vector is None and matched is not None:
        return select(func.count()).select_from(matched).scalar_subquery()
    everyone: ColumnElement[Any] = literal(legs.terms.documents)
    if legs.where:
        everyone = (
            select(func.count())
            .select_from(Paper)
            .where(Paper.organization_id == tenant.organization_id, *legs.where)
            .scalar_subquery()
        )
    has_one = exists().where(*_is_embedding(tenant), Embedding.paper_id == EmbeddingTask.paper_id)
    waiting = (
        select(EmbeddingTask.paper_id)
        .where(EmbeddingTask.organization_id == tenant.organization_id, not_(has_one))
        .subquery("waiting")
    )
    left_out = _allowed(tenant, legs.where, waiting).subquery("left_out")
    uncovered = select(func.count()).select_from(left_out)
    if matched is not None:
        uncovered = uncovered.where(left_out.c.paper_id.not_in(select(matched.c.paper_id)))
    return everyone - uncovered.scalar_subquery()


def _common(tenant: Tenant, terms: QueryTerms, merged: FromClause) -> ColumnElement[Any]:
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
    return (
        func.unnest(
            literal([term.id for term in terms], ARRAY(Integer)),
            literal([term.weight for term in terms], ARRAY(Double)),
        )
        .table_valued("term_id", "weight", name=name)
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


def _similarity(tenant: Tenant, vector: Vector, paper_id: ColumnElement[int]) -> Select[Any]:
    return (
        select((-distance(vector)).label("similarity"))
        .where(*_is_embedding(tenant), Embedding.paper_id == paper_id)
        .offset(0)
    )


def _is_embedding(tenant: Tenant) -> Where:
    return [Embedding.organization_id == tenant.organization_id, Embedding.model == MODEL]
