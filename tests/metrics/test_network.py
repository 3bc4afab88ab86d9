"""The co-author network: counted right, bounded, and the same picture each time."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections import Counter
from itertools import combinations

import pytest

from paperscraper_core import db
from paperscraper_core.errors import NotFound
from paperscraper_core.metrics import network as rules
from paperscraper_core.metrics import network_queries, service
from paperscraper_core.metrics.analysis_types import CoauthorNetwork
from paperscraper_core.tenancy import Tenant
from tests.metrics.analysis_shelf import Book, analyze, fill, merge, random_books


def ask(tenant: Tenant, author_id: int, limit: int = 50) -> CoauthorNetwork:
    with db.reading(tenant) as session:
        return network_queries.coauthor_network(session, tenant, author_id, limit)


def test_ties_and_papers_equal_a_count_by_hand(tenant_a: Tenant, tenant_b: Tenant) -> None:
    books = random_books(random.Random(8), 120)
    with db.transaction(tenant_b) as session:
        fill(session, tenant_b, random_books(random.Random(9), 60))
    with db.transaction(tenant_a) as session:
        shelf = fill(session, tenant_a, books)
        service.refresh(session, tenant_a)
    name_of = {author: name for name, author in shelf.authors.items()}
    together: Counter[frozenset[str]] = Counter()
    weights: Counter[frozenset[str]] = Counter()
    for book in books:
        for pair in combinations(book.authors, 2):
            together[frozenset(pair)] += 1
            weights[frozenset(pair)] += 1 / (len(book.authors) - 1)  # type: ignore[assignment]  # Counter of floats
    for me, author_id in list(shelf.authors.items())[:12]:
        found = ask(tenant_a, author_id, limit=10)
        others = [pair for pair in together if me in pair]
        assert found.coauthors == len(others)
        assert found.left_out == max(len(others) - 10, 0)
        centre, *rest = found.nodes
        assert centre.author_id == author_id
        assert centre.papers_together == sum(
            me in book.authors and len(book.authors) > 1 for book in books
        )
        assert {one.name: one.papers_together for one in rest} == {
            one.name: together[frozenset((me, one.name))] for one in rest
        }
        shown = {one.name for one in found.nodes}
        assert {frozenset((name_of[e.a], name_of[e.b])): e.papers for e in found.edges} == {
            pair: count for pair, count in together.items() if pair <= shown
        }
        for edge in found.edges:
            assert edge.a < edge.b
            pair = frozenset((name_of[edge.a], name_of[edge.b]))
            assert edge.weight == pytest.approx(weights[pair])
        assert found == ask(tenant_a, author_id, limit=10)


def test_groups_that_write_together_are_found_and_stand_side_by_side(tenant_a: Tenant) -> None:
    left, right = [f"Left {n}" for n in range(5)], [f"Right {n}" for n in range(4)]
    books = [Book(authors=["Ada", *team], citations=3) for team in (left, right) for _ in "123"]
    books += [Book(authors=["Ada", "Left 0"])]
    with db.transaction(tenant_a) as session:
        shelf = fill(session, tenant_a, books)
    found = ask(tenant_a, shelf.authors["Ada"])
    groups = {one.name: one.community for one in found.nodes}
    assert {groups[name] for name in left} == {0} == {groups["Ada"]}
    assert {groups[name] for name in right} == {1}
    assert [one.h_index for one in found.nodes] == [3] * 10
    assert [one.papers for one in found.nodes[:2]] == [7, 4]
    nearest = min(found.nodes[1:], key=lambda one: one.x**2 + one.y**2)
    assert nearest.name == "Left 0"
    assert all(-1 <= v <= 1 for one in found.nodes for v in (one.x, one.y))
    assert len({(one.x, one.y) for one in found.nodes}) == 10


def test_papers_of_thousands_make_no_ties(database: str, tenant_a: Tenant) -> None:
    crowd = [f"Author {n}" for n in range(7000)]
    books = [
        Book(authors=crowd),
        Book(authors=crowd[: rules.LARGEST_TEAM + 1]),
        Book(authors=crowd[: rules.LARGEST_TEAM]),
        Book(authors=crowd[:1]),
    ]
    with db.transaction(tenant_a) as session:
        shelf = fill(session, tenant_a, books)
    analyze(database)
    start = time.perf_counter()
    found = ask(tenant_a, shelf.authors["Author 0"])
    only_crowds = ask(tenant_a, shelf.authors["Author 6000"])
    assert time.perf_counter() - start < 4
    assert (found.coauthors, found.papers_left_out, len(found.nodes)) == (49, 2, 50)
    assert {edge.papers for edge in found.edges} == {1}
    assert (only_crowds.nodes, only_crowds.papers_left_out) == ((), 1)


def test_alone_foreign_and_missing(tenant_a: Tenant, tenant_b: Tenant) -> None:
    with db.transaction(tenant_a) as session:
        ada = fill(session, tenant_a, [Book(authors=["Ada"])]).authors["Ada"]
    found = ask(tenant_a, ada)
    assert (found.nodes, found.edges, found.coauthors, found.left_out) == ((), (), 0, 0)
    for tenant, author in ((tenant_a, 10**9), (tenant_b, ada)):
        with pytest.raises(NotFound):
            ask(tenant, author)


def test_a_persons_second_profile_is_no_coauthor(tenant_a: Tenant) -> None:
    books = [Book(authors=["Ada", "A. Ada", "Ben"]), Book(authors=["A. Ada", "Ben"])]
    with db.transaction(tenant_a) as session:
        shelf = fill(session, tenant_a, books)
        merge(session, tenant_a, shelf.authors["A. Ada"], shelf.authors["Ada"])
    found = ask(tenant_a, shelf.authors["A. Ada"])
    assert [(one.name, one.papers_together) for one in found.nodes] == [("Ada", 2), ("Ben", 2)]
    assert [edge.papers for edge in found.edges] == [2]


def test_networkx_is_not_paid_for_by_those_who_draw_no_network() -> None:
    code = (
        "import sys, paperscraper_core.metrics.network_queries;"
        "print([m for m in ('networkx', 'scipy') if m in sys.modules])"
    )
    said = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout
    assert said.strip() == "[]"
    code = (
        "import sys; from paperscraper_core.metrics import network;"
        "network.communities(1, [1, 2, 3], {(1, 2): 1.0, (2, 3): 1.0});"
        "print([m for m in ('scipy', 'pandas', 'matplotlib') if m in sys.modules])"
    )
    said = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout
    assert said.strip() == "[]"
