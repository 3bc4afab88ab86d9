"""The import job: happy, unreadable, interrupted, cancelled, run twice, with a bad record."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from paperscraper_core import db, intake, models
from paperscraper_core.importing import queries, service, work_service
from paperscraper_core.importing.types import ImportRun, RunState
from paperscraper_core.tenancy import Tenant
from workers import importing, runtime


def works(count: int, first: int = 1) -> bytes:
    lines = [
        {
            "id": f"https://openalex.org/W{i}",
            "title": f"Invented work number {i}",
            "publication_year": 2020,
            "cited_by_count": i,
            "authorships": [{"author": {"id": f"A{i % 7 + 1}", "display_name": f"Author {i % 7}"}}],
        }
        for i in range(first, first + count)
    ]
    return "\n".join(map(json.dumps, lines)).encode()


def start(tenant: Tenant, content: bytes, filename: str = "works.jsonl") -> int:
    with db.transaction(tenant) as session:
        return service.start_run(session, tenant, filename=filename, content=content)


def view(tenant: Tenant, run_id: int) -> ImportRun:
    with db.reading(tenant) as session:
        return queries.run(session, tenant, run_id)


def count(tenant: Tenant, model: type[models.Base]) -> int:
    with db.reading(tenant) as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def run_out(tenant: Tenant, run_id: int) -> ImportRun:
    while importing.import_slice(run_id):
        pass
    return view(tenant, run_id)


def expire(tenant: Tenant) -> None:
    with db.transaction(tenant) as session:
        past = func.now() - timedelta(seconds=1)
        session.execute(update(models.ImportRun).values(lease_until=past))


@pytest.fixture(autouse=True)
def _fresh_worker(valkey: str) -> None:
    for run_id in list(importing._READINGS):
        importing._close(run_id)


def test_a_file_becomes_papers_that_can_be_found(tenant_a: Tenant, tenant_b: Tenant) -> None:
    run = run_out(tenant_a, start(tenant_a, works(450) + b"\nnot json"))
    assert (run.state, run.created, run.problems) == (RunState.DONE, 450, 1)
    assert (run.format, run.records_total) == ("openalex", 451)
    for model in (models.Paper, models.SearchDocument, models.EmbeddingTask):
        assert count(tenant_a, model) == 450, model
        assert count(tenant_b, model) == 0, model
    assert count(tenant_a, models.ImportChunk) == 0
    again = run_out(tenant_a, start(tenant_a, works(450)))
    assert (again.created, again.merged, again.unchanged) == (0, 0, 450)
    assert count(tenant_a, models.Paper) == 450


def test_an_unreadable_file_fails_with_its_sentence(tenant_a: Tenant) -> None:
    run = run_out(tenant_a, start(tenant_a, b"%PDF-1.7", "paper.pdf"))
    assert run.state is RunState.FAILED
    assert "PDF" in (run.error or "")
    assert not importing.import_slice(run.id)


def test_slices_go_on_where_they_ended(tenant_a: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runtime, "SLICE_SECONDS", -1.0)  # one batch a slice
    run_id = start(tenant_a, works(500))
    assert importing.import_slice(run_id)
    assert view(tenant_a, run_id).records_done == 200
    importing._close(run_id)  # the next slice falls to another worker
    assert run_out(tenant_a, run_id).created == 500


def test_a_killed_worker_loses_and_repeats_nothing(
    tenant_a: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Dies inside its second batch; its late twin, waking up, writes nothing."""
    real, calls = intake.take_in, []

    def dying(*args: object, **kwargs: object) -> object:
        result = real(*args, **kwargs)  # type: ignore[arg-type]  # passed through as they are
        calls.append(args[2])
        if len(calls) == 2:
            raise KeyboardInterrupt
        return result

    monkeypatch.setattr(intake, "take_in", dying)
    run_id = start(tenant_a, works(600))
    with pytest.raises(KeyboardInterrupt):
        importing.import_slice(run_id)
    importing._READINGS.clear()
    monkeypatch.setattr(intake, "take_in", real)
    assert view(tenant_a, run_id).records_done == 200
    assert not importing.import_slice(run_id)  # the dead worker's lease still runs
    expire(tenant_a)
    run = run_out(tenant_a, run_id)
    assert (run.state, run.created, run.unchanged, run.merged) == (RunState.DONE, 600, 0, 0)
    assert count(tenant_a, models.Paper) == 600


def test_an_overtaken_worker_writes_nothing(
    tenant_a: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = intake.take_in

    def overtaken(*args: object, **kwargs: object) -> object:
        monkeypatch.setattr(intake, "take_in", real)
        expire(tenant_a)
        with db.transaction(tenant_a) as session:
            assert work_service.claim(session, tenant_a, run_id, worker="other")
        return real(*args, **kwargs)  # type: ignore[arg-type]  # passed through as they are

    monkeypatch.setattr(intake, "take_in", overtaken)
    run_id = start(tenant_a, works(100))
    assert not importing.import_slice(run_id)
    assert count(tenant_a, models.Paper) == 0
    assert view(tenant_a, run_id).records_done == 0


def test_cancelled_midway_keeps_what_is_there(
    tenant_a: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runtime, "SLICE_SECONDS", -1.0)
    run_id = start(tenant_a, works(700))
    assert importing.import_slice(run_id)
    with db.transaction(tenant_a) as session:
        service.cancel(session, tenant_a, run_id)
    assert not importing.import_slice(run_id)
    run = view(tenant_a, run_id)
    assert (run.state, run.created) == (RunState.CANCELLED, 200)
    assert count(tenant_a, models.ImportChunk) == 0


def test_a_record_that_the_database_refuses_costs_only_itself(
    tenant_a: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = intake.library_service.upsert_papers

    def picky(session: object, tenant: object, records: list[object], **kwargs: object) -> object:
        if any("number 77" in getattr(record, "title", "") for record in records):
            raise ValueError("poison")
        return real(session, tenant, records, **kwargs)  # type: ignore[arg-type]  # as they are

    monkeypatch.setattr(intake.library_service, "upsert_papers", picky)
    run = run_out(tenant_a, start(tenant_a, works(150)))
    assert (run.state, run.created, run.problems) == (RunState.DONE, 149, 1)
    with db.reading(tenant_a) as session:
        (problem,) = queries.problems(session, tenant_a, run.id).rows
    assert problem.row == 77


def test_a_run_without_its_file_says_so(tenant_a: Tenant) -> None:
    with db.transaction(tenant_a) as session:
        work_service.start_here(session, tenant_a, filename="a.csv", size=1, worker="cli")
        session.execute(update(models.ImportRun).values(lease_until=None))
    with db.reading(tenant_a) as session:
        (run,) = queries.runs(session, tenant_a).rows
    assert run_out(tenant_a, run.id).error == importing.LOST
