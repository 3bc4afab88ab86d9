"""The list of authors and a comparison in a real browser: filters, addresses, values of charts."""

import gzip
import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import settled, shot
from tests.running import RunningApplication

pytestmark = pytest.mark.browser

EMAIL, PASSWORD = "manager@example.org", "otters swim at noon"
SELFISH, MODEST = ("A1", "Sel Fish"), ("A2", "Mo Dest")


def _work(n: int, year: int, author: tuple[str, str], cited: int, cites: range) -> dict[str, Any]:
    return {
        "id": f"https://openalex.org/W{n}",
        "title": f"Coral reef growth, part {n}",
        "publication_year": year,
        "cited_by_count": cited,
        "updated_date": "2024-12-20T00:00:00.000000",
        "counts_by_year": [{"year": 2022, "cited_by_count": cited}] if cited else [],
        "primary_location": {"source": {"display_name": "Reefs" if year < 2015 else "Tides"}},
        "referenced_works": [f"https://openalex.org/W{other}" for other in cites],
        "authorships": [
            {
                "author_position": "first",
                "author": {"id": f"https://openalex.org/{author[0]}", "display_name": author[1]},
                "institutions": [
                    {
                        "id": f"https://openalex.org/I{author[0][1:]}",
                        "display_name": f"Institute of {author[1]}",
                        "country_code": "NO" if author is MODEST else "SA",
                    }
                ],
            }
        ],
    }


#: Four papers with four citations each, all by four later papers of the same author; and three
#: papers with three citations from elsewhere.
WORKS = [
    *(_work(n, 2009 + n, SELFISH, 4, range(0)) for n in range(1, 5)),
    *(_work(n, 2022, SELFISH, 0, range(1, 5)) for n in range(5, 9)),
    *(_work(n, 2012, MODEST, 3, range(0)) for n in range(9, 12)),
]


@pytest.fixture(scope="module")
def manager(
    chromium: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Page, str]]:
    """A manager's browser, and the address of an application with the papers above."""
    application = RunningApplication().start()
    assert not application.command("org", "create", "reef", "--name", "Reef").returncode
    arguments = ("user", "create", EMAIL, "--org", "reef", "--role", "manager")
    assert not application.command(*arguments, PAPERSCRAPER_PASSWORD=PASSWORD).returncode
    bundle = tmp_path_factory.mktemp("works") / "A1.json.gz"
    details = {"id": "https://openalex.org/A1", "display_name": SELFISH[1]}
    bundle.write_bytes(gzip.compress(json.dumps({"details": details, "works": WORKS}).encode()))
    done = application.command("import", str(bundle), "--org", "reef", "--no-embed")
    assert not done.returncode, done.stderr
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.set_default_timeout(20_000)
    page.goto(application.address)
    page.get_by_label("E-mail address").fill(EMAIL)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("button", name="Log out")).to_be_visible()
    page.wait_for_timeout(1_000)
    yield page, application.address
    context.close()
    application.stop()


def _cells(page: Page, table: int = 0) -> list[list[str]]:
    """A table as the browser reads it out, without its selection column."""
    frame = page.get_by_test_id("stDataFrame").nth(table)
    frame.locator("canvas").first.wait_for()
    settled(page)
    found: list[list[str]] = frame.locator("table").evaluate(
        "one => [...one.querySelectorAll('tbody tr')].map("
        "row => [...row.querySelectorAll('td')].map(cell => cell.textContent.trim()))"
    )
    return found


def _series(page: Page, chart: str) -> list[dict[str, Any]]:
    figure = page.locator(f".st-key-chart_{chart} .js-plotly-plot")
    figure.locator(".main-svg").first.wait_for()
    settled(page)
    found: list[dict[str, Any]] = figure.evaluate(
        "gd => gd._fullData.map(t => ({name: t.name, x: Array.from(t.x ?? []),"
        " y: Array.from(t.y ?? []), text: [].concat(t.text ?? [])}))"
    )
    return found


def test_a_filter_narrows_and_its_address_restores_it(manager: tuple[Page, str]) -> None:
    page, address = manager
    page.goto(f"{address}/authors")
    expect(page.get_by_text("2 authors.")).to_be_visible()
    rows = _cells(page)
    assert [SELFISH[1] in row for row in rows][:2] == [True, False]
    assert "4" in rows[0]
    page.get_by_text("Filters", exact=True).click()
    years = page.get_by_label("Years from")
    years.fill("2012")
    years.press("Enter")
    expect(page.get_by_text("9 papers since 2012")).to_be_visible()
    expect(page.get_by_label("Years to")).to_be_visible()  # the filters stay open
    assert page.url.endswith("/authors?from=2012")
    narrowed = _cells(page)
    assert MODEST[1] in narrowed[0]  # h 3 over these papers, against 2
    country = page.get_by_role("combobox", name="Country")
    country.click()
    page.get_by_role("option", name="NO · 1").click()
    expect(page.get_by_text("1 authors.")).to_be_visible()
    assert "country=NO" in page.url
    shot(page, "authors_filtered")
    page.goto(page.url)  # as somebody does to whom the address was sent
    expect(page.get_by_text("3 papers since 2012")).to_have_count(0)
    expect(page.get_by_text("9 papers since 2012")).to_be_visible()
    again = _cells(page)
    assert [MODEST[1] in row for row in again] == [True]
    page.get_by_role("button", name="Clear filters").click()
    expect(page.get_by_text("2 authors.")).to_be_visible()
    assert page.url.endswith("/authors")


def _compared(page: Page, address: str) -> None:
    page.goto(f"{address}/authors?compare=1,2")
    expect(page.get_by_role("heading", name="Authors compared")).to_be_visible()


def test_rules_change_the_ranking(manager: tuple[Page, str]) -> None:
    page, address = manager
    _compared(page, address)
    whole = {one["name"]: one for one in _series(page, "compare_h") if one["y"]}
    assert whole[SELFISH[1]]["y"][-1] == 4
    assert whole[MODEST[1]]["y"][-1] == 3
    page.get_by_role("radio", name="without own").or_(
        page.get_by_role("button", name="without own")
    ).first.click()
    expect(page.get_by_role("heading", name="How the ranking changes")).to_be_visible()
    expect(page.get_by_text("falls from 1 to 2")).to_be_visible()
    assert "without=same_author" in page.url
    ranks = {one["name"]: one for one in _series(page, "compare_ranks")}
    assert ranks[SELFISH[1]]["y"] == [1, 2]
    assert ranks[MODEST[1]]["y"] == [2, 1]
    assert "4" in ranks[SELFISH[1]]["text"][0]
    assert "0" in ranks[SELFISH[1]]["text"][1]
    left = {one["name"]: one for one in _series(page, "compare_h") if one["y"]}
    assert left[SELFISH[1]]["y"][-1] == 0
    assert left[MODEST[1]]["y"][-1] == 3
    words = page.locator(".st-key-chart_compare_h .main-svg").evaluate_all(
        "all => all.map(one => one.textContent).join(' ')"
    )
    assert "16 were found" in words
    table = {row[0]: row for row in _cells(page)}
    assert "1 → 2 ▼" in table["h-index"]
    shot(page, "authors_compared_by_rules")
    page.goto(page.url)
    expect(page.get_by_text("falls from 1 to 2")).to_be_visible()
    page.get_by_role("button", name="Count everything").click()
    expect(page.get_by_role("heading", name="How the ranking changes")).to_have_count(0)
    assert "without" not in page.url


def test_careers_start_together(manager: tuple[Page, str]) -> None:
    page, address = manager
    page.goto(f"{address}/authors?compare=1,2&axis=career&metric=papers")
    drawn = [one for one in _series(page, "compare_h") if one["x"]]
    assert {one["x"][0] for one in drawn} == {0}
    page.set_viewport_size({"width": 390, "height": 844})
    settled(page)
    wide = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert wide <= 0
    page.set_viewport_size({"width": 1280, "height": 900})
