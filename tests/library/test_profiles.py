"""Profiles merged and taken back: nothing is lost, nothing counts twice, imports remember."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from paperscraper_core import db
from paperscraper_core.errors import NotFound, PaperScraperError, ValidationFailed
from paperscraper_core.library import editing, profile_queries, profile_service
from paperscraper_core.tenancy import Tenant
from tests.library.conftest import counted
from tests.library.records import author, paper

ADA = "0000-0002-1825-0097"
EVERYTHING = {
    "authorships": "SELECT paper_id, position, author_id, profile_id, printed_name FROM authorships"
    " ORDER BY 1, 2",
    "authors": "SELECT id, name, name_variants, orcid, merged_into FROM authors ORDER BY 1",
    "identifiers": "SELECT scheme, value, author_id FROM author_identifiers ORDER BY 1, 2",
}


def sole(title: str, *authors, **more):
    return paper(f"{title} of the sands and winds of deserts", authors=tuple(authors), **more)


LIBRARY = (
    sole("One", author("Ada Quarry", openalex="A1"), author("Ben Wadi", 2, openalex="B1")),
    sole("Two", author("A. Quarry", openalex="A2"), author("Ben Wadi", 2, openalex="B1")),
    # both profiles on one byline
    sole("Three", author("A. Quarry", openalex="A2"), author("Ada Quarry", 2, openalex="A1")),
    sole("Four", author("Ada K. Quarry", openalex="A3")),
    sole("Five", author("A. Quarry", openalex="A2"), author("Ada K. Quarry", 2, openalex="A3")),
)


@pytest.fixture
def ids(upsert, rows) -> dict[str, int]:
    """The library's authors by their OpenAlex id."""
    upsert(*LIBRARY)
    return dict(rows("SELECT value, author_id FROM author_identifiers"))


def state(rows) -> dict[str, list]:
    return {name: rows(statement) for name, statement in EVERYTHING.items()}


def papers_of(rows, author_id: int) -> list[str]:
    return rows(
        "SELECT split_part(p.title, ' ', 1) FROM authorships s JOIN papers p ON p.id = s.paper_id"
        " WHERE s.author_id = :author ORDER BY p.id",
        author=author_id,
    )


def merge(tenant: Tenant, profiles: list[int], into: int) -> tuple[int, ...]:
    with db.transaction(tenant) as session:
        return profile_service.merge(session, tenant, profiles, into, reason="the same face")


def undo(tenant: Tenant, event: int) -> int:
    with db.transaction(tenant) as session:
        return profile_service.undo(session, tenant, event)


def test_a_merge_gives_one_person_every_paper_once(tenant_a, ids, rows) -> None:
    merge(tenant_a, [ids["A2"], ids["A3"]], ids["A1"])
    assert papers_of(rows, ids["A1"]) == ["One", "Two", "Three", "Four", "Five"]
    # the second places stay on the bylines, with profiles that no list shows
    assert rows("SELECT count(*) FROM authorships") == [9]
    assert rows("SELECT id, merged_into FROM authors WHERE merged_into IS NOT NULL ORDER BY 1") == [
        (ids["A2"], ids["A1"]),
        (ids["A3"], ids["A1"]),
    ]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_taking_merges_back_leaves_the_same_rows(tenant_a, ids, rows, order) -> None:
    before = state(rows)
    events = merge(tenant_a, [ids["A2"], ids["A3"]], ids["A1"])
    assert state(rows) != before
    undo(tenant_a, events[order[0]])
    undo(tenant_a, events[order[1]])
    assert state(rows) == before


@pytest.mark.parametrize("first", ["inner", "outer"])
def test_a_chain_of_merges_comes_apart_in_any_order(tenant_a, ids, rows, first) -> None:
    before = state(rows)
    (inner,) = merge(tenant_a, [ids["A2"]], ids["A1"])
    after_inner = state(rows)
    (outer,) = merge(tenant_a, [ids["A1"]], ids["A3"])
    assert papers_of(rows, ids["A3"]) == ["One", "Two", "Three", "Four", "Five"]
    if first == "outer":
        undo(tenant_a, outer)
        assert state(rows) == after_inner
        undo(tenant_a, inner)
    else:
        undo(tenant_a, inner)
        assert papers_of(rows, ids["A2"]) == ["Two", "Three", "Five"]
        undo(tenant_a, outer)
    assert state(rows) == before


def test_an_import_after_a_merge_reaches_the_person(tenant_a, ids, rows, upsert) -> None:
    (event,) = merge(tenant_a, [ids["A2"]], ids["A1"])
    merged = state(rows)
    upsert(*LIBRARY)
    assert state(rows) == merged
    upsert(sole("Six", author("A. Quarry", openalex="A2")))
    assert papers_of(rows, ids["A1"])[-1] == "Six"
    undo(tenant_a, event)
    assert papers_of(rows, ids["A1"]) == ["One", "Three"]
    assert papers_of(rows, ids["A2"]) == ["Two", "Three", "Five", "Six"]


def test_a_byline_that_grows_keeps_the_decision(tenant_a, ids, rows, upsert) -> None:
    (event,) = merge(tenant_a, [ids["A2"]], ids["A1"])
    upsert(sole("Two", *LIBRARY[1].authors, author("Cem Dune", 3, openalex="C1"), year=None))
    assert papers_of(rows, ids["A1"]) == ["One", "Two", "Three", "Five"]
    undo(tenant_a, event)
    assert papers_of(rows, ids["A2"]) == ["Two", "Three", "Five"]


def test_names_without_ids_find_the_merged_person(tenant_a, upsert, rows) -> None:
    upsert(sole("One", author("Ada Quarry"), author("Ben Wadi", 2)))
    upsert(sole("Two", author("Adele Quarry"), author("Cem Dune", 2)))
    ids = dict(rows("SELECT name, id FROM authors"))
    merge(tenant_a, [ids["Adele Quarry"]], ids["Ada Quarry"])
    upsert(sole("Three", author("Adele Quarry"), author("Cem Dune", 2)))
    assert papers_of(rows, ids["Ada Quarry"]) == ["One", "Two", "Three"]


def test_evidence_that_proves_the_merge_keeps_the_log(tenant_a, ids, rows, upsert) -> None:
    (event,) = merge(tenant_a, [ids["A2"]], ids["A1"])
    both = author("Ada Quarry", openalex="A1", orcid=ADA), author("Ada Q", openalex="A2", orcid=ADA)
    upsert(sole("Six", both[0]), sole("Seven", both[1], row=2))
    assert papers_of(rows, ids["A1"]) == ["One", "Two", "Three", "Five", "Six", "Seven"]
    undo(tenant_a, event)
    assert papers_of(rows, ids["A1"]) == ["One", "Two", "Three", "Five", "Six", "Seven"]


def test_evidence_about_a_merged_profile_leads_on(tenant_a, ids, rows, upsert) -> None:
    merge(tenant_a, [ids["A2"]], ids["A1"])
    upsert(sole("Six", author("Ada K. Quarry", openalex="A3", orcid=ADA)))
    upsert(sole("Seven", author("A. Quarry", openalex="A2", orcid=ADA)))
    (person,) = set(rows("SELECT coalesce(merged_into, id) FROM authors WHERE name LIKE '%Quarry'"))
    found = papers_of(rows, person)
    assert found == ["One", "Two", "Three", "Four", "Five", "Six", "Seven"]
    assert rows("SELECT count(*) FROM identity_events WHERE user_id IS NULL") == [1]


def test_a_paper_deleted_by_hand_takes_no_decision_along(tenant_a, ids, rows) -> None:
    (event,) = merge(tenant_a, [ids["A3"]], ids["A1"])
    for title in ("Four", "Five"):
        (number,) = rows("SELECT id FROM papers WHERE title LIKE :t", t=f"{title}%")
        with db.transaction(tenant_a) as session:
            editing.delete_paper(session, tenant_a, number)
    undo(tenant_a, event)
    assert papers_of(rows, ids["A3"]) == []


def test_what_cannot_be_decided_is_said(tenant_a, tenant_b, ids, upsert) -> None:
    (event,) = merge(tenant_a, [ids["A2"]], ids["A1"])
    with pytest.raises(ValidationFailed, match="one person already"):
        merge(tenant_a, [ids["A1"]], ids["A2"])
    with pytest.raises(NotFound):
        merge(tenant_a, [987_654], ids["A1"])
    with pytest.raises(NotFound):
        merge(tenant_b, [ids["A3"]], ids["A1"])
    with pytest.raises(NotFound):
        undo(tenant_b, event)
    back = undo(tenant_a, event)
    for number in (event, back):
        with pytest.raises(ValidationFailed):
            undo(tenant_a, number)


def test_the_history_says_who_and_why(tenant_a, tenant_b, ids, rows) -> None:
    (event,) = merge(tenant_a, [ids["A2"]], ids["A1"])
    undo(tenant_a, event)
    with db.reading(tenant_a) as session:
        for profile in ("A1", "A2"):
            (told,) = profile_queries.history(session, tenant_a, ids[profile])
            assert (told.by, told.reason, told.papers) == ("alpha admin", "the same face", 2)
            assert told.undone_at is not None
            assert told.undone_by == "alpha admin"
    with db.reading(tenant_b) as session:
        assert profile_queries.history(session, tenant_b, ids["A1"]) == ()
    assert rows("SELECT action FROM audit_entries ORDER BY id") == ["author.merge", "author.undo"]


def test_two_merges_at_once_end_in_one_person(tenant_a, ids, rows) -> None:
    def attempt(pair: tuple[str, str]) -> str:
        try:
            merge(tenant_a, [ids[pair[0]]], ids[pair[1]])
        except PaperScraperError as error:
            return str(error)
        return "done"

    with ThreadPoolExecutor(4) as pool:
        said = list(pool.map(attempt, [("A1", "A2"), ("A2", "A1"), ("A2", "A3"), ("A3", "A1")]))
    assert said.count("done") == 2
    (person,) = set(rows("SELECT coalesce(merged_into, id) FROM authors WHERE name LIKE '%Quarry'"))
    assert papers_of(rows, person) == ["One", "Two", "Three", "Four", "Five"]


def test_statements_do_not_grow_with_the_papers(tenant_a, upsert, rows) -> None:
    sent = []
    for number, size in enumerate((2, 40)):
        for one in ("A", "B"):
            upsert(
                *(
                    sole(f"{one}{number}x{k}", author("Ada", openalex=f"{one}{number}"), row=k)
                    for k in range(1, size + 1)
                )
            )
        ids = dict(rows("SELECT value, author_id FROM author_identifiers"))
        with counted() as statements:
            merge(tenant_a, [ids[f"B{number}"]], ids[f"A{number}"])
        sent.append(len(statements))
    assert sent[0] == sent[1]


def test_the_log_is_behind_row_level_security(tenant_a, tenant_b, ids) -> None:
    merge(tenant_a, [ids["A2"]], ids["A1"])
    with db.reading(tenant_b) as session:
        for table in ("identity_events", "identity_moves", "identity_decisions"):
            assert session.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() == 0
