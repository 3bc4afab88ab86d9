"""The embedded servers: shared, recovering, stopped by the last user."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import psutil
import pytest

_CODE = """
import sys
from paperscraper_core import local_services
print(local_services.database_url(), local_services.redis_url(), flush=True)
sys.stdin.readline()
print(local_services.stop_if_last(), flush=True)
"""


@pytest.fixture
def home() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="psh-"))
    if os.geteuid() == 0:
        folder.chmod(0o755)
    return folder


def _user(home: Path) -> "subprocess.Popen[str]":
    environment = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "REDIS_URL"}}
    process = subprocess.Popen(
        [sys.executable, "-c", _CODE],
        env=environment | {"PAPERSCRAPER_HOME": str(home)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    assert "postgresql" in process.stdout.readline()
    return process


def _servers(home: Path) -> list[str]:
    found = []
    for process in psutil.process_iter(["name", "cmdline"]):
        if str(home) in " ".join(process.info["cmdline"] or ()):
            found.append(process.info["name"])
    return [name for name in found if name in {"postgres", "valkey-server"}]


def _finish(process: "subprocess.Popen[str]") -> str:
    return process.communicate("\n", timeout=30)[0].strip()


def test_the_last_user_stops_the_servers(home: Path) -> None:
    first, second = _user(home), _user(home)
    assert _finish(first) == "False"
    assert "postgres" in _servers(home)
    assert _finish(second) == "True"
    assert _servers(home) == []


def test_a_killed_user_does_not_keep_the_servers(home: Path) -> None:
    killed = _user(home)
    killed.kill()
    killed.wait()
    assert "postgres" in _servers(home)
    assert _finish(_user(home)) == "True"
    assert _servers(home) == []


def test_killed_servers_recover(home: Path) -> None:
    first = _user(home)
    for process in psutil.process_iter(["name", "cmdline"]):
        if process.info["name"] in {"postgres", "valkey-server"} and str(home) in " ".join(
            process.info["cmdline"] or ()
        ):
            process.kill()
    first.kill()
    first.wait()
    assert _finish(_user(home)) == "True"
    assert _servers(home) == []
