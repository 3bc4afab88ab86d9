"""Several authors compared: rules in the address, the shift of ranks, names that collide."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from sqlalchemy import text
from streamlit.testing.v1 import AppTest

from pages.components import authors_compare_url
from pages.components.authors_compare_url import Comparison, Given
from paperscraper_core import db
from paperscraper_core.charts.types import TimeAxis
from paperscraper_core.metrics.analysis_types import SelfCitationRule
from paperscraper_core.metrics.compare_types import Choices
from paperscraper_core.tenancy import Tenant
from tests.metrics.shelf import Shelved, shelve
from tests.pages.conftest import OpenPage

DAY = date(2024, 6, 1)
#: Metric has h 3 that rests on citations of their own; Definition has h 2 from others.
PAPERS = [
    Shelved(authors=["Metric"], citations=3, year=2012, dated={2018: 3}, as_of=DAY, title="One"),
    Shelved(authors=["Metric"], citations=3, year=2013, dated={2018: 3}, title="Two"),
    Shelved(authors=["Metric"], citations=3, year=2014, dated={2018: 3}, title="Three"),
    Shelved(authors=["Metric", "Helper"], citations=0, year=2018, title="Citing"),
    Shelved(authors=["Metric"], citations=0, year=2018, title="Citing too"),
    Shelved(authors=["Definition"], citations=2, year=2015, dated={2020: 2}, title="Four"),
    Shelved(authors=["Definition"], citations=2, year=2016, dated={2020: 2}, title="Five"),
]


@pytest.fixture
def ids(tenant_a: Tenant) -> dict[str, int]:
    with db.transaction(tenant_a) as session:
        found = shelve(session, tenant_a, PAPERS)
        papers = {
            row.title: row.id for row in session.execute(text("SELECT id, title FROM papers"))
        }
        number = 0
        for citing in ("Citing", "Citing too"):
            for cited in ("One", "Two", "Three"):
                number += 1
                session.execute(
                    text("INSERT INTO paper_references VALUES (:o, :a, 'x', :v, :b)"),
                    {
                        "o": tenant_a.organization_id,
                        "a": papers[citing],
                        "v": str(number),
                        "b": papers[cited],
                    },
                )
        session.execute(text("UPDATE papers SET type = 'review' WHERE title = 'Four'"))
    return found


def pair(ids: dict[str, int]) -> str:
    return f"{ids['Metric']},{ids['Definition']}"


def figures(app: AppTest) -> dict[str, Any]:
    assert not app.exception
    assert not app.error
    drawn = [json.loads(one.proto.spec) for one in app.get("plotly_chart")]
    return {one["layout"]["title"]["text"].split(":")[0]: one for one in drawn}


def numbers(app: AppTest, ids: dict[str, int], name: str) -> dict[str, str]:
    table = app.dataframe[-1].value  # below the ranks
    return dict(zip(table["metric"], table[f"author_{ids[name]}"], strict=True))


def address(app: AppTest) -> dict[str, str]:
    return {name: app.query_params.get(name) for name in app.query_params}


def test_everything_counted(open_page: OpenPage, tenant_a: Tenant, ids: dict[str, int]) -> None:
    app = open_page("authors.py", tenant_a, compare=pair(ids))
    assert list(figures(app)) == ["h-index over time, compared"]
    assert numbers(app, ids, "Metric")["h-index"] == "▲ 3"
    assert numbers(app, ids, "Definition")["h-index"] == "▽ 2"
    assert list(app.dataframe[0].value["definition"])  # though authors are called so


def test_without_self_citations_the_ranking_turns(
    open_page: OpenPage, tenant_a: Tenant, ids: dict[str, int]
) -> None:
    app = open_page("authors.py", tenant_a, compare=pair(ids))
    app.button_group(key="compare_without").set_value("same_author").run()
    assert address(app) == {"compare": pair(ids), "without": "same_author"}
    assert numbers(app, ids, "Metric")["h-index"] == "▽ 1"
    assert numbers(app, ids, "Metric")["Citations"] == "▽ 3"
    said = " ".join(one.value for one in app.markdown)
    assert r"By h-index: **Metric** falls from 1 to 2; **Definition** rises from 2 to 1." in said
    drawn = figures(app)
    over_time = drawn["h-index over time, compared"]
    metric = next(one for one in over_time["data"] if one.get("name") == "Metric")
    assert metric["y"][-1] == 1
    small = over_time["layout"]["title"]["subtitle"]["text"].replace("<br>", " ")
    assert "6 were found and taken away" in small
    assert "could be judged" in small
    ranks = drawn["Ranks by h-index"]
    assert [one["y"] for one in ranks["data"]] == [[1, 2], [2, 1]]
    assert ranks["data"][0]["text"][1].strip() == "<b>2.</b> 1 · Metric"
    table = app.dataframe[0].value.set_index("metric")
    assert table.loc["h-index", f"author_{ids['Metric']}"] == "1 → 2 ▼"
    assert table.loc["Papers", f"author_{ids['Metric']}"] == "1 → 1"
    assert "6 known self-citations taken away" in " ".join(one.value for one in app.caption)
    app.button(key="compare_clear").click().run()
    assert address(app) == {"compare": pair(ids)}
    assert numbers(app, ids, "Metric")["h-index"] == "▲ 3"


@pytest.mark.parametrize(
    ("query", "metric", "expected"),
    [
        ({"fractional": "true"}, "Papers", ("▲ 4.5", "▽ 2.0")),
        ({"without": "any_author"}, "h-index", ("▽ 1", "▲ 2")),
        ({"type": "review"}, "h-index", ("unknown", "1")),
        ({"type": "unknown"}, "Papers", ("▲ 5", "▽ 1")),
        ({"from": "2014", "to": "2016"}, "Citations", ("▽ 3", "▲ 4")),
        ({"axis": "career", "metric": "papers", "from": "2013"}, "Papers", ("▲ 4", "▽ 2")),
    ],
    ids=str,
)
def test_an_address_restores_the_rules(
    open_page: OpenPage, tenant_a: Tenant, ids: dict[str, int], query: dict[str, str], metric: str,
    expected: tuple[str, str],
) -> None:  # fmt: skip
    app = open_page("authors.py", tenant_a, compare=pair(ids), **query)
    drawn = figures(app)
    assert (
        numbers(app, ids, "Metric")[metric],
        numbers(app, ids, "Definition")[metric],
    ) == expected
    if "metric" in query:
        assert "Ranks by Papers" in drawn
        careers = [x for t in drawn["h-index over time, compared"]["data"] for x in t["x"]]
        assert min(careers) == 0
    if "type" in query:
        assert app.multiselect(key="compare_type").value == [query["type"]]


@pytest.mark.parametrize(
    "query",
    [
        {"without": "everybody"},
        {"fractional": "1; DROP TABLE papers"},
        {"from": "-5", "to": "99999"},
        {"axis": "<b>", "metric": "organization_id"},
    ],
    ids=str,
)
def test_hostile_values_are_dropped(
    open_page: OpenPage, tenant_a: Tenant, ids: dict[str, int], query: dict[str, str]
) -> None:
    app = open_page("authors.py", tenant_a, compare=pair(ids), **query)
    assert list(figures(app)) == ["h-index over time, compared"]
    assert numbers(app, ids, "Metric")["h-index"] == "▲ 3"


def test_rules_that_leave_nothing(
    open_page: OpenPage, tenant_a: Tenant, ids: dict[str, int]
) -> None:
    app = open_page("authors.py", tenant_a, compare=pair(ids), type="no such type")
    figures(app)
    assert set(numbers(app, ids, "Metric").values()) <= {"unknown", "0"}


def test_addresses_come_back_as_they_were() -> None:
    found = Comparison(
        author_ids=(4, 2),
        choices=Choices(
            without=SelfCitationRule.ANY_AUTHOR, fractional=True, types=("a & b", ""),
            year_from=1999, year_to=1999,
        ),
        axis=TimeAxis.CAREER,
        metric="hm_index",
    )  # fmt: skip
    assert authors_compare_url.read(Given(authors_compare_url.write(found))) == found
    assert authors_compare_url.write(Comparison()) == {}
