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
    SQLColumnExpression,
    and_,
    cast,
    exists,
    func,
    literal,
    not_,
    null,
    select,
    union,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session
from sqlalchemy.sql.selectable import TableValuedAlias
from sqlalchemy.types import BigInteger, Double, Integer

from paperscraper_core.embedding.types import MODEL
from paperscraper_core.models import Embedding, Paper, SearchPosting
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

    `depth` is the number of best papers that each leg gives; None means all. The papers in
    `exact` are candidates whatever the legs say.
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


def candidates(session: Session, tenant: Tenant, legs: Legs) -> tuple[tuple[Candidate, ...], int]:
    """Draw the candidates of both legs, and count all papers that the search covers.

    Covered is a paper that holds a telling word or, when there is a vector, has an embedding.
    """
    if not legs.by_words and legs.vector is None:
        return tuple(Candidate(paper_id=paper_id) for paper_id in legs.exact), len(legs.exact)
    statement, total = _statement(tenant, legs)
    rows = session.execute(statement.add_columns(total.label("total"))).all()
    found = tuple(
        Candidate(paper_id=row.paper_id, keyword=row.keyword, similarity=row.similarity)
        for row in rows
    )
    # an exact hit that neither leg covers still is a hit
    uncovered = sum(c.keyword is None and c.similarity is None for c in found)
    return found, rows[0].total + uncovered if rows else 0


def matching(tenant: Tenant, legs: Legs) -> CTE:
    """The papers that hold a telling word and fulfil the conditions: paper_id, score."""
    posting, weight = SearchPosting, _weights("telling", legs.terms.telling)
    matched = (
        select(posting.paper_id, func.sum(_share(legs.terms, weight.c.weight)).label("score"))
        .select_from(weight)
        .join(
            posting,
            and_(
                posting.organization_id == tenant.organization_id,
                posting.term_id == weight.c.term_id,
            ),
        )
        .group_by(posting.paper_id)
        .cte("matched")
    )
    if not legs.where:
        return matched
    return (
        select(matched.c.paper_id, matched.c.score)
        .join(Paper, _is_paper(tenant, matched.c.paper_id))
        .where(*legs.where)
        .cte("kept")
    )


def nearest(tenant: Tenant, vector: Vector, where: Where, depth: int, papers: int) -> Select[Any]:
    """Select the `depth` papers nearest to the vector (of about `papers` in the library)."""
    chosen = select(Embedding.paper_id).where(*_embedded(tenant))
    if where:
        chosen = chosen.join(Paper, _is_paper(tenant, Embedding.paper_id)).where(*where)
    if papers > EXACT_UP_TO:
        bits = cast(literal("".join("1" if x > 0 else "0" for x in vector)), BIT(384))
        chosen = chosen.order_by(Embedding.bits.op("<~>")(bits)).limit(BITS_FACTOR * depth)
        rough = chosen.cte("rough")
        chosen = select(Embedding.paper_id).where(
            *_embedded(tenant), Embedding.paper_id == rough.c.paper_id
        )
    return chosen.order_by(distance(vector), Embedding.paper_id).limit(depth)


def _statement(tenant: Tenant, legs: Legs) -> tuple[Select[Any], ColumnElement[int]]:
    totals: list[ColumnElement[int]] = []
    drawn = []
    kept = matching(tenant, legs) if legs.by_words else None
    if kept is not None:
        drawn.append(
            select(kept.c.paper_id)
            .order_by(kept.c.score.desc(), kept.c.paper_id)
            .limit(legs.depth)
            .subquery("best")
        )
        totals.append(_count_kept(tenant, kept, alone=legs.vector is None))
    if legs.vector is not None:
        if legs.depth is None:
            near = select(Embedding.paper_id).where(*_embedded(tenant))
            if legs.where:
                near = near.join(Paper, _is_paper(tenant, Embedding.paper_id)).where(*legs.where)
        else:
            near = nearest(tenant, legs.vector, legs.where, legs.depth, legs.terms.documents)
        drawn.append(near.subquery("near"))
        totals.append(_count_embedded(tenant, legs.where))
    if legs.exact:
        given = func.unnest(literal(list(legs.exact), ARRAY(BigInteger)))
        drawn.append(select(given.label("paper_id")).subquery("exact"))
    ids = union(*(select(leg.c.paper_id) for leg in drawn)).cte("ids")
    source: FromClause = ids
    if kept is not None:
        source = source.outerjoin(kept, kept.c.paper_id == ids.c.paper_id)
    if legs.vector is not None:
        near_by = and_(*_embedded(tenant), Embedding.paper_id == ids.c.paper_id)
        source = source.outerjoin(Embedding, near_by)
    statement = select(
        ids.c.paper_id,
        _keyword(tenant, legs, kept, ids).label("keyword"),
        (null() if legs.vector is None else -distance(legs.vector)).label("similarity"),
    ).select_from(source)
    return statement, totals[0] + totals[1] if len(totals) > 1 else totals[0]


def _keyword(tenant: Tenant, legs: Legs, kept: CTE | None, ids: CTE) -> ColumnElement[Any]:
    """The candidate's score by words: telling ones from `kept`, common ones looked up."""
    if kept is None:
        return null()
    if not legs.terms.common:
        return kept.c.score
    posting, weight = SearchPosting, _weights("common", legs.terms.common)
    extra = (
        select(func.coalesce(func.sum(_share(legs.terms, weight.c.weight)), 0.0))
        .select_from(weight)
        .join(
            posting,
            and_(
                posting.organization_id == tenant.organization_id,
                posting.term_id == weight.c.term_id,
                posting.paper_id == ids.c.paper_id,
            ),
        )
        .correlate(ids)
        .scalar_subquery()
    )
    return kept.c.score + extra


def _count_kept(tenant: Tenant, kept: CTE, *, alone: bool) -> ColumnElement[int]:
    counted = select(func.count()).select_from(kept)
    if not alone:  # those with an embedding are counted there
        counted = counted.where(
            not_(exists().where(*_embedded(tenant), Embedding.paper_id == kept.c.paper_id))
        )
    return counted.scalar_subquery()


def _count_embedded(tenant: Tenant, where: Where) -> ColumnElement[int]:
    counted = select(func.count()).select_from(Embedding).where(*_embedded(tenant))
    if where:
        counted = counted.join(Paper, _is_paper(tenant, Embedding.paper_id)).where(*where)
    return counted.scalar_subquery()


def _weights(name: str, terms: tuple[Term, ...]) -> TableValuedAlias:
    return (
        func.unnest(
            literal([term.id for term in terms], ARRAY(Integer)),
            literal([term.weight for term in terms], ARRAY(Double)),
        )
        .table_valued("term_id", "weight", name=name)
        .render_derived()
    )


def _share(terms: QueryTerms, weight: ColumnElement[float]) -> ColumnElement[float]:
    """A term's part of a paper's BM25 score."""
    constant, per_length = terms.length_factors
    frequency = SearchPosting.frequency
    return (
        weight * (K1 + 1.0) * frequency / (frequency + constant + per_length * SearchPosting.length)
    )


def _embedded(tenant: Tenant) -> Where:
    return [Embedding.organization_id == tenant.organization_id, Embedding.model == MODEL]


def _is_paper(tenant: Tenant, paper_id: SQLColumnExpression[int]) -> ColumnElement[bool]:
    return and_(Paper.organization_id == tenant.organization_id, Paper.id == paper_id)


def distance(vector: Vector) -> ColumnElement[float]:
    """Minus the inner product, which for unit vectors is minus the cosine."""
    return Embedding.vector.op("<#>", return_type=Double())(literal(vector, HALFVEC(384)))
