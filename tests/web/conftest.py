"""The real application in a process of its own, as `streamlit run app.py` starts it."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from paperscraper_core import db
from paperscraper_core.accounts import login_service, passwords, service
from paperscraper_core.tenancy import Role, Tenant
from tests.conftest import make_tenants

CHECKOUT = Path(__file__).resolve().parents[2]
PASSWORD = "the otters swim at noon"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def serving(database: str, home: Path, port: int) -> Iterator[str]:
    """Run the application on a database until the block ends; yields its address."""
    environment = os.environ | {"DATABASE_URL": database, "PAPERSCRAPER_HOME": str(home)}
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    address = f"http://127.0.0.1:{port}"
    with (home / "web.log").open("ab") as log:
        process = subprocess.Popen(
            [*command, "--server.address", "127.0.0.1"],
            cwd=CHECKOUT,
            env=environment,
            stdout=log,
            stderr=log,
        )
    try:
        for _ in range(600):
            with suppress(OSError):  # not there yet, or slow
                urllib.request.urlopen(f"{address}/_stcore/health", timeout=5).close()
                break
            assert process.poll() is None, (home / "web.log").read_text()
            time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait(20)


@dataclass(frozen=True)
class RunningApp:
    """A running application with two organizations."""

    address: str
    tenant: Tenant
    other: Tenant

    @property
    def port(self) -> int:
        return int(self.address.rpartition(":")[2])

    def cookie(self, role: Role = Role.ADMIN) -> str:
        """Log somebody of the role in and return the value of the browser's cookie."""
        email = f"{role.value}-{time.monotonic_ns()}@alpha.test"
        user_id = add_user(self.tenant, email, role)
        with db.system() as session:
            entered = login_service.open_session(session, user_id)
            return login_service.redeem_ticket(session, entered.ticket) or ""


def add_user(tenant: Tenant, email: str, role: Role) -> int:
    """Add a user with PASSWORD and return the id."""
    from paperscraper_core.accounts import queries

    password_hash = passwords.new_hash(PASSWORD)
    with db.system() as session:
        service.create_user(session, tenant, email=email, role=role, password_hash=password_hash)
        return next(user.id for user in queries.users(session, tenant) if user.email == email)


@pytest.fixture(scope="module")
def running_app(
    module_database: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningApp]:
    """One application for the tests of a module."""
    tenant, other = make_tenants()
    home = tmp_path_factory.mktemp("web")
    with serving(module_database, home, free_port()) as address:
        yield RunningApp(address=address, tenant=tenant, other=other)


@pytest.fixture(autouse=True, scope="module")
def cheap_hashes() -> Iterator[None]:
    """Hashes of the same form that take a millisecond; the application reads them as well."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(passwords, "COST", 4)
        yield
