"""Rings again for work whose message was lost: Postgres knows, Redis may forget.

Every worker sweeps; the note in Redis that a row was rung lately keeps the queue short, and a
claim in Postgres makes a second message harmless.
"""

import logging
import threading
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from redis.exceptions import RedisError
from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from paperscraper_core import db, queue
from paperscraper_core.models import EmbeddingTask, ImportRun, ScoringItem, ScoringJob
from paperscraper_core.search import layout_queries

log = logging.getLogger(__name__)

#: Seconds between two sweeps, and how long a ring is remembered.
SWEEP_SECONDS: Final = 2.0
RUNG_SECONDS: Final = 10


def _expired(lease: ColumnElement[datetime | None]) -> ColumnElement[bool]:
    return or_(lease.is_(None), lease < func.now())


def due(session: Session) -> Iterator[tuple[str, int]]:
    """Yield the kind and row id of all work that a worker could claim now."""
    runs = select(ImportRun.id).where(
        ImportRun.state.in_(("waiting", "running")), _expired(ImportRun.lease_until.expression)
    )
    yield from ((queue.IMPORT, row_id) for row_id in session.scalars(runs))
    tasks = select(EmbeddingTask.organization_id).where(
        EmbeddingTask.error.is_(None), _expired(EmbeddingTask.lease_until.expression)
    )
    yield from ((queue.EMBED, row_id) for row_id in session.scalars(tasks.distinct()))
    claimable = exists().where(
        ScoringItem.organization_id == ScoringJob.organization_id,
        ScoringItem.job_id == ScoringJob.id,
        ScoringItem.state.in_(("waiting", "running")),
        _expired(ScoringItem.lease_until.expression),
    )
    jobs = select(ScoringJob.id).where(ScoringJob.finished_at.is_(None), claimable)
    yield from ((queue.SCORE, row_id) for row_id in session.scalars(jobs))
    yield from ((queue.MAINTAIN, row_id) for row_id in layout_queries.due(session))


def sweep() -> int:
    """Ring for all due work that was not rung lately; return the number of rings."""
    with db.system() as session:
        found = list(due(session))
    rung = 0
    for kind, row_id in found:
        if queue.connection().set(
            f"paperscraper:rung:{kind}:{row_id}", 1, nx=True, ex=RUNG_SECONDS
        ):
            rung += queue.ring(kind, row_id)
    return rung


def start() -> None:
    """Sweep every few seconds from a thread of its own until the process ends."""

    def run() -> None:
        while True:
            try:
                sweep()
            except (SQLAlchemyError, RedisError) as error:
                log.warning("no sweep: %s", type(error).__name__)
            pause.wait(SWEEP_SECONDS)

    pause = threading.Event()
    threading.Thread(target=run, name="sweeper", daemon=True).start()
