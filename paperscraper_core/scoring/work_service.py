"""What workers write: claims under a lease, results under an attempt.

A result is stored only while its item is running under the attempt that it was made for. So a
worker that was killed loses nothing, and one that was frozen and woke up late writes nothing.
"""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    bindparam,
    case,
    column,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from paperscraper_core.models import Paper, Score, ScoringItem, ScoringJob
from paperscraper_core.scoring.canonical import dimensions_json
from paperscraper_core.scoring.job_types import ClaimedItem, ScoredItem
from paperscraper_core.scoring.service import OPEN_STATES, finish_if_complete
from paperscraper_core.scoring.types import PaperScore
from paperscraper_core.tenancy import Tenant

#: After this another worker may take over; a batch takes about one second.
LEASE: Final = timedelta(seconds=10)
#: Claims without a result after which a paper is given up.
MAX_TRIES: Final = 3
GIVEN_UP: Final = f"Given up: {MAX_TRIES} attempts ended without a result."


def claim(
    session: Session, tenant: Tenant, job_id: int, *, worker: str, limit: int = 16
) -> tuple[ClaimedItem, ...]:
    """Take papers of a job under a lease: waiting ones, and those whose worker fell silent.

    Papers that were claimed three times without a result become failed instead; of a job that is
    being cancelled nothing is claimed. An empty answer means that nothing is left to do *now*.
    """
    free = _free(tenant, job_id)
    _give_up(session, tenant, job_id)
    if is_cancelled(session, tenant, job_id):
        ended = {"state": "cancelled", "lease_until": None, "finished_at": func.now()}
        session.execute(update(ScoringItem).where(*free).values(ended))
        finish_if_complete(session, tenant, job_id)
        return ()
    chosen = (
        select(ScoringItem.paper_id)
        .where(*free)
        .order_by(ScoringItem.paper_id)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte("chosen")
    )
    rows = session.execute(
        update(ScoringItem)
        .where(
            ScoringItem.organization_id == tenant.organization_id,
            ScoringItem.job_id == job_id,
            ScoringItem.paper_id == chosen.c.paper_id,
        )
        .values(
            state="running",
            attempt=ScoringItem.attempt + 1,
            tries=ScoringItem.tries + 1,
            lease_until=func.now() + LEASE,
            worker=worker,
        )
        .returning(ScoringItem.paper_id, ScoringItem.attempt)
    )
    claimed = [ClaimedItem(paper_id=paper_id, attempt=attempt) for paper_id, attempt in rows]
    return tuple(sorted(claimed, key=lambda item: item.paper_id))


def save_results(
    session: Session, tenant: Tenant, job_id: int, results: Sequence[ScoredItem]
) -> tuple[int, ...]:
    """Store the results of claimed papers, and the end of the job when they were its last.

    Args:
        session: one transaction for the whole batch.
        tenant: the job's organization.
        job_id: the job under which the papers were claimed.
        results: a score or an error for each.

    Returns:
        The papers whose result was stored. Missing ones were claimed again by somebody else
        meanwhile, or deleted: their results are dropped.
    """
    # Whoever ends the last two papers at the same moment must see the other's: one at a time.
    session.execute(
        select(ScoringJob.id)
        .where(ScoringJob.organization_id == tenant.organization_id, ScoringJob.id == job_id)
        .with_for_update()
    )
    _lock_papers(session, tenant, results)
    mine = _end_items(session, tenant, job_id, results)
    scores = [
        (item.paper_id, item.score)
        for item in results
        if item.paper_id in mine and item.score is not None
    ]
    if scores:
        _store(session, tenant, job_id, scores)
    finish_if_complete(session, tenant, job_id)
    return tuple(sorted(mine))


def save_score(
    session: Session, tenant: Tenant, job_id: int, paper_id: int, attempt: int, score: PaperScore
) -> bool:
    """Store one result; False when the item is no longer running under this attempt."""
    result = ScoredItem(paper_id=paper_id, attempt=attempt, score=score)
    return bool(save_results(session, tenant, job_id, [result]))


def fail_item(
    session: Session, tenant: Tenant, job_id: int, paper_id: int, attempt: int, reason: str
) -> bool:
    """Note why a paper has no score; False when the item is not running under this attempt."""
    result = ScoredItem(paper_id=paper_id, attempt=attempt, score=None, error=reason)
    return bool(save_results(session, tenant, job_id, [result]))


def is_cancelled(session: Session, tenant: Tenant, job_id: int) -> bool:
    """Whether somebody has asked the job to end; also when it is gone."""
    asked = session.scalar(
        select(ScoringJob.cancel_requested).where(
            ScoringJob.organization_id == tenant.organization_id, ScoringJob.id == job_id
        )
    )
    return asked is None or asked


def keep_reference(
    session: Session, tenant: Tenant, job_id: int, reference: dict[str, Any]
) -> dict[str, Any]:
    """Keep the job's reference unless another worker was first; return the one that is kept."""
    session.execute(
        update(ScoringJob)
        .where(
            ScoringJob.organization_id == tenant.organization_id,
            ScoringJob.id == job_id,
            ScoringJob.reference.is_(None),
        )
        .values(reference=reference)
    )
    kept = session.scalar(
        select(ScoringJob.reference).where(
            ScoringJob.organization_id == tenant.organization_id, ScoringJob.id == job_id
        )
    )
    return kept if kept is not None else reference


def _free(tenant: Tenant, job_id: int) -> tuple[ColumnElement[bool], ...]:
    return (
        ScoringItem.organization_id == tenant.organization_id,
        ScoringItem.job_id == job_id,
        ScoringItem.state.in_(OPEN_STATES),
        or_(ScoringItem.lease_until.is_(None), ScoringItem.lease_until < func.now()),
    )


def _give_up(session: Session, tenant: Tenant, job_id: int) -> None:
    hopeless = (*_free(tenant, job_id), ScoringItem.tries >= MAX_TRIES)
    failed = {
        "state": "failed",
        "error": GIVEN_UP,
        "lease_until": None,
        "finished_at": func.now(),
    }
    ended = session.execute(
        update(ScoringItem).where(*hopeless).values(failed).returning(ScoringItem.paper_id)
    ).all()
    if ended:
        finish_if_complete(session, tenant, job_id)


def _end_items(
    session: Session, tenant: Tenant, job_id: int, results: Sequence[ScoredItem]
) -> frozenset[int]:
    """Mark the items that are still ours, each under its own attempt; return their papers."""
    given = (
        func.unnest(
            bindparam("papers", [r.paper_id for r in results], ARRAY(BigInteger)),
            bindparam("attempts", [r.attempt for r in results], ARRAY(BigInteger)),
            bindparam("errors", [_clean(r) for r in results], ARRAY(ScoringItem.error.type)),
        )
        .table_valued(
            column("paper_id", BigInteger),
            column("attempt", BigInteger),
            column("error", ScoringItem.error.type),
            name="given",
        )
        .render_derived()
    )
    rows = session.execute(
        update(ScoringItem)
        .where(
            ScoringItem.organization_id == tenant.organization_id,
            ScoringItem.job_id == job_id,
            ScoringItem.paper_id == given.c.paper_id,
            ScoringItem.attempt == given.c.attempt,
            ScoringItem.state == "running",
        )
        .values(
            state=case((given.c.error.is_(None), "done"), else_="failed"),
            error=given.c.error,
            lease_until=None,
            finished_at=func.now(),
        )
        .returning(ScoringItem.paper_id)
    )
    return frozenset(rows.scalars())


def _clean(result: ScoredItem) -> str | None:
    if result.score is not None:
        return None
    return (result.error or "No score and no reason.")[:1000].replace("\x00", "")


def _lock_papers(session: Session, tenant: Tenant, results: Sequence[ScoredItem]) -> None:
    """Hold the papers: another job that scores one of them waits, then replaces our score.

    Papers come before items, as they do when a paper is deleted, so that neither waits for the
    other in a circle.
    """
    ids = bindparam("ids", [result.paper_id for result in results], ARRAY(BigInteger))
    session.execute(
        select(Paper.id)
        .where(Paper.organization_id == tenant.organization_id, Paper.id == func.any(ids))
        .order_by(Paper.id)
        .with_for_update(key_share=True)
    )


def _store(
    session: Session, tenant: Tenant, job_id: int, scores: Sequence[tuple[int, PaperScore]]
) -> None:
    """Insert scores as the latest ones of their papers."""
    ids = bindparam("ids", [paper_id for paper_id, _ in scores], ARRAY(BigInteger))
    session.execute(
        update(Score)
        .where(
            Score.organization_id == tenant.organization_id,
            Score.paper_id == func.any(ids),
            Score.is_latest,
        )
        .values(is_latest=False)
    )
    session.execute(
        insert(Score), [_row(tenant, job_id, paper_id, score) for paper_id, score in scores]
    )


def _row(tenant: Tenant, job_id: int, paper_id: int, score: PaperScore) -> dict[str, Any]:
    return {
        "organization_id": tenant.organization_id,
        "paper_id": paper_id,
        "job_id": job_id,
        "scorer": score.scorer,
        "scorer_version": score.version,
        "inputs_hash": score.inputs_hash,
        "overall": score.overall,
        "confidence": score.confidence,
        "coverage": score.coverage,
        **{dimension.dimension.value: dimension.value for dimension in score.dimensions},
        "weights": asdict(score.weights),
        "details": {"reference": score.reference, "dimensions": dimensions_json(score)},
    }
