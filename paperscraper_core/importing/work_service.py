"""What whoever carries out an import writes: a claim under a lease, progress under its attempt.

Progress is written in the transaction of the batch itself: a process that is killed loses and
repeats nothing, and one that was frozen and wakes up late finds its attempt taken and rolls back.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from sqlalchemy import ColumnElement, and_, case, func, insert, literal, or_, select, update
from sqlalchemy.orm import Session

from paperscraper_core import models
from paperscraper_core.accounts import audit
from paperscraper_core.errors import StaleAttempt
from paperscraper_core.importing import service
from paperscraper_core.importing.types import (
    MAX_KEPT_PROBLEMS,
    OPEN_STATES,
    BatchOutcome,
    ClaimedRun,
    ColumnMapping,
    RowProblem,
    RunState,
)
from paperscraper_core.tenancy import Tenant

#: After this another worker may take over; a batch takes about one second.
LEASE: Final = timedelta(seconds=12)
#: Workers that may fall silent without finishing a batch before the run is given up.
MAX_TRIES: Final = 3
_Run = models.ImportRun


def claim(session: Session, tenant: Tenant, run_id: int, *, worker: str) -> ClaimedRun | None:
    """Take a run that nobody works on, or None. One that kills its workers is failed instead."""
    free = and_(
        _Run.organization_id == tenant.organization_id,
        _Run.id == run_id,
        _Run.state.in_(OPEN_STATES),
        or_(_Run.lease_until.is_(None), _Run.lease_until < func.now()),
    )
    # A lease that ran out was not given back: its holder died or hangs.
    died = case((_Run.lease_until.is_(None), 0), else_=1)
    row = session.execute(
        update(_Run)
        .where(free)
        .values(
            state=RunState.RUNNING,
            attempt=_Run.attempt + 1,
            tries=_Run.tries + died,
            lease_until=func.now() + LEASE,
            worker=worker,
            started_at=func.coalesce(_Run.started_at, func.now()),
        )
        .returning(
            _Run.attempt,
            _Run.tries,
            _Run.filename,
            _Run.mapping,
            _Run.records_done,
            _Run.cancel_requested,
        )
    ).one_or_none()
    if row is None:
        return None
    if row.tries >= MAX_TRIES:
        message = f"Given up: {MAX_TRIES} workers ended without finishing the next batch."
        service.end(session, tenant, run_id, RunState.FAILED, message)
        return None
    return ClaimedRun(
        run_id=run_id,
        attempt=row.attempt,
        filename=row.filename,
        mapping=ColumnMapping(columns=tuple(row.mapping.items())) if row.mapping else None,
        records_done=row.records_done,
        cancel_requested=row.cancel_requested,
    )


def start_here(
    session: Session, tenant: Tenant, *, filename: str, size: int, worker: str
) -> ClaimedRun:
    """Make a run that the caller carries out itself, so that its file is not stored."""
    name = service.tidy_filename(filename)
    run_id = session.execute(
        insert(_Run)
        .values(
            organization_id=tenant.organization_id,
            filename=name,
            content_bytes=size,
            state=RunState.RUNNING,
            attempt=1,
            lease_until=func.now() + LEASE,
            worker=worker,
            requested_by=tenant.user_id,
            started_at=func.now(),
        )
        .returning(_Run.id)
    ).scalar_one()
    audit.record(session, tenant, "import.start", name, run=run_id, bytes=size)
    return ClaimedRun(
        run_id=run_id,
        attempt=1,
        filename=name,
        mapping=None,
        records_done=0,
        cancel_requested=False,
    )


def keep(session: Session, tenant: Tenant, run: ClaimedRun, file_format: str | None = None) -> None:
    """Hold the lease for longer, while reading without writing; note the format when known.

    Raises:
        StaleAttempt: somebody else has taken the run.
    """
    values: dict[str, object] = {"lease_until": func.now() + LEASE}
    if file_format:
        values["format"] = file_format
    _update(session, tenant, run, values)


def record_batch(session: Session, tenant: Tenant, run: ClaimedRun, outcome: BatchOutcome) -> bool:
    """Write what a batch did, in the batch's own transaction.

    Returns:
        Whether the run was asked to stop.

    Raises:
        StaleAttempt: somebody else has taken the run; roll the batch back.
    """
    kept = max(0, MAX_KEPT_PROBLEMS - _problem_count(session, tenant, run))
    cancelled = _update(
        session,
        tenant,
        run,
        {
            "records_done": _Run.records_done + outcome.rows,
            "created": _Run.created + outcome.created,
            "merged": _Run.merged + outcome.merged,
            "unchanged": _Run.unchanged + outcome.unchanged,
            "problems": _Run.problems + len(outcome.problems),
            "tries": 0,
            "lease_until": func.now() + LEASE,
        },
    )
    _write_problems(session, tenant, run.run_id, outcome.problems[:kept])
    return cancelled


def _problem_count(session: Session, tenant: Tenant, run: ClaimedRun) -> int:
    return (
        session.scalar(
            select(_Run.problems).where(
                _Run.organization_id == tenant.organization_id, _Run.id == run.run_id
            )
        )
        or 0
    )


def _write_problems(
    session: Session, tenant: Tenant, run_id: int, problems: Sequence[RowProblem]
) -> None:
    if problems:
        session.execute(
            insert(models.ImportProblem),
            [
                {
                    "organization_id": tenant.organization_id,
                    "run_id": run_id,
                    "row": problem.row,
                    "field": problem.field,
                    "message": problem.message.replace("\x00", "")[:1000],
                }
                for problem in problems
            ],
        )


def give_back(session: Session, tenant: Tenant, run: ClaimedRun) -> None:
    """End the lease at the end of a slice, so that the next can begin at once."""
    _update(session, tenant, run, {"lease_until": None})


def finish(
    session: Session,
    tenant: Tenant,
    run: ClaimedRun,
    state: RunState,
    error: str | None = None,
) -> None:
    """End the run and delete its stored file.

    Raises:
        StaleAttempt: somebody else has taken the run.
    """
    values: dict[str, object] = {"lease_until": None}
    if state is RunState.DONE:
        values["records_total"] = _Run.records_done
    _update(session, tenant, run, values)
    service.end(session, tenant, run.run_id, state, error)


def _update(session: Session, tenant: Tenant, run: ClaimedRun, values: dict[str, object]) -> bool:
    cancelled = session.scalar(
        update(_Run).where(_mine(tenant, run)).values(values).returning(_Run.cancel_requested)
    )
    if cancelled is None:
        raise StaleAttempt
    return bool(cancelled)


def _mine(tenant: Tenant, run: ClaimedRun) -> ColumnElement[bool]:
    return and_(
        _Run.organization_id == tenant.organization_id,
        _Run.id == run.run_id,
        _Run.state == literal(RunState.RUNNING.value),
        _Run.attempt == run.attempt,
    )
