"""What the library knows of its embeddings."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from paperscraper_core.embedding.types import MODEL, EmbeddingProgress
from paperscraper_core.models import Embedding, EmbeddingTask, Paper
from paperscraper_core.tenancy import Tenant


def progress(session: Session, tenant: Tenant) -> EmbeddingProgress:
    """Count papers, embedded papers and those that wait or failed."""
    organization_id = tenant.organization_id
    papers = select(func.count()).where(Paper.organization_id == organization_id)
    embedded = select(func.count()).where(
        Embedding.organization_id == organization_id, Embedding.model == MODEL
    )
    tasks = select(func.count()).where(EmbeddingTask.organization_id == organization_id)
    row = session.execute(
        select(
            papers.scalar_subquery(),
            embedded.scalar_subquery(),
            tasks.where(EmbeddingTask.error.is_(None)).scalar_subquery(),
            tasks.where(EmbeddingTask.error.is_not(None)).scalar_subquery(),
        )
    ).one()
    return EmbeddingProgress(papers=row[0], embedded=row[1], waiting=row[2], failed=row[3])
