"""A second look at the candidates: how near they are to the query together with its best papers.

Pseudo-relevance feedback by vectors (Rocchio 1971; for dense retrieval Li et al. 2022, "Pseudo
Relevance Feedback with Deep Language Models and Dense Retrievers"). It moves the query towards
what its best papers by words *and* meaning have in common. Chosen on train queries only; what did
not help is in docs/decisions/0012-ranking.md.
"""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from sqlalchemy import func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session
from sqlalchemy.types import BigInteger

from paperscraper_core.search.semantic_leg import Vector, similarity_of
from paperscraper_core.search.similar_inputs import vectors
from paperscraper_core.search.types import Ranked
from paperscraper_core.tenancy import Tenant

#: Best papers that the query is moved towards, and how far: their mean counts BETA times the query.
BEST: Final = 5
BETA: Final = 0.3


def nearness(
    session: Session, tenant: Tenant, query: Vector, ranked: Sequence[Ranked]
) -> Mapping[int, float]:
    """Compare the papers with the moved query: cosines by paper id; two statements.

    Args:
        session: a reading transaction of the tenant.
        tenant: whose papers they are.
        query: the query's unit vector.
        ranked: the candidates, best first.
    """
    best = {place.paper_id: place.score for place in ranked[:BEST]}
    moved = towards(query, vectors(session, tenant, list(best)), best)
    given = func.unnest(literal([place.paper_id for place in ranked], ARRAY(BigInteger)))
    paper = given.table_valued("paper_id", name="candidate").render_derived()
    found = similarity_of(tenant, moved, paper.c.paper_id).lateral("found")
    rows = session.execute(
        select(paper.c.paper_id, found.c.similarity).join(found, literal(True))
    ).all()
    return {row.paper_id: row.similarity for row in rows}


def towards(query: Vector, known: Mapping[int, Vector], weights: Mapping[int, float]) -> Vector:
    """Move a unit vector towards the weighted mean of others; the result has length one."""
    total = sum(weights[paper_id] for paper_id in known)
    if total <= 0.0:
        return query
    moved = np.array(query, dtype=np.float32)
    for paper_id, vector in known.items():
        moved += np.float32(BETA * weights[paper_id] / total) * vector
    length = float(np.linalg.norm(moved))
    return np.asarray(moved / length, dtype=np.float32) if length > 1e-6 else query
