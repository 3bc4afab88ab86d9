"""Managers say on the authors page who is who: merge, split, suggestions, and each taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import text
from streamlit import cache_data
from streamlit.testing.v1 import AppTest

from paperscraper_core import db
from paperscraper_core.tenancy import Role, Tenant
from tests.metrics.shelf import Shelved, add_author, shelve
from tests.pages.conftest import OpenPage

PAPERS = [
    Shelved(
        authors=["Ada Rise", "Bo Ek", "Cy Low"], citations=9, year=2019, as_of=date(2024, 6, 1)
    ),
    Shelved(authors=["Ada K. Rise", "Bo Ek", "Cy Low"], citations=5, year=2020, title="Second"),
    Shelved(authors=["Ada K. Rise"], citations=2, year=2021, title="Third"),
]


@pytest.fixture
def ids(tenant_a: Tenant) -> dict[str, int]:
    with db.transaction(tenant_a) as session:
        return shelve(session, tenant_a, PAPERS)


def analyst(tenant: Tenant) -> Tenant:
    with db.system() as session:
        session.execute(
            text("UPDATE memberships SET role = 'analyst' WHERE user_id = :u"),
            {"u": tenant.user_id},
        )
    return replace(tenant, role=Role.ANALYST)


def tiles(app: AppTest) -> dict[str, str]:
    return {one.label: one.value for one in app.metric}


def test_merge_with_preview_then_take_it_back(
    open_page: OpenPage, tenant_a: Tenant, ids: dict[str, int]
) -> None:
    app = open_page("authors.py", tenant_a, author=str(ids["Ada Rise"]))
    before = tiles(app)
    app.button(key="identity_merge").click().run()
    app.text_input(key="identity_name").set_value("rise, a.").run()
    app.multiselect(key="identity_profiles").set_value([ids["Ada K. Rise"]]).run()
    preview = next(one.value for one in app.dataframe if "" in one.value.columns)
    assert list(preview[""]) == ["now", "now", "then"]
    assert list(preview["Papers"]) == ["1", "2", "3"]
    app.text_input(key="identity_reason").set_value("one face").run()
    app.button(key="identity_merge_now").click().run()
    assert not app.exception
    merged = tiles(app)
    assert (merged["Papers"], merged["Citations"], merged["h-index"]) == ("3", "16", "2")
    assert "Merged: these profiles" in app.toast[0].value
    assert any("Reason: one face" in one.value for one in app.caption)

    # the address of the merged profile leads to the person
    old = open_page("authors.py", tenant_a, author=str(ids["Ada K. Rise"]))
    assert old.title[0].value == "Ada Rise"
    (undo,) = [one for one in old.button if one.label == "Take back"]
    undo.click().run()
    assert not old.exception
    assert tiles(open_page("authors.py", tenant_a, author=str(ids["Ada Rise"]))) == before


def test_nothing_is_offered_to_others(
    open_page: OpenPage, tenant_a: Tenant, ids: dict[str, int]
) -> None:
    lesser = analyst(tenant_a)
    app = open_page("authors.py", lesser, author=str(ids["Ada Rise"]))
    assert not [one for one in app.button if one.key and one.key.startswith("identity_")]
    assert "does not allow" in open_page("authors.py", lesser, view="identity").error[0].value
    board = open_page("authors.py", lesser)
    assert not [one for one in board.button if one.label == "Who is who"]


def test_suggestions_are_accepted_or_refused(
    open_page: OpenPage, tenant_a: Tenant, ids: dict[str, int]
) -> None:
    app = open_page("authors.py", tenant_a, view="identity")
    assert not app.exception
    said = " ".join(one.value for one in app.markdown).replace("\\", "")
    assert "2 shared co-authors: Bo Ek, Cy Low" in said
    (merge,) = [one for one in app.button if one.label == "Same person: merge"]
    (apart,) = [one for one in app.button if one.label == "Not the same person"]
    assert merge.key == f"pair_merge_{ids['Ada K. Rise']}_{ids['Ada Rise']}"
    apart.click().run()
    assert not app.exception
    assert "No pair of profiles" in app.info[0].value

    with db.transaction(tenant_a) as session:
        session.execute(text("DELETE FROM identity_decisions"))
    fresh = open_page("authors.py", tenant_a, view="identity")
    cache_data.clear()
    fresh.run()
    (merge,) = [one for one in fresh.button if one.label == "Same person: merge"]
    merge.click().run()
    assert not fresh.exception
    assert "No pair of profiles" in fresh.info[0].value
    app = open_page("authors.py", tenant_a, author=str(ids["Ada Rise"]))
    assert app.title[0].value == r"Ada K\. Rise"
    assert tiles(app)["Papers"] == "3"


def test_splitting_asks_for_papers(
    open_page: OpenPage, tenant_a: Tenant, ids: dict[str, int]
) -> None:
    app = open_page("authors.py", tenant_a, author=str(ids["Ada K. Rise"]))
    app.button(key="identity_split").click().run()
    assert not app.exception
    assert app.button(key="identity_split_now").disabled
    only = open_page("authors.py", tenant_a, author=str(ids["Ada Rise"]))
    assert only.button(key="identity_split").disabled


def test_papers_go_to_an_author_who_is_here_already(
    open_page: OpenPage, tenant_a: Tenant, ids: dict[str, int]
) -> None:
    app = open_page("authors.py", tenant_a, author=str(ids["Ada K. Rise"]))
    app.button(key="identity_split").click().run()
    app.session_state["identity_papers"] = {
        "selection": {"rows": [1], "columns": [], "cells": []}  # the second: "Third"
    }
    app.radio(key="identity_whose").set_value("Somebody who is here already").run()
    assert app.button(key="identity_split_now").disabled  # nobody is chosen yet
    app.text_input(key="identity_other_name").set_value("rise, ada").run()
    app.selectbox(key="identity_into").set_value(ids["Ada Rise"]).run()
    preview = next(one.value for one in app.dataframe if "" in one.value.columns)
    assert list(preview[""]) == ["now", "now", "then", "then"]
    assert list(preview["Papers"]) == ["2", "1", "1", "2"]
    app.button(key="identity_split_now").click().run()
    assert not app.exception
    assert not app.error
    assert tiles(open_page("authors.py", tenant_a, author=str(ids["Ada Rise"])))["Papers"] == "2"
    left = open_page("authors.py", tenant_a, author=str(ids["Ada K. Rise"]))
    assert tiles(left)["Papers"] == "1"


def test_another_organization_sees_none_of_it(
    open_page: OpenPage, tenant_b: Tenant, ids: dict[str, int]
) -> None:
    app = open_page("authors.py", tenant_b, view="identity")
    assert "No pair of profiles" in app.info[0].value


def test_of_two_namesakes_the_chosen_one_is_merged(
    open_page: OpenPage, tenant_a: Tenant, ids: dict[str, int]
) -> None:
    with db.transaction(tenant_a) as session:
        first, second = (add_author(session, tenant_a, "Ada Twin") for _ in range(2))
    app = open_page("authors.py", tenant_a, author=str(ids["Ada Rise"]))
    app.button(key="identity_merge").click().run()
    app.text_input(key="identity_name").set_value("twin").run()
    app.multiselect(key="identity_profiles").set_value([second]).run()
    app.button(key="identity_merge_now").click().run()
    assert not app.exception
    with db.reading(tenant_a) as session:
        merged = text("SELECT id, merged_into FROM authors WHERE id = ANY(:twins)")
        rows = session.execute(merged, {"twins": [first, second]})
        assert dict(row for row in map(tuple, rows)) == {first: None, second: ids["Ada Rise"]}
