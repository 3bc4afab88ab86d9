"""Real Postgres and Valkey for the tests, started by the test session itself."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

# Before anything reads the settings: no test may touch a user's data or servers.
_HOME = Path(tempfile.mkdtemp(prefix="pstest-"))
os.environ["PAPERSCRAPER_HOME"] = str(_HOME)
for _name in ("DATABASE_URL", "REDIS_URL", "PAPERSCRAPER_ADMIN_EMAIL", "PAPERSCRAPER_PASSWORD"):
    os.environ.pop(_name, None)

from sqlalchemy import create_engine, text  # noqa: E402 - the environment comes first
from sqlalchemy.engine import make_url  # noqa: E402 - as above

from paperscraper_core import db, local_services, queue, schema  # noqa: E402 - as above
from paperscraper_core.settings import settings  # noqa: E402 - as above
from paperscraper_core.tenancy import Role, Tenant  # noqa: E402 - as above

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus"


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The shared corpus of real files, where it is at hand."""
    if not CORPUS.is_dir():
        pytest.skip("needs ../shared/corpus, which is not here")
    return CORPUS


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """One Postgres for the session, with a migrated template database; yields its owner's URL."""
    if os.geteuid() == 0:
        _HOME.chmod(0o755)  # the server's own user has to reach its folder
    url = local_services.database_url()
    schema.migrate()
    yield url
    _forget_engine()
    local_services.stop_if_last()
    shutil.rmtree(_HOME, ignore_errors=True)


def _forget_engine() -> None:
    if db.engine.cache_info().currsize:
        db.engine().dispose()
        db.engine.cache_clear()


def _admin(url: str, statement: str) -> None:
    engine = create_engine(make_url(url).set(database="postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


_counter = iter(range(1, 1_000_000))


def _fresh_database(server: str, monkeypatch: pytest.MonkeyPatch) -> str:
    name = f"test_{os.getpid()}_{next(_counter)}"
    _forget_engine()
    _admin(server, f"CREATE DATABASE {name} TEMPLATE {local_services.DATABASE}")
    url = make_url(server).set(database=name).render_as_string(hide_password=False)
    monkeypatch.setenv("DATABASE_URL", url)
    settings.cache_clear()
    local_services.database_url.cache_clear()
    return url


def _drop_database(server: str, url: str) -> None:
    _forget_engine()
    _admin(server, f"DROP DATABASE {make_url(url).database} WITH (FORCE)")
    settings.cache_clear()
    local_services.database_url.cache_clear()


@pytest.fixture
def database(server: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A migrated database of the test's own; `db`'s doors lead to it."""
    url = _fresh_database(server, monkeypatch)
    yield url
    monkeypatch.undo()
    _drop_database(server, url)


@pytest.fixture(scope="module")
def module_database(server: str) -> Iterator[str]:
    """A migrated database shared by the tests of one module: for costly read-only set-ups."""
    monkeypatch = pytest.MonkeyPatch()
    url = _fresh_database(server, monkeypatch)
    yield url
    monkeypatch.undo()
    _drop_database(server, url)


def make_tenants() -> tuple[Tenant, Tenant]:
    """Make two organizations with one administrator each in the current database."""
    tenants = []
    with db.system() as session:
        for slug in ("alpha", "beta"):
            organization_id = session.execute(
                text("INSERT INTO organizations (slug, name) VALUES (:s, :n) RETURNING id"),
                {"s": slug, "n": slug.title()},
            ).scalar_one()
            user_id = session.execute(
                text(
                    "INSERT INTO users (email, name, password_hash)"
                    " VALUES (:e, :n, 'unusable') RETURNING id"
                ),
                {"e": f"admin@{slug}.test", "n": f"{slug} admin"},
            ).scalar_one()
            session.execute(
                text(
                    "INSERT INTO memberships (organization_id, user_id, role)"
                    " VALUES (:o, :u, 'admin')"
                ),
                {"o": organization_id, "u": user_id},
            )
            tenants.append(
                Tenant(organization_id=organization_id, user_id=user_id, role=Role.ADMIN)
            )
    return tenants[0], tenants[1]


@pytest.fixture
def tenants(database: str) -> tuple[Tenant, Tenant]:
    """Two organizations: every test database holds a second one."""
    return make_tenants()


@pytest.fixture
def tenant_a(tenants: tuple[Tenant, Tenant]) -> Tenant:
    return tenants[0]


@pytest.fixture
def tenant_b(tenants: tuple[Tenant, Tenant]) -> Tenant:
    return tenants[1]


@pytest.fixture
def valkey() -> Iterator[str]:
    """A real Valkey, emptied before and after."""
    url = local_services.redis_url()
    queue.connection().flushall()
    yield url
    queue.connection().flushall()
