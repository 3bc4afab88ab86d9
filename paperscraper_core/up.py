"""Runs the whole application: servers, schema, workers and web app, until it is told to stop."""

import fcntl
import json
import logging
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import IO, Final

import psutil

from paperscraper_core import local_services, schema
from paperscraper_core.accounts import first_start
from paperscraper_core.errors import PaperScraperError
from paperscraper_core.settings import CHECKOUT, settings

log = logging.getLogger(__name__)

_STOP_SECONDS: Final = 12.0
_READY_SECONDS: Final = 60.0
_WORKER_COMMAND: Final = [sys.executable, "-m", "workers.main"]


class AlreadyRunning(PaperScraperError):
    """PaperScraper is already running with this PAPERSCRAPER_HOME."""


@dataclass(slots=True)
class _Child:
    """A process that is kept running."""

    name: str
    command: list[str]
    process: "subprocess.Popen[bytes] | None" = None
    started: float = 0.0
    failures: int = field(default=0)

    def start(self, environment: dict[str, str]) -> None:
        """Start the process; its output goes to a log file of its own."""
        folder = settings().home / "logs"
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / f"{self.name}.log").open("ab") as output:
            self.process = subprocess.Popen(
                self.command,
                cwd=CHECKOUT,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,  # Ctrl-C reaches the supervisor, which ends its children
            )
        self.started = time.monotonic()

    def stop(self, seconds: float) -> None:
        """Ask the process to end, and end it when it has not after so many seconds."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def ended(self) -> bool:
        """Whether the process was started and is gone."""
        return self.process is not None and self.process.poll() is not None

    def may_restart(self) -> bool:
        """Whether it is time to start again: at once, then with growing pauses."""
        return time.monotonic() - self.started > min(30.0, 2.0**self.failures - 1.0)


def free_port(host: str, wanted: int) -> int:
    """Return `wanted`, or the next port that nobody listens on."""
    for port in range(wanted, wanted + 100):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                continue
            return port
    raise PaperScraperError(f"No free port from {wanted} on; set PAPERSCRAPER_PORT.")


class Application:
    """The supervisor of one installation's processes."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self._stopping = False
        self._children: list[_Child] = []
        self._lock: IO[str] | None = None
        self.address = ""

    def run(self) -> int:
        """Start everything, keep it running, stop it on SIGINT, SIGTERM or SIGHUP."""
        self._take_lock()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._on_signal)
        try:
            self._start()
            while not self._stopping:
                self._revive()
                time.sleep(0.2)
        finally:
            self._stop()
        return 0

    def _take_lock(self) -> None:
        settings().home.mkdir(parents=True, exist_ok=True)
        self._lock = open(settings().home / "up.lock", "w")  # noqa: SIM115 - held until the end
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunning from None

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self._stopping = True

    def _start(self) -> None:
        _end_orphans()
        environment = os.environ | {
            "DATABASE_URL": local_services.database_url(),
            "REDIS_URL": local_services.redis_url(),
        }
        schema.migrate()
        code = first_start.prepare()
        port = free_port(settings().host, settings().port)
        self._children = [_Child("web", _web_command(port))]
        self._children += [
            _Child(f"worker-{number}", _WORKER_COMMAND)
            for number in range(1, settings().workers + 1)
        ]
        self._environment = environment
        for child in self._children:
            child.start(environment)
        _remember([child.process.pid for child in self._children if child.process])
        self.address = f"http://{settings().host}:{port}"
        self._await_ready()
        if code is not None:
            self._say(f"First visit: the page asks for this one-time code: {code}")

    def _await_ready(self) -> None:
        deadline = time.monotonic() + _READY_SECONDS
        while not self._stopping:
            if _answers(f"{self.address}/_stcore/health"):
                self._say(f"PaperScraper is ready: {self.address}")
                return
            if time.monotonic() > deadline or self._children[0].ended():
                raise PaperScraperError(
                    f"The web app does not start; see {settings().home / 'logs' / 'web.log'}."
                )
            time.sleep(0.05)

    def _revive(self) -> None:
        changed = False
        for child in self._children:
            if child.ended() and child.may_restart():
                recent = time.monotonic() - child.started < 60.0
                child.failures = child.failures + 1 if recent else 1
                log.warning("%s ended; starting it again", child.name)
                child.start(self._environment)
                changed = True
        if changed:
            _remember([child.process.pid for child in self._children if child.process])

    def _stop(self) -> None:
        for child in self._children:
            if child.process and child.process.poll() is None:
                child.process.terminate()
        deadline = time.monotonic() + _STOP_SECONDS
        for child in self._children:
            child.stop(max(0.1, deadline - time.monotonic()))
        _orphan_file().unlink(missing_ok=True)
        if local_services.stop_if_last():
            self._say("PaperScraper has stopped.")


@contextmanager
def worker_beside_web() -> Iterator[None]:
    """Keep one worker while the web app runs on its own: plain `streamlit run app.py`.

    Under `up`, and on servers of the user's own, both URLs are set and workers are started apart.
    """
    if settings().database_url or settings().redis_url:
        yield
        return
    worker = _Child("worker-1", _WORKER_COMMAND)
    worker.start(dict(os.environ))
    try:
        yield
    finally:
        worker.stop(_STOP_SECONDS)


def _web_command(port: int) -> list[str]:
    return [
        *(sys.executable, "-m", "streamlit", "run", "app.py"),
        *("--server.address", settings().host),
        *("--server.port", str(port)),
        *("--server.headless", "true"),
    ]


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310 - our own address
            return bool(answer.status == 200)
    except OSError:
        return False


def _orphan_file() -> Path:
    return settings().home / "processes.json"


def _remember(pids: list[int]) -> None:
    """Note the children, so that a start after kill -9 of the supervisor can end them."""
    known = {}
    for pid in pids:
        try:
            known[str(pid)] = psutil.Process(pid).create_time()
        except psutil.NoSuchProcess:
            continue
    _orphan_file().write_text(json.dumps(known))


def _end_orphans() -> None:
    """End what a killed supervisor left; a recycled process id is told by its start time."""
    try:
        known = json.loads(_orphan_file().read_text())
    except (OSError, ValueError):
        return
    left = []
    for pid, created in known.items():
        try:
            process = psutil.Process(int(pid))
            if abs(process.create_time() - float(created)) < 1.0:
                process.terminate()
                left.append(process)
        except psutil.NoSuchProcess:
            continue
    for process in psutil.wait_procs(left, timeout=5)[1]:
        process.kill()
