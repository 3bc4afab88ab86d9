"""The paper page: filled, empty, unknown, foreign, hostile, corrected and deleted."""

import re
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from paperscraper_core import db, intake
from paperscraper_core.importing.types import PaperRecord
from paperscraper_core.library import service
from paperscraper_core.tenancy import Role, Tenant
from tests.library.conftest import counted
from tests.library.records import FULL, author, names, paper, web
from tests.pages.conftest import OpenPage

NONE = "There is no paper with this number in your library."


def take_in(tenant: Tenant, *records: PaperRecord) -> tuple[int, ...]:
    with db.transaction(tenant) as session:
        ids = service.upsert_papers(session, tenant, records, run_id=None).paper_ids
        intake.make_findable(session, tenant, ids)
    return ids


def words(app: AppTest) -> str:
    kinds = (
        "title", "subheader", "markdown", "caption", "info", "success", "error", "button",
        "expander", "tab",
    )  # fmt: skip
    return "\n".join(
        str(getattr(one, "value", None) or getattr(one, "label", ""))
        + "\n"
        + str(getattr(one, "label", ""))
        for kind in kinds
        for one in app.get(kind)
    ).replace("\\", "")


def links(app: AppTest) -> list[tuple[str, str]]:
    return [(one.proto.page, one.proto.label.replace("\\", "")) for one in app.get("page_link")]


@pytest.fixture
def ids(tenant_a: Tenant, valkey: str) -> tuple[int, ...]:
    return take_in(
        tenant_a,
        FULL,
        paper("Cited by the Full One over There", openalex="W2", year=2001, citation_count=3),
        paper(doi="10.48550/arxiv.9", year=2018, type="preprint", authors=names("A Quarry"),
              referenced_ids=(("openalex", "W1"),)),
    )  # fmt: skip


def test_everything_known_is_shown(open_page: OpenPage, tenant_a: Tenant, ids) -> None:
    app = open_page("paper.py", tenant_a, id=str(ids[0]))
    assert not app.exception
    seen = words(app)
    for expected in (
        FULL.title, "Journal of Sand", "3(2)", "1–9", "Sand Press", "https://doi.org/10.1000/full",
        "https://openalex.org/W1", "https://example.org/full", "Grains and pores.", "sandstone",
        "Geology", "Citations: 7 as of 2025-01-01", "1 of 2 references are in your library",
        "Cited by the Full One over There", "Other version", "This paper has no score yet.",
        "Score now", "Correct", "Delete",
    ):  # fmt: skip
        assert expected in seen, expected
    named = [label for page, label in links(app) if page == "authors"]
    assert [label.split(" :")[0].rstrip(" ✉️") for label in named[:2]] == ["Ada Quarry", "Ben Wadi"]
    assert named[0] != "Ada Quarry"  # the corresponding author is marked


def test_a_related_paper_opens_and_the_address_says_so(
    open_page: OpenPage, tenant_a: Tenant, ids
) -> None:
    app = open_page("paper.py", tenant_a, id=str(ids[0]))
    app.button(key=f"paper_references_{ids[1]}").click().run()
    assert app.title[0].value.replace("\\", "") == "Cited by the Full One over There"
    assert app.query_params["id"] == str(ids[1])


@pytest.mark.parametrize("wanted", ["404", "0", "-1", "abc", "9" * 30, "١٢", "1 OR 1=1"])
def test_an_unknown_number_is_a_friendly_empty_page(
    open_page: OpenPage, tenant_a: Tenant, wanted: str
) -> None:
    app = open_page("paper.py", tenant_a, id=wanted)
    assert not app.exception
    assert NONE in words(app)
    assert ("search", "Search the library") in links(app)


def test_without_a_number_the_page_says_how_to_choose(
    open_page: OpenPage, tenant_a: Tenant
) -> None:
    app = open_page("paper.py", tenant_a)
    assert not app.exception
    assert "Choose a paper" in words(app)


def test_a_foreign_paper_looks_like_a_missing_one(
    open_page: OpenPage, tenant_a: Tenant, tenant_b: Tenant, valkey: str
) -> None:
    (foreign,) = take_in(tenant_b, FULL)
    app = open_page("paper.py", tenant_a, id=str(foreign))
    missing = open_page("paper.py", tenant_a, id=str(foreign + 1))
    assert words(app) == words(missing)
    assert NONE in words(app)


def test_text_of_a_file_draws_no_markup(open_page: OpenPage, tenant_a: Tenant, valkey: str) -> None:
    evil = "![x](http://evil.test/i.png) [click](http://evil.test) <script>alert(1)</script> $x$"
    (number,) = take_in(
        tenant_a,
        paper(evil, abstract=evil, venue=evil, keywords=(evil,), url="javascript:alert(1)",
              authors=(author(evil, raw_affiliations=(evil,)),),
              external_ids=(("own](http://evil.test)", "a)b"),)),
    )  # fmt: skip
    app = open_page("paper.py", tenant_a, id=str(number))
    assert not app.exception
    drawn = [one.value for kind in ("title", "markdown", "caption") for one in app.get(kind)]
    drawn += [one.proto.label for one in app.get("page_link")]
    for value in drawn:
        assert "](http://evil" not in value
        assert not re.search(r"(?<!\\)(<script|javascript:|\$x)", value)


def test_a_crowd_of_authors_is_a_table(open_page: OpenPage, tenant_a: Tenant, valkey: str) -> None:
    crowd = names(*(f"Person Number{n}" for n in range(1, 301)))
    (number,) = take_in(tenant_a, replace(FULL, authors=crowd))
    app = open_page("paper.py", tenant_a, id=str(number))
    assert not app.exception
    assert "All 300 authors" in words(app)
    assert len([page for page, _ in links(app) if page == "authors"]) == 12


@pytest.mark.parametrize(
    ("role", "correct", "delete", "score"),
    [(Role.VIEWER, False, False, False), (Role.ANALYST, True, False, True),
     (Role.MANAGER, True, True, True)],
)  # fmt: skip
def test_roles_see_what_they_may_do(
    open_page: OpenPage, tenant_a: Tenant, ids, role: Role, correct: bool, delete: bool, score: bool
) -> None:
    from sqlalchemy import text

    with db.system() as session:
        session.execute(text("UPDATE memberships SET role = :role"), {"role": role.value})
    app = open_page("paper.py", tenant_a, id=str(ids[0]))
    keys = {one.key: one for one in app.button}
    assert ("paper_edit" in keys, "paper_delete" in keys) == (correct, delete)
    assert keys[f"paper_score_{ids[0]}_button"].disabled is not score


def test_a_correction_is_saved_and_shown(open_page: OpenPage, tenant_a: Tenant, ids) -> None:
    app = open_page("paper.py", tenant_a, id=str(ids[0]))
    app.button(key="paper_edit").click().run()
    assert not app.exception
    (title,) = [one for one in app.text_input if one.label == "Title"]
    assert title.value == FULL.title
    title.set_value("Corrected by Hand")
    next(one for one in app.button if one.label == "Save").click().run()
    assert not app.exception
    fresh = open_page("paper.py", tenant_a, id=str(ids[0]))
    assert fresh.title[0].value == "Corrected by Hand"
    assert "Ben Wadi" in dict(map(reversed, links(fresh)))


def test_a_correction_that_is_not_valid_is_told(open_page: OpenPage, tenant_a: Tenant, ids) -> None:
    app = open_page("paper.py", tenant_a, id=str(ids[0]))
    app.button(key="paper_edit").click().run()
    next(one for one in app.text_input if one.label == "DOI").set_value("not a doi")
    next(one for one in app.button if one.label == "Save").click().run()
    assert not app.exception
    assert "This is not a DOI" in words(app)


def test_deleting_asks_first_and_ends_on_the_empty_page(
    open_page: OpenPage, tenant_a: Tenant, ids
) -> None:
    app = open_page("paper.py", tenant_a, id=str(ids[0]))
    app.button(key="paper_delete").click().run()
    app.button(key="paper_delete_sure").click().run()
    assert not app.exception
    gone = open_page("paper.py", tenant_a, id=str(ids[0]))
    assert NONE in words(gone)


def test_the_page_sends_as_many_statements_for_many_rows_as_for_few(
    open_page: OpenPage, tenant_a: Tenant, tenant_b: Tenant, valkey: str
) -> None:
    sent = {}
    for tenant, count in ((tenant_a, 1), (tenant_b, 25)):
        ids = take_in(tenant, *web(count))
        with counted() as sent[count]:
            app = open_page("paper.py", tenant, id=str(ids[0]))
        assert not app.exception
        assert f"Cited by, here ({count})" in words(app)
    assert len(sent[25]) == len(sent[1]) > 10
