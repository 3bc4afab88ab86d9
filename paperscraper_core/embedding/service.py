"""The work queue of embeddings: ask, claim, store.

A claim raises the task's attempt, and so does asking again because a text changed: a vector is
stored only under the attempt that it was made for, so neither a worker that lost its lease nor
one that read the old text can write.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from sqlalchemy import bindparam, delete, func, literal, or_, select, tuple_, update
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.orm import Session
from sqlalchemy.types import BigInteger, Integer

from paperscraper_core import queue
from paperscraper_core.embedding.text import embedding_text
from paperscraper_core.embedding.types import MODEL, EmbeddedPaper, EmbeddingWork
from paperscraper_core.models import Embedding, EmbeddingTask, Paper
from paperscraper_core.tenancy import Tenant

#: Seconds that a claim lasts; a batch takes about two.
LEASE_SECONDS: Final = 60


def request(session: Session, tenant: Tenant, paper_ids: Sequence[int]) -> None:
    """Ask for (new) embeddings of papers that were created or whose text changed.

    Rings for the workers after the transaction's commit. Ids of other organizations are ignored.
    """
    if not paper_ids:
        return
    chosen = select(Paper.organization_id, Paper.id).where(
        Paper.organization_id == tenant.organization_id, Paper.id == func.any(_ids(paper_ids))
    )
    statement = insert(EmbeddingTask).from_select(["organization_id", "paper_id"], chosen)
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["organization_id", "paper_id"],
            set_={"attempt": EmbeddingTask.attempt + 1, "lease_until": None, "error": None},
        )
    )
    queue.defer(session, queue.EMBED, tenant.organization_id)


def claim(
    session: Session, tenant: Tenant, *, worker: str, limit: int = 64
) -> tuple[EmbeddingWork, ...]:
    """Take up to `limit` waiting papers for LEASE_SECONDS; nobody else gets them meanwhile."""
    waiting = (
        select(EmbeddingTask.paper_id)
        .where(
            EmbeddingTask.organization_id == tenant.organization_id,
            EmbeddingTask.error.is_(None),
            or_(EmbeddingTask.lease_until.is_(None), EmbeddingTask.lease_until < func.now()),
        )
        .order_by(EmbeddingTask.paper_id)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte("waiting")  # computed once: an inlined LIMIT could lock more than it returns
    )
    claimed = session.execute(
        update(EmbeddingTask)
        .where(
            EmbeddingTask.organization_id == tenant.organization_id,
            EmbeddingTask.paper_id.in_(select(waiting.c.paper_id)),
        )
        .values(
            attempt=EmbeddingTask.attempt + 1,
            lease_until=func.now() + timedelta(seconds=LEASE_SECONDS),
            worker=worker,
        )
        .returning(EmbeddingTask.paper_id, EmbeddingTask.attempt)
        .execution_options(synchronize_session=False)
    ).all()
    attempts = {row.paper_id: row.attempt for row in claimed}
    papers = session.execute(
        select(Paper.id, Paper.title, Paper.abstract)
        .where(
            Paper.organization_id == tenant.organization_id,
            Paper.id == func.any(_ids(list(attempts))),
        )
        .order_by(Paper.id)
    )
    return tuple(
        EmbeddingWork(
            paper_id=row.id,
            attempt=attempts[row.id],
            text=embedding_text(row.title, row.abstract),
        )
        for row in papers
    )


def store_embeddings(session: Session, tenant: Tenant, results: Sequence[EmbeddedPaper]) -> int:
    """Store vectors whose attempt is still the task's, and close these tasks.

    Returns:
        The number stored; results of a lost claim or an older text are dropped.
    """
    closed = set(_close(session, tenant, [(r.paper_id, r.attempt) for r in results]))
    rows = [
        {
            "organization_id": tenant.organization_id,
            "model": MODEL,
            "paper_id": result.paper_id,
            "vector": result.vector,
        }
        for result in results
        if result.paper_id in closed
    ]
    if rows:
        statement = insert(Embedding)
        session.execute(
            statement.on_conflict_do_update(
                index_elements=["organization_id", "model", "paper_id"],
                set_={"vector": statement.excluded.vector, "created_at": func.now()},
            ),
            rows,
        )
    return len(rows)


def fail(session: Session, tenant: Tenant, work: EmbeddingWork, message: str) -> None:
    """Set a paper aside whose text cannot be embedded; asking again gives it another chance."""
    session.execute(
        update(EmbeddingTask)
        .where(
            EmbeddingTask.organization_id == tenant.organization_id,
            EmbeddingTask.paper_id == work.paper_id,
            EmbeddingTask.attempt == work.attempt,
        )
        .values(error=message[:500], lease_until=None)
    )


def _ids(ids: Sequence[int]) -> object:
    return literal(list(ids), ARRAY(BigInteger))


def _close(session: Session, tenant: Tenant, pairs: list[tuple[int, int]]) -> Sequence[int]:
    given = (
        func.unnest(
            bindparam("papers", [paper for paper, _ in pairs], ARRAY(BigInteger)),
            bindparam("attempts", [attempt for _, attempt in pairs], ARRAY(Integer)),
        )
        .table_valued("paper_id", "attempt", name="given")
        .render_derived()
    )
    return (
        session.execute(
            delete(EmbeddingTask)
            .where(
                EmbeddingTask.organization_id == tenant.organization_id,
                tuple_(EmbeddingTask.paper_id, EmbeddingTask.attempt).in_(
                    select(given.c.paper_id, given.c.attempt)
                ),
            )
            .returning(EmbeddingTask.paper_id)
            .execution_options(synchronize_session=False)
        )
        .scalars()
        .all()
    )
