"""The search page in a browser: from Enter to the first results, and to the facets."""

import shutil
import subprocess
import sys
import time
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
#: Notes the moments, in frames of the browser, at which the first hit and the facets have changed.
_WATCH = """
() => {
  const text = (selector) => document.querySelector(selector)?.innerText ?? '';
  const hit = '[class*="st-key-search_hit_"]', facets = '.st-key-search_facet_year';
  const before = [text(hit), text(facets)];
  window.bench = { hits: null, facets: null };
  addEventListener('keydown', (event) => {
    if (event.key !== 'Enter') return;
    const began = performance.now();
    const look = () => {
      const passed = performance.now() - began;
      const now = [text(hit), text(facets)];
      if (window.bench.hits === null && now[0] && now[0] !== before[0]) window.bench.hits = passed;
      if (window.bench.facets === null && now[1] && now[1] !== before[1])
        window.bench.facets = passed;
      if (passed < 20000 && (window.bench.hits === null || window.bench.facets === null))
        requestAnimationFrame(look);
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
    hits, facets = sorted(one[0] for one in found), sorted(one[1] for one in found)
    return [
        _row(f"first results after Enter, p50, {papers:,} papers", _at(hits, 0.5), 1.0,
             f"in the browser, {QUERIES} queries; the first one of all, with the model's load: "
             f"{cold:.2f} s"),
        _row(f"first results after Enter, p95, {papers:,} papers", _at(hits, 0.95), 1.0, ""),
        _row(f"facets after Enter, p50, {papers:,} papers", _at(facets, 0.5), None,
             "drawn after the hits, which do not wait for them"),
        _row(f"facets after Enter, p95, {papers:,} papers", _at(facets, 0.95), None, ""),
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
    """Seconds from Enter to the first new hit, and to the new facets."""
    box = page.get_by_role("textbox", name="Search")
    box.fill(query)
    page.wait_for_timeout(200)
    page.evaluate(_WATCH)
    box.press("Enter")
    page.wait_for_function("window.bench.hits !== null && window.bench.facets !== null")
    _settled(page)
    time.sleep(0.2)
    hits, facets = page.evaluate("[window.bench.hits, window.bench.facets]")
    return hits / 1000, facets / 1000
