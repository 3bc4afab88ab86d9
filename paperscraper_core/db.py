"""The doors to the database.

`transaction(tenant)` and `reading(tenant)` open one organization and nothing else: row-level
security in Postgres enforces it for the role `paperscraper_app`, which owns nothing. `system()`
is for what happens before an organization is known: login, set-up, and finding due work.
`owner()` belongs to the maintenance of indexes, which only the owner of a table may build.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any, Final

from sqlalchemy import Connection, Engine, NullPool, create_engine, event, text
from sqlalchemy.orm import Session

from paperscraper_core import queue
from paperscraper_core.local_services import database_url
from paperscraper_core.tenancy import Tenant

APP_ROLE: Final = "paperscraper_app"
_ENTER: Final = text(
    "SELECT set_config('app.organization_id', :organization_id, true),"
    " set_config('app.system', :system, true)"
)
# pages read in several statements: an import meanwhile must not make them contradict each other
_ONE_LOOK: Final = text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")


@cache
def engine() -> Engine:
    """Return this process's engine; every connection acts as the unprivileged role."""
    made = create_engine(
        database_url(),
        pool_size=8,
        max_overflow=8,
        pool_pre_ping=True,
        hide_parameters=True,  # else an error's text, and so the log, holds hashes and papers
    )

    @event.listens_for(made, "connect")
    def _act_as_app_role(connection: Any, _record: Any) -> None:  # DBAPI types vary by driver
        autocommit, connection.autocommit = connection.autocommit, True
        connection.execute(f"SET ROLE {APP_ROLE}")
        connection.execute("SET jit = off")  # compiling costs more than these queries take
        connection.autocommit = autocommit

    return made


@contextmanager
def _session(organization_id: int | None, *, system: bool, read_only: bool) -> Iterator[Session]:
    with Session(engine(), expire_on_commit=False) as session:
        if read_only:
            session.execute(_ONE_LOOK)
        session.execute(
            _ENTER,
            {
                "organization_id": "" if organization_id is None else str(organization_id),
                "system": "on" if system else "",
            },
        )
        yield session
        session.commit()
    queue.ring_deferred(session)


@contextmanager
def transaction(tenant: Tenant) -> Iterator[Session]:
    """Open one read-write transaction inside the tenant's organization.

    Commits at the end, then rings for the deferred jobs; rolls back on any exception.
    """
    with _session(tenant.organization_id, system=False, read_only=False) as session:
        yield session


@contextmanager
def reading(tenant: Tenant) -> Iterator[Session]:
    """Open one read-only transaction inside the tenant's organization.

    All its statements see the same state of the library, whatever is written meanwhile.
    """
    with _session(tenant.organization_id, system=False, read_only=True) as session:
        yield session


@contextmanager
def system() -> Iterator[Session]:
    """Open one transaction outside any organization: accounts and job dispatch only.

    It sees accounts and job rows, never papers, authors or scores.
    """
    with _session(None, system=True, read_only=False) as session:
        yield session


@contextmanager
def owner() -> Iterator[Connection]:
    """Open a connection as the owner of the tables, every statement on its own.

    For building and dropping indexes, nothing else: it reads and writes no rows. Row-level security
    would hold here too, as it is forced, unless the owner is a superuser. When this process dies,
    the server notices within seconds and gives up what it was doing.
    """
    apart = create_engine(
        database_url(), poolclass=NullPool, isolation_level="AUTOCOMMIT", hide_parameters=True
    )
    with apart.connect() as connection:
        connection.execute(text("SET client_connection_check_interval = '5s'"))
        yield connection
