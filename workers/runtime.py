"""What every background job shares: dispatch by kind, the worker's name, and its heartbeat."""

import logging
import os
import socket
import threading
import uuid
from collections.abc import Callable
from datetime import timedelta
from functools import cache
from importlib import import_module
from typing import Final

from sqlalchemy import delete, func
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import SQLAlchemyError

from paperscraper_core import db, queue
from paperscraper_core.models import WorkerProcess

log = logging.getLogger(__name__)

#: Seconds that one slice works before it rings again, so that other work gets its turn.
SLICE_SECONDS: Final = 5.0
#: Seconds between two heartbeats of this process.
HEARTBEAT_SECONDS: Final = 3.0

#: The function of each kind of work: takes the row's id, works for about SLICE_SECONDS,
#: and says whether there is more to do now.
HANDLERS: Final[dict[str, str]] = {
    queue.IMPORT: "workers.importing:import_slice",
    queue.EMBED: "workers.embedding:embed_slice",
    queue.SCORE: "workers.scoring:score_slice",
    queue.MAINTAIN: "workers.maintenance:maintain_slice",
}


@cache
def worker_name() -> str:
    """Return the name of this process: host, process id and a random part."""
    return f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:6]}"


def handler(kind: str) -> Callable[[int], bool]:
    """Return the function that works one slice of `kind`."""
    module, _, name = HANDLERS[kind].partition(":")
    found: Callable[[int], bool] = getattr(import_module(module), name)
    return found


def run_slice(kind: str, row_id: str) -> None:
    """Work one slice of the row, and ring again while there is more: what RQ calls."""
    report(kind)
    try:
        more = handler(kind)(int(row_id))
    finally:
        report(None)
    if more:
        queue.ring(kind, int(row_id))


def report(kind: str | None) -> None:
    """Say that this process is alive and what it works on; trouble here never stops work."""
    _STATE["kind"] = kind
    row = {
        "id": worker_name(),
        "hostname": socket.gethostname(),
        "pid": os.getpid(),
        "kind": kind,
    }
    try:
        with db.system() as session:
            session.execute(
                insert(WorkerProcess)
                .values(row)
                .on_conflict_do_update(
                    index_elements=["id"], set_={"kind": kind, "seen_at": func.now()}
                )
            )
            session.execute(
                delete(WorkerProcess).where(
                    WorkerProcess.seen_at < func.now() - timedelta(minutes=10)
                )
            )
    except SQLAlchemyError as error:
        log.warning("no heartbeat: %s", type(error).__name__)


_STATE: Final[dict[str, str | None]] = {"kind": None}


def leave() -> None:
    """Take this process off the list of living workers."""
    try:
        with db.system() as session:
            session.execute(delete(WorkerProcess).where(WorkerProcess.id == worker_name()))
    except SQLAlchemyError as error:
        log.warning("could not sign off: %s", type(error).__name__)


def start_heartbeat() -> None:
    """Report every few seconds from a thread of its own until the process ends."""

    def beat() -> None:
        while True:
            report(_STATE["kind"])
            pause.wait(HEARTBEAT_SECONDS)

    pause = threading.Event()
    threading.Thread(target=beat, name="heartbeat", daemon=True).start()
