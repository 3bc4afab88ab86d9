"""Moves organizations to the way of searching that fits their size, without a person.

An index of a big library takes minutes to build. The server does the work, so a thread that waits
for it leaves the worker free for other messages; it renews the claim all along.
"""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy.exc import SQLAlchemyError

from paperscraper_core import db
from paperscraper_core.search import layout_service
from paperscraper_core.search.layout import Way
from paperscraper_core.search.layout_types import LayoutWork
from workers import runtime

log = logging.getLogger(__name__)

_RENEW_SECONDS: Final = layout_service.LEASE_SECONDS / 3
_UNDER_WAY: Final[set[threading.Thread]] = set()


def maintain_slice(organization_id: int) -> bool:
    """Begin the change that an organization's size asks for; False, as nothing is left to ring."""
    with db.system() as session:
        work = layout_service.claim(session, organization_id, worker=runtime.worker_name())
    if work is None:
        return False
    if not work.touches_an_index:
        with db.system() as session:
            layout_service.decide(session, work)
            layout_service.finish(session, work)
        return False
    thread = threading.Thread(
        target=_change, args=(work,), name=f"maintenance-{organization_id}", daemon=True
    )
    _UNDER_WAY.add(thread)
    thread.start()
    return False


def wait(seconds: float) -> bool:
    """Wait for the changes that this process has begun; True when all have ended."""
    for thread in tuple(_UNDER_WAY):
        thread.join(seconds)
    return not _UNDER_WAY


def _change(work: LayoutWork) -> None:
    log.info(
        "the search of organization %s (%s papers) moves from %s to %s",
        *(work.organization_id, work.papers, work.present, work.wanted),
    )
    try:
        with _renewed(work):
            _build_or_drop(work)
    except SQLAlchemyError as error:
        log.warning("no change of the search: %s", type(error).__name__)
        _give_up(work, error)
    finally:
        _UNDER_WAY.discard(threading.current_thread())


def _build_or_drop(work: LayoutWork) -> None:
    with db.owner() as owner:
        if not layout_service.lock_build(owner, work.organization_id):
            return  # a dead worker's build is still ending: the lease runs out, then again
        if work.wanted is Way.INDEX:
            layout_service.build_index(owner, work.organization_id, work.papers)
        with db.system() as session:
            mine = layout_service.decide(session, work)
        if mine and work.wanted is not Way.INDEX:
            layout_service.drop_index(owner, work.organization_id)
    with db.system() as session:
        layout_service.finish(session, work)


def _give_up(work: LayoutWork, error: SQLAlchemyError) -> None:
    try:
        with db.system() as session:
            layout_service.fail(session, work, type(error).__name__)
    except SQLAlchemyError:
        log.warning("the claim of organization %s runs out by itself", work.organization_id)


@contextmanager
def _renewed(work: LayoutWork) -> Iterator[None]:
    """Keep the claim while the block runs."""
    ended = threading.Event()

    def renew() -> None:
        while not ended.wait(_RENEW_SECONDS):
            try:
                with db.system() as session:
                    layout_service.renew(session, work)
            except SQLAlchemyError as error:
                log.warning("claim not renewed: %s", type(error).__name__)

    thread = threading.Thread(target=renew, name="renew", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
