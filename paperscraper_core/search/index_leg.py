"""The meaning's leg of a very big library: nearest vectors by the organization's own index.

The graph (HNSW, over the vectors) is walked in a statement of its own, because the planner has to
be told: it takes the walk for dearer than it is. What the walk finds goes into the statement of
both legs as values.
"""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import CTE, Row, Select, func, literal, select, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session
from sqlalchemy.types import BigInteger, Double

from paperscraper_core.models import Embedding
from paperscraper_core.search import filters, layout, semantic_leg
from paperscraper_core.search.filters import Where
from paperscraper_core.search.semantic_leg import Near, Vector, distance
from paperscraper_core.tenancy import Tenant

#: Candidates that the walk keeps in mind: of the ten nearest, 99.5 % are found (m = 16,
#: ef_construction = 128, 99,000 real titles).
EF_SEARCH: Final = 800
#: Vectors that a walk may see before it ends with what it has.
_MOST_SEEN: Final = 100_000

# plans are made for the values at hand: only so does the index's own condition match
_PREPARE: Final = text(
    "SELECT set_config('plan_cache_mode', 'force_custom_plan', true),"
    " set_config('enable_sort', 'off', true), set_config('enable_seqscan', 'off', true),"
    f" set_config('hnsw.ef_search', '{EF_SEARCH}', true),"
    " set_config('hnsw.iterative_scan', 'relaxed_order', true),"
    f" set_config('hnsw.max_scan_tuples', '{_MOST_SEEN}', true)"
)
_AFTER: Final = text(
    "SELECT set_config('enable_sort', 'on', true), set_config('enable_seqscan', 'on', true)"
)


def near(
    session: Session, tenant: Tenant, vector: Vector, where: Where, depth: int, papers: int
) -> Near:
    """Take the `depth` nearest papers that fulfil the conditions.

    Where the conditions leave few papers, or the walk finds too few, all that are left are
    compared instead: there are always as many rows as there can be.
    """
    allowed = None
    if where:
        counted = filters.allowed(tenant, where).with_only_columns(func.count())
        allowed = session.execute(counted).scalar_one()
        if not layout.worth_walking(papers, allowed, depth):
            return _compared(tenant, vector, where, depth, allowed)
    session.execute(_PREPARE)
    found = session.execute(walk(tenant, vector, where, depth)).all()
    session.execute(_AFTER)
    if len(found) < depth:
        return _compared(tenant, vector, where, depth, papers if allowed is None else allowed)
    return Near(nearest=_as_rows(found), allowed=allowed)


def walk(tenant: Tenant, vector: Vector, where: Where, depth: int) -> Select[Any]:
    """Walk the graph from the nearest on: paper_id, similarity, not quite in order."""
    apart = distance(vector)
    similarity = (-apart).label("similarity")
    statement = semantic_leg.embedded(tenant, [], Embedding.paper_id, similarity).order_by(apart)
    if not where:
        return statement.limit(depth)
    seen = statement.limit(_MOST_SEEN).subquery("seen")
    return filters.passing(tenant, where, seen).limit(depth)


def _compared(tenant: Tenant, vector: Vector, where: Where, depth: int, allowed: int) -> Near:
    return semantic_leg.near(tenant, vector, where, depth, layout.in_use(None, allowed))


def _as_rows(found: Sequence[Row[Any]]) -> CTE:
    """The papers found, as a table in a statement."""
    given = (
        func.unnest(
            literal([row.paper_id for row in found], ARRAY(BigInteger)),
            literal([row.similarity for row in found], ARRAY(Double)),
        )
        .table_valued("paper_id", "similarity", name="given")
        .render_derived()
    )
    return select(given.c.paper_id, given.c.similarity).cte("near")
