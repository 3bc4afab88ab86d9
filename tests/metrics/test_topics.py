"""Topics and venues: each paper once, and what is not known counted."""

from __future__ import annotations

import random

import pytest

from paperscraper_core import db
from paperscraper_core.errors import NotFound
from paperscraper_core.metrics import topic_queries
from paperscraper_core.metrics.analysis_types import Topics, Venues
from paperscraper_core.metrics.work import Work, by_topic, work_group
from paperscraper_core.tenancy import Tenant
from tests.metrics.analysis_shelf import Book, fill, merge, random_books


def topics(tenant: Tenant, author_id: int, top: int = 8) -> Topics:
    with db.reading(tenant) as session:
        return topic_queries.topics_over_time(session, tenant, author_id, top)


def venues(tenant: Tenant, author_id: int) -> Venues:
    with db.reading(tenant) as session:
        return topic_queries.venues(session, tenant, author_id)


def test_each_paper_stands_under_its_first_topic(tenant_a: Tenant) -> None:
    books = [
        Book(authors=["Ada"], topics=["Sand", "Clay"], year=2020),
        Book(authors=["Ada"], topics=["Sand"], year=2020),
        Book(authors=["Ada"], topics=["Clay", "Sand"], year=2021),
        Book(authors=["Ada"], topics=["Silt"], year=2021),
        Book(authors=["Ada"], year=2022),
        Book(authors=["Ada"], topics=["Sand"], year=None),
    ]
    with db.transaction(tenant_a) as session:
        shelf = fill(session, tenant_a, books)
    found = topics(tenant_a, shelf.authors["Ada"], top=2)
    assert [(one.topic, one.papers) for one in found.series] == [("Sand", 3), ("Clay", 1)]
    assert [(y.year, y.paper_ids) for y in found.series[0].years] == [
        (2020, tuple(sorted(shelf.papers[:2])))
    ]
    assert found.other is not None
    assert (found.other.papers, found.other_topics) == (1, 1)
    assert found.unknown is not None
    assert [(y.year, y.papers) for y in found.unknown.years] == [(2022, 1)]
    assert (found.papers, found.papers_without_topic, found.papers_without_year) == (6, 1, 1)


def test_no_paper_is_lost_or_counted_twice_on_random_libraries(tenant_a: Tenant) -> None:
    books = random_books(random.Random(2), 160)
    with db.transaction(tenant_a) as session:
        shelf = fill(session, tenant_a, books)
    for name, author in shelf.authors.items():
        mine = [
            (paper, book)
            for paper, book in zip(shelf.papers, books, strict=True)
            if name in book.authors
        ]
        found = topics(tenant_a, author, top=1)
        parts = [*found.series, *(one for one in (found.other, found.unknown) if one)]
        assert sum(part.papers for part in parts) == len(mine) == found.papers
        drawn = [paper for part in parts for year in part.years for paper in year.paper_ids]
        assert sorted(drawn) == sorted(p for p, book in mine if book.year is not None)
        places = venues(tenant_a, author)
        groups = [*(row.work for row in places.rows), *([places.unknown] if places.unknown else [])]
        assert sorted(p for work in groups for p in work.paper_ids) == sorted(p for p, _ in mine)
        known = [book.citations for _, book in mine if book.citations is not None]
        assert sum(work.citations or 0 for work in groups) == sum(known)
        assert sum(work.papers_without_count for work in groups) == len(mine) - len(known)


def test_spellings_of_one_venue_are_one(tenant_a: Tenant) -> None:
    books = [
        Book(authors=["Ada"], venue="Journal of Sand", citations=3, year=2015),
        Book(authors=["Ada"], venue="JOURNAL OF  SAND", citations=None, year=2019),
        Book(authors=["Ada"], venue="Journal of Sand", citations=4, year=None),
        Book(authors=["Ada"], venue="Clay", citations=None),
        Book(authors=["Ada"], venue=" "),
        Book(authors=["Ada"]),
    ]
    with db.transaction(tenant_a) as session:
        shelf = fill(session, tenant_a, books)
    found = venues(tenant_a, shelf.authors["Ada"])
    first, second = found.rows
    assert (first.venue, second.venue) == ("Journal of Sand", "Clay")
    assert (first.work.papers, first.work.citations, first.work.papers_without_count) == (3, 7, 1)
    assert (first.work.first_year, first.work.last_year) == (2015, 2019)
    assert second.work.citations is None  # unknown, not zero
    assert found.unknown is not None
    assert found.unknown.papers == 2


def test_nothing_foreign_missing_and_merged(tenant_a: Tenant, tenant_b: Tenant) -> None:
    with db.transaction(tenant_a) as session:
        shelf = fill(session, tenant_a, [Book(authors=["Ada"]), Book(authors=["A. Ada"])])
        merge(session, tenant_a, shelf.authors["A. Ada"], shelf.authors["Ada"])
    ada = shelf.authors["Ada"]
    assert topics(tenant_a, shelf.authors["A. Ada"]) == topics(tenant_a, ada)
    assert venues(tenant_a, shelf.authors["A. Ada"]).papers == 2
    for ask in (topics, venues):
        for tenant, author in ((tenant_a, 10**9), (tenant_b, ada)):
            with pytest.raises(NotFound):
                ask(tenant, author)


def test_groups_of_nothing() -> None:
    assert by_topic([], 8) == ((), None, 0, None)
    empty = work_group([])
    assert (empty.papers, empty.citations, empty.first_year) == (0, None, None)
    twice = [Work(paper_id=1, year=2000, citations=2)] * 2
    assert (work_group(twice).papers, work_group(twice).citations) == (1, 2)
