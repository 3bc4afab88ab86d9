"""The neighbours of a paper by meaning."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from paperscraper_core.embedding.types import MODEL
from paperscraper_core.errors import NotFound
from paperscraper_core.models import Embedding, Paper, SearchStatistics
from paperscraper_core.search import legs
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
    near = legs.nearest(tenant, own[0], [Paper.id != paper_id], k, own[1]).cte("near")
    distance = legs.distance(own[0])
    rows = session.execute(
        select(Paper.id, Paper.title, Paper.year, Paper.venue, (-distance).label("similarity"))
        .select_from(near)
        .join(Paper, (Paper.organization_id == organization_id) & (Paper.id == near.c.paper_id))
        .join(
            Embedding,
            (Embedding.organization_id == organization_id)
            & (Embedding.paper_id == near.c.paper_id)
            & (Embedding.model == MODEL),
        )
        .order_by(distance, Paper.id)
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
