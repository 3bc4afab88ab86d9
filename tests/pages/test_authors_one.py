"""One author's page: what a click chose, what raised h, and files that say what they are."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest

from pages.components import chart_data, charts
from pages.components.authors_one_raises import _rise
from paperscraper_core import db
from paperscraper_core.charts import authors, rows
from paperscraper_core.charts.frame import words_of
from paperscraper_core.charts.types import Theme
from paperscraper_core.exports import writing
from paperscraper_core.exports.types import Format
from paperscraper_core.metrics.queries import author_metrics
from paperscraper_core.metrics.snapshot_types import HRaise, RisingPaper
from paperscraper_core.tenancy import Tenant
from tests.metrics.shelf import Shelved, shelve
from tests.pages.conftest import OpenPage

DAY = date(2024, 6, 1)
PAPERS = [
    Shelved(
        authors=["Ada Rise", "Bo Ek"],
        citations=12,
        year=2015,
        dated={2016: 4, 2020: 8},
        as_of=DAY,
        title="A [link](http://example.org) in a title",
    ),
    Shelved(authors=["Ada Rise"], citations=3, year=2018, dated={2021: 3}, title="=SUM(A1)"),
    Shelved(authors=["Ada Rise"], citations=None, year=None),
]


@pytest.fixture
def ada(tenant_a: Tenant) -> int:
    with db.transaction(tenant_a) as session:
        return shelve(session, tenant_a, PAPERS)["Ada Rise"]


@pytest.mark.parametrize(
    ("by", "of", "said", "papers"),
    [
        ("year", "2018", "1 paper of 2018", 1),
        ("first", "2015", "1 paper of 2015 as first author", 1),
        ("cited", "2020", "1 paper cited in 2020", 1),
        ("venue", "Nowhere", "0 papers that no chart shows", 0),
    ],
)
def test_the_address_chooses_papers(
    open_page: OpenPage, tenant_a: Tenant, ada: int, by: str, of: str, said: str, papers: int
) -> None:
    app = open_page("authors.py", tenant_a, author=str(ada), by=by, of=of)
    assert not app.exception
    assert f"**{said}**" in [one.value for one in app.markdown]
    if papers:
        assert len(app.dataframe[0].value) == papers
    else:
        assert "None of this author's papers fits" in app.info[0].value
    app.button(key="author_choice_clear").click().run()
    assert "by" not in app.query_params
    assert len(app.dataframe[0].value) == len(PAPERS)


@pytest.mark.parametrize(
    "query",
    [
        {"by": "nonsense", "of": "1"},
        {"by": "year"},
        {"by": "topic", "of": "x\x00y"},
        {"by": "coauthor", "of": "999999999"},
        {"by": "paper", "of": "9" * 40},
        {"by": "topic", "of": "x", "in": "MMXX"},
        {"work": "Nothing"},
    ],
)
def test_whatever_stands_in_the_address_is_borne(
    open_page: OpenPage, tenant_a: Tenant, ada: int, query: dict[str, str]
) -> None:
    app = open_page("authors.py", tenant_a, author=str(ada), **query)
    assert not app.exception
    assert app.title[0].value == "Ada Rise"


def test_what_raised_h_is_told_with_its_papers(
    open_page: OpenPage, tenant_a: Tenant, ada: int
) -> None:
    app = open_page("authors.py", tenant_a, author=str(ada))
    said = "\n".join(one.value for one in app.markdown)
    assert "**h 1 → 2** in 2021" in said
    assert "(0 → 3 citations)" in said
    assert r"A \[link\]" in said  # a title is no markup


def test_what_is_not_certain_is_said() -> None:
    paper = RisingPaper(paper_id=7, before=(2, 5), after=(6, 6))
    rise = HRaise(since_year=2012, year=2015, from_h=4, to_h=6, papers=(paper,) * 5, certain=False)
    said = _rise(rise, {7: "On *reefs*"})
    assert said.startswith("**h 4 → 6** between 2012 and 2015 *(not certain)*: ")
    assert "(2 to 5 → 6 citations)" in said
    assert said.endswith("and 2 more")
    unknown = HRaise(since_year=None, year=2012, from_h=0, to_h=9, papers=(), certain=False)
    assert "how it got there is not known" in _rise(unknown, {})


def test_the_data_of_a_chart_says_what_it_is(tenant_a: Tenant, ada: int) -> None:
    with db.reading(tenant_a) as session:
        author = author_metrics(session, tenant_a, ada)
    titles = dict(author.titles)
    figure = authors.rank_curve(author.rank_curve, Theme.LIGHT, DAY, titles)
    table = chart_data.chart_table(
        words_of(figure), rows.rank_curve(author.rank_curve, titles), (("author", "=Ada"),)
    )
    content = io.BytesIO()
    assert writing.write(table, Format.CSV, content) == 2
    lines = content.getvalue().decode().splitlines()
    notes = int(lines[0].split()[1])
    assert all(line.lstrip('"').startswith("# ") for line in lines[:notes])
    assert "# Counts as of: 2024-06-01" in lines
    assert "# Filter: author = =Ada" in lines
    found = list(csv.DictReader(lines[notes:]))
    assert [row["citations"] for row in found] == ["12", "3"]
    assert found[1]["title"] == "'=SUM(A1)"  # no spreadsheet evaluates it


def test_any_figure_gives_its_points(tenant_a: Tenant, ada: int) -> None:
    with db.reading(tenant_a) as session:
        author = author_metrics(session, tenant_a, ada)
    figure = authors.citations_per_year(author.citation_series, Theme.LIGHT, DAY)
    found = rows.of_figure(figure)
    assert ("citations in the year", 2020, 8, None) in found.rows
    assert [column.title for column in found.columns][1:3] == ["Year", "Citations in the year"]


def test_nothing_is_picked_until_somebody_clicks() -> None:
    assert charts.picked("nobody") is None
