"""One author in a real browser: every chart with its values, clicks, files, identity."""

import csv
import gzip
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import settled, shot
from tests.running import RunningApplication

pytestmark = pytest.mark.browser

EMAIL, PASSWORD = "manager@example.org", "otters swim at noon"


def _work(n: int, year: int, authors: list[tuple[str, str]], **more: Any) -> dict[str, Any]:
    places = ["first", *["middle"] * (len(authors) - 2), "last"][: len(authors)]
    return {
        "id": f"https://openalex.org/W{n}",
        "title": f"Coral reef growth, part {n}",
        "publication_year": year,
        "cited_by_count": 20 - n,
        "updated_date": "2024-12-20T00:00:00.000000",
        "counts_by_year": [
            {"year": 2023, "cited_by_count": 19 - n},
            {"year": 2024, "cited_by_count": 1},
        ],
        "primary_location": {"source": {"display_name": f"Journal {n % 2}"}},
        "primary_topic": {"display_name": "Reefs" if n % 3 else "Tides"},
        "topics": [{"display_name": "Reefs" if n % 3 else "Tides"}],
        "referenced_works": [f"https://openalex.org/W{n - 1}"] if n > 1 else [],
        "authorships": [
            {
                "author_position": place,
                "author": {"id": f"https://openalex.org/{key}", "display_name": name},
                "institutions": [
                    {
                        "id": f"https://openalex.org/I{key[1:]}",
                        "display_name": f"Institute of {name}",
                        "country_code": "NO" if key == "A2" else "SA",
                    }
                ],
            }
            for place, (key, name) in zip(places, authors, strict=True)
        ],
        **more,
    }


ONE, TWO, AGAIN = ("A1", "Reef Author"), ("A2", "Ann Diver"), ("A9", "Reef Author")
#: Twelve papers of 2011–2022, every second one with a co-author; 19 … 8 citations, so h is 10.
WORKS = [_work(n, 2010 + n, [ONE, TWO] if n % 2 == 0 else [ONE]) for n in range(1, 13)]
#: Three more under a second profile of the same person, with the same co-author.
OTHERS = [_work(n, 2020, [AGAIN, TWO], cited_by_count=30) for n in range(13, 16)]


@pytest.fixture(scope="module")
def page_of_author(
    chromium: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Page, str]]:
    """A manager's browser, and the address of an application with a small library."""
    folder = tmp_path_factory.mktemp("works")
    application = RunningApplication().start()
    assert not application.command("org", "create", "reef", "--name", "Reef").returncode
    arguments = ("user", "create", EMAIL, "--org", "reef", "--role", "manager")
    assert not application.command(*arguments, PAPERSCRAPER_PASSWORD=PASSWORD).returncode
    for name, works in (("A1", WORKS), ("A9", OTHERS)):
        details = {"id": f"https://openalex.org/{name}", "display_name": "Reef Author"}
        content = json.dumps({"details": details, "works": works}).encode()
        (folder / f"{name}.json.gz").write_bytes(gzip.compress(content))
    files = [str(path) for path in sorted(folder.glob("*.gz"))]
    done = application.command("import", *files, "--org", "reef", "--no-embed")
    assert not done.returncode, done.stderr
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True)
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


@pytest.fixture
def opened(page_of_author: tuple[Page, str]) -> Page:
    """The page of the author, all papers shown."""
    page, address = page_of_author
    page.goto(f"{address}/authors?author={_author_id(page, address)}")
    expect(page.get_by_role("heading", name="Reef Author")).to_be_visible()
    _drawn(page, "h")
    settled(page)
    return page


_IDS: dict[str, str] = {}


def _author_id(page: Page, address: str) -> str:
    """The number of the author with twelve papers, from the leaderboard's own first row."""
    if "author" not in _IDS:
        for number in map(str, range(1, 10)):
            page.goto(f"{address}/authors?author={number}")
            heading = page.get_by_role("heading", level=1)
            expect(heading).to_be_visible()
            settled(page)
            papers = page.get_by_test_id("stMetric").filter(has_text="Papers")
            if heading.inner_text() == "Reef Author" and "12" in papers.inner_text():
                _IDS["author"] = number
                break
    return _IDS["author"]


def _chart(page: Page, name: str) -> Locator:
    return page.locator(f".st-key-chart_author_{name}")


def _drawn(page: Page, name: str) -> list[dict[str, Any]]:
    """The series of a chart as the browser draws them: name, x, y, text."""
    chart = _chart(page, name)
    chart.locator(".js-plotly-plot .main-svg").first.wait_for()
    series: list[dict[str, Any]] = chart.locator(".js-plotly-plot").evaluate(
        "gd => gd._fullData.map(t => ({name: t.name, x: Array.from(t.x ?? []),"
        " y: Array.from(t.y ?? []), mode: t.mode ?? t.type,"
        " customdata: t.customdata ? Array.from(t.customdata) : null}))"
    )
    return series


def _named(series: list[dict[str, Any]], name: str) -> dict[str, Any]:
    return next(one for one in series if one["name"] == name)


def _click_bar(page: Page, name: str, number: int) -> None:
    bar = _chart(page, name).locator(".barlayer .point path").nth(number)
    bar.scroll_into_view_if_needed()
    box = bar.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] * 0.6)
    page.wait_for_timeout(200)
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] * 0.6)


def test_each_chart_shows_the_numbers_of_the_author(opened: Page) -> None:
    page = opened
    exact = _named(_drawn(page, "h"), "exact")
    assert dict(zip(exact["x"], exact["y"], strict=True))[2024] == 10
    bars, total = _drawn(page, "citations")
    assert dict(zip(bars["x"], bars["y"], strict=True)) == {2023: sum(range(7, 19)), 2024: 12}
    assert total["y"][-1] == sum(range(8, 20))
    ranked = _named(_drawn(page, "ranks"), "papers")
    assert ranked["y"] == list(range(19, 7, -1))
    positions = _drawn(page, "positions")
    assert sum(_named(positions, "first")["y"]) == 6
    assert sum(_named(positions, "single author")["y"]) == 6
    own = _drawn(page, "self_citations")
    assert sum(_named(own, "by this author")["y"]) == 11
    network = [one for one in _drawn(page, "network") if one["mode"] == "markers+text"]
    assert sum(len(one["x"]) for one in network) == 2
    shot(page, "author-charts")


def test_tabs_open_their_charts(opened: Page) -> None:
    page = opened
    page.get_by_role("tab", name="Topics").click()
    topics = _drawn(page, "topics")
    assert {one["name"]: sum(one["y"]) for one in topics} == {"Reefs (8)": 8, "Tides (4)": 4}
    page.get_by_role("tab", name="Venues").click()
    assert _drawn(page, "venues")[0]["x"] == [6, 6]
    page.get_by_role("tab", name="Institutions and countries").click()
    assert _drawn(page, "institutions")[0]["x"] == [6]
    assert _drawn(page, "countries")[0]["x"] == [6]
    assert "work=Institutions" in page.url  # the open tab is in the address


def test_a_click_chooses_the_papers_and_the_address_keeps_it(opened: Page) -> None:
    page = opened
    _click_bar(page, "positions", 0)
    expect(page.get_by_text(re.compile(r"^1 paper of 20\d\d as"))).to_be_visible()
    settled(page)
    assert "by=" in page.url
    page.reload()
    expect(page.get_by_text(re.compile(r"^1 paper of 20\d\d as"))).to_be_visible()
    page.get_by_role("button", name="All papers").click()
    expect(page.get_by_text("A click on a bar or a point")).to_be_visible()
    assert "by=" not in page.url
    _click_bar(page, "citations", 1)
    expect(page.get_by_text("12 papers cited in 2024")).to_be_visible()
    shot(page, "author-chosen")


def test_a_co_author_leads_to_the_papers_together(opened: Page) -> None:
    page = opened
    mark = _chart(page, "network").locator(".scatterlayer .points path").first
    mark.scroll_into_view_if_needed()
    box = mark.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_timeout(200)
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page.get_by_text("6 papers with Ann Diver")).to_be_visible()
    page.get_by_role("button", name="Open this co-author").click()
    expect(page.get_by_role("heading", name="Ann Diver")).to_be_visible()


def test_a_chart_hands_out_its_data_and_its_picture(opened: Page, tmp_path: Path) -> None:
    page = opened
    chart = _chart(page, "citations")
    with page.expect_download() as data:
        chart.get_by_role("button", name="Data (CSV)").click()
    lines = Path(data.value.path()).read_text(encoding="utf-8-sig").splitlines()
    notes = int(re.match(r"# (\d+) lines", lines[0])[1])  # type: ignore[index] # else it fails
    assert any("Citations per year" in line for line in lines[:notes])
    assert any("Filter: author = Reef Author" in line for line in lines[:notes])
    rows = list(csv.DictReader(io.StringIO("\n".join(lines[notes:]))))
    assert [row["citations"] for row in rows] == [str(sum(range(7, 19))), "12"]
    with page.expect_download() as picture:
        chart.get_by_role("button", name="Picture as SVG").click()
    drawing = Path(picture.value.path()).read_text()
    assert drawing.startswith("<svg")
    assert "Citations per year" in drawing
    page.wait_for_timeout(1_000)
    with page.expect_download() as picture:
        chart.get_by_role("button", name="Picture as PNG").click()
    assert Path(picture.value.path()).read_bytes().startswith(b"\x89PNG")


def test_on_a_phone_everything_is_in_reach(opened: Page) -> None:
    page = opened
    page.set_viewport_size({"width": 390, "height": 844})
    page.wait_for_timeout(700)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    picture = _chart(page, "h").get_by_role("button", name="Picture as PNG")
    picture.scroll_into_view_if_needed()
    box = picture.bounding_box()
    assert box
    assert box["x"] + box["width"] <= 390
    shot(page, "author-phone")
    page.set_viewport_size({"width": 1280, "height": 900})


def test_a_suggested_pair_is_seen_with_its_numbers_and_decided(
    page_of_author: tuple[Page, str],
) -> None:
    page, address = page_of_author
    page.goto(f"{address}/authors?view=identity")
    expect(page.get_by_role("heading", name="Who is who")).to_be_visible()
    expect(page.get_by_role("button", name="Not the same person")).to_have_count(1)
    page.get_by_text("Show the numbers before and after").click()
    expect(page.get_by_text("newest citation counts")).to_be_visible()
    settled(page)
    shot(page, "author-pairs")
    page.get_by_role("button", name="Not the same person").click()
    expect(page.get_by_text("No pair of profiles waits for a decision")).to_be_visible()
    page.reload()
    expect(page.get_by_text("No pair of profiles waits for a decision")).to_be_visible()


def test_profiles_merge_with_a_preview_and_come_apart_again(opened: Page) -> None:
    page = opened
    page.get_by_role("button", name="Same person as …").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("combobox").click()
    page.get_by_role("option", name=re.compile("3 papers")).click()
    expect(dialog.get_by_text("newest citation counts")).to_be_visible()  # below the preview
    page.keyboard.press("Escape")
    shot(page, "author-merge-preview")
    dialog.get_by_role("button", name="Merge", exact=True).click()
    tile = page.get_by_test_id("stMetric").filter(has_text="Papers")
    expect(tile).to_contain_text("15")
    page.get_by_text("Merged and split: 1 in the history").click()
    page.get_by_role("button", name="Take back").click()
    expect(tile).to_contain_text("12")
