"""Shortcuts into the library for its tests."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event, text

from paperscraper_core import db
from paperscraper_core.importing.types import AuthorProfileRecord, PaperRecord
from paperscraper_core.library import service
from paperscraper_core.library.types import UpsertResult
from paperscraper_core.tenancy import Tenant

Upsert = Callable[..., UpsertResult]


@pytest.fixture
def upsert(tenant_a: Tenant) -> Upsert:
    """Take records into the first organization's library, one transaction a call."""

    def take(
        *records: PaperRecord | AuthorProfileRecord, run_id: int | None = None, into=None
    ) -> UpsertResult:
        tenant = into or tenant_a
        with db.transaction(tenant) as session:
            return service.upsert_papers(session, tenant, records, run_id=run_id)

    return take


@pytest.fixture
def rows(tenant_a: Tenant) -> Callable[..., list[Any]]:
    """Run a SELECT inside the first organization (or another one) and return its rows."""

    def read(statement: str, tenant: Tenant | None = None, **values: object) -> list[Any]:
        with db.reading(tenant or tenant_a) as session:
            found = session.execute(text(statement), values).all()
            return [row[0] if len(row) == 1 else tuple(row) for row in found]

    return read


@contextmanager
def counted() -> Iterator[list[str]]:
    """Collect the statements that are sent while the block runs."""
    sent: list[str] = []

    def note(_connection, _cursor, statement, *_rest) -> None:
        sent.append(statement)

    event.listen(db.engine(), "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(db.engine(), "before_cursor_execute", note)
