"""Groups on the authors page: made, filled, read, and dissolved."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import text
from streamlit.testing.v1 import AppTest

from pages.components import labels
from paperscraper_core import db
from paperscraper_core.metrics import group_queries, group_service
from paperscraper_core.tenancy import Role, Tenant
from tests.metrics.shelf import Shelved, add_author, shelve
from tests.pages.conftest import OpenPage

PAPERS = [
    Shelved(authors=["Ada Rise", "Bo Ek"], citations=9, year=2018, as_of=date(2024, 6, 1)),
    Shelved(authors=["Ada Rise"], citations=7, year=2019, title="<b>Hostile</b> $x$ title"),
    Shelved(authors=["Ada Rise", "Cy Low"], citations=4, year=2020, title="Third"),
    Shelved(authors=["Bo Ek"], citations=2, year=2021, title="Fourth"),
]


@pytest.fixture
def ids(tenant_a: Tenant) -> dict[str, int]:
    with db.transaction(tenant_a) as session:
        return shelve(session, tenant_a, PAPERS)


@pytest.fixture
def group_id(tenant_a: Tenant, ids: dict[str, int]) -> int:
    with db.transaction(tenant_a) as session:
        made = group_service.create_group(session, tenant_a, "Our *two*", "Ada and Bo")
        group_service.add_members(session, tenant_a, made, [ids["Ada Rise"], ids["Bo Ek"]])
    return made


def tiles(app: AppTest) -> dict[str, str]:
    return {one.label: one.value for one in app.metric}


def test_no_group_yet_then_the_first_one(open_page: OpenPage, tenant_a: Tenant) -> None:
    app = open_page("authors.py", tenant_a, view="groups")
    assert "no groups yet" in app.info[0].value
    app.text_input(key="group_new_name").set_value("Geology")
    app.button(key="FormSubmitter:group_new-Make the group").click().run()
    assert not app.exception
    assert "Nobody is in this group" in app.info[0].value
    with db.reading(tenant_a) as session:
        assert [one.name for one in group_queries.groups(session, tenant_a)] == ["Geology"]


def test_a_group_shows_what_it_has_and_on_whom_it_rests(
    open_page: OpenPage, tenant_a: Tenant, group_id: int
) -> None:
    app = open_page("authors.py", tenant_a, group=str(group_id))
    assert not app.exception
    shown = tiles(app)
    assert (shown["Group h-index"], shown["Successive h"], shown["Members"]) == ("3", "2", "2")
    assert shown["Rests on one person"] == "100%"
    assert "Ada Rise stands on 3 of the 3 papers" in app.warning[0].value
    assert "would be 2 instead of 3" in app.warning[0].value
    members, core = (one.value for one in app.dataframe)
    assert list(members["Name"]) == ["Ada Rise", "Bo Ek"]
    assert list(members["Alone"]) == [2, 0]
    assert list(core["Citations"]) == [9, 7, 4]


def test_authors_come_and_go_by_name(
    open_page: OpenPage, tenant_a: Tenant, ids: dict[str, int], group_id: int
) -> None:
    app = open_page("authors.py", tenant_a, group=str(group_id))
    app.text_input(key="group_find").set_value("low, c.").run()
    app.multiselect(key="group_found").set_value([ids["Cy Low"]]).run()
    app.button(key="group_add").click().run()
    assert tiles(app)["Members"] == "3"
    app.multiselect(key="group_leaving").set_value([ids["Ada Rise"]]).run()
    app.button(key="group_remove").click().run()
    assert tiles(app)["Members"] == "2"
    assert not app.exception


def test_a_name_that_is_taken_is_told(open_page: OpenPage, tenant_a: Tenant, group_id: int) -> None:
    app = open_page("authors.py", tenant_a, view="groups")
    app.text_input(key="group_new_name").set_value("our *TWO*")
    app.button(key="FormSubmitter:group_new-Make the group").click().run()
    assert "already" in app.error[0].value


def test_a_group_is_renamed_and_dissolved(
    open_page: OpenPage, tenant_a: Tenant, group_id: int
) -> None:
    app = open_page("authors.py", tenant_a, group=str(group_id))
    app.text_input(key="group_name").set_value("Renamed").run()
    app.button(key="group_save").click().run()
    assert app.title[0].value == "Renamed"
    app.button(key="group_dissolve").click().run()
    assert not app.exception
    assert "no groups yet" in app.info[0].value


@pytest.mark.parametrize("value", ["999999999", "1 OR 1=1", "", "9" * 40])
def test_an_unknown_group_is_not_found(
    open_page: OpenPage, tenant_a: Tenant, tenant_b: Tenant, group_id: int, value: str
) -> None:
    assert (
        "There is no group" in open_page("authors.py", tenant_a, group=value or "x").error[0].value
    )
    assert (
        "There is no group" in open_page("authors.py", tenant_b, group=str(group_id)).error[0].value
    )


def test_a_viewer_looks_and_changes_nothing(
    open_page: OpenPage, tenant_a: Tenant, group_id: int
) -> None:
    with db.system() as session:
        session.execute(
            text("UPDATE memberships SET role = 'viewer' WHERE user_id = :u"),
            {"u": tenant_a.user_id},
        )
    app = open_page("authors.py", replace(tenant_a, role=Role.VIEWER), group=str(group_id))
    assert tiles(app)["Group h-index"] == "3"
    keys = {one.key for one in app.button}
    assert not keys & {"group_add", "group_remove", "group_save", "group_dissolve"}


def test_authors_selected_in_the_list_go_into_a_new_group(
    open_page: OpenPage, tenant_a: Tenant, ids: dict[str, int]
) -> None:
    app = open_page("authors.py", tenant_a)
    app.session_state["groups_chosen_authors"] = (ids["Bo Ek"], ids["Cy Low"])
    app.run()
    app.text_input(key="groups_put_name").set_value("From the list").run()
    app.button(key="groups_put_now").click().run()
    assert not app.exception
    assert (app.title[0].value, tiles(app)["Members"]) == ("From the list", "2")


def test_of_two_namesakes_the_chosen_one_goes(
    open_page: OpenPage, tenant_a: Tenant, ids: dict[str, int], group_id: int
) -> None:
    with db.transaction(tenant_a) as session:
        namesake = add_author(session, tenant_a, "Bo Ek")
        group_service.add_members(session, tenant_a, group_id, [namesake])
    app = open_page("authors.py", tenant_a, group=str(group_id))
    app.multiselect(key="group_leaving").set_value([namesake]).run()
    app.button(key="group_remove").click().run()
    assert not app.exception
    with db.reading(tenant_a) as session:
        left = group_queries.group_metrics(session, tenant_a, group_id).members
    assert {one.share.author_id for one in left} == {ids["Ada Rise"], ids["Bo Ek"]}


def test_labels_that_are_shared_say_whose_they_are() -> None:
    assert labels.distinct({3: "Bo Ek", 7: "Cy Low", 5: "Bo Ek"}) == {
        3: "Bo Ek (no. 3)",
        7: "Cy Low",
        5: "Bo Ek (no. 5)",
    }
