"""Jobs, items and stored scores, for the pages, the command line and the workers."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import Row, Select, and_, case, func, select
from sqlalchemy.orm import Session

from paperscraper_core.accounts.types import FORMER_MEMBER
from paperscraper_core.errors import NotFound
from paperscraper_core.models import Paper, Score, ScoringItem, ScoringJob, User, WorkerProcess
from paperscraper_core.paging import Page
from paperscraper_core.scoring.job_types import (
    ItemState,
    ItemView,
    JobView,
    LibraryCoverage,
    WorkerView,
)
from paperscraper_core.tenancy import Tenant

#: Seconds of silence after which a worker counts as gone; it reports every three.
ALIVE_SECONDS: Final = 15


def job(session: Session, tenant: Tenant, job_id: int) -> JobView:
    """One job with its counts.

    Raises:
        NotFound: the job is not in the tenant's organization.
    """
    row = session.execute(_jobs(tenant).where(ScoringJob.id == job_id)).one_or_none()
    if row is None:
        raise NotFound("scoring job", "id", job_id)
    return _job_view(row)


def jobs(session: Session, tenant: Tenant, *, number: int = 1, size: int = 20) -> Page[JobView]:
    """The organization's jobs, newest first."""
    total = session.scalar(
        select(func.count())
        .select_from(ScoringJob)
        .where(ScoringJob.organization_id == tenant.organization_id)
    )
    newest = (
        select(ScoringJob.id)
        .where(ScoringJob.organization_id == tenant.organization_id)
        .order_by(ScoringJob.created_at.desc(), ScoringJob.id.desc())
        .limit(size)
        .offset((number - 1) * size)
    )
    rows = session.execute(
        _jobs(tenant)
        .where(ScoringJob.id.in_(newest))
        .order_by(ScoringJob.created_at.desc(), ScoringJob.id.desc())
    )
    return Page(rows=tuple(map(_job_view, rows)), total=total or 0, number=number, size=size)


def items(
    session: Session,
    tenant: Tenant,
    job_id: int,
    *,
    state: ItemState | None = None,
    number: int = 1,
    size: int = 50,
) -> Page[ItemView]:
    """The papers of a job: running and failed ones first, then waiting, done and cancelled.

    Raises:
        NotFound: the job is not in the tenant's organization.
    """
    job(session, tenant, job_id)
    chosen = [
        ScoringItem.organization_id == tenant.organization_id,
        ScoringItem.job_id == job_id,
        *([ScoringItem.state == state.value] if state else []),
    ]
    total = session.scalar(select(func.count()).select_from(ScoringItem).where(*chosen))
    order = case(
        {"running": 0, "failed": 1, "waiting": 2, "done": 3, "cancelled": 4},
        value=ScoringItem.state,
    )
    rows = session.execute(
        select(ScoringItem, Paper.title, Score.overall)
        .join(
            Paper,
            and_(
                Paper.organization_id == ScoringItem.organization_id,
                Paper.id == ScoringItem.paper_id,
            ),
        )
        .outerjoin(
            Score,
            and_(
                Score.organization_id == ScoringItem.organization_id,
                Score.job_id == ScoringItem.job_id,
                Score.paper_id == ScoringItem.paper_id,
            ),
        )
        .where(*chosen)
        .order_by(order, ScoringItem.finished_at.desc().nulls_last(), ScoringItem.paper_id)
        .limit(size)
        .offset((number - 1) * size)
    )
    views = tuple(_item_view(item, title, overall) for item, title, overall in rows)
    return Page(rows=views, total=total or 0, number=number, size=size)


def coverage(session: Session, tenant: Tenant) -> LibraryCoverage:
    """How many papers the library holds and how many of them are scored."""
    papers = select(func.count()).where(Paper.organization_id == tenant.organization_id)
    scored = select(func.count()).where(
        Score.organization_id == tenant.organization_id, Score.is_latest
    )
    row = session.execute(select(papers.scalar_subquery(), scored.scalar_subquery())).one()
    return LibraryCoverage(papers=row[0], scored=row[1])


def workers_alive(session: Session) -> tuple[WorkerView, ...]:
    """The worker processes that reported in the last seconds; they serve every organization."""
    silent = func.extract("epoch", func.now() - WorkerProcess.seen_at)
    rows = session.execute(
        select(WorkerProcess, silent)
        .where(silent < ALIVE_SECONDS)
        .order_by(WorkerProcess.hostname, WorkerProcess.pid)
    )
    return tuple(
        WorkerView(
            hostname=worker.hostname,
            pid=worker.pid,
            kind=worker.kind,
            started_at=worker.started_at,
            seconds_silent=float(seconds),
        )
        for worker, seconds in rows
    )


def organization_of_job(session: Session, job_id: int) -> int | None:
    """The organization of a job, for a worker that has only its id. Needs the system door."""
    return session.scalar(select(ScoringJob.organization_id).where(ScoringJob.id == job_id))


def created_at(session: Session, tenant: Tenant, job_id: int) -> datetime:
    """When the job was asked for: the as-of date of what it finds.

    Raises:
        NotFound: the job is not in the tenant's organization.
    """
    moment = session.scalar(
        select(ScoringJob.created_at).where(
            ScoringJob.organization_id == tenant.organization_id, ScoringJob.id == job_id
        )
    )
    if moment is None:
        raise NotFound("scoring job", "id", job_id)
    return moment


def kept_references(session: Session, tenant: Tenant, job_id: int) -> tuple[dict[str, Any], ...]:
    """The references at hand: the job's own when it has one, else those of the last five jobs."""
    own = session.scalar(
        select(ScoringJob.reference).where(
            ScoringJob.organization_id == tenant.organization_id, ScoringJob.id == job_id
        )
    )
    if own is not None:
        return (own,)
    recent = session.scalars(
        select(ScoringJob.reference)
        .where(
            ScoringJob.organization_id == tenant.organization_id,
            ScoringJob.reference.is_not(None),
        )
        .order_by(ScoringJob.created_at.desc())
        .limit(5)
    )
    return tuple(kept for kept in recent if kept is not None)


def _jobs(tenant: Tenant) -> Select[*tuple[Any, ...]]:
    states = [
        func.count(ScoringItem.paper_id).filter(ScoringItem.state == state.value)
        for state in ItemState
    ]
    return (
        select(ScoringJob, User.name, *states)
        .outerjoin(User, User.id == ScoringJob.requested_by)
        .outerjoin(
            ScoringItem,
            and_(
                ScoringItem.organization_id == ScoringJob.organization_id,
                ScoringItem.job_id == ScoringJob.id,
            ),
        )
        .where(ScoringJob.organization_id == tenant.organization_id)
        .group_by(ScoringJob.organization_id, ScoringJob.id, User.name)
    )


def _job_view(row: Row[*tuple[Any, ...]]) -> JobView:
    found, name, waiting, running, done, failed, cancelled = row
    return JobView(
        id=found.id,
        description=found.description,
        scorer=found.scorer,
        requested_by=name or (FORMER_MEMBER if found.requested_by is not None else None),
        created_at=found.created_at,
        finished_at=found.finished_at,
        cancel_requested=found.cancel_requested,
        waiting=waiting,
        running=running,
        done=done,
        failed=failed,
        cancelled=cancelled,
    )


def _item_view(item: ScoringItem, title: str, overall: float | None) -> ItemView:
    return ItemView(
        job_id=item.job_id,
        paper_id=item.paper_id,
        title=title,
        state=ItemState(item.state),
        attempt=item.attempt,
        worker=item.worker,
        error=item.error,
        finished_at=item.finished_at,
        overall=None if overall is None else round(overall, 1),
    )
