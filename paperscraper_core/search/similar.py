"""The neighbours of papers: one by its vector, several by their middle and their telling words."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from paperscraper_core.embedding.types import MODEL
from paperscraper_core.errors import NotFound, ValidationFailed
from paperscraper_core.models import Embedding, Paper, SearchStatistics
from paperscraper_core.search import fusion, legs, semantic_leg, similar_inputs, twins
from paperscraper_core.search.types import MoreLike, SimilarPaper
from paperscraper_core.tenancy import Tenant

MAX_CHOSEN: Final = 50
MAX_NEIGHBOURS: Final = 100
#: Best papers of each leg that are looked at, near-duplicates among them.
_DEPTH: Final = 200


def similar_papers(
    session: Session, tenant: Tenant, paper_id: int, k: int = 10
) -> tuple[SimilarPaper, ...]:
    """Return the `k` papers nearest to a paper, best first; none while it has no embedding.

    Raises:
        NotFound: the organization has no such paper.
    """
    organization_id = tenant.organization_id
    size = select(func.coalesce(func.max(SearchStatistics.documents), 0)).where(
        SearchStatistics.organization_id == organization_id
    )
    own = session.execute(
        select(Embedding.vector, size.scalar_subquery())
        .select_from(Paper)
        .outerjoin(
            Embedding,
            (Embedding.organization_id == organization_id)
            & (Embedding.paper_id == Paper.id)
            & (Embedding.model == MODEL),
        )
        .where(Paper.organization_id == organization_id, Paper.id == paper_id)
    ).one_or_none()
    if own is None:
        raise NotFound("paper", "id", paper_id)
    if own[0] is None:
        return ()
    near = semantic_leg.nearest(tenant, own[0], [], k + 1, own[1])  # one of them is itself
    rows = session.execute(
        select(Paper.id, Paper.title, Paper.year, Paper.venue, near.c.similarity)
        .select_from(near)
        .join(Paper, (Paper.organization_id == organization_id) & (Paper.id == near.c.paper_id))
        .where(Paper.id != paper_id)
        .order_by(near.c.similarity.desc(), Paper.id)
        .limit(k)
    )
    return tuple(
        SimilarPaper(
            paper_id=row.id,
            title=row.title,
            year=row.year,
            venue=row.venue,
            similarity=row.similarity,
        )
        for row in rows
    )


def more_like(session: Session, tenant: Tenant, paper_ids: Sequence[int], k: int = 10) -> MoreLike:
    """Find more papers like the chosen ones, with their near-duplicates apart.

    Both legs of the search rank, fused as there: BM25 by the most telling words of the chosen
    papers, and cosine with the middle of their vectors.

    Args:
        session: a reading transaction of the tenant.
        tenant: whose library is searched.
        paper_ids: 1 to 50 papers.
        k: neighbours to return, 1 to 100; near-duplicates do not count.

    Returns:
        Neighbours, best first, and near-duplicates by the order of the papers they double. None
        of them is one of the chosen papers.

    Raises:
        NotFound: the organization lacks one of the papers.
        ValidationFailed: no paper, too many, or `k` is out of range.
    """
    chosen = tuple(dict.fromkeys(paper_ids))
    if not 1 <= len(chosen) <= MAX_CHOSEN:
        raise ValidationFailed("papers", f"Choose 1 to {MAX_CHOSEN} papers.")
    if not 1 <= k <= MAX_NEIGHBOURS:
        raise ValidationFailed("k", f"Ask for 1 to {MAX_NEIGHBOURS} papers.")
    faces = twins.faces(session, tenant, chosen)
    for paper_id in chosen:
        if paper_id not in faces:
            raise NotFound("paper", "id", paper_id)
    vectors = similar_inputs.vectors(session, tenant, chosen)
    words = similar_inputs.telling(session, tenant, chosen)
    drawn, _ = legs.candidates(
        session,
        tenant,
        legs.Legs(
            terms=words,
            vector=similar_inputs.middle(vectors),
            where=[],
            depth=_DEPTH + len(chosen),
        ),
    )
    ranked = [one for one in fusion.rank(drawn, {}) if one.paper_id not in faces][:_DEPTH]
    found = twins.of(session, tenant, faces, vectors, [one.paper_id for one in ranked])
    doubles = {double.paper_id for double in found.duplicates}
    neighbours = [one for one in ranked if one.paper_id not in doubles][:k]
    return MoreLike(
        neighbours=tuple(
            twins.neighbour(found.faces[one.paper_id], one.paper_id, one.similarity)
            for one in neighbours
            if one.paper_id in found.faces
        ),
        near_duplicates=found.duplicates,
    )
