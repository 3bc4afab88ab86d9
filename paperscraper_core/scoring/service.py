"""Scoring jobs as users handle them: ask, cancel, try the failed papers again.

Postgres is the truth: a job and its items are inserted in the user's transaction, the ring for a
worker is sent after the commit. What workers do with the items is in `work_service`.
"""

import hashlib
from collections.abc import Sequence
from typing import Final

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    and_,
    bindparam,
    func,
    insert,
    literal,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from paperscraper_core import queue
from paperscraper_core.accounts import audit
from paperscraper_core.errors import NotFound
from paperscraper_core.models import Paper, Score, ScoringItem, ScoringJob
from paperscraper_core.scoring.job_types import (
    AlreadyFinished,
    NothingToRetry,
    NothingToScore,
    UnknownScorer,
)
from paperscraper_core.tenancy import Tenant

SCORERS: Final = frozenset({"evidence"})
OPEN_STATES: Final = ("waiting", "running")


def request(
    session: Session,
    tenant: Tenant,
    *,
    paper_ids: Sequence[int] | None = None,
    only_unscored: bool = False,
    scorer: str = "evidence",
    description: str = "",
) -> int:
    """Ask for papers to be scored, and ring for a worker after the commit.

    Args:
        session: the user's transaction.
        tenant: who asks.
        paper_ids: which papers; ``None`` means the whole library.
        only_unscored: leave out papers that have a score already.
        scorer: the scorer's name.
        description: what was selected, in words.

    Returns:
        The job's id. While a job over the very same selection is still at work, that job's id.

    Raises:
        UnknownScorer: there is no scorer of that name.
        NotFound: a paper is not in the tenant's organization.
        NothingToScore: the selection is empty.
    """
    if scorer not in SCORERS:
        raise UnknownScorer
    wanted = None if paper_ids is None else sorted(set(paper_ids))
    selection = _selection_hash(wanted, only_unscored=only_unscored, scorer=scorer)
    # Two clicks at once must not make two jobs: the second waits here and finds the first's.
    session.execute(
        select(func.pg_advisory_xact_lock(tenant.organization_id, int(selection[:7], 16)))
    )
    twin = _active_twin(session, tenant, selection)
    if twin is not None:
        return twin
    job_id = session.execute(
        insert(ScoringJob)
        .values(
            organization_id=tenant.organization_id,
            scorer=scorer,
            description=description[:500].replace("\x00", ""),
            selection_hash=selection,
            requested_by=tenant.user_id,
        )
        .returning(ScoringJob.id)
    ).scalar_one()
    papers = _insert_items(session, tenant, job_id, wanted, only_unscored=only_unscored)
    audit.record(session, tenant, "scoring.request", str(job_id), papers=papers, scorer=scorer)
    queue.defer(session, queue.SCORE, job_id)
    return job_id


def _selection_hash(wanted: list[int] | None, *, only_unscored: bool, scorer: str) -> str:
    ids = "all" if wanted is None else ",".join(map(str, wanted))
    return hashlib.sha256(f"{scorer}|{only_unscored}|{ids}".encode()).hexdigest()


def _active_twin(session: Session, tenant: Tenant, selection: str) -> int | None:
    return session.scalar(
        select(ScoringJob.id)
        .where(
            ScoringJob.organization_id == tenant.organization_id,
            ScoringJob.selection_hash == selection,
            ScoringJob.finished_at.is_(None),
            ScoringJob.cancel_requested.is_(False),
            _has_items(OPEN_STATES),
        )
        .limit(1)
    )


def _insert_items(
    session: Session, tenant: Tenant, job_id: int, wanted: list[int] | None, *, only_unscored: bool
) -> int:
    papers = select(Paper.id).where(Paper.organization_id == tenant.organization_id)
    if wanted is not None:
        ids = bindparam("wanted", wanted, ARRAY(BigInteger), unique=True)
        papers = papers.where(Paper.id == func.any(ids))
        found = set(session.scalars(papers))
        for paper_id in wanted:
            if paper_id not in found:
                raise NotFound("paper", "id", paper_id)
    if only_unscored:
        papers = papers.where(~_has_score(tenant))
    owned = papers.with_only_columns(literal(tenant.organization_id), literal(job_id), Paper.id)
    session.execute(
        insert(ScoringItem).from_select(["organization_id", "job_id", "paper_id"], owned)
    )
    inserted = session.scalar(
        select(func.count()).where(
            ScoringItem.organization_id == tenant.organization_id, ScoringItem.job_id == job_id
        )
    )
    if not inserted:
        raise NothingToScore
    return inserted


def _has_score(tenant: Tenant) -> ColumnElement[bool]:
    return (
        select(1)
        .where(
            Score.organization_id == tenant.organization_id,
            Score.paper_id == Paper.id,
            Score.is_latest,
        )
        .exists()
    )


def cancel(session: Session, tenant: Tenant, job_id: int) -> None:
    """End a job: waiting papers at once, those in a worker's hands once it has finished them.

    Raises:
        NotFound: the job is not in the tenant's organization.
        AlreadyFinished: it has no open papers left.
    """
    _lock(session, tenant, job_id)
    open_items = select(_has_items(OPEN_STATES)).where(_is_job(tenant, job_id))
    if not session.scalar(open_items.select_from(ScoringJob)):
        raise AlreadyFinished
    session.execute(update(ScoringJob).where(_is_job(tenant, job_id)).values(cancel_requested=True))
    session.execute(
        update(ScoringItem)
        .where(
            ScoringItem.organization_id == tenant.organization_id,
            ScoringItem.job_id == job_id,
            ScoringItem.state == "waiting",
        )
        .values(state="cancelled", finished_at=func.now(), lease_until=None)
    )
    finish_if_complete(session, tenant, job_id)
    audit.record(session, tenant, "scoring.cancel", str(job_id))


def retry_failed(session: Session, tenant: Tenant, job_id: int) -> int:
    """Let the failed papers of a job wait again, and ring; return how many.

    Raises:
        NotFound: the job is not in the tenant's organization.
        NothingToRetry: no paper of it has failed.
    """
    _lock(session, tenant, job_id)
    waiting = session.execute(
        update(ScoringItem)
        .where(
            ScoringItem.organization_id == tenant.organization_id,
            ScoringItem.job_id == job_id,
            ScoringItem.state == "failed",
        )
        .values(state="waiting", tries=0, error=None, lease_until=None, finished_at=None)
        .returning(ScoringItem.paper_id)
    ).all()
    if not waiting:
        raise NothingToRetry
    session.execute(
        update(ScoringJob)
        .where(_is_job(tenant, job_id))
        .values(finished_at=None, cancel_requested=False)
    )
    audit.record(session, tenant, "scoring.retry", str(job_id), papers=len(waiting))
    queue.defer(session, queue.SCORE, job_id)
    return len(waiting)


def finish_if_complete(session: Session, tenant: Tenant, job_id: int) -> None:
    """Note the end of a job none of whose papers is open."""
    session.execute(
        update(ScoringJob)
        .where(
            _is_job(tenant, job_id),
            ScoringJob.finished_at.is_(None),
            ~_has_items(OPEN_STATES),
        )
        .values(finished_at=func.now())
    )


def _lock(session: Session, tenant: Tenant, job_id: int) -> None:
    locked = select(ScoringJob.id).where(_is_job(tenant, job_id)).with_for_update()
    if session.scalar(locked) is None:
        raise NotFound("scoring job", "id", job_id)


def _is_job(tenant: Tenant, job_id: int) -> ColumnElement[bool]:
    return and_(ScoringJob.organization_id == tenant.organization_id, ScoringJob.id == job_id)


def _has_items(states: Sequence[str]) -> ColumnElement[bool]:
    return (
        select(ScoringItem.paper_id)
        .where(
            ScoringItem.organization_id == ScoringJob.organization_id,
            ScoringItem.job_id == ScoringJob.id,
            ScoringItem.state.in_(states),
        )
        .correlate(ScoringJob)
        .exists()
    )
