"""A newcomer's way through the whole application, in a real browser."""

import csv
import gzip
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from paperscraper_core.web.cookie import COOKIE_NAME
from tests.browser.conftest import settled, shot
from tests.conftest import CORPUS
from tests.running import RunningApplication

pytestmark = pytest.mark.browser
expect.set_options(timeout=30_000)  # other tests may have the cores

EMAIL, PASSWORD = "newcomer@example.org", "otters swim at noon"


@dataclass(frozen=True)
class Material:
    """Files to import, and what is known to be in them."""

    files: list[Path]
    papers: int
    query: str
    author: str
    h_index: int
    least_scored: int


def _by_hand(folder: Path) -> Material:
    """A small library, written in the real formats."""
    works = [
        {
            "id": f"https://openalex.org/W{n}",
            "doi": f"https://doi.org/10.5555/reef.{n}",
            "title": f"Coral reef growth, part {n}",
            "publication_year": 2010 + n,
            "cited_by_count": 30 - n,
            "counts_by_year": [{"year": 2024, "cited_by_count": 30 - n}],
            "authorships": [
                {
                    "author_position": "first",
                    "author": {"id": "https://openalex.org/A1", "display_name": "Reef Author"},
                }
            ],
            "abstract_inverted_index": {"Reefs": [0], "grow": [1], "slowly": [2]},
        }
        for n in range(1, 13)
    ]
    bundle = folder / "A1.json.gz"
    details = {"id": "https://openalex.org/A1", "display_name": "Reef Author"}
    bundle.write_bytes(gzip.compress(json.dumps({"details": details, "works": works}).encode()))
    bib = folder / "more.bib"
    bib.write_text(
        "@article{a, title = {Reefs from above}, author = {Diver, Ann}, year = 2020}\n"
        "@article{b, author = {Nobody, At All}, year = 2020}\n"  # no title: a problem
    )
    return Material([bundle, bib], 13, "coral reef", "Reef Author", 12, 12)


def _real() -> Material:
    with (CORPUS / "openalex" / "authors_a_truth.csv").open() as lines:
        truth = {row["author_id"]: row for row in csv.DictReader(lines)}
    author = truth["A5010401681"]
    files = sorted((CORPUS / "openalex" / "authors_a").glob("*.json.gz"))
    files.append(CORPUS / "bibtex" / "acl2021.bib.gz")
    return Material(
        files,
        2643 + 704,
        "carbonate reservoir",
        author["display_name"],
        int(author["file_h_index"]),
        100,
    )


@pytest.fixture(scope="module")
def application() -> Iterator[RunningApplication]:
    started = RunningApplication().start()
    yield started
    started.stop()


def test_from_the_first_visit_to_every_export(
    application: RunningApplication, page: Page, tmp_path: Path
) -> None:
    material = _real() if CORPUS.is_dir() else _by_hand(tmp_path)
    _set_up(page, application)
    _import(page, application, material)
    _search_and_open(page, application, material)
    _open_author(page, application, material)
    _score(page, application, material)
    _overview(page, application, material)


def _set_up(page: Page, application: RunningApplication) -> None:
    found = re.search(r"one-time code: (\S+)", application.said())
    assert found
    page.goto(application.address)
    page.get_by_role("textbox", name="Set-up code", exact=True).fill(found[1])
    page.get_by_role("textbox", name="Name of the organization", exact=True).fill("Reef watchers")
    page.get_by_role("textbox", name="Your e-mail address", exact=True).fill(EMAIL)
    page.get_by_role("textbox", name="Password", exact=True).fill(PASSWORD)
    page.get_by_role("textbox", name="Password again", exact=True).fill(PASSWORD)
    shot(page, "01-first-visit")
    page.get_by_role("button", name="Create and log in").click()
    expect(page.get_by_role("button", name="Log out")).to_be_visible()
    settled(page)
    _await_cookie(page)
    shot(page, "02-empty-library")


def _await_cookie(page: Page) -> None:
    """The page fetches its session cookie in the background."""
    for _ in range(300):
        if any(cookie.get("name") == COOKIE_NAME for cookie in page.context.cookies()):
            return
        page.wait_for_timeout(100)
    pytest.fail("no session cookie")


def _import(page: Page, application: RunningApplication, material: Material) -> None:
    page.goto(f"{application.address}/import_papers")
    settled(page)
    page.locator('input[type="file"]').first.set_input_files([str(f) for f in material.files])
    start = page.get_by_role("button", name=re.compile(r"^Import "))
    expect(start).to_be_enabled(timeout=120_000)
    settled(page)
    shot(page, "03-preview")
    start.click()
    settled(page)
    for _ in range(240):
        page.goto(f"{application.address}/search")
        settled(page)
        total = page.get_by_text(re.compile(rf"of {material.papers:,} papers"))
        if total.count():
            break
        page.wait_for_timeout(1_000)
    expect(page.get_by_text(re.compile(rf"of {material.papers:,} papers"))).to_be_visible()
    page.goto(f"{application.address}/import_papers")
    settled(page)
    page.wait_for_timeout(1_000)
    shot(page, "04-imported")


def _search_and_open(page: Page, application: RunningApplication, material: Material) -> None:
    page.goto(f"{application.address}/search")
    settled(page)
    box = page.get_by_role("textbox").first
    box.fill(material.query)
    box.press("Enter")
    expect(page.get_by_text("Why here?").first).to_be_visible()
    settled(page)
    assert "q=" in page.url  # the state is in the address
    shot(page, "05-search")
    page.get_by_role("button", name="Export").click()
    papers = _download(page, "CSV")
    page.keyboard.press("Escape")
    assert len(papers) >= 10
    page.get_by_test_id("stPageLink-NavLink").filter(has_text="1.").first.click()
    page.wait_for_url(re.compile(r"/paper\?id=\d+"))
    settled(page)
    page.wait_for_timeout(1_000)
    shot(page, "06-paper")


def _open_author(page: Page, application: RunningApplication, material: Material) -> None:
    page.goto(f"{application.address}/authors")
    settled(page)
    page.get_by_role("textbox", name="Name", exact=True).fill(material.author)
    page.get_by_role("textbox", name="Name", exact=True).press("Enter")
    settled(page)
    authors = _download(page, "CSV")
    shot(page, "07-authors")
    row = next(row for row in authors if material.author in row.values())
    assert str(material.h_index) in row.values()
    found = application.command("authors", "--org", "reef-watchers", "--json")
    known = {author["name"]: author["id"] for author in json.loads(found.stdout)}
    page.goto(f"{application.address}/authors?author={known[material.author]}")
    settled(page)
    expect(page.get_by_text(f"h = {material.h_index}").first).to_be_visible()
    expect(page.get_by_text("h-index over time").first).to_be_visible()
    page.wait_for_timeout(1_000)
    shot(page, "08-author")


def _score(page: Page, application: RunningApplication, material: Material) -> None:
    page.goto(f"{application.address}/search?q={material.query}&mode=keyword")
    settled(page)
    button = page.get_by_role("button", name=re.compile(r"^Score all "))
    found = re.search(r"[\d,]+", button.inner_text())
    assert found
    asked = int(found[0].replace(",", ""))
    assert asked >= material.least_scored
    button.click()
    page.get_by_text(re.compile("watch it")).click()
    page.wait_for_url(re.compile(r"/scoring_queue"))
    shot(page, "09-queue-running")
    _await_scores(page, application, asked)
    shot(page, "10-queue-done")
    items = _download(page, "CSV", nth=0)
    assert len(items) == asked
    assert {row.get("State", row.get("state")) for row in items} == {"done"}
    scores = _download(page, "CSV", nth=1)
    assert len(scores) == asked


def _await_scores(page: Page, application: RunningApplication, asked: int) -> None:
    for _ in range(120):
        page.goto(f"{application.address}/scoring_queue")
        settled(page)
        if page.get_by_text(re.compile(rf"^{asked:,} of [\d,]+ papers have a score")).count():
            break
        page.wait_for_timeout(1_000)
    else:
        pytest.fail("the job does not end")
    page.wait_for_timeout(1_500)


def _overview(page: Page, application: RunningApplication, material: Material) -> None:
    page.goto(application.address)
    settled(page)
    expect(page.get_by_text(f"{material.papers:,}").first).to_be_visible()
    page.wait_for_timeout(1_000)
    shot(page, "11-overview")


def _download(page: Page, label: str, nth: int = 0) -> list[dict[str, str]]:
    """Click the nth download button of that kind and read the file."""
    button = page.get_by_test_id("stDownloadButton").filter(has_text=label).nth(nth)
    with page.expect_download(timeout=60_000) as caught:
        button.get_by_role("button").click()
    text = Path(caught.value.path()).read_text(encoding="utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))
