"""A real worker process that is killed in the middle of an import, with the queue wiped."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import func, select

from paperscraper_core import db, local_services, models, queue
from paperscraper_core.importing.types import RunState
from paperscraper_core.tenancy import Tenant
from tests.running import ROOT
from tests.workers.test_importing import count, start, view, works

PAPERS = 3_000


@pytest.fixture
def start_worker(database: str, valkey: str) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    """Start worker processes on this test's database; none outlives the test."""
    started: list[subprocess.Popen[bytes]] = []

    def started_one() -> subprocess.Popen[bytes]:
        environment = os.environ | {
            "DATABASE_URL": local_services.database_url(),
            "REDIS_URL": valkey,
        }
        command = [sys.executable, "-m", "workers.main"]
        started.append(subprocess.Popen(command, cwd=ROOT, env=environment))
        return started[-1]

    yield started_one
    for process in started:
        if process.poll() is None:
            process.kill()
        process.wait()


def _wait(condition: Callable[[], bool], seconds: float = 120) -> None:
    begun = time.monotonic()
    while not condition():
        assert time.monotonic() - begun < seconds, "waited in vain"
        time.sleep(0.02)


def test_a_killed_worker_loses_and_repeats_no_row(
    tenant_a: Tenant, start_worker: Callable[[], subprocess.Popen[bytes]]
) -> None:
    run_id = start(tenant_a, works(PAPERS))
    first = start_worker()
    _wait(lambda: view(tenant_a, run_id).records_done > 0)
    os.kill(first.pid, signal.SIGKILL)
    first.wait()
    interrupted = view(tenant_a, run_id)
    assert 0 < interrupted.records_done < PAPERS
    queue.connection().flushall()
    start_worker()
    _wait(lambda: not view(tenant_a, run_id).is_open)
    run = view(tenant_a, run_id)
    assert (run.state, run.records_done) == (RunState.DONE, PAPERS)
    assert (run.created, run.merged, run.unchanged) == (PAPERS, 0, 0)
    assert count(tenant_a, models.Paper) == PAPERS
    with db.reading(tenant_a) as session:
        outcomes = session.execute(
            select(models.PaperRun.outcome, func.count()).group_by(models.PaperRun.outcome)
        ).all()
    assert [tuple(row) for row in outcomes] == [("created", PAPERS)]
