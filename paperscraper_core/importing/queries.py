"""Import runs and their problems, read."""

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from paperscraper_core import models
from paperscraper_core.accounts.types import FORMER_MEMBER
from paperscraper_core.errors import NotFound
from paperscraper_core.importing.types import OPEN_STATES, ImportRun, RowProblem, RunState
from paperscraper_core.paging import Page
from paperscraper_core.tenancy import Tenant

_Run = models.ImportRun
_Problem = models.ImportProblem


def organization_of_run(session: Session, run_id: int) -> int | None:
    """The organization of a run, for a job that knows only its id: the system door."""
    return session.scalar(select(_Run.organization_id).where(_Run.id == run_id))


def run(session: Session, tenant: Tenant, run_id: int) -> ImportRun:
    """One run.

    Raises:
        NotFound: there is none of that id in the tenant's organization.
    """
    row = session.execute(
        _with_user().where(_Run.organization_id == tenant.organization_id, _Run.id == run_id)
    ).one_or_none()
    if row is None:
        raise NotFound("import", "id", run_id)
    return _run(row[0], row[1])


def runs(session: Session, tenant: Tenant, *, number: int = 1, size: int = 20) -> Page[ImportRun]:
    """One page of the organization's runs, the latest first."""
    here = _Run.organization_id == tenant.organization_id
    total = session.scalar(select(func.count()).select_from(_Run).where(here)) or 0
    rows = session.execute(
        _with_user()
        .where(here)
        .order_by(_Run.created_at.desc(), _Run.id.desc())
        .limit(size)
        .offset((number - 1) * size)
    )
    return Page(
        rows=tuple(_run(found, name) for found, name in rows), total=total, number=number, size=size
    )


def open_runs(session: Session, tenant: Tenant) -> int:
    """How many runs wait or run."""
    states = [state.value for state in OPEN_STATES]
    return (
        session.scalar(
            select(func.count())
            .select_from(_Run)
            .where(_Run.organization_id == tenant.organization_id, _Run.state.in_(states))
        )
        or 0
    )


def _with_user() -> Select[models.ImportRun, str]:
    return select(_Run, models.User.name).outerjoin(
        models.User, models.User.id == _Run.requested_by
    )


def _run(row: models.ImportRun, user: str | None) -> ImportRun:
    return ImportRun(
        id=row.id,
        filename=row.filename,
        format=row.format,
        state=RunState(row.state),
        requested_by=user or (FORMER_MEMBER if row.requested_by is not None else None),
        records_total=row.records_total,
        records_done=row.records_done,
        created=row.created,
        merged=row.merged,
        unchanged=row.unchanged,
        problems=row.problems,
        error=row.error,
        cancel_requested=row.cancel_requested,
        created_at=row.created_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
    )


def problems(
    session: Session, tenant: Tenant, run_id: int, *, number: int = 1, size: int = 100
) -> Page[RowProblem]:
    """One page of a run's problems in the file's order; the total is of those kept.

    Raises:
        NotFound: there is no such run in the tenant's organization.
    """
    run(session, tenant, run_id)
    here = (_Problem.organization_id == tenant.organization_id, _Problem.run_id == run_id)
    total = session.scalar(select(func.count()).select_from(_Problem).where(*here)) or 0
    rows = session.execute(
        select(_Problem.row, _Problem.field, _Problem.message)
        .where(*here)
        .order_by(_Problem.id)
        .limit(size)
        .offset((number - 1) * size)
    )
    return Page(
        rows=tuple(
            RowProblem(row=row, field=field, message=message) for row, field, message in rows
        ),
        total=total,
        number=number,
        size=size,
    )


def earlier_run(session: Session, tenant: Tenant, content_sha256: bytes) -> ImportRun | None:
    """The latest finished run of a file with the very same bytes, if there is one."""
    row = session.execute(
        _with_user()
        .where(
            _Run.organization_id == tenant.organization_id,
            _Run.content_sha256 == content_sha256,
            _Run.state == RunState.DONE.value,
        )
        .order_by(_Run.id.desc())
        .limit(1)
    ).one_or_none()
    return _run(row[0], row[1]) if row else None
