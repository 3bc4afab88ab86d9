"""The leaderboard's filters: what they show, what the address says, and hostile addresses."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import text
from streamlit.testing.v1 import AppTest

from pages.components import authors_board_format, authors_board_url
from paperscraper_core import db
from paperscraper_core.metrics.types import LeaderboardCriteria, RankChange
from paperscraper_core.tenancy import Tenant
from tests.metrics.shelf import Shelved, shelve
from tests.pages.conftest import OpenPage

DAY = date(2024, 6, 1)
PAPERS = [
    Shelved(authors=["Ada Rise"], citations=9, year=2010, dated={2019: 9}, as_of=DAY),
    Shelved(authors=["Ada Rise", "Bo Ek"], citations=8, year=2012, dated={2020: 8}),
    Shelved(authors=["Ada Rise"], citations=8, year=2020, dated={2021: 8}),
    Shelved(authors=["Bo Ek"], citations=7, year=2021, dated={2022: 1, 2024: 6}),
    Shelved(authors=["Bo Ek"], citations=7, year=2022, dated={2024: 7}),
    Shelved(authors=["Bo Ek"], citations=7, year=2022, dated={2024: 7}),
    Shelved(authors=["Cy New"], citations=1, year=2024, dated={2024: 1}),
    Shelved(authors=["Di Undated"], citations=30, year=2000),
]


@pytest.fixture
def filled(tenant_a: Tenant) -> dict[str, int]:
    with db.transaction(tenant_a) as session:
        ids = shelve(session, tenant_a, PAPERS)
        organization = {"o": tenant_a.organization_id}
        session.execute(
            text("UPDATE papers SET venue = 'A: *b*', topics = '{Bees}' WHERE year >= 2021")
        )
        session.execute(
            text("UPDATE authors SET institution = 'Hill Labs', country_code = 'SE' WHERE id = :a"),
            {"a": ids["Ada Rise"]},
        )
        group = session.execute(
            text(
                "INSERT INTO author_groups (organization_id, name) VALUES (:o, 'Us') RETURNING id"
            ),
            organization,
        ).scalar_one()
        session.execute(
            text("INSERT INTO author_group_members VALUES (:o, :g, :a)"),
            {**organization, "g": group, "a": ids["Bo Ek"]},
        )
    return {**ids, "group": group}


def shown(app: AppTest) -> list[str]:
    assert not app.exception
    assert not app.error
    return list(app.dataframe[0].value["Author"])


def said(app: AppTest) -> str:
    return " ".join(one.value for one in app.caption)


def address(app: AppTest) -> dict[str, str]:
    return {name: app.query_params.get(name) for name in app.query_params}


def opened(open_page: OpenPage, tenant: Tenant, **query: str) -> AppTest:
    """The page with its filters unfolded."""
    return unfolded(open_page("authors.py", tenant, **query))


def unfolded(app: AppTest) -> AppTest:
    """Run once more, with open filters: the test's browser forgets that they were."""
    app.session_state["board_filters"] = True
    return app.run()


def test_rank_change_and_trend(
    open_page: OpenPage, tenant_a: Tenant, filled: dict[str, int]
) -> None:
    table = open_page("authors.py", tenant_a).dataframe[0].value.set_index("Author")
    # a year ago: Ada 3, Bo 1 (one of 8, one of 1), Di 0 to 1, Cy had no paper
    assert dict(table["rank"]) == {"Bo Ek": 1, "Ada Rise": 2, "Di Undated": 3, "Cy New": 3}
    assert dict(table["change"]) == {
        "Bo Ek": "▲ 1", "Ada Rise": "▼ 1", "Di Undated": "unknown", "Cy New": "new",
    }  # fmt: skip
    assert list(table["trend"]["Ada Rise"]) == [0, 0, 0, 0, 0, 1, 2, 3, 3, 3, 3]
    assert list(table["trend"]["Bo Ek"])[-2:] == [1, 4]
    assert table["trend"]["Di Undated"] is None


def test_filters_on_papers_say_what_the_numbers_are(
    open_page: OpenPage, tenant_a: Tenant, filled: dict[str, int]
) -> None:
    app = opened(open_page, tenant_a)
    app.number_input(key="from").set_value(2021)
    unfolded(app)
    table = app.dataframe[0].value
    assert shown(app) == ["Bo Ek", "Cy New"]
    assert list(table["h_index"]) == [3, 1]
    assert "over **4 papers since 2021** only" in said(app)
    assert address(app) == {"from": "2021"}
    app.selectbox(key="venue").set_value("A: *b*")
    unfolded(app)
    assert r"papers since 2021 in A\: \*b\***" in said(app)
    assert address(app) == {"from": "2021", "venue": "A: *b*"}
    app.button(key="board_clear").click()
    unfolded(app)
    assert len(shown(app)) == 4
    assert not address(app)
    assert app.number_input(key="from").value is None


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"at": "hill"}, ["Ada Rise"]),
        ({"country": "se"}, ["Ada Rise"]),
        ({"career_to": "5"}, ["Cy New"]),
        ({"career_from": "14", "career_to": "20"}, ["Ada Rise"]),
        ({"min": "4"}, ["Bo Ek"]),
        ({"topic": "Bees", "min": "2"}, ["Bo Ek"]),
        ({"to": "2012", "sort": "citations"}, ["Di Undated", "Ada Rise", "Bo Ek"]),
        ({"in_group": "group"}, ["Bo Ek"]),
    ],
    ids=str,
)
def test_an_address_restores_the_list(
    open_page: OpenPage, tenant_a: Tenant, filled: dict[str, int], query: dict[str, str],
    names: list[str],
) -> None:  # fmt: skip
    given = {name: str(filled.get(value, value)) for name, value in query.items()}
    app = opened(open_page, tenant_a, **given)
    assert shown(app) == names
    if "in_group" in query:
        assert "group Us" in said(app)
        assert app.selectbox(key="in_group").value == filled["group"]
    if "country" in query:
        assert app.selectbox(key="country").value == "SE"


def test_the_sort_stands_in_the_address_by_its_key(
    open_page: OpenPage, tenant_a: Tenant, filled: dict[str, int]
) -> None:
    app = open_page("authors.py", tenant_a)
    app.selectbox(key="sort").set_value("papers").run()
    assert address(app) == {"sort": "papers"}
    assert shown(app)[0] == "Bo Ek"
    old = open_page("authors.py", tenant_a, sort="Citations")  # as addresses once were
    assert old.selectbox(key="sort").value == "citations"


@pytest.mark.parametrize(
    "query",
    [
        {"from": "9999999999999999999999"},
        {"from": "2020", "to": "1990"},
        {"from": "２０２０", "career_from": "-3"},
        {"country": "<b>"},
        {"in_group": "'; DROP TABLE papers"},
        {"sort": "organization_id", "up": "perhaps"},
        {"min": "1e9"},
    ],
    ids=str,
)
def test_hostile_values_are_dropped(
    open_page: OpenPage, tenant_a: Tenant, filled: dict[str, int], query: dict[str, str]
) -> None:
    app = opened(open_page, tenant_a, **query)
    names = ["Bo Ek", "Ada Rise", "Di Undated", "Cy New"]
    assert shown(app) == (names[:2] + names[3:] if query.get("to") else names)


@pytest.mark.parametrize(
    "query",
    [{"venue": "nowhere\x00"}, {"in_group": "987654321"}, {"at": "%_\\"}, {"topic": "x" * 3000}],
    ids=lambda query: next(iter(query)),
)
def test_what_nobody_fits_is_said(
    open_page: OpenPage, tenant_a: Tenant, filled: dict[str, int], query: dict[str, str]
) -> None:
    app = opened(open_page, tenant_a, **query)
    assert not app.exception
    assert "No author fits" in app.info[0].value
    app.button(key="board_clear").click().run()
    assert len(shown(app)) == 4


def test_addresses_come_back_as_they_were() -> None:
    criteria = LeaderboardCriteria(
        sort="name", descending=True, name="é & b", minimum_papers=0, page=3, year_from=1999,
        year_to=2001, venue="A=B&c", topic="#1", institution="?", country="SE", career_from=2,
        career_to=9, group_id=7,
    )  # fmt: skip
    assert authors_board_url.read(authors_board_url.write(criteria)) == criteria
    assert authors_board_url.write(LeaderboardCriteria()) == {}


def test_changes_in_words() -> None:
    def words(now: int, best: int | None, worst: int | None) -> str:
        return authors_board_format.change(
            RankChange(now=now, before_best=best, before_worst=worst)
        )

    assert words(2, 5, 5) == "▲ 3"
    assert words(5, 2, 2) == "▼ 3"
    assert words(5, 5, 5) == "="
    assert words(2, 3, 6) == "▲ 1–4"
    assert words(6, 2, 5) == "▼ 1–4"
    assert words(4, 2, 5) == "unknown"
    assert words(4, 4, 5) == "unknown"
    assert words(1, None, None) == "unknown"
    assert authors_board_format.change(None) == ""
