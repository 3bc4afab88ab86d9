"""Imports one file, a few seconds at a time."""

import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO

from sqlalchemy.exc import OperationalError

from paperscraper_core import db, intake
from paperscraper_core.accounts import queries as account_queries
from paperscraper_core.errors import StaleAttempt, UnreadableFile
from paperscraper_core.importing import queries, readers, service, work_service
from paperscraper_core.importing.types import ClaimedRun, Item, RunState
from paperscraper_core.metrics import service as metrics_service
from paperscraper_core.tenancy import Tenant
from workers import runtime

log = logging.getLogger(__name__)

#: Seconds between two signs of life while rows that were done before are skipped.
KEEP_SECONDS = 3.0
LOST = "The import was interrupted and its file is not stored; import the file again."


@dataclass(slots=True, eq=False)
class Reading:
    """A file that this process has open between the slices of its run."""

    run_id: int
    stream: BinaryIO
    batches: Iterator[list[Item]]
    position: int


_READINGS: dict[int, Reading] = {}


def import_slice(run_id: int) -> bool:
    """Import rows of one run for a few seconds; True when there are more.

    Losing the database or the run ends the slice: the lease runs out, and the sweeper rings again.
    """
    try:
        return _import(run_id)
    except (OperationalError, StaleAttempt) as error:
        log.warning("import %s stops for now: %s", run_id, type(error).__name__)
        _close(run_id)
        return False


def _import(run_id: int) -> bool:
    with db.system() as session:
        organization_id = queries.organization_of_run(session, run_id)
    if organization_id is None:
        return False
    tenant = account_queries.system_tenant(organization_id)
    with db.transaction(tenant) as session:
        run = work_service.claim(session, tenant, run_id, worker=runtime.worker_name())
    if run is None:
        return False
    try:
        state, error = _work(tenant, run)
    except UnreadableFile as unreadable:
        state, error = RunState.FAILED, unreadable.message
    if state is RunState.RUNNING:
        with db.transaction(tenant) as session:
            work_service.give_back(session, tenant, run)
        return True
    with db.transaction(tenant) as session:
        work_service.finish(session, tenant, run, state, error)
    _close(run_id)
    with db.transaction(tenant) as session:  # lists of authors are faster for it, not righter
        metrics_service.refresh(session, tenant)
    return False


def _work(tenant: Tenant, run: ClaimedRun) -> tuple[RunState, str | None]:
    """Import batches until the slice is over; the state to leave the run in, and why."""
    if run.cancel_requested:
        return RunState.CANCELLED, None
    end = time.monotonic() + runtime.SLICE_SECONDS
    reading = _READINGS.get(run.run_id)
    if reading is None or reading.position != run.records_done:
        _close(run.run_id)
        reading = _open(tenant, run)
    if reading is None:
        return RunState.FAILED, LOST
    for batch in reading.batches:
        cancelled = intake.carry(tenant, run, batch)[1]
        reading.position += len(batch)
        if cancelled:
            return RunState.CANCELLED, None
        if time.monotonic() > end:
            return RunState.RUNNING, None
    return RunState.DONE, None


def _open(tenant: Tenant, run: ClaimedRun) -> Reading | None:
    """Open the run's file at the place where the last batch ended."""
    with db.reading(tenant) as session:
        stream = service.open_content(session, tenant, run.run_id)
    if stream is None:
        return None
    parsed = readers.open_parsed(run.filename, stream, run.mapping)
    with db.transaction(tenant) as session:
        work_service.keep(session, tenant, run, parsed.format)
    items = parsed.items()
    alive = time.monotonic()
    for _ in islice(items, run.records_done):
        if time.monotonic() > alive + KEEP_SECONDS:
            with db.transaction(tenant) as session:
                work_service.keep(session, tenant, run)
            alive = time.monotonic()
    reading = Reading(run.run_id, stream, intake.batches(items), run.records_done)
    for other in list(_READINGS):
        _close(other)  # one at a time: an open file is memory
    _READINGS[run.run_id] = reading
    return reading


def _close(run_id: int) -> None:
    reading = _READINGS.pop(run_id, None)
    if reading is not None:
        reading.stream.close()
