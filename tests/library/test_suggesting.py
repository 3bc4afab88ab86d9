"""Which profiles may be one person: by shared evidence, never by the name alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from paperscraper_core import db
from paperscraper_core.errors import NotFound, ValidationFailed
from paperscraper_core.importing import readers
from paperscraper_core.importing.types import AffiliationRecord, PaperRecord
from paperscraper_core.library import profile_service, suggesting
from paperscraper_core.library.profiles import SuggestedPair
from paperscraper_core.tenancy import Tenant
from tests.library.conftest import counted
from tests.library.records import author, paper

DUNE = (AffiliationRecord(name="Dune Institute", ror="03x"),)
ERG = (AffiliationRecord(name="Erg College", ror="04x"),)
ADA, BEN = "0000-0002-1825-0097", "0000-0001-5109-3700"


def sole(title: str, *authors, **more):
    return paper(f"{title} of the sands and winds of deserts", authors=tuple(authors), **more)


def team(title: str, name: str, openalex: str, *mates: str, **more):
    others = [author(mate, n, openalex=mate) for n, mate in enumerate(mates, start=2)]
    kept = {key: more.pop(key) for key in ("affiliations", "orcid") if key in more}
    return sole(title, author(name, openalex=openalex, **kept), *others, **more)


def suggested(tenant: Tenant) -> tuple[SuggestedPair, ...]:
    with db.reading(tenant) as session:
        return suggesting.suggested_merges(session, tenant)


def pairs(tenant: Tenant) -> list[tuple[str, str]]:
    return [(one.one.name, one.other.name) for one in suggested(tenant)]


def test_shared_coauthors_and_places_suggest_a_merge(tenant_a, tenant_b, upsert) -> None:
    upsert(
        team("One", "Ada Quarry", "A1", "Ben Wadi", "Cem Erg", venue="Sand", affiliations=DUNE),
        team("Two", "Ada Quarry", "A2", "Ben Wadi", row=2, venue="Sand", affiliations=DUNE),
    )
    (found,) = suggested(tenant_a)
    assert found.reasons == (
        "the same name",
        "1 shared co-author: Ben Wadi",
        "1 shared institution: Dune Institute",
        "1 shared venue: Sand",
    )
    assert suggested(tenant_b) == ()


@pytest.mark.parametrize(
    ("other", "mates", "more"),
    [
        ("Ada Quarry", ["Dan Oasis"], {}),  # nothing but the name
        ("Ada Quarry", ["Dan Oasis"], {"venue": "Sand"}),  # a venue is not enough
        ("Adam Quarry", ["Ben Wadi", "Cem Erg"], {}),  # another name
        ("A. Quarry", ["Ben Wadi", "Cem Erg"], {}),  # initials need more
        ("Ada Quarry", ["Ben Wadi", "Cem Erg"], {"orcid": BEN}),  # two ORCIDs are two people
        ("Ada Quarry", ["Ben Wadi", "Cem Erg"], {"year": 1950}),  # another time
    ],
)
def test_too_little_or_contrary_evidence_suggests_nothing(
    tenant_a, upsert, other, mates, more
) -> None:
    upsert(
        team("One", "Ada Quarry", "A1", "Ben Wadi", "Cem Erg", venue="Sand", orcid=ADA, year=2020)
    )
    upsert(team("Two", other, "A2", *mates, **{"year": 2021, **more}))
    assert suggested(tenant_a) == ()


def test_initials_with_three_pieces_of_evidence_are_suggested(tenant_a, upsert) -> None:
    upsert(team("One", "Ada Quarry", "A1", "Ben Wadi", "Cem Erg", affiliations=DUNE))
    upsert(team("Two", "A. Quarry", "A2", "Ben Wadi", "Cem Erg", affiliations=DUNE))
    assert pairs(tenant_a) == [("Ada Quarry", "A. Quarry")]


def test_a_decision_is_remembered_across_imports_and_merges(
    tenant_a, tenant_b, upsert, rows
) -> None:
    library = [
        team("One", "Ada Quarry", "A1", "Ben Wadi", "Cem Erg"),
        team("Two", "Ada Quarry", "A2", "Ben Wadi", "Cem Erg", row=2),
        team("Three", "Ada Quarry", "A3", "Ben Wadi", "Cem Erg", row=3),
    ]
    upsert(*library)
    ids = dict(rows("SELECT value, author_id FROM author_identifiers WHERE value LIKE 'A%'"))
    assert len(suggested(tenant_a)) == 3
    with pytest.raises(NotFound), db.transaction(tenant_b) as session:
        suggesting.keep_apart(session, tenant_b, ids["A1"], ids["A2"])
    with db.transaction(tenant_a) as session:
        suggesting.keep_apart(session, tenant_a, ids["A2"], ids["A1"], reasons="two faces")
    upsert(*library, team("Four", "Ada Quarry", "A2", "Ben Wadi", "Cem Erg", row=4))
    assert len(suggested(tenant_a)) == 2
    with db.transaction(tenant_a) as session:
        (event,) = profile_service.merge(session, tenant_a, [ids["A3"]], ids["A1"])
    # what was said of A1 holds for the person that A1 and A3 are now
    assert suggested(tenant_a) == ()
    with pytest.raises(ValidationFailed), db.transaction(tenant_a) as session:
        suggesting.keep_apart(session, tenant_a, ids["A1"], ids["A3"])
    with db.transaction(tenant_a) as session:
        profile_service.undo(session, tenant_a, event)
    assert len(suggested(tenant_a)) == 2


def test_namesakes_have_nothing_in_common(tenant_a, upsert, rows) -> None:
    upsert(team("One", "Ada Quarry", "A1", "Ben Wadi", affiliations=DUNE))
    upsert(team("Two", "Ada Quarry", "A2", "Cem Erg", affiliations=ERG))
    upsert(team("Three", "A. Quarry", "A3", "Dan Oasis", affiliations=ERG))
    with db.reading(tenant_a) as session:
        (found,) = suggesting.suspected_namesakes(session, tenant_a)
    assert found.reasons == (
        "the same name",
        "no shared co-author",
        "no shared institution",
        "no shared venue",
    )
    with db.transaction(tenant_a) as session:
        suggesting.keep_apart(session, tenant_a, found.one.id, found.other.id)
    with db.reading(tenant_a) as session:
        assert suggesting.suspected_namesakes(session, tenant_a) == ()


def test_statements_do_not_grow_with_the_pairs(tenant_a, upsert) -> None:
    sent = []
    for size in (2, 9):
        upsert(
            *(
                team(f"N{size}x{k}", "Ada Quarry", f"A{size}x{k}", "Ben Wadi", "Cem Erg", row=k)
                for k in range(size)
            )
        )
        with counted() as statements:
            assert suggested(tenant_a)
        sent.append(len(statements))
    assert sent[0] == sent[1]


def test_the_three_profiles_of_the_corpus_are_suggested(corpus: Path, tenant_a, upsert, rows):
    wanted = {"A5085007251", "A5104094821", "A5021382014"}
    for path in sorted((corpus / "openalex" / "authors_a").glob("*.json.gz")):
        if any(one in path.name for one in wanted):
            items = readers.parse(path.name, path.read_bytes()).items()
            upsert(*(one for one in items if isinstance(one, PaperRecord)))
    ids = {
        row[0]
        for row in rows("SELECT author_id, value FROM author_identifiers")
        if row[1] in wanted
    }
    found = [one for one in suggested(tenant_a) if {one.one.id, one.other.id} <= ids]
    assert len(found) >= 2
