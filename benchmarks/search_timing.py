"""How long searches take in the database, whatever else the machine is doing."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.orm import Session

from benchmarks.search_library import Vectors
from paperscraper_core import db, local_services
from paperscraper_core.search import queries
from paperscraper_core.search.types import SearchCriteria
from paperscraper_core.tenancy import Tenant

Times = NDArray[np.float64]


def protected(
    tenant: Tenant, criteria: SearchCriteria, asked: Sequence[str], around: Vectors
) -> Times:
    """Milliseconds of each query through the app's door: in the database, and overall."""

    def search(one: SearchCriteria, vector: Vectors) -> None:
        with db.reading(tenant) as session:
            queries.search(session, tenant, one, vector)

    return _every_query(search, db.engine(), criteria, asked, around)


def unprotected(
    tenant: Tenant, criteria: SearchCriteria, asked: Sequence[str], around: Vectors
) -> Times:
    """The same as a superuser, for whom row-level security does not exist."""
    owner = create_engine(local_services.database_url())

    def search(one: SearchCriteria, vector: Vectors) -> None:
        with Session(owner) as session:
            session.execute(text("SET LOCAL jit = off"))
            queries.search(session, tenant, one, vector)

    return _every_query(search, owner, criteria, asked, around)


def _every_query(
    search: Callable[[SearchCriteria, Vectors], None], engine: Engine, criteria: SearchCriteria,
    asked: Sequence[str], around: Vectors,
) -> Times:  # fmt: skip
    with _timed_statements(engine) as spent:
        return np.array(
            [
                _best_of(lambda w=words, v=vector: search(replace(criteria, query=w), v), spent)
                for words, vector in zip(asked, around, strict=True)
            ]
        )


@contextmanager
def _timed_statements(engine: Engine) -> Iterator[list[float]]:
    """Collect the milliseconds that each statement takes, its answer's way back included."""
    spent: list[float] = []

    def before(*sent: Any) -> None:
        sent[4].started = time.perf_counter()

    def after(*sent: Any) -> None:
        spent.append(1000 * (time.perf_counter() - sent[4].started))

    event.listen(engine, "before_cursor_execute", before)
    event.listen(engine, "after_cursor_execute", after)
    try:
        yield spent
    finally:
        event.remove(engine, "before_cursor_execute", before)
        event.remove(engine, "after_cursor_execute", after)


def _best_of(work: Callable[[], None], spent: list[float]) -> tuple[float, float]:
    """Milliseconds in the database and overall, each the best of three goes."""
    goes = []
    for _ in range(3):
        spent.clear()
        before = time.perf_counter()
        work()
        goes.append((sum(spent), 1000 * (time.perf_counter() - before)))
    return min(go[0] for go in goes), min(go[1] for go in goes)


def seconds(work: Callable[[], None]) -> float:
    """The better of two goes: other programs are not what is measured."""
    best = float("inf")
    for _ in range(2):
        before = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - before)
    return best
