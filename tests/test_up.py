"""`up`: starts all of it, stops all of it, and recovers from being killed."""

import os
import signal
import subprocess
import sys
import time

import pytest

from tests.running import ROOT, RunningApplication


@pytest.fixture(scope="module")
def home_of_a_started_application() -> RunningApplication:
    application = RunningApplication()
    application.start()
    assert application.stop() == 0
    return application


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_everything(
    home_of_a_started_application: RunningApplication, number: int
) -> None:
    application = RunningApplication(home_of_a_started_application.home).start()
    assert application.healthy()
    names = {process.name() for process in application.processes()}
    assert {"postgres", "valkey-server"} <= names
    assert application.stop(number) == 0
    assert application.processes() == []


def test_a_start_after_kill_9_recovers(home_of_a_started_application: RunningApplication) -> None:
    application = RunningApplication(home_of_a_started_application.home).start()
    orphans = {p.pid for p in application.processes() if "python" in p.name()}
    application.process.kill()
    application.process.wait()
    again = RunningApplication(application.home).start()
    assert again.healthy()
    assert not orphans & {process.pid for process in again.processes()}
    assert again.stop() == 0
    assert again.processes() == []


def test_a_killed_worker_is_started_again(
    home_of_a_started_application: RunningApplication,
) -> None:
    application = RunningApplication(home_of_a_started_application.home).start()
    worker = next(p for p in application.processes() if "workers.main" in " ".join(p.cmdline()))
    os.kill(worker.pid, signal.SIGKILL)
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        workers = [p for p in application.processes() if "workers.main" in " ".join(p.cmdline())]
        if workers and workers[0].pid != worker.pid:
            break
        time.sleep(0.1)
    else:
        pytest.fail("no new worker")
    application.stop()


def test_a_second_start_says_that_it_runs_already(
    home_of_a_started_application: RunningApplication,
) -> None:
    application = RunningApplication(home_of_a_started_application.home).start()
    second = application.command("up")
    assert second.returncode == 1
    assert "already running" in second.stderr
    assert application.healthy()
    application.stop()


def test_commands_work_without_the_application(
    home_of_a_started_application: RunningApplication,
) -> None:
    doctor: subprocess.CompletedProcess[str] = home_of_a_started_application.command("doctor")
    assert doctor.returncode == 0, doctor.stdout + doctor.stderr
    assert "row-level security applies" in doctor.stdout
    assert home_of_a_started_application.processes() == []


def test_streamlit_run_alone_brings_its_own_worker(
    home_of_a_started_application: RunningApplication,
) -> None:
    application = home_of_a_started_application
    with (application.home / "alone.txt").open("w") as output:
        process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "streamlit",
                "run",
                "app.py",
                "--server.port",
                str(application.port),
            ],
            cwd=ROOT,
            env=application.environment,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        deadline = time.monotonic() + 60
        while not application.healthy() or "workers.main" not in str(
            [p.cmdline() for p in application.processes()]
        ):
            assert time.monotonic() < deadline, (application.home / "alone.txt").read_text()
            time.sleep(0.1)
    finally:
        process.terminate()
        process.wait(30)
    deadline = time.monotonic() + 20
    while application.processes() and time.monotonic() < deadline:
        time.sleep(0.2)
    assert application.processes() == []
