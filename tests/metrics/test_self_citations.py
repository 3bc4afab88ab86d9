"""Self-citations by both rules: the pure rule, and SQL that equals it."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paperscraper_core import db
from paperscraper_core.errors import NotFound
from paperscraper_core.metrics import self_citation as rules
from paperscraper_core.metrics import self_citation_queries as queries
from paperscraper_core.metrics.analysis_types import SelfCitations
from paperscraper_core.tenancy import Tenant
from tests.metrics.analysis_shelf import Book, analyze, fill, merge, random_books


def ask(tenant: Tenant, author_id: int) -> SelfCitations:
    with db.reading(tenant) as session:
        return queries.self_citations(session, tenant, author_id)


def test_the_two_rules_side_by_side(tenant_a: Tenant) -> None:
    books = [
        Book(authors=["Ada", "Ben"], citations=10),
        Book(authors=["Ada"], year=2021, cites=[0]),  # by this author
        Book(authors=["Ben", "Cyd"], year=2021, cites=[0]),  # by a co-author of the paper
        Book(authors=["Cyd"], year=2022, cites=[0]),  # by somebody else
        Book(authors=["Dan"], year=None, cites=[0]),
    ]
    with db.transaction(tenant_a) as session:
        shelf = fill(session, tenant_a, books)
    found = ask(tenant_a, shelf.authors["Ada"])
    assert (found.found, found.same_author, found.any_author) == (4, 1, 2)
    assert (found.share_same_author, found.share_any_author) == (0.25, 0.5)
    assert [(y.year, y.found, y.same_author, y.any_author) for y in found.years] == [
        (2021, 2, 1, 2), (2022, 1, 0, 0), (None, 1, 0, 0),
    ]  # fmt: skip
    assert found.years[0].paper_ids == found.years[0].same_author_paper_ids == (shelf.papers[0],)
    assert found.coverage == pytest.approx(0.4)  # 4 of 10; Ada's other paper has 0 citations
    assert "40%" in (found.warning or "")
    ben = ask(tenant_a, shelf.authors["Ben"])
    assert (ben.same_author, ben.any_author) == (1, 2)  # the same paper, another author


def test_h_without_takes_away_what_is_known_and_says_no_more(tenant_a: Tenant) -> None:
    books = [
        Book(authors=["Ada", "Ben"], citations=3),
        Book(authors=["Ada"], citations=3),
        Book(authors=["Ada"], citations=3, cites=[0, 1]),
        Book(authors=["Ben"], citations=None, cites=[0]),
    ]
    with db.transaction(tenant_a) as session:
        shelf = fill(session, tenant_a, books)
    found = ask(tenant_a, shelf.authors["Ada"])
    assert found.h_index == 3
    assert found.h_without_known_self_citations == 2  # 3, 2, 2
    assert found.h_without_known_any_author == 2  # 3, 2, 1
    ben = ask(tenant_a, shelf.authors["Ben"])
    assert (ben.h_index, ben.h_without_known_self_citations) == (1, 1)  # 3 − 1; one count unknown


def test_no_references_no_counts_no_papers(tenant_a: Tenant, tenant_b: Tenant) -> None:
    with db.transaction(tenant_a) as session:
        shelf = fill(session, tenant_a, [Book(authors=["Ada"], citations=None)])
        nobody = fill(session, tenant_a, [Book(authors=["Eve"])]).authors["Eve"]
    found = ask(tenant_a, shelf.authors["Ada"])
    assert (found.found, found.citations, found.coverage, found.h_index) == (0, None, None, None)
    assert found.share_any_author is None
    assert found.h_without_known_self_citations is None
    assert found.years == ()
    for tenant, author in ((tenant_a, 10**9), (tenant_b, nobody)):
        with pytest.raises(NotFound):
            ask(tenant, author)


def test_a_merged_profile_is_its_person(tenant_a: Tenant) -> None:
    books = [
        Book(authors=["Ada", "A. Ada"], citations=2),
        Book(authors=["A. Ada"], cites=[0]),
        Book(authors=["Ben"], cites=[0]),
    ]
    with db.transaction(tenant_a) as session:
        shelf = fill(session, tenant_a, books)
    profile, ada = shelf.authors["A. Ada"], shelf.authors["Ada"]
    assert ask(tenant_a, ada).same_author == 0
    with db.transaction(tenant_a) as session:
        merge(session, tenant_a, profile, ada)
    assert ask(tenant_a, ada).same_author == 1
    assert ask(tenant_a, profile) == ask(tenant_a, ada)


def test_sql_equals_the_pure_rule_on_random_libraries(database: str, tenant_a: Tenant) -> None:
    dice = random.Random(5)
    books = random_books(dice, 150)
    with db.transaction(tenant_a) as session:
        shelf = fill(session, tenant_a, books)
        ids = list(shelf.authors.values())
        found = queries.self_citations_of(session, tenant_a, ids)
    assert [one.author_id for one in found] == ids
    written = list(zip(shelf.papers, books, strict=True))
    bylines = {p: {shelf.authors[a] for a in b.authors} for p, b in written}
    for name, one in zip(shelf.authors, found, strict=True):
        mine = {p: b.citations for p, b in written if name in b.authors}
        links = [
            rules.judge(one.author_id, shelf.papers[cited], citing, book.year, bylines)
            for citing, book in written
            for cited in book.cites
            if shelf.papers[cited] in mine and shelf.papers[cited] != citing
        ]
        assert one.years == rules.by_year(links)
        assert one.papers == rules.by_paper(links, mine)
        assert one.coverage == rules.coverage(one.papers)
    assert sum(one.same_author for one in found) > 50
    assert sum(one.any_author for one in found) > sum(one.same_author for one in found)


def test_7000_authors_on_both_sides_take_no_time(database: str, tenant_a: Tenant) -> None:
    crowd = [f"Author {n}" for n in range(7000)]
    books = [
        Book(authors=crowd, citations=3),
        Book(authors=crowd[3500:], cites=[0]),
        Book(authors=["Other"], cites=[0]),
        Book(authors=[crowd[0]], cites=[0]),
    ]
    with db.transaction(tenant_a) as session:
        shelf = fill(session, tenant_a, books)
    analyze(database)
    start = time.perf_counter()
    found = ask(tenant_a, shelf.authors[crowd[1]])
    assert time.perf_counter() - start < 2
    assert (found.found, found.same_author, found.any_author) == (3, 0, 2)


LINKS = st.lists(
    st.tuples(st.integers(1, 6), st.integers(7, 12), st.sampled_from((None, 2020, 2021)),
              st.booleans(), st.booleans()),
    unique_by=lambda one: one[:2],
)  # fmt: skip


@given(LINKS, st.lists(st.none() | st.integers(0, 8), min_size=6, max_size=6))
def test_parts_never_exceed_the_whole(raw: list[tuple], counts: list[int | None]) -> None:
    links = [
        rules.Link(cited_id=a, citing_id=b, citing_year=y, same_author=s, any_author=s or n)
        for a, b, y, s, n in raw
    ]
    papers = rules.by_paper(links, dict(enumerate(counts, start=1)))
    years = rules.by_year(links)
    for part in (papers, years):
        assert sum(one.found for one in part) == len(links)
        assert all(one.same_author <= one.any_author <= one.found for one in part)
    covered = rules.coverage(papers)
    assert covered is None or 0 <= covered <= 1
    same, shared = (rules.h_without(papers, any_author=any_author) for any_author in (False, True))
    plain = rules.h_index(count for count in counts if count is not None)
    if same is not None and shared is not None:
        assert shared <= same <= plain
