"""The two legs in SQL: which papers are candidates, and what each leg knows of them.

Both legs read indexes that hold all they need: the postings' key for BM25, the sign bits in the
embeddings' key for a first cut of a big library. Row-level security leaves them usable, because
only integers and texts are compared for equality.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    FromClause,
    Select,
    cast,
    exists,
    func,
    literal,
    not_,
    null,
    select,
    true,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session
from sqlalchemy.types import BigInteger, Double

from paperscraper_core.models import Embedding, EmbeddingTask
from paperscraper_core.search import filters, index_leg, semantic_leg
from paperscraper_core.search.filters import Where
from paperscraper_core.search.keyword_leg import best_of, common_share, matching
from paperscraper_core.search.layout import Way
from paperscraper_core.search.semantic_leg import Near, Vector, is_embedding, similarity_of
from paperscraper_core.search.terms import QueryTerms
from paperscraper_core.search.types import Candidate
from paperscraper_core.tenancy import Tenant


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
    near = None if legs.vector is None else _near(session, tenant, legs, legs.vector)
    rows = session.execute(_statement(tenant, legs, near)).all()
    found = tuple(
        Candidate(paper_id=row.paper_id, keyword=row.keyword, similarity=row.similarity)
        for row in rows
    )
    if not rows or legs.complete:
        return found, len(found)
    # an exact hit that neither leg covers still is a hit
    return found, rows[0].total + sum(c.keyword is None and c.similarity is None for c in found)


def _statement(tenant: Tenant, legs: Legs, near: Near | None) -> Select[Any]:
    """Select paper_id, keyword, similarity and total of the candidates.

    No step joins two sets whose sizes the planner would have to guess: what both legs draw is
    put below each other and grouped, scores are picked by a hash table, single rows by key.
    """
    matched = matching(tenant, legs.terms) if legs.by_words else None
    best: FromClause | None = None
    if matched is not None and legs.where and (legs.vector is None or legs.depth is None):
        matched = filters.passing(tenant, legs.where, matched).cte("kept")
        best = best_of(matched, legs.depth)
    elif matched is not None:
        best = best_of(matched, legs.depth, tenant, legs.where)
    merged = _merged(legs, matched, best, near)
    similarity: ColumnElement[Any] = merged.c.similarity
    if legs.vector is not None:
        looked_up = similarity_of(tenant, legs.vector, merged.c.paper_id).correlate(merged)
        similarity = func.coalesce(similarity, looked_up.scalar_subquery())
    keyword: ColumnElement[Any] = merged.c.keyword
    if matched is not None and legs.terms.common:
        keyword = keyword + common_share(tenant, legs.terms, merged)
    return select(
        merged.c.paper_id,
        keyword.label("keyword"),
        similarity.label("similarity"),
        _total(tenant, legs, matched, near).label("total"),
    )


def _near(session: Session, tenant: Tenant, legs: Legs, vector: Vector) -> Near:
    if legs.terms.way is Way.INDEX and legs.depth is not None:
        papers = legs.terms.documents
        return index_leg.near(session, tenant, vector, legs.where, legs.depth, papers)
    return semantic_leg.near(tenant, vector, legs.where, legs.depth, legs.terms.way)


def _merged(
    legs: Legs, matched: CTE | None, best: FromClause | None, near: Near | None
) -> FromClause:
    """Each candidate once, with its score by telling words and its similarity where drawn."""
    parts: list[Select[Any]] = []
    unknown = cast(null(), Double)
    if best is not None:
        parts.append(select(best.c.paper_id, unknown.label("score"), unknown.label("similarity")))
    if near is not None:
        parts.append(select(near.nearest.c.paper_id, unknown, near.nearest.c.similarity))
    if legs.exact:
        given = func.unnest(literal(list(legs.exact), ARRAY(BigInteger)))
        parts.append(select(given.label("paper_id"), unknown, unknown))
    if matched is not None:
        scored = select(matched.c.paper_id, matched.c.score, unknown)
        if legs.depth is not None:
            # what was drawn becomes a hash table; `is true` keeps the planner from joining
            drawn = union_all(*parts).cte("drawn")
            parts = [select(*drawn.c)]
            scored = scored.where(matched.c.paper_id.in_(select(drawn.c.paper_id)).is_(true()))
        parts.append(scored)
    paper_id, score, similarity = union_all(*parts).subquery("rows").c
    return (
        select(
            paper_id.label("paper_id"),
            func.max(score).label("keyword"),
            func.max(similarity).label("similarity"),
        )
        .group_by(paper_id)
        .subquery("merged")
    )


def _total(
    tenant: Tenant, legs: Legs, matched: CTE | None, near: Near | None
) -> ColumnElement[Any]:
    """Count the papers that the search covers.

    Every paper of the library is indexed, and has an embedding or a task for one. So with a
    vector, covered are the papers with an embedding, and of those that wait the matched ones.
    """
    if near is None and matched is not None:
        return select(func.count()).select_from(matched).scalar_subquery()
    if near is not None and near.passing is not None:
        embedded = select(func.count()).select_from(near.passing).scalar_subquery()
        return embedded + _waiting(tenant, legs, matched, holds_a_word=True)
    everyone = legs.terms.documents
    if near is not None and near.allowed is not None:
        everyone = near.allowed
    return literal(everyone) - _waiting(tenant, legs, matched, holds_a_word=False)


def _waiting(
    tenant: Tenant, legs: Legs, matched: CTE | None, *, holds_a_word: bool
) -> ColumnElement[Any]:
    """Count the papers without an embedding that hold a telling word, or that hold none."""
    if matched is None and holds_a_word:
        return literal(0)
    has_one = exists().where(*is_embedding(tenant), Embedding.paper_id == EmbeddingTask.paper_id)
    waiting = select(EmbeddingTask.paper_id).where(
        EmbeddingTask.organization_id == tenant.organization_id, not_(has_one)
    )
    if matched is not None:
        held = EmbeddingTask.paper_id.in_(select(matched.c.paper_id)).is_(true())
        waiting = waiting.where(held if holds_a_word else not_(held))
    rows: FromClause = waiting.subquery("waiting")
    if legs.where:
        rows = filters.passing(tenant, legs.where, rows).subquery("counted")
    return select(func.count()).select_from(rows).scalar_subquery()
