"""The neighbours of a paper by meaning."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from paperscraper_core.embedding.types import MODEL
from paperscraper_core.errors import NotFound
from paperscraper_core.models import Embedding, Paper, SearchStatistics
from paperscraper_core.search import semantic_leg
from paperscraper_core.search.types import SimilarPaper
from paperscraper_core.tenancy import Tenant


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
