"""The search page in a browser: from Enter to the first results, and to the whole page."""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from playwright.sync_api import Page, sync_playwright

from benchmarks import search_library
from benchmarks.results import Row
from tests.running import RunningApplication

PAPERS = 100_000
QUERIES = 20
_SEED = 11
_EMAIL, _PASSWORD = "bench@example.org", "a long password for the bench"
_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
#: Runs in the application's own environment: its embedded database is the one that is filled.
_FILL = (
    "import sys; from benchmarks import bench_search_page; bench_search_page.fill(int(sys.argv[1]))"
)
#: Notes, in frames of the browser, when the first hit has changed and when the whole page rests.
_WATCH = """
() => {
  const hit = () => document.querySelector('[class*="st-key-search_hit_"]')?.innerText ?? '';
  const rests = () => document.querySelector('[data-testid="stApp"]')
    .getAttribute('data-test-script-state') === 'notRunning';
  const before = hit();
  window.bench = { hits: null, page: null };
  addEventListener('keydown', (event) => {
    if (event.key !== 'Enter') return;
    const began = performance.now();
    const look = () => {
      const passed = performance.now() - began;
      const found = window.bench;
      if (found.hits === null && hit() && hit() !== before) found.hits = passed;
      if (found.hits !== null && rests()) found.page = passed;
      if (passed < 20000 && found.page === null) requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  }, { once: true, capture: true });
}
"""


def run() -> list[Row]:
    """Measure 20 queries of 2 to 8 words at 100,000 papers; nothing without Chromium or corpus."""
    chromium = shutil.which("chromium")
    if chromium is None or not search_library.ARXIV.is_dir():
        return []
    application = RunningApplication(
        PAPERSCRAPER_ADMIN_EMAIL=_EMAIL, PAPERSCRAPER_PASSWORD=_PASSWORD
    )
    application.start()
    try:
        filled = subprocess.run(
            [sys.executable, "-c", _FILL, str(PAPERS)],
            env=application.environment,
            cwd=Path(__file__).resolve().parents[1],
            check=False,
        )
        assert filled.returncode == 0
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=_FLAGS)
            rows = measured(browser.new_page(), application.address, PAPERS)
            browser.close()
    finally:
        application.stop()
        shutil.rmtree(application.home, ignore_errors=True)
    return rows


def fill(papers: int) -> None:
    """Fill the first organization of this environment with papers of arXiv, vectors included."""
    from sqlalchemy import text

    from paperscraper_core import db, local_services
    from paperscraper_core.accounts.queries import system_tenant

    chance = np.random.default_rng(_SEED)
    entries = search_library.arxiv(papers, chance)
    vectors = chance.standard_normal((len(entries), 384), dtype=np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    with db.system() as session:
        organization_id = session.execute(text("SELECT min(id) FROM organizations")).scalar_one()
    search_library.fill(system_tenant(organization_id), entries, vectors)
    db.engine().dispose()
    local_services.stop_if_last()


def measured(page: Page, address: str, papers: int) -> list[Row]:
    """Type the queries of the bench into a running application's search page."""
    chance = np.random.default_rng(_SEED)
    queries = search_library.short_queries(search_library.arxiv(2_000, chance), QUERIES, chance)
    _log_in(page, address)
    page.goto(f"{address}/search")
    _settled(page)
    cold, _ = _timed(page, "a first query loads the embedding model")
    found = [_timed(page, query) for query in queries]
    hits, whole = sorted(one[0] for one in found), sorted(one[1] for one in found)
    return [
        _row(f"first results after Enter, p50, {papers:,} papers", _at(hits, 0.5), 1.0,
             f"in the browser, {QUERIES} queries; the first one of all, with the model's load, "
             f"{cold:.2f} s; other work on the machine: load {os.getloadavg()[0]:.0f} on "
             f"{os.cpu_count()} cores"),
        _row(f"first results after Enter, p95, {papers:,} papers", _at(hits, 0.95), 1.0, ""),
        _row(f"whole page after Enter, p50, {papers:,} papers", _at(whole, 0.5), None,
             "facets included; they are drawn after the hits, which do not wait for them"),
        _row(f"whole page after Enter, p95, {papers:,} papers", _at(whole, 0.95), None, ""),
    ]  # fmt: skip


def _row(what: str, ours: float, limit: float | None, note: str) -> Row:
    return Row(
        area="search page",
        what=what,
        ours=ours,
        unit="s",
        peer_name="limit" if limit else "",
        peer=limit,
        bar=f"≤ {limit:g} s" if limit else "",
        met=ours <= limit if limit else None,
        note=note,
    )


def _at(values: Sequence[float], share: float) -> float:
    return float(np.quantile(values, share))


def _log_in(page: Page, address: str) -> None:
    page.set_default_timeout(60_000)
    page.goto(address)
    page.get_by_label("E-mail address").fill(_EMAIL)
    page.get_by_label("Password", exact=True).fill(_PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("button", name="Log out").wait_for()
    page.wait_for_timeout(2_000)  # the cookie is set by then


def _settled(page: Page) -> None:
    page.wait_for_timeout(300)
    page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]')


def _timed(page: Page, query: str) -> tuple[float, float]:
    """Seconds from Enter to the first new hit, and to the whole page."""
    box = page.get_by_role("textbox", name="Search")
    box.fill(query)
    page.wait_for_timeout(200)
    page.evaluate(_WATCH)
    box.press("Enter")
    for _ in range(200):  # the page's policy lets no waiting script be made of a text
        hits, whole = page.evaluate("[window.bench.hits, window.bench.page]")
        if whole is not None:
            return hits / 1000, whole / 1000
        page.wait_for_timeout(100)
    raise TimeoutError(query)
