"""Papers by hand: checked, audited, and never overwritten by a file."""

from dataclasses import replace
from datetime import date

import pytest

from paperscraper_core import db
from paperscraper_core.errors import NotFound, ValidationFailed
from paperscraper_core.library import service
from paperscraper_core.library.types import AlreadyInLibrary, PaperDraft
from tests.library.records import FULL, names, paper

DRAFT = PaperDraft(
    title="  Dunes <b>on</b> the Move ",
    doi="https://doi.org/10.1000/DUNE.1",
    year=2021,
    abstract="They walk.",
    venue="Journal of Sand",
    type="article",
    url="https://example.org/dune",
    citation_count=0,
    authors=("Quarry, Ada", "Ben Wadi"),
    keywords=("dunes", "dunes", " "),
)


def add(tenant, draft=DRAFT) -> int:
    with db.transaction(tenant) as session:
        return service.add_paper(session, tenant, draft)


def change(tenant, number: int, draft: PaperDraft) -> None:
    with db.transaction(tenant) as session:
        service.update_paper(session, tenant, number, draft)


def delete(tenant, number: int) -> None:
    with db.transaction(tenant) as session:
        service.delete_paper(session, tenant, number)


def test_a_paper_is_added_clean_and_audited(tenant_a, rows) -> None:
    number = add(tenant_a)
    assert rows(
        "SELECT id, title, doi, year, abstract, citation_count, keywords, source FROM papers"
    ) == [(number, "Dunes on the Move", "10.1000/dune.1", 2021, "They walk.", 0, ["dunes"], "hand")]
    assert rows("SELECT printed_name FROM authorships ORDER BY position") == [
        "Ada Quarry",
        "Ben Wadi",
    ]
    assert rows("SELECT action, subject, user_id, details->>'title' FROM audit_entries") == [
        ("paper.add", f"paper {number}", tenant_a.user_id, "Dunes on the Move")
    ]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""),
        ("title", " <b></b> "),
        ("title", "x" * 501),
        ("doi", "not a doi"),
        ("year", 999),
        ("year", date.today().year + 3),
        ("url", "javascript:alert(1)"),
        ("url", "https://"),
        ("citation_count", -1),
        ("citation_count", 2**31),
        ("venue", "v" * 501),
        ("authors", ("x" * 301,)),
    ],
)
def test_a_field_that_is_not_valid_is_refused_by_name(tenant_a, rows, field, value) -> None:
    with pytest.raises(ValidationFailed) as refused:
        add(tenant_a, replace(DRAFT, **{field: value}))
    assert refused.value.field == field
    assert rows("SELECT count(*) FROM papers") == [0]


def test_a_title_may_have_one_or_five_hundred_characters(tenant_a, rows) -> None:
    add(tenant_a, PaperDraft(title="x"))
    add(tenant_a, PaperDraft(title="y" * 500))
    assert rows("SELECT count(*) FROM papers") == [2]


def test_what_is_there_is_not_added_again(tenant_a, tenant_b) -> None:
    number = add(tenant_a)
    same_doi = PaperDraft(title="Another Title Altogether", doi="10.1000/dune.1")
    for draft in (DRAFT, same_doi, replace(DRAFT, doi=None, abstract=None)):
        with pytest.raises(AlreadyInLibrary) as refused:
            add(tenant_a, draft)
        assert refused.value.paper_id == number
    assert add(tenant_b) != number


def test_a_correction_replaces_all_and_says_what(tenant_a, upsert, rows) -> None:
    (number,) = upsert(FULL).paper_ids
    draft = PaperDraft(title="Corrected", year=2019, authors=("Ada Quarry", "Cem Dune"))
    change(tenant_a, number, draft)
    assert rows("SELECT title, title_key, doi, abstract, citation_count, venue FROM papers") == [
        ("Corrected", "corrected", None, None, None, None)
    ]
    assert rows("SELECT publication_date FROM papers") == [date(2019, 5, 4)]
    assert rows("SELECT printed_name, affiliations FROM authorships ORDER BY position") == [
        ("Ada Quarry", ["Dune Institute, Riyadh"]),
        ("Cem Dune", []),
    ]
    assert rows("SELECT name FROM authors ORDER BY 1") == ["Ada Quarry", "Cem Dune"]
    (changed,) = rows("SELECT details->>'changed' FROM audit_entries WHERE action = 'paper.update'")
    assert changed.split(", ")[:3] == ["abstract", "citation_count", "counts_as_of"]
    assert changed.endswith("authors")


def test_no_file_overwrites_what_was_typed(tenant_a, upsert, rows) -> None:
    (number,) = upsert(FULL).paper_ids
    change(tenant_a, number, PaperDraft(title="Corrected by Hand", doi=FULL.doi, abstract="Mine."))
    assert upsert(FULL).unchanged == 1
    newer = replace(FULL, counts_as_of=date(2030, 1, 1), citation_count=50)
    assert upsert(newer).merged == 1
    assert rows("SELECT title, abstract, citation_count FROM papers") == [
        ("Corrected by Hand", "Mine.", 50)
    ]


def test_a_doi_belongs_to_one_paper(tenant_a, rows) -> None:
    first, second = add(tenant_a), add(tenant_a, PaperDraft(title="Second"))
    with pytest.raises(ValidationFailed) as refused:
        change(tenant_a, second, PaperDraft(title="Second", doi="10.1000/DUNE.1"))
    assert str(first) in refused.value.message
    change(tenant_a, first, replace(DRAFT, title="Same DOI, New Title"))
    assert rows("SELECT doi FROM papers ORDER BY id") == ["10.1000/dune.1", None]


def test_a_corrected_doi_moves_the_references(tenant_a, upsert, rows) -> None:
    number = add(tenant_a)
    upsert(
        paper(
            "Cites Both of Them", referenced_ids=(("doi", "10.1000/dune.1"), ("doi", "10.1000/z"))
        )
    )
    assert rows("SELECT value FROM paper_references WHERE cited_id = :n", n=number) == [
        "10.1000/dune.1"
    ]
    change(tenant_a, number, replace(DRAFT, doi="10.1000/z"))
    assert rows("SELECT value FROM paper_references WHERE cited_id = :n", n=number) == ["10.1000/z"]


def test_deleting_takes_all_that_belongs_to_the_paper(tenant_a, upsert, rows) -> None:
    (number,) = upsert(FULL).paper_ids
    (other,) = upsert(
        paper(
            "Cites the First One Here",
            referenced_ids=(("openalex", "W1"),),
            authors=names("Ben Wadi"),
        )
    ).paper_ids
    delete(tenant_a, number)
    assert rows("SELECT id FROM papers") == [other]
    assert rows("SELECT citing_id, cited_id FROM paper_references") == [(other, None)]
    assert rows("SELECT name FROM authors") == ["Ben Wadi"]
    assert rows("SELECT action, details->>'title' FROM audit_entries") == [
        ("paper.delete", FULL.title)
    ]
    assert upsert(FULL).created == 1
    assert rows("SELECT count(cited_id) FROM paper_references") == [1]


@pytest.mark.parametrize("number", [0, -1, 404, 2**70])
def test_unknown_papers_are_not_found(tenant_a, number) -> None:
    with pytest.raises(NotFound):
        delete(tenant_a, number)
    with pytest.raises(NotFound):
        change(tenant_a, number, DRAFT)


def test_a_foreign_paper_is_as_unknown_as_a_missing_one(tenant_a, tenant_b, rows) -> None:
    foreign = add(tenant_b)
    for number in (foreign, foreign + 1):
        with pytest.raises(NotFound) as refused:
            delete(tenant_a, number)
        assert refused.value.message == (
            f"There is no paper with number {number} in your organization."
        )
    assert rows("SELECT id FROM papers", tenant_b) == [foreign]
