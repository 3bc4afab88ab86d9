"""The meaning's leg in SQL: exact nearest vectors, in a big library chosen by their signs first."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from pgvector.sqlalchemy import BIT, HALFVEC
from sqlalchemy import (
    CTE,
    ColumnElement,
    Select,
    and_,
    any_,
    cast,
    func,
    literal,
    select,
)
from sqlalchemy.orm import aliased
from sqlalchemy.types import Double

from paperscraper_core.embedding.types import MODEL
from paperscraper_core.models import Embedding, Paper
from paperscraper_core.search.filters import Where
from paperscraper_core.search.layout import Way
from paperscraper_core.tenancy import Tenant

#: The sign bits choose BITS_FACTOR · depth papers, whose vectors are then compared: of 74,000
#: real titles, 99.9 % of the ten nearest are among 2,000; of the papers that a filter leaves of a
#: library full of near-copies, 98.7 %, hence more.
BITS_FACTOR: Final = 8

Vector = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """The nearest papers, and those that they were chosen from.

    `nearest`: paper_id, similarity. Where there are conditions, either `passing` lists the
    paper_id of every paper that fulfils them and has an embedding, or `allowed` is the number
    of papers that fulfil them.
    """

    nearest: CTE
    passing: CTE | None = None
    allowed: int | None = None


def near(tenant: Tenant, vector: Vector, where: Where, depth: int | None, way: Way) -> Near:
    """Take the `depth` nearest papers in one pass over those that fulfil the conditions.

    The pass lists each paper with its distance: by all numbers, or by the signs where these
    choose. Both the nearest and the total are then read from the list.
    """
    by_signs = depth is not None and way is not Way.EXACT
    apart = _signs_apart(vector) if by_signs else distance(vector)
    every = embedded(tenant, where, Embedding.paper_id, apart.label("apart"))
    found = every.cte("passing") if where else None
    listed = every.subquery("all") if found is None else found
    if by_signs and depth is not None:
        order = (listed.c.apart, listed.c.paper_id)
        rough = select(listed.c.paper_id).order_by(*order).limit(BITS_FACTOR * depth)
        return Near(nearest=by_vectors(tenant, vector, rough, depth), passing=found)
    similarity = (-listed.c.apart).label("similarity")
    chosen = select(listed.c.paper_id, similarity)
    if depth is not None:
        # by similarity: in the order of distances an index would offer itself, and miss some
        chosen = chosen.order_by(similarity.desc(), listed.c.paper_id).limit(depth)
    return Near(nearest=chosen.cte("near"), passing=found)


def by_vectors(tenant: Tenant, vector: Vector, among: Select[Any], depth: int) -> CTE:
    """Of the papers in `among` (ids), the `depth` nearest by all numbers of their vectors."""
    ids = select(among.subquery("rough").c.paper_id).scalar_subquery()
    embedding = aliased(Embedding, name="exact")
    paper_id = embedding.paper_id
    similarity = (-_distance_of(embedding.vector, vector)).label("similarity")
    return (
        select(paper_id, similarity)
        .where(
            embedding.organization_id == tenant.organization_id,
            embedding.model == MODEL,
            # one walk along the index, instead of a look-up for each
            paper_id == any_(func.array(ids)),
        )
        .order_by(similarity.desc(), paper_id)
        .limit(depth)
        .cte("near")
    )


def similarity_of(tenant: Tenant, vector: Vector, paper_id: ColumnElement[int]) -> Select[Any]:
    """Look up one paper's similarity by its key."""
    return (
        select((-distance(vector)).label("similarity"))
        .where(*is_embedding(tenant), Embedding.paper_id == paper_id)
        .offset(0)
    )


def distance(vector: Vector) -> ColumnElement[float]:
    """Minus the inner product, which for unit vectors is minus the cosine."""
    return _distance_of(Embedding.vector, vector)


def signs(vector: Vector) -> ColumnElement[str]:
    """The signs of a vector's numbers, as the database keeps them."""
    return cast(literal("".join("1" if x > 0 else "0" for x in vector)), BIT(384))


def is_embedding(tenant: Tenant) -> Where:
    """The organization's embeddings by the present model."""
    return [Embedding.organization_id == tenant.organization_id, Embedding.model == MODEL]


def _distance_of(column: Any, vector: Vector) -> ColumnElement[float]:
    found: ColumnElement[float] = column.op("<#>", return_type=Double())(
        literal(vector, HALFVEC(384))
    )
    return found


def _signs_apart(vector: Vector) -> ColumnElement[float]:
    """The number of signs that differ."""
    return Embedding.bits.op("<~>", return_type=Double())(signs(vector))


def embedded(tenant: Tenant, where: Where, *columns: Any) -> Select[Any]:
    """Select from the embeddings of papers that fulfil the conditions."""
    statement = select(*columns).select_from(Embedding)
    if where:
        this = and_(Paper.organization_id == tenant.organization_id, Paper.id == Embedding.paper_id)
        statement = statement.join(Paper, this)
    return statement.where(*is_embedding(tenant), *where)
