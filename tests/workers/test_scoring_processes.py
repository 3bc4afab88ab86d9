"""Real worker processes that are killed, frozen, and whose queue is wiped."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import psutil
import pytest
from sqlalchemy import func, select, update

from paperscraper_core import db, local_services, queue
from paperscraper_core.models import Score, ScoringItem
from paperscraper_core.scoring import queries, service
from paperscraper_core.scoring.job_types import JobState, JobView
from paperscraper_core.tenancy import Tenant
from tests.running import ROOT
from tests.scoring.library import fill_library

StartWorker = Callable[[], subprocess.Popen[bytes]]
PAPERS = 160


@pytest.fixture
def start_worker(database: str, valkey: str) -> Iterator[StartWorker]:
    """Start worker processes on this test's database; none outlives the test."""
    started: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        environment = os.environ | {
            "DATABASE_URL": local_services.database_url(),
            "REDIS_URL": valkey,
        }
        started.append(
            subprocess.Popen([sys.executable, "-m", "workers.main"], cwd=ROOT, env=environment)
        )
        return started[-1]

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
        process.wait()


def _request(tenant: Tenant) -> int:
    with db.transaction(tenant) as session:
        return service.request(session, tenant)


def _view(tenant: Tenant, job: int) -> JobView:
    with db.reading(tenant) as session:
        return queries.job(session, tenant, job)


def _wait(condition: Callable[[], bool], seconds: float = 90) -> float:
    start = time.monotonic()
    while not condition():
        assert time.monotonic() - start < seconds, "waited in vain"
        time.sleep(0.01)
    return time.monotonic() - start


def _assert_each_paper_once(tenant: Tenant, job: int) -> None:
    view = _view(tenant, job)
    assert (view.done, view.total, view.state) == (PAPERS, PAPERS, JobState.DONE)
    with db.reading(tenant) as session:
        per_item = select(func.count()).select_from(Score).group_by(Score.job_id, Score.paper_id)
        assert session.scalars(per_item).all() == [1] * PAPERS


def test_a_killed_worker_loses_and_repeats_no_paper_even_when_the_queue_is_wiped(
    tenant_a: Tenant, start_worker: StartWorker
) -> None:
    fill_library(tenant_a, PAPERS)
    job = _request(tenant_a)
    first = start_worker()
    _wait(lambda: _view(tenant_a, job).done > 0 and _view(tenant_a, job).running > 0)
    os.kill(first.pid, signal.SIGKILL)
    first.wait()
    interrupted = _view(tenant_a, job)
    assert 0 < interrupted.done < PAPERS
    queue.connection().flushall()
    start_worker()
    _wait(lambda: not _view(tenant_a, job).is_active)
    _assert_each_paper_once(tenant_a, job)


def test_a_ring_that_was_lost_is_rung_again(tenant_a: Tenant, start_worker: StartWorker) -> None:
    fill_library(tenant_a, PAPERS)
    job = _request(tenant_a)
    queue.connection().flushall()
    start_worker()
    _wait(lambda: not _view(tenant_a, job).is_active)
    _assert_each_paper_once(tenant_a, job)


def _freeze_in_the_middle(worker: psutil.Process, tenant: Tenant, job: int) -> None:
    """Stop the worker while it holds papers."""
    while True:
        _wait(lambda: _view(tenant, job).running > 0)
        worker.suspend()
        if _view(tenant, job).running:
            return
        worker.resume()


def test_a_worker_frozen_past_its_lease_writes_nothing(
    tenant_a: Tenant, start_worker: StartWorker
) -> None:
    fill_library(tenant_a, PAPERS)
    job = _request(tenant_a)
    frozen = psutil.Process(start_worker().pid)
    _freeze_in_the_middle(frozen, tenant_a, job)
    with db.transaction(tenant_a) as session:
        held = session.scalars(
            update(ScoringItem)
            .where(ScoringItem.state == "running")
            .values(lease_until=func.now())
            .returning(ScoringItem.paper_id)
        ).all()
    assert held
    start_worker()
    _wait(lambda: not _view(tenant_a, job).is_active)
    frozen.resume()
    time.sleep(1)
    _assert_each_paper_once(tenant_a, job)
    with db.reading(tenant_a) as session:
        attempts = select(ScoringItem.attempt).where(ScoringItem.paper_id.in_(held))
        assert set(session.scalars(attempts)) == {2}
