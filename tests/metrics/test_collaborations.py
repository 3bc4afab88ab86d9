"""Collaborations by institution and country: others' institutions, each paper once."""

from __future__ import annotations

import random
import time

import pytest
from sqlalchemy import text

from paperscraper_core import db
from paperscraper_core.errors import NotFound
from paperscraper_core.metrics import collaboration_queries
from paperscraper_core.metrics.analysis_types import Collaborations
from paperscraper_core.metrics.countries import country_name
from paperscraper_core.tenancy import Tenant
from tests.metrics.analysis_shelf import Book, analyze, fill, merge

COUNTRIES = {"Uni Oslo": "NO", "Uni Bergen": "no", "ETH": "CH", "Nowhere": None}


def ask(tenant: Tenant, author_id: int) -> Collaborations:
    with db.reading(tenant) as session:
        return collaboration_queries.collaborations(session, tenant, author_id)


def test_papers_with_each_institution_and_country(tenant_a: Tenant) -> None:
    books = [
        Book(
            authors=["Ada", "Ben", "Cyd"],
            citations=5,
            year=2018,
            at={"Ada": ["ETH"], "Ben": ["Uni Oslo"], "Cyd": ["Uni Oslo", "Uni Bergen"]},
        ),
        Book(authors=["Ada", "Ben"], citations=None, year=2020, at={"Ben": ["Uni Oslo"]}),
        Book(authors=["Ada", "Dan"], citations=1, at={"Ada": ["ETH"], "Dan": ["ETH"]}),
        Book(authors=["Ada", "Eve"], at={"Eve": ["Nowhere"]}),
        Book(authors=["Ada", "Fay"], at={"Ada": ["ETH"]}),
        Book(authors=["Ada"], at={"Ada": ["ETH"]}),
    ]
    with db.transaction(tenant_a) as session:
        shelf = fill(session, tenant_a, books, COUNTRIES)
    found = ask(tenant_a, shelf.authors["Ada"])
    assert [(row.name, row.work.papers, row.own) for row in found.institutions] == [
        ("Uni Oslo", 2, False), ("Uni Bergen", 1, False), ("ETH", 1, True), ("Nowhere", 1, False),
    ]  # fmt: skip
    oslo = found.institutions[0].work
    assert (oslo.citations, oslo.papers_without_count) == (5, 1)
    assert (oslo.first_year, oslo.last_year) == (2018, 2020)
    assert oslo.paper_ids == tuple(shelf.papers[:2])
    assert [(row.country_code, row.work.papers, row.own) for row in found.countries] == [
        ("NO", 2, False), ("CH", 1, True),
    ]  # fmt: skip
    assert (found.papers, found.alone) == (6, 1)
    assert (found.unknown_institution, found.unknown_country) == (1, 2)


def test_random_libraries_equal_a_count_by_hand(tenant_a: Tenant, tenant_b: Tenant) -> None:
    dice = random.Random(6)
    names = [f"Author {n}" for n in range(20)]
    books = []
    for _ in range(90):
        team = dice.sample(names, dice.choice((1, 2, 4, 8)))
        at = {one: dice.sample(list(COUNTRIES), dice.choice((0, 1, 2))) for one in team}
        books.append(Book(authors=team, citations=dice.choice((None, 1, 4)), at=at))
    with db.transaction(tenant_b) as session:
        fill(session, tenant_b, books[:40], COUNTRIES)
    with db.transaction(tenant_a) as session:
        shelf = fill(session, tenant_a, books, COUNTRIES)
    for me, author in shelf.authors.items():
        papers: dict[str, set[int]] = {}
        for paper, book in zip(shelf.papers, books, strict=True):
            for other, group in book.at.items():
                if me in book.authors and other != me:
                    for institution in group:
                        papers.setdefault(institution, set()).add(paper)
        found = ask(tenant_a, author)
        assert {row.name: set(row.work.paper_ids) for row in found.institutions} == papers
        norway = papers.get("Uni Oslo", set()) | papers.get("Uni Bergen", set())
        by_country = {row.country_code: row.work.papers for row in found.countries}
        assert by_country.get("NO", 0) == len(norway)


def test_7000_authors_and_a_second_profile(database: str, tenant_a: Tenant) -> None:
    crowd = [f"Author {n}" for n in range(7000)]
    at = {name: [f"Institution {n % 200}"] for n, name in enumerate(crowd)}
    books = [Book(authors=crowd, at=at), Book(authors=["Ada", "A. Ada"], at={"A. Ada": ["ETH"]})]
    with db.transaction(tenant_a) as session:
        shelf = fill(session, tenant_a, books)
        merge(session, tenant_a, shelf.authors["A. Ada"], shelf.authors["Ada"])
    analyze(database)
    start = time.perf_counter()
    found = ask(tenant_a, shelf.authors["Author 0"])
    assert time.perf_counter() - start < 2
    assert len(found.institutions) == 200
    assert {row.work.papers for row in found.institutions} == {1}
    ada = ask(tenant_a, shelf.authors["Ada"])
    assert (ada.institutions, ada.alone) == ((), 1)


def test_nothing_foreign_and_missing(tenant_a: Tenant, tenant_b: Tenant) -> None:
    with db.transaction(tenant_a) as session:
        ada = fill(session, tenant_a, [Book(authors=["Ada"])]).authors["Ada"]
        session.execute(
            text("DELETE FROM papers WHERE organization_id = :o"), {"o": tenant_a.organization_id}
        )
    found = ask(tenant_a, ada)
    assert (found.institutions, found.countries, found.papers, found.alone) == ((), (), 0, 0)
    for tenant, author in ((tenant_a, 10**9), (tenant_b, ada)):
        with pytest.raises(NotFound):
            ask(tenant, author)


def test_countries_have_names() -> None:
    assert country_name("sa") == "Saudi Arabia"
    assert country_name("XX") == "XX"
