"""Import runs in real Postgres: stored, claimed, recorded, cancelled, given up."""

import io
import random
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from paperscraper_core import db, models, queue
from paperscraper_core.errors import NotFound, StaleAttempt
from paperscraper_core.importing import queries, service, work_service
from paperscraper_core.importing.types import (
    BatchOutcome,
    ClaimedRun,
    ColumnMapping,
    FileTooLarge,
    ImportEnded,
    ImportRun,
    RowProblem,
    RunState,
)
from paperscraper_core.settings import settings
from paperscraper_core.tenancy import Tenant


def start(tenant: Tenant, content: bytes = b"title\nOne\n", filename: str = "a.csv") -> int:
    with db.transaction(tenant) as session:
        return service.start_run(session, tenant, filename=filename, content=content)


def claim(tenant: Tenant, run_id: int) -> ClaimedRun | None:
    with db.transaction(tenant) as session:
        return work_service.claim(session, tenant, run_id, worker="w")


def claimed(tenant: Tenant, run_id: int) -> ClaimedRun:
    found = claim(tenant, run_id)
    assert found is not None
    return found


def view(tenant: Tenant, run_id: int) -> ImportRun:
    with db.reading(tenant) as session:
        return queries.run(session, tenant, run_id)


def expire(tenant: Tenant) -> None:
    with db.transaction(tenant) as session:
        past = func.now() - timedelta(seconds=1)
        session.execute(update(models.ImportRun).values(lease_until=past))


def chunks(tenant: Tenant) -> int:
    with db.reading(tenant) as session:
        return session.scalar(select(func.count()).select_from(models.ImportChunk)) or 0


def test_a_run_stores_its_file_and_rings(tenant_a: Tenant, valkey: str) -> None:
    content = random.Random(1).randbytes(2_500_000)
    run_id = start(tenant_a, content, "../../etc/papers.csv")
    assert chunks(tenant_a) == 3
    assert queue.depth() == 1
    with db.reading(tenant_a) as session:
        stream = service.open_content(session, tenant_a, run_id)
        assert stream is not None
        assert stream.read() == content
    run = view(tenant_a, run_id)
    assert (run.filename, run.state, run.requested_by) == ("papers.csv", "waiting", "alpha admin")


def test_a_file_over_the_limit_is_refused_whole(
    tenant_a: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAPERSCRAPER_MAX_UPLOAD_MB", "1")
    settings.cache_clear()
    with pytest.raises(FileTooLarge, match="1 MB"):
        start(tenant_a, b"x" * (1 << 20) + b"x")
    settings.cache_clear()
    with db.reading(tenant_a) as session:
        assert queries.runs(session, tenant_a).total == 0


def test_a_run_is_claimed_once_while_its_lease_lasts(tenant_a: Tenant, valkey: str) -> None:
    mapping = ColumnMapping(columns=(("title", "Titel"),))
    with db.transaction(tenant_a) as session:
        run_id = service.start_run(
            session, tenant_a, filename="a.csv", content=io.BytesIO(b"x"), mapping=mapping
        )
    first = claimed(tenant_a, run_id)
    assert first.mapping == mapping
    assert claim(tenant_a, run_id) is None
    expire(tenant_a)
    second = claimed(tenant_a, run_id)
    assert second.attempt == first.attempt + 1
    with pytest.raises(StaleAttempt), db.transaction(tenant_a) as session:
        work_service.record_batch(session, tenant_a, first, BatchOutcome(rows=1, created=1))
    with pytest.raises(StaleAttempt), db.transaction(tenant_a) as session:
        work_service.finish(session, tenant_a, first, RunState.DONE)
    assert view(tenant_a, run_id).records_done == 0


def test_progress_and_problems_are_counted(tenant_a: Tenant, valkey: str) -> None:
    run_id = start(tenant_a)
    run = claimed(tenant_a, run_id)
    problems = (
        RowProblem(row=3, field="year", message="odd\x00"),
        RowProblem(row=None, field=None, message="cut"),
    )
    outcome = BatchOutcome(rows=5, created=2, merged=1, unchanged=1, problems=problems)
    with db.transaction(tenant_a) as session:
        assert not work_service.record_batch(session, tenant_a, run, outcome)
    with db.transaction(tenant_a) as session:
        work_service.finish(session, tenant_a, run, RunState.DONE)
    seen = view(tenant_a, run_id)
    assert (seen.state, seen.papers, seen.problems) == (RunState.DONE, 4, 2)
    assert seen.records_total == seen.records_done == 5
    assert chunks(tenant_a) == 0
    with db.reading(tenant_a) as session:
        page = queries.problems(session, tenant_a, run_id, size=1, number=2)
        assert page.rows == (problems[1],)
        assert page.total == 2
        assert service.open_content(session, tenant_a, run_id) is None


def test_a_run_that_kills_its_workers_is_given_up(tenant_a: Tenant, valkey: str) -> None:
    run_id = start(tenant_a)
    claimed(tenant_a, run_id)
    for _ in range(2):
        expire(tenant_a)
        claimed(tenant_a, run_id)
    expire(tenant_a)
    assert claim(tenant_a, run_id) is None
    seen = view(tenant_a, run_id)
    assert (seen.state, chunks(tenant_a)) == (RunState.FAILED, 0)
    assert "Given up" in (seen.error or "")


def test_a_batch_forgives_earlier_deaths(tenant_a: Tenant, valkey: str) -> None:
    run_id = start(tenant_a)
    claimed(tenant_a, run_id)
    for _ in range(5):
        expire(tenant_a)
        run = claimed(tenant_a, run_id)
        with db.transaction(tenant_a) as session:
            work_service.record_batch(session, tenant_a, run, BatchOutcome(rows=1))
    assert view(tenant_a, run_id).records_done == 5


def test_cancelling(tenant_a: Tenant, valkey: str) -> None:
    waiting, running = start(tenant_a), start(tenant_a)
    run = claimed(tenant_a, running)
    for run_id in (waiting, running):
        with db.transaction(tenant_a) as session:
            service.cancel(session, tenant_a, run_id)
    assert view(tenant_a, waiting).state is RunState.CANCELLED
    assert view(tenant_a, running).cancel_requested
    with db.transaction(tenant_a) as session:
        assert work_service.record_batch(session, tenant_a, run, BatchOutcome(rows=1))
    with pytest.raises(ImportEnded), db.transaction(tenant_a) as session:
        service.cancel(session, tenant_a, waiting)


def test_runs_of_another_organization_do_not_exist(
    tenant_a: Tenant, tenant_b: Tenant, valkey: str
) -> None:
    run_id = start(tenant_a)
    assert claim(tenant_b, run_id) is None
    with db.reading(tenant_b) as session:
        assert queries.runs(session, tenant_b).total == 0
        assert service.open_content(session, tenant_b, run_id) is None
        for read in (queries.run, queries.problems):
            with pytest.raises(NotFound):
                read(session, tenant_b, run_id)
    with pytest.raises(NotFound), db.transaction(tenant_b) as session:
        service.cancel(session, tenant_b, run_id)


def test_the_same_bytes_are_recognised(tenant_a: Tenant, tenant_b: Tenant, valkey: str) -> None:
    import hashlib

    digest = hashlib.sha256(b"title\nOne\n").digest()
    run = claimed(tenant_a, start(tenant_a))
    with db.reading(tenant_a) as session:
        assert queries.earlier_run(session, tenant_a, digest) is None
    with db.transaction(tenant_a) as session:
        work_service.finish(session, tenant_a, run, RunState.DONE)
    with db.reading(tenant_a) as session:
        found = queries.earlier_run(session, tenant_a, digest)
        assert found is not None
        assert found.id == run.run_id
    with db.reading(tenant_b) as session:
        assert queries.earlier_run(session, tenant_b, digest) is None
