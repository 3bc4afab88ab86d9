"""The search page in a real browser: what needs clicks, keys, addresses and the way back."""

import gzip
import json
import re
import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import settled, shot
from tests.running import ROOT, RunningApplication

pytestmark = pytest.mark.browser
expect.set_options(timeout=20_000)  # other tests may have the cores

_SCORE = """
from sqlalchemy import text
from paperscraper_core import db, local_services
from paperscraper_core.accounts.queries import system_tenant
with db.transaction(system_tenant(1)) as session:
    session.execute(text(
        "INSERT INTO scores (organization_id, paper_id, scorer, scorer_version, inputs_hash,"
        " overall, confidence, coverage, novelty, feasibility, weights, details)"
        " SELECT organization_id, id, 'test', '1', 'x', 5, 1, 1, (year - 2000) / 3.0,"
        " 10 - (year - 2000) / 3.0, '{}', '{}' FROM papers"
    ))
db.engine().dispose()
local_services.stop_if_last()
"""
ANA, BO = "ana@example.org", "bo@example.org"
PASSWORD = "otters swim at noon"


def _work(number: int) -> dict[str, object]:
    return {
        "id": f"https://openalex.org/W{number}",
        "title": f"Coral reef growth, part {number}",
        "publication_year": 2000 + number,
        "cited_by_count": 30 - number,
        "type": "review" if number % 5 == 0 else "article",
        "primary_location": {"source": {"display_name": ["Reefs", "Seas"][number % 2]}},
        "authorships": [
            {"author": {"id": f"https://openalex.org/A{number}", "display_name": f"Diver {number}"}}
        ],
        "abstract_inverted_index": {"Reefs": [0], "grow": [1], "slowly": [2], f"n{number}": [3]},
    }


@pytest.fixture(scope="module")
def application() -> Iterator[RunningApplication]:
    started = RunningApplication(
        PAPERSCRAPER_ADMIN_EMAIL=ANA, PAPERSCRAPER_PASSWORD=PASSWORD
    ).start()
    path = started.home / "reefs.json.gz"
    works = [_work(number) for number in range(1, 25)]
    details = {"id": "https://openalex.org/A1", "display_name": "Diver 1"}
    path.write_bytes(gzip.compress(json.dumps({"details": details, "works": works}).encode()))
    added = started.command("import", str(path), "--org", "my-team", "--no-embed")
    assert added.returncode == 0, added.stderr
    person = ("user", "create", BO, "--org", "my-team", "--role", "analyst", "--name", "Bo")
    assert started.command(*person).returncode == 0
    _score(started)
    yield started
    started.stop()


def _score(application: RunningApplication) -> None:
    """Scores that say which order is right: novelty rises with the number, feasibility falls."""
    done = subprocess.run(
        [sys.executable, "-c", _SCORE], env=application.environment, cwd=ROOT, check=False
    )
    assert done.returncode == 0


@pytest.fixture(scope="module")
def pages(chromium: Browser, application: RunningApplication) -> Iterator[dict[str, Page]]:
    """A page for each of the two, logged in once."""
    found = {}
    for email in (ANA, BO):
        context = chromium.new_context(viewport={"width": 1280, "height": 900})
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.goto(application.address)
        page.get_by_label("E-mail address").fill(email)
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Log in").click()
        expect(page.get_by_role("button", name="Log out")).to_be_visible()
        settled(page)
        page.wait_for_timeout(500)  # the cookie is fetched in the background
        found[email] = page
    yield found
    for page in found.values():
        page.context.close()


@pytest.fixture
def ana(pages: dict[str, Page]) -> Page:
    return pages[ANA]


def _open(page: Page, application: RunningApplication, address: str = "") -> None:
    page.goto(f"{application.address}/search{address}")
    page.locator(".search-keys[data-listening]").wait_for(state="attached")
    settled(page)  # the keys are there before the hits are


def _hits(page: Page) -> Locator:
    return page.locator('[class*="st-key-search_hit_"]')


def _total(page: Page, papers: int) -> None:
    """Wait until the bar above the hits says how many there are."""
    expect(page.locator(".st-key-search_bar")).to_contain_text(f"of {papers} papers")
    settled(page)


def _titles(page: Page) -> list[str]:
    return [one.split(". ", 1)[1] for one in _hits(page).get_by_role("link").all_inner_texts()]


def test_a_facet_narrows_and_the_way_back_widens(
    ana: Page, application: RunningApplication
) -> None:
    _open(ana, application, "?q=coral+reef&mode=keyword")
    _total(ana, 24)
    ana.get_by_text(re.compile("^2010s")).click()
    _total(ana, 10)
    ana.get_by_text("review (2)", exact=True).click()
    _total(ana, 2)
    assert "type=review" in ana.url
    ana.get_by_text("2010 (1)", exact=True).click()
    _total(ana, 1)
    shot(ana, "search-facets")
    for papers in (2, 10, 24):
        ana.go_back()
        _total(ana, papers)
    assert "type=" not in ana.url
    ana.get_by_text("review (4)", exact=True).click()
    _total(ana, 4)
    ana.get_by_role("button", name="Clear filters").click()
    _total(ana, 24)


def test_on_a_phone_the_facets_are_folded(ana: Page, application: RunningApplication) -> None:
    ana.set_viewport_size({"width": 390, "height": 844})
    try:
        _open(ana, application, "?q=coral&mode=keyword")
        expect(ana.get_by_text("review (4)", exact=True)).to_be_hidden()
        ana.get_by_role("button", name="Narrow down").click()
        expect(ana.get_by_text("review (4)", exact=True)).to_be_visible()
        wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert ana.evaluate(wide) <= 0
        shot(ana, "search-phone")
        ana.get_by_text("review (4)", exact=True).click()
        _total(ana, 4)
    finally:
        ana.set_viewport_size({"width": 1280, "height": 900})
    expect(ana.get_by_role("button", name="Narrow down")).to_be_hidden()


def test_a_slider_orders_anew_at_once(ana: Page, application: RunningApplication) -> None:
    _open(ana, application, "?sort=weighted&w_novelty=10")
    assert _titles(ana)[0] == "Coral reef growth, part 24"
    slider = ana.get_by_role("slider", name="Feasibility")
    slider.focus()
    slider.press("End")
    ana.wait_for_url(re.compile("w_feasibility=10"))
    expect(_hits(ana).first).to_contain_text("of 2 dimensions")
    settled(ana)
    slider = ana.get_by_role("slider", name="Novelty")
    slider.focus()
    slider.press("Home")
    expect(_hits(ana).first).to_contain_text("of 1 dimensions")
    assert "w_novelty" not in ana.url
    settled(ana)
    assert _titles(ana)[0] == "Coral reef growth, part 1"
    values = re.findall(r"My weighting ([\d.]+)", " ".join(_hits(ana).all_inner_texts()))
    assert values == sorted(values, key=float, reverse=True)
    shot(ana, "search-weighting")
    ana.go_back()
    expect(_hits(ana).first).to_contain_text("of 2 dimensions")


def test_papers_are_compared_and_more_are_found(ana: Page, application: RunningApplication) -> None:
    _open(ana, application, "?q=coral&mode=keyword&sort=oldest")
    for number in (1, 2, 3):
        _hits(ana).nth(number - 1).locator("label").first.click()
        expect(ana.get_by_text(f"{number} selected", exact=True)).to_be_visible()
    ana.get_by_role("button", name="Compare").click()
    table = ana.locator(".search-compare")
    expect(table).to_contain_text("Team readiness")
    assert re.search(r"compare=\d+(%2C|,)\d+(%2C|,)\d+", ana.url)
    expect(table.get_by_text("best").first).to_be_visible()
    shot(ana, "search-compare")
    ana.get_by_role("button", name="Remove").first.click()
    expect(ana.get_by_text("2 papers side by side")).to_be_visible()
    ana.reload()
    settled(ana)
    expect(ana.get_by_text("2 papers side by side")).to_be_visible()
    ana.get_by_role("button", name="Back to the results").click()
    _total(ana, 24)
    _open(ana, application, re.sub("compare=", "like=", "?compare=1,2"))
    expect(ana.get_by_text(re.compile(r"^\d+ nearest papers$"))).to_be_visible()
    shot(ana, "search-like")
    assert _hits(ana).count() >= 5


def test_a_saved_search_is_seen_by_a_second_user(
    ana: Page, pages: dict[str, Page], application: RunningApplication
) -> None:
    _open(ana, application, "?q=coral&mode=keyword&type=review")
    ana.get_by_role("button", name="Save search").click()
    dialog = ana.get_by_role("dialog")
    dialog.get_by_role("textbox", name="Name").fill("Reef reviews")
    dialog.get_by_text("Share with everybody").click()
    dialog.get_by_role("button", name="Save", exact=True).click()
    ana.wait_for_url(re.compile(r"saved=\d+"))
    found = re.search(r"saved=(\d+)", ana.url)
    assert found
    bo = pages[BO]
    _open(bo, application)
    bo.get_by_role("button", name="Saved searches").click()
    expect(bo.get_by_role("dialog")).to_contain_text("Shared by others")
    shot(bo, "search-saved")
    bo.get_by_role("button", name="Reef reviews").click()
    _total(bo, 4)
    assert "type=review" in bo.url
    _open(bo, application, f"?saved={found[1]}")  # the bare address does as well
    _total(bo, 4)
    expect(bo.get_by_text("Reef reviews", exact=True)).to_be_visible()
    _open(ana, application)
    ana.get_by_role("button", name="Saved searches").click()
    ana.get_by_role("button", name="Change").click()
    ana.get_by_role("button", name="Stop sharing").click()
    expect(ana.get_by_role("dialog", name="Saved searches")).not_to_contain_text("shared ·")


def test_the_keyboard_walks_ticks_and_opens(ana: Page, application: RunningApplication) -> None:
    _open(ana, application, "?q=coral&mode=keyword&sort=oldest")
    current = ana.locator('[class*="st-key-search_hit_"][data-current]')
    for _ in range(3):
        ana.keyboard.press("j")
    expect(current).to_contain_text("part 3")
    ana.keyboard.press("ArrowUp")
    expect(current).to_contain_text("part 2")
    ana.keyboard.press("x")
    expect(ana.get_by_text("1 selected", exact=True)).to_be_visible()
    settled(ana)
    ana.keyboard.press("?")
    expect(ana.get_by_text("out of the box")).to_be_visible()
    ana.keyboard.press("Escape")
    ana.keyboard.press("/")
    box = ana.get_by_role("textbox", name="Search")
    expect(box).to_be_focused()
    ana.keyboard.type("jkx?/")  # keys typed into a field are only text
    assert box.input_value() == "jkx?/"
    expect(current).to_contain_text("part 2")
    box.fill("coral")
    ana.keyboard.press("Escape")
    ana.keyboard.press("j")
    expect(current).to_contain_text("part 3")
    ana.keyboard.press("Enter")
    ana.wait_for_url(re.compile(r"/paper\?id=\d+"))
    expect(ana.get_by_role("heading", name="Coral reef growth, part 3")).to_be_visible()


def test_ten_thousand_characters_are_answered(ana: Page, application: RunningApplication) -> None:
    _open(ana, application)
    box = ana.get_by_role("textbox", name="Search")
    for query in ("reef " * 2000, '"unbalanced OR ((', "'; DROP TABLE papers; --", "\U0001f4a9"):
        box.fill(query)
        box.press("Enter")
        ana.wait_for_url(re.compile(r"[?&]q="))
        settled(ana)
        said = ana.locator(".st-key-search_bar, [data-testid=stAlert]")
        expect(said.first).to_contain_text(re.compile(r"of [\d,]+ papers|No paper"))
        assert not ana.get_by_text("Something unexpected").count()
