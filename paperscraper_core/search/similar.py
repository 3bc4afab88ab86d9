"""The neighbours of papers, by the middle of their vectors and by their telling words."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy.orm import Session

from paperscraper_core.errors import NotFound, ValidationFailed
from paperscraper_core.search import fusion, legs, similar_inputs, twins
from paperscraper_core.search.types import MoreLike
from paperscraper_core.tenancy import Tenant

MAX_CHOSEN: Final = 50
MAX_NEIGHBOURS: Final = 100
#: Best papers of each leg that are looked at, near-duplicates among them.
_DEPTH: Final = 200


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
