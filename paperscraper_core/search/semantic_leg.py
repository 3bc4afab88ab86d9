"""The meaning's leg in SQL: exact nearest vectors, in a big library chosen by their signs first."""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from pgvector.sqlalchemy import BIT, HALFVEC
from sqlalchemy import CTE, ColumnElement, Select, and_, cast, literal, select
from sqlalchemy.types import Double

from paperscraper_core.embedding.types import MODEL
from paperscraper_core.models import Embedding, Paper
from paperscraper_core.search.filters import Where
from paperscraper_core.tenancy import Tenant

#: Up to so many papers every vector is compared; above, the sign bits choose
#: BITS_FACTOR · depth papers whose vectors then are: of 74,000 real titles, 99.5 % of the ten
#: nearest are among 1,600.
EXACT_UP_TO: Final = 20_000
BITS_FACTOR: Final = 4

Vector = NDArray[np.float32]


def nearest(tenant: Tenant, vector: Vector, where: Where, depth: int | None, papers: int) -> CTE:
    """Take the `depth` nearest papers (None: all): paper_id, similarity.

    Args:
        tenant: whose embeddings are compared.
        vector: a unit vector.
        where: conditions on the papers.
        depth: the number of papers to choose, or None.
        papers: the size of the library, which decides on the way.
    """
    if depth is not None and papers > EXACT_UP_TO:
        return _by_bits(tenant, vector, where, depth)
    chosen = _embedded(tenant, where, Embedding.paper_id, (-distance(vector)).label("similarity"))
    if depth is not None:
        chosen = chosen.order_by(distance(vector), Embedding.paper_id).limit(depth)
    return chosen.cte("near")


def similarity_of(tenant: Tenant, vector: Vector, paper_id: ColumnElement[int]) -> Select[Any]:
    """Look up one paper's similarity by its key."""
    return (
        select((-distance(vector)).label("similarity"))
        .where(*is_embedding(tenant), Embedding.paper_id == paper_id)
        .offset(0)
    )


def distance(vector: Vector) -> ColumnElement[float]:
    """Minus the inner product, which for unit vectors is minus the cosine."""
    return Embedding.vector.op("<#>", return_type=Double())(literal(vector, HALFVEC(384)))


def is_embedding(tenant: Tenant) -> Where:
    """The organization's embeddings by the present model."""
    return [Embedding.organization_id == tenant.organization_id, Embedding.model == MODEL]


def _by_bits(tenant: Tenant, vector: Vector, where: Where, depth: int) -> CTE:
    """BITS_FACTOR · depth papers by their signs, out of these `depth` by their vectors."""
    bits = cast(literal("".join("1" if x > 0 else "0" for x in vector)), BIT(384))
    rough = (
        _embedded(tenant, where, Embedding.paper_id)
        .order_by(Embedding.bits.op("<~>")(bits))
        .limit(BITS_FACTOR * depth)
        .subquery("rough")
    )
    exact = similarity_of(tenant, vector, rough.c.paper_id).lateral("exact")
    return (
        select(rough.c.paper_id, exact.c.similarity)
        .join(exact, literal(True))
        .order_by(exact.c.similarity.desc(), rough.c.paper_id)
        .limit(depth)
        .cte("near")
    )


def _embedded(tenant: Tenant, where: Where, *columns: Any) -> Select[Any]:
    """Select from the embeddings of papers that fulfil the conditions."""
    statement = select(*columns).select_from(Embedding)
    if where:
        this = and_(Paper.organization_id == tenant.organization_id, Paper.id == Embedding.paper_id)
        statement = statement.join(Paper, this)
    return statement.where(*is_embedding(tenant), *where)
