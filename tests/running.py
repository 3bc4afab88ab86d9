"""A running application for the tests that need one: `up` in a process and home of its own."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parent.parent


def unused_port() -> int:
    """A port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class RunningApplication:
    """`python -m paperscraper_core up`, started and stopped by a test."""

    def __init__(self, home: Path | None = None, **environment: str) -> None:
        self.home = home or Path(tempfile.mkdtemp(prefix="psup-"))
        if os.geteuid() == 0:
            self.home.chmod(0o755)  # the embedded server's own user has to reach its folder
        self.port = unused_port()
        self.address = f"http://127.0.0.1:{self.port}"
        clean = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "REDIS_URL"}}
        self.environment = clean | {
            "PAPERSCRAPER_HOME": str(self.home),
            "PAPERSCRAPER_PORT": str(self.port),
            **environment,
        }
        self.output = self.home / "up.txt"

    def start(self) -> "RunningApplication":
        """Start and wait until it says that it is ready."""
        with self.output.open("w") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "paperscraper_core", "up"],
                cwd=ROOT,
                env=self.environment,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        deadline = time.monotonic() + 90
        while "is ready" not in self.said():
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < deadline, self.said()
            time.sleep(0.05)
        return self

    def said(self) -> str:
        """What it has printed so far."""
        return self.output.read_text()

    def command(self, *arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
        """Run a command of the installation while it runs."""
        return subprocess.run(
            [sys.executable, "-m", "paperscraper_core", *arguments],
            cwd=ROOT,
            env=self.environment | environment,
            capture_output=True,
            text=True,
            timeout=300,
        )

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Send the signal and wait for the end."""
        self.process.send_signal(number)
        return self.process.wait(timeout=40)

    def processes(self) -> list[psutil.Process]:
        """Every process of this installation that runs now."""
        found = []
        for process in psutil.process_iter():
            try:
                words = process.environ().get("PAPERSCRAPER_HOME", "") + " ".join(process.cmdline())
            except (psutil.AccessDenied, psutil.NoSuchProcess):
                continue
            if str(self.home) in words and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
        return [process for process in found if process.pid != os.getpid()]

    def healthy(self) -> bool:
        """Whether the web app answers."""
        try:
            with urllib.request.urlopen(f"{self.address}/_stcore/health", timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False
