"""The application as a whole: start, first page, memory at rest, beside bare Streamlit."""

import json
import random
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
from playwright.sync_api import BrowserContext, Page, sync_playwright

from benchmarks.results import Row
from tests.running import RunningApplication, unused_port

PAPERS = 3_000
_SLUG = "my-team"  # what the unattended set-up makes
_EMAIL, _PASSWORD = "bench@example.org", "a long password for the bench"
_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
#: The worker embeds what was imported, and keeps the model; nothing is measured before it rests.
_AWAIT_EMBEDDINGS = """
import time
from sqlalchemy import func, select
from paperscraper_core import db, local_services
from paperscraper_core.models import EmbeddingTask
while True:
    with db.system() as session:
        if not session.scalar(select(func.count()).select_from(EmbeddingTask)):
            break
    time.sleep(0.5)
db.engine().dispose()
local_services.stop_if_last()
"""
_BARE = "import streamlit as st\nst.title('Bare')\nst.write('Streamlit and nothing else')\n"


def run() -> list[Row]:
    """Measure, in one run, our application and a bare Streamlit page."""
    chromium = shutil.which("chromium")
    if chromium is None:
        return []
    application = RunningApplication(
        PAPERSCRAPER_ADMIN_EMAIL=_EMAIL, PAPERSCRAPER_PASSWORD=_PASSWORD
    )
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=_FLAGS)
            rows = _measure(application, browser.new_context())
            bare_cold, bare_warm = _bare(browser.new_context())
            browser.close()
    finally:
        shutil.rmtree(application.home, ignore_errors=True)
    ready, cold, warm, memory = rows
    return [
        _row("second start until ready", ready, "s", "limit", 5.0, 5.0),
        _row(f"first page, cold, {PAPERS:,} papers", cold, "s", "bare Streamlit", bare_cold, 2.5),
        _row(f"first page, warm, {PAPERS:,} papers", warm, "s", "bare Streamlit", bare_warm, 0.5),
        _row("memory of all processes at rest", memory, "MB", "limit", 900.0, 900.0),
    ]


def _row(what: str, ours: float, unit: str, peer_name: str, peer: float, bar: float) -> Row:
    return Row(
        area="application",
        what=what,
        ours=ours,
        unit=unit,
        peer_name=peer_name,
        peer=peer,
        bar=f"≤ {bar:g} {unit}",
        met=ours <= bar,
    )


def _measure(
    application: RunningApplication, context: BrowserContext
) -> tuple[float, float, float, float]:
    application.start()
    try:
        _fill(application)
        page = context.new_page()
        page.goto(application.address)
        page.get_by_label("E-mail address").fill(_EMAIL)
        page.get_by_label("Password", exact=True).fill(_PASSWORD)
        page.get_by_role("button", name="Log in").click()
        _overview(page)
        page.wait_for_timeout(2_000)  # the cookie is set by then
        page.close()
        time.sleep(5)
        memory = sum(_unshared(process) for process in application.processes()) / 1e6
    finally:
        application.stop()
    began = time.perf_counter()
    application.start()  # the same home: this is the second start
    ready = time.perf_counter() - began
    try:
        cold = _timed(context, application.address)
        warm = min(_timed(context, application.address) for _ in range(3))
    finally:
        application.stop()
    return ready, cold, warm, memory


def _fill(application: RunningApplication) -> None:
    """Import a library, embeddings included, so that the worker holds the model."""
    draw = random.Random(7)
    words = [f"{a}{b}" for a in ("thermo", "nano", "bio", "geo", "opto") for b in ("flux", "gel")]
    path = application.home / "bench.jsonl"
    with path.open("w") as lines:
        for number in range(PAPERS):
            work = {
                "id": f"https://openalex.org/W{number + 1}",
                "title": f"Paper {number} on {' '.join(draw.sample(words, 4))}",
                "publication_year": draw.randint(1990, 2025),
                "cited_by_count": draw.randint(0, 200),
                "authorships": [
                    {
                        "author_position": "first",
                        "author": {
                            "id": f"https://openalex.org/A{draw.randint(1, 900)}",
                            "display_name": f"Author {draw.randint(1, 900)}",
                        },
                    }
                ],
            }
            lines.write(json.dumps(work) + "\n")
    outcome = application.command("import", str(path), "--org", _SLUG, "--no-embed", "--json")
    assert outcome.returncode == 0, outcome.stderr
    rested = subprocess.run(
        [sys.executable, "-c", _AWAIT_EMBEDDINGS],
        env=application.environment,
        check=False,
    )
    assert rested.returncode == 0


def _overview(page: Page) -> None:
    page.get_by_role("heading", name="Overview").first.wait_for(timeout=60_000)
    page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]')


def _timed(context: BrowserContext, address: str) -> float:
    """Seconds from the request to the settled Overview page."""
    page = context.new_page()
    began = time.perf_counter()
    page.goto(address, wait_until="commit")
    _overview(page)
    seconds = time.perf_counter() - began
    page.close()
    return seconds


def _unshared(process: psutil.Process) -> float:
    """Bytes of the process that no other shares, plus its part of what is shared."""
    try:
        return float(process.memory_full_info().pss)
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return 0.0


@contextmanager
def _bare_streamlit() -> Iterator[str]:
    folder = Path(tempfile.mkdtemp())
    (folder / "bare.py").write_text(_BARE)
    port = unused_port()
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "streamlit", "run", "bare.py", "--server.port", str(port)),
            *("--server.headless", "true", "--server.address", "127.0.0.1"),
            *("--browser.gatherUsageStats", "false"),
        ],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(200):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=1).close()
                break
            except OSError:
                time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()
        shutil.rmtree(folder)


def _bare(context: BrowserContext) -> tuple[float, float]:
    def timed(address: str) -> float:
        page = context.new_page()
        began = time.perf_counter()
        page.goto(address, wait_until="commit")
        page.get_by_role("heading", name="Bare").wait_for()
        page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]')
        seconds = time.perf_counter() - began
        page.close()
        return seconds

    with _bare_streamlit() as address:
        return timed(address), min(timed(address) for _ in range(3))
