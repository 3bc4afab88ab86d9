"""The authors page: empty, filled, one author, several compared, unknown and foreign ids."""

from __future__ import annotations

import json
from datetime import date

import pytest
from sqlalchemy import event
from streamlit import cache_data
from streamlit.testing.v1 import AppTest

from pages.components.authors_format import ids_of
from paperscraper_core import db
from paperscraper_core.tenancy import Tenant
from tests.metrics.shelf import Shelved, add_author, shelve
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
    Shelved(authors=["Bo Ek"], citations=3, year=2020, dated={2021: 3}),
    Shelved(authors=["Ada Rise"], citations=None, year=None),
]


def titles(app: AppTest) -> list[str]:
    return [
        json.loads(one.proto.spec)["layout"]["title"]["text"] for one in app.get("plotly_chart")
    ]


def test_empty_library_says_what_to_do(open_page: OpenPage, tenant_a: Tenant) -> None:
    app = open_page("authors.py", tenant_a)
    assert not app.exception
    assert "no authors yet" in app.info[0].value
    with db.transaction(tenant_a) as session:  # an import ends
        shelve(session, tenant_a, PAPERS)
    assert len(app.run().dataframe) == 1


def test_leaderboard_shows_and_searches(open_page: OpenPage, tenant_a: Tenant) -> None:
    with db.transaction(tenant_a) as session:
        shelve(session, tenant_a, PAPERS)
    app = open_page("authors.py", tenant_a)
    assert not app.exception
    table = app.dataframe[0].value
    assert list(table["Author"]) == ["Bo Ek", "Ada Rise"]
    assert list(table["h_index"]) == [2, 1]
    assert "2 authors. As of 2024-06-01" in app.caption[0].value
    app.text_input(key="name").set_value("rise, a.").run()
    assert list(app.dataframe[0].value["Author"]) == ["Ada Rise"]
    app.text_input(key="name").set_value("nobody").run()
    assert "No author fits" in app.info[0].value


@pytest.mark.parametrize("query", [{"sort": "name"}, {"sort": "nonsense"}, {"min": "many"}])
def test_addresses_are_taken_as_they_come(
    open_page: OpenPage, tenant_a: Tenant, query: dict[str, str]
) -> None:
    with db.transaction(tenant_a) as session:
        shelve(session, tenant_a, PAPERS)
    app = open_page("authors.py", tenant_a, **query)
    assert not app.exception
    assert not app.error


def test_a_page_beyond_the_last_shows_the_last(open_page: OpenPage, tenant_a: Tenant) -> None:
    with db.transaction(tenant_a) as session:
        shelve(session, tenant_a, PAPERS)
    app = open_page("authors.py", tenant_a)
    app.query_params["page"] = "999"
    app.run()
    assert not app.exception
    assert len(app.dataframe[0].value) == 2


def test_one_author(open_page: OpenPage, tenant_a: Tenant) -> None:
    with db.transaction(tenant_a) as session:
        ids = shelve(session, tenant_a, PAPERS)
    app = open_page("authors.py", tenant_a, author=str(ids["Ada Rise"]))
    assert not app.exception
    assert app.title[0].value == "Ada Rise"
    tiles = {one.label: one.value for one in app.metric}
    assert (tiles["h-index"], tiles["Citations"], tiles["Papers"]) == ("1", "12", "2")
    assert all(one.help for one in app.metric)
    said = " ".join(one.value for one in app.caption)
    assert "Of 2 papers, 1 without a citation count and 1 without a year" in said
    assert titles(app) == [
        "h-index over time",
        "Citations per year",
        "Papers by citations, and where h lies",
        "Papers per year by position",
        "Self-citations by year",
        "Co-author network",
    ]
    papers = app.dataframe[0].value
    assert papers["Title"].iloc[0] == "A [link](http://example.org) in a title"
    assert papers["open"][0].startswith("paper?id=")


def test_author_without_papers_has_honest_figures(open_page: OpenPage, tenant_a: Tenant) -> None:
    with db.transaction(tenant_a) as session:
        author_id = add_author(session, tenant_a, "**Nemo**", reported_h_index=4)
    app = open_page("authors.py", tenant_a, author=str(author_id))
    assert not app.exception
    assert app.title[0].value == r"\*\*Nemo\*\*"
    assert {one.value for one in app.metric} == {"unknown", "0"}
    assert "no paper of this author" in " ".join(one.value for one in app.info)


def test_compare(open_page: OpenPage, tenant_a: Tenant) -> None:
    with db.transaction(tenant_a) as session:
        ids = shelve(session, tenant_a, PAPERS)
    app = open_page("authors.py", tenant_a, compare=",".join(map(str, ids.values())))
    assert not app.exception
    assert titles(app) == ["h-index over time, compared"]
    table = app.dataframe[0].value.set_index("metric")
    assert table.loc["h-index", f"author_{ids['Bo Ek']}"] == "▲ 2"
    assert table.loc["h-index", f"author_{ids['Ada Rise']}"] == "▽ 1"
    one = open_page("authors.py", tenant_a, compare=str(ids["Bo Ek"]))
    assert "Select two to 10 authors" in one.info[0].value


@pytest.mark.parametrize("value", ["987654321", "x", "", "1;2", "9" * 40, "-1"])
@pytest.mark.parametrize("name", ["author", "compare"])
def test_unknown_ids_are_said(open_page: OpenPage, tenant_a: Tenant, name: str, value: str) -> None:
    app = open_page("authors.py", tenant_a, **{name: value})
    assert not app.exception
    assert app.error or app.info
    if name == "author":
        assert "no author with id" in app.error[0].value


def test_foreign_authors_do_not_exist(
    open_page: OpenPage, tenant_a: Tenant, tenant_b: Tenant
) -> None:
    with db.transaction(tenant_a) as session:
        ids = shelve(session, tenant_a, PAPERS)
    foreign = open_page("authors.py", tenant_b, author=str(ids["Bo Ek"]))
    assert "no author with id" in foreign.error[0].value
    several = open_page("authors.py", tenant_b, compare=",".join(map(str, ids.values())))
    assert "no author with id" in several.error[0].value
    assert "no authors yet" in open_page("authors.py", tenant_b).info[0].value


def test_statements_do_not_grow_with_the_rows(open_page: OpenPage, tenant_a: Tenant) -> None:
    counts = []
    sent: list[str] = []

    def count(_c: object, _k: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    for names in (["Ada"], [f"Person {i}" for i in range(30)]):
        with db.transaction(tenant_a) as session:
            shelve(session, tenant_a, [Shelved(authors=names, citations=2, year=2020)])
        event.listen(db.engine(), "before_cursor_execute", count)
        try:
            sent.clear()
            cache_data.clear()
            assert not open_page("authors.py", tenant_a).exception
            counts.append(len(sent))
        finally:
            event.remove(db.engine(), "before_cursor_execute", count)
    assert counts[0] == counts[1]


def test_ids_of_an_address() -> None:
    assert ids_of("3, 1,3,x,,-2,0,２") == (3, 1)
    assert ids_of(f"{'9' * 5000},7") == (7,)
    assert ids_of(str(2**63)) == ()
