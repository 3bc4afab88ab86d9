"""What is read of the library: whole, in order, for one organization, in few statements."""

from datetime import date

import pytest

from paperscraper_core import db
from paperscraper_core.errors import NotFound
from paperscraper_core.importing.types import YearCount
from paperscraper_core.library import queries
from tests.library.conftest import counted
from tests.library.records import FULL, names, paper, web


def ask(tenant, function, *values, **named):
    with db.reading(tenant) as session:
        return function(session, tenant, *values, **named)


def test_a_paper_is_read_whole(tenant_a, upsert) -> None:
    first, second, third = upsert(
        FULL,
        paper(
            "Cited by the Full One over There",
            openalex="W2",
            year=2001,
            citation_count=3,
            authors=names("Cem Dune"),
        ),
        paper(
            doi="10.48550/arxiv.9",
            year=2018,
            type="preprint",
            authors=names("A Quarry"),
            referenced_ids=(("openalex", "W1"),),
        ),
    ).paper_ids
    found = ask(tenant_a, queries.paper, first)
    assert (found.title, found.doi, found.citation_count) == (FULL.title, "10.1000/full", 7)
    assert found.external_ids == (("openalex", "W1"),)
    assert found.citations_by_year == (
        YearCount(year=2020, citations=3),
        YearCount(year=2021, citations=4),
    )
    assert [(a.name, a.position, a.orcid) for a in found.authors] == [
        ("Ada Quarry", 1, "0000-0002-1825-0097"),
        ("Ben Wadi", 2, None),
    ]
    assert found.authors[0].external_ids == (("openalex", "A1"),)
    assert found.authors[0].affiliations == ("Dune Institute, Riyadh",)
    assert [one.id for one in found.references] == [second]
    assert (found.references_in_library, found.reference_total) == (1, 2)
    assert ([one.id for one in found.cited_by], found.cited_by_total) == ([third], 1)
    assert [(link.paper.id, link.kind) for link in found.links] == [(third, "version")]
    assert found.keywords == ("sandstone",)
    assert ask(tenant_a, queries.paper, second).references == ()


@pytest.mark.parametrize("number", [0, -3, 10**6, 2**80])
def test_an_unknown_paper_is_not_found(tenant_a, number) -> None:
    with pytest.raises(NotFound):
        ask(tenant_a, queries.paper, number)


def test_nothing_of_another_organization_is_read(tenant_a, tenant_b, upsert) -> None:
    (mine,) = upsert(FULL).paper_ids
    (foreign,) = upsert(FULL, into=tenant_b).paper_ids
    with pytest.raises(NotFound):
        ask(tenant_a, queries.paper, foreign)
    assert [p.id for p in ask(tenant_a, queries.paper_summaries, [foreign, mine])] == [mine]
    with db.reading(tenant_a) as session:
        assert [p.id for p in queries.export_rows(session, tenant_a)] == [mine]
        assert [p.id for p in queries.export_rows(session, tenant_a, [foreign, mine])] == [mine]
    assert ask(tenant_a, queries.health).papers == 1
    assert ask(tenant_a, queries.most_cited) == ask(tenant_a, queries.paper_summaries, [mine])


def test_summaries_keep_the_order_asked_for(tenant_a, upsert) -> None:
    crowd = names(*(f"Person Number{n}" for n in range(12)))
    ids = upsert(
        FULL, paper("With a Crowd of Authors Indeed", openalex="W7", authors=crowd)
    ).paper_ids
    found = ask(tenant_a, queries.paper_summaries, [ids[1], ids[0], ids[1]])
    assert [one.id for one in found] == [ids[1], ids[0]]
    assert (found[0].author_count, len(found[0].authors)) == (12, 10)
    assert (found[0].has_abstract, found[1].has_abstract) == (False, True)


def test_health_counts_what_is_missing_and_unknown_is_not_zero(tenant_a, upsert) -> None:
    empty = ask(tenant_a, queries.health)
    assert (empty.papers, empty.citations, empty.first_year) == (0, None, None)
    upsert(
        FULL,
        paper("Without Anything Known about It", openalex="W8"),
        paper(
            "Retracted and Never Cited by Anyone",
            openalex="W9",
            year=2001,
            citation_count=0,
            is_retracted=True,
            doi="10.1/r",
            abstract="Was wrong.",
            authors=names("Cem Dune"),
        ),
    )
    found = ask(tenant_a, queries.health)
    assert found.papers == 3
    assert found.authors == 3
    assert (found.without_abstract, found.without_year, found.without_citation_count) == (1, 1, 1)
    assert (found.without_doi, found.without_authors, found.retracted) == (1, 1, 1)
    assert (found.first_year, found.last_year, found.citations) == (2001, 2019, 7)


def test_papers_by_year_leaves_unknown_years_out(tenant_a, upsert) -> None:
    upsert(FULL, paper("Undated Work on Sands and Winds", openalex="W8"))
    years = ask(tenant_a, queries.papers_by_year)
    assert [(one.year, one.papers) for one in years] == [(2019, 1)]


def test_exports_carry_every_column_and_stream(tenant_a, upsert, monkeypatch) -> None:
    from paperscraper_core.library import export_queries

    monkeypatch.setattr(export_queries, "_EXPORT_CHUNK", 2)
    many = [paper(f"Export paper number {n} of several", openalex=f"W1{n}") for n in range(4)]
    ids = upsert(FULL, *many).paper_ids
    with db.reading(tenant_a) as session:
        everything = list(queries.export_rows(session, tenant_a))
        some = list(queries.export_rows(session, tenant_a, [ids[3], ids[0], ids[2]]))
    assert [one.id for one in everything] == sorted(ids)
    assert [one.id for one in some] == [ids[3], ids[0], ids[2]]
    full = everything[0]
    assert (full.authors, full.external_ids) == (("Ada Quarry", "Ben Wadi"), (("openalex", "W1"),))
    assert (full.publication_date, full.counts_as_of) == (date(2019, 5, 4), date(2025, 1, 1))
    assert (full.keywords, full.topics, full.pages) == (("sandstone",), ("Geology",), "1–9")
    assert (full.references_in_library, full.cited_by_in_library) == (0, 0)


@pytest.mark.parametrize("count", [1, 30])
def test_the_number_of_statements_does_not_grow_with_rows(tenant_a, upsert, count) -> None:
    records = web(count)
    with counted() as writing:
        ids = upsert(*records).paper_ids
    with counted() as reading:
        found = ask(tenant_a, queries.paper, ids[0])
        ask(tenant_a, queries.health)
        ask(tenant_a, queries.most_cited)
    assert len(found.references) == len(found.cited_by) == count
    assert (len(writing), len(reading)) == (17, 17)
