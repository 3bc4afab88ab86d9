"""Embeds the papers that wait, a few seconds at a time."""

import logging
import time

from paperscraper_core import db
from paperscraper_core.accounts import queries
from paperscraper_core.embedding import model, service
from paperscraper_core.embedding.types import EmbeddedPaper, EmbeddingWork
from paperscraper_core.errors import PaperScraperError
from paperscraper_core.tenancy import Tenant
from workers import runtime

log = logging.getLogger(__name__)


def embed_slice(organization_id: int) -> bool:
    """Embed waiting papers of one organization for a few seconds; True when more wait."""
    tenant = queries.system_tenant(organization_id)
    end = time.monotonic() + runtime.SLICE_SECONDS
    while time.monotonic() < end:
        with db.transaction(tenant) as session:
            work = service.claim(session, tenant, worker=runtime.worker_name())
        if not work:
            return False
        _embed(tenant, work)
    return True


def _embed(tenant: Tenant, work: tuple[EmbeddingWork, ...]) -> None:
    """Encode outside any transaction, store inside one; a text that fails is set aside alone."""
    try:
        results = _encode(work)
    except PaperScraperError:
        raise  # the model is missing: not the papers' fault, they keep waiting
    except (RuntimeError, ValueError, TypeError):
        if len(work) > 1:
            for single in work:
                _embed(tenant, (single,))
            return
        log.exception("paper %s cannot be embedded", work[0].paper_id)
        with db.transaction(tenant) as session:
            service.fail(session, tenant, work[0], "This text cannot be embedded.")
        return
    with db.transaction(tenant) as session:
        service.store_embeddings(session, tenant, results)


def _encode(work: tuple[EmbeddingWork, ...]) -> list[EmbeddedPaper]:
    vectors = model.encode([paper.text for paper in work])
    return [
        EmbeddedPaper(paper_id=paper.paper_id, attempt=paper.attempt, vector=vector)
        for paper, vector in zip(work, vectors, strict=True)
    ]
