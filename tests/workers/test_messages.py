"""What a worker makes of messages that it should never get."""

import json
import os
import pickle
import zlib
from pathlib import Path

import pytest
from rq import Queue
from rq.job import Job
from rq.serializers import JSONSerializer
from sqlalchemy import text

from paperscraper_core import db, queue
from paperscraper_core.scoring import queries, service
from paperscraper_core.scoring.job_types import JobState
from paperscraper_core.tenancy import Tenant
from tests.scoring.library import fill_library
from workers import runtime
from workers.main import SliceWorker


def work_off() -> None:
    """Let a worker take all that waits, in this process."""
    SliceWorker().work(burst=True, logging_level=None)


def raw_message(data: bytes, **fields: str) -> None:
    """Put a message on the queue as whoever reaches Redis could."""
    job = Job.create("os.getpid", connection=queue.connection(), serializer=JSONSerializer)
    job.origin = queue.QUEUE_NAME
    job.save()
    values = {"data": zlib.compress(data), **fields}
    queue.connection().hset(job.key, mapping=values)
    queue.work_queue().push_job_id(job.id)


def message(name: str, *arguments: object, instance: object = None, **fields: str) -> None:
    raw_message(json.dumps([name, instance, list(arguments), {}]).encode(), **fields)


def good_job(tenant: Tenant) -> int:
    fill_library(tenant, 3, embedded=False)
    with db.transaction(tenant) as session:
        return service.request(session, tenant)


def state(tenant: Tenant, job_id: int) -> JobState:
    with db.reading(tenant) as session:
        return queries.job(session, tenant, job_id).state


@pytest.mark.parametrize(
    "arguments",
    [
        ("no such kind", "1"), ("score", "not a number"), ("score", "-1"), ("score", "9" * 30),
        ("import", "999999999"), ("embed", "999999999"), ("embed", "9" * 18), ("score",),
        ("score", "1", "2"), ("score", None), ({"kind": "score"}, "1"), ("", ""),
    ],
)  # fmt: skip
def test_a_bogus_message_stops_nothing(tenant_a: Tenant, valkey: str, arguments) -> None:
    message(queue.RUN_SLICE, *arguments)
    job_id = good_job(tenant_a)
    work_off()
    assert state(tenant_a, job_id) is JobState.DONE
    assert queue.depth() == 0


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"\x00\xff", b"null", b"[1,2,3,4]"])
def test_bytes_that_are_no_message_stop_nothing(tenant_a: Tenant, valkey: str, data) -> None:
    raw_message(data)
    queue.work_queue().push_job_id("there-is-no-such-message")
    job_id = good_job(tenant_a)
    work_off()
    assert state(tenant_a, job_id) is JobState.DONE


def test_a_message_cannot_name_another_function(
    tenant_a: Tenant, valkey: str, tmp_path: Path
) -> None:
    trace = tmp_path / "trace"
    message("os.mkdir", str(trace))
    message("__str__", instance="workers.runtime")
    message("workers.runtime.leave")
    message(queue.RUN_SLICE, "score", "1", instance="x")
    work_off()
    assert not trace.exists()
    assert Queue(queue.QUEUE_NAME, connection=queue.connection()).failed_job_registry.count == 4


def test_a_message_brings_no_callback_and_no_address(
    tenant_a: Tenant, valkey: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    called: list[object] = []
    monkeypatch.setattr(runtime, "leave", lambda *_: called.append("callback"))
    monkeypatch.setattr(Job, "send_webhooks", _sender(called))
    hooks = json.dumps([{"url": "http://127.0.0.1:9/", "statuses": None}])
    for arguments in (("score", "999999"), ("no such kind", "1")):
        message(
            queue.RUN_SLICE, *arguments, success_callback_name="workers.runtime.leave",
            failure_callback_name="workers.runtime.leave",
            stopped_callback_name="workers.runtime.leave", webhooks=hooks,
        )  # fmt: skip
    work_off()
    assert called == []


def _sender(called: list[object]):
    def send(job: Job, *_: object, **__: object) -> None:
        called.extend(job.webhooks)

    return send


class _Bomb:
    def __init__(self, path: str) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, ...]:
        return os.mkdir, (self.path,)


def test_pickles_are_never_opened(tenant_a: Tenant, valkey: str, tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    bomb = pickle.dumps(("os.getpid", None, (_Bomb(str(trace)),), {}))
    raw_message(bomb, meta=bomb.decode("latin-1"), result=bomb.decode("latin-1"))
    work_off()
    assert not trace.exists()


@pytest.mark.parametrize("kind", ["import", "score", "embed"])
def test_work_of_a_deleted_organization_ends_quietly(
    tenant_a: Tenant, tenant_b: Tenant, valkey: str, kind: str
) -> None:
    from paperscraper_core.importing import service as importing

    with db.transaction(tenant_b) as session:
        importing.start_run(session, tenant_b, filename="a.csv", content=b"title\nA title\n")
    good_job(tenant_b)
    work = {"import": "import_runs", "score": "scoring_jobs"}
    with db.system() as session:
        table = work.get(kind)
        row = tenant_b.organization_id
        if table:
            row = session.scalar(text(f"SELECT max(id) FROM {table}"))
        session.execute(
            text("DELETE FROM organizations WHERE id = :o"), {"o": tenant_b.organization_id}
        )
    job_id = good_job(tenant_a)
    assert runtime.handler(kind)(row) is False
    work_off()
    assert state(tenant_a, job_id) is JobState.DONE


def test_a_job_outlives_its_disabled_and_removed_requester(tenant_a: Tenant, valkey: str) -> None:
    job_id = good_job(tenant_a)
    with db.system() as session:
        session.execute(text("UPDATE users SET disabled_at = now()"))
        session.execute(text("DELETE FROM memberships"))
    work_off()
    with db.reading(tenant_a) as session:
        view = queries.job(session, tenant_a, job_id)
    assert view.state is JobState.DONE
    assert view.requested_by  # nobody: but not the command line either
