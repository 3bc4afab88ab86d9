"""Papers split off an author: whose they are, what imports do to it, and how it comes back."""

from __future__ import annotations

import pytest

from paperscraper_core import db
from paperscraper_core.errors import NotFound, ValidationFailed
from paperscraper_core.library import profile_service
from paperscraper_core.tenancy import Tenant
from tests.library.records import author
from tests.library.test_profiles import LIBRARY as BYLINES
from tests.library.test_profiles import ids, merge, papers_of, sole, state, undo

__all__ = ["ids"]  # the fixture, for pytest


def numbers(rows, *titles: str) -> list[int]:
    return rows(
        "SELECT id FROM papers WHERE split_part(title, ' ', 1) = ANY(:titles) ORDER BY id",
        titles=list(titles),
    )


def split(tenant: Tenant, source: int, papers: list[int], **more) -> tuple[int, int]:
    with db.transaction(tenant) as session:
        return profile_service.split(session, tenant, source, papers, **more)


def test_papers_go_to_a_new_author_and_come_back(tenant_a, ids, rows) -> None:
    before = state(rows)
    event, new = split(tenant_a, ids["A2"], numbers(rows, "Two", "Five"), name="Quarry, Amal")
    assert papers_of(rows, ids["A2"]) == ["Three"]
    assert papers_of(rows, new) == ["Two", "Five"]
    assert rows("SELECT name, name_key FROM authors WHERE id = :id", id=new) == [
        ("Amal Quarry", "amal quarry")
    ]
    undo(tenant_a, event)
    after = state(rows)
    # the author whom the split made stays as a merged profile: nothing is ever deleted
    made = after["authors"].pop()
    assert (made[0], made[4]) == (new, ids["A2"])
    assert after == before


def test_papers_go_to_somebody_who_is_known(tenant_a, ids, rows) -> None:
    before = state(rows)
    event, target = split(tenant_a, ids["A2"], numbers(rows, "Two"), into_id=ids["A3"])
    assert target == ids["A3"]
    assert papers_of(rows, ids["A3"]) == ["Two", "Four", "Five"]
    assert papers_of(rows, ids["A2"]) == ["Three", "Five"]
    undo(tenant_a, event)
    assert state(rows) == before


def test_imports_keep_the_split(tenant_a, ids, rows, upsert) -> None:
    event, new = split(tenant_a, ids["A2"], numbers(rows, "Two"))
    upsert(*BYLINES)
    assert papers_of(rows, new) == ["Two"]
    # another snapshot, which completes the byline
    upsert(sole("Two", *BYLINES[1].authors, author("Cem Dune", 3, openalex="C1")))
    assert papers_of(rows, new) == ["Two"]
    upsert(sole("Six", author("A. Quarry", openalex="A2")))
    assert papers_of(rows, ids["A2"]) == ["Three", "Five", "Six"]
    undo(tenant_a, event)
    assert papers_of(rows, ids["A2"]) == ["Two", "Three", "Five", "Six"]
    assert papers_of(rows, new) == []


def test_split_after_merge_outlives_the_merge(tenant_a, ids, rows) -> None:
    before = state(rows)
    (merged,) = merge(tenant_a, [ids["A2"]], ids["A1"])
    event, new = split(tenant_a, ids["A1"], numbers(rows, "Two"))
    undo(tenant_a, merged)
    assert papers_of(rows, new) == ["Two"]
    assert papers_of(rows, ids["A2"]) == ["Three", "Five"]
    undo(tenant_a, event)
    after = state(rows)
    assert after["authors"].pop()[4] is not None
    assert after == before


def test_a_split_off_author_merged_back_is_one_again(tenant_a, ids, rows) -> None:
    event, new = split(tenant_a, ids["A2"], numbers(rows, "Two"))
    (merged,) = merge(tenant_a, [new], ids["A2"])
    assert papers_of(rows, ids["A2"]) == ["Two", "Three", "Five"]
    with pytest.raises(ValidationFailed, match="has to be taken back first"):
        undo(tenant_a, event)
    undo(tenant_a, merged)
    assert papers_of(rows, new) == ["Two"]
    undo(tenant_a, event)
    assert papers_of(rows, ids["A2"]) == ["Two", "Three", "Five"]


def test_what_cannot_be_split_is_said(tenant_a, tenant_b, ids, rows) -> None:
    two, four, everything = (
        numbers(rows, "Two"),
        numbers(rows, "Four"),
        numbers(rows, "Two", "Three", "Five"),
    )
    for papers, more, words in (
        ([], {}, "Choose the papers"),
        (everything, {}, "At least one paper has to stay"),
        (numbers(rows, "Five"), {"into_id": ids["A3"]}, "stands on the byline"),
        (two, {"into_id": ids["A2"]}, "one person already"),
        (two, {"name": "!!"}, "not a name"),
    ):
        with pytest.raises(ValidationFailed, match=words):
            split(tenant_a, ids["A2"], papers, **more)
    for tenant, papers, more in (
        (tenant_a, four, {}),
        (tenant_b, two, {}),
        (tenant_a, two, {"into_id": 987_654}),
    ):
        with pytest.raises(NotFound):
            split(tenant, ids["A2"], papers, **more)
    assert rows("SELECT count(*) FROM identity_events") == [0]
