"""Peers of an author: fair, counted, and the same whether computed here or in the database."""

from __future__ import annotations

import random
from collections import Counter, defaultdict

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from paperscraper_core import db
from paperscraper_core.errors import NotFound
from paperscraper_core.metrics import peer_queries, queries, service
from paperscraper_core.metrics import peers as rules
from paperscraper_core.metrics.analysis_types import Peers
from paperscraper_core.metrics.types import AuthorRow, LeaderboardCriteria
from paperscraper_core.tenancy import Tenant
from tests.metrics.analysis_shelf import Book, Shelf, fill, merge, random_books

COUNTS = st.dictionaries(st.integers(0, 60), st.integers(1, 9), min_size=1, max_size=12)


@given(COUNTS, st.sampled_from((0.0, 0.1, 0.25, 0.5, 0.9, 1.0)))
def test_quantiles_are_those_of_numpy(counts: dict[int, int], share: float) -> None:
    values = list(Counter(counts).elements())
    assert rules.quantile(counts, share) == pytest.approx(numpy.percentile(values, 100 * share))


def test_a_percentile_counts_equals_half() -> None:
    assert rules.percentile(0, 0, 0) is None
    assert rules.percentile(3, 0, 4) == 75
    assert rules.percentile(0, 4, 4) == 50


def test_the_window_grows_until_enough_fit_and_no_further() -> None:
    crowd = dict.fromkeys(range(1, 40), 10)
    assert rules.window(crowd, 20) == (18, 22)
    assert rules.window(crowd, 1) == (1, 3)
    assert rules.window({20: 5, 26: 40}, 20) == (14, 26)
    assert rules.window({20: 5, 31: 400}, 20) == (10, 30)  # eleven years are not similar


def test_a_band_needs_authors_and_lies_in_order() -> None:
    spread = {age: {age // 2: 20, age: 20, 2 * age: 20} for age in range(1, 30)}
    points = rules.band(spread, 35)
    assert [point.career_age for point in points] == list(range(1, 36))
    assert all(point.low <= point.median <= point.high for point in points)
    assert points[9].authors == 5 * 60  # ages 8 to 12
    assert rules.band({5: {1: 9}}, 10) == ()


def ask(tenant: Tenant, author_id: int) -> Peers:
    with db.reading(tenant) as session:
        return peer_queries.peers(session, tenant, author_id)


def by_hand(rows: list[AuthorRow], me: AuthorRow, metric: str, first: int, last: int) -> float:
    value = getattr(me.indices, metric)
    others = [
        getattr(row.indices, metric)
        for row in rows
        if row.author_id != me.author_id
        and row.indices.papers >= rules.MINIMUM_PAPERS
        and row.indices.first_year is not None
        and row.indices.h_index is not None
        and first <= max(row.indices.as_of_year - row.indices.first_year + 1, 1) <= last
    ]
    less, equal = sum(o < value for o in others), sum(o == value for o in others)
    return 100 * (less + equal / 2) / len(others)


@pytest.fixture
def random_library(tenant_a: Tenant) -> Shelf:
    with db.transaction(tenant_a) as session:
        return fill(session, tenant_a, random_books(random.Random(3), 220, people=80))


def test_percentiles_and_band_equal_those_made_by_hand(
    tenant_a: Tenant, tenant_b: Tenant, random_library: Shelf
) -> None:
    with db.transaction(tenant_b) as session:  # another library must not matter
        fill(session, tenant_b, random_books(random.Random(4), 90))
    with db.reading(tenant_a) as session:
        everyone = LeaderboardCriteria(minimum_papers=0)
        rows = list(queries.authors(session, tenant_a, everyone).rows)
    live = {row.author_id: ask(tenant_a, row.author_id) for row in rows[::12]}
    with db.transaction(tenant_a) as session:
        service.refresh(session, tenant_a)
    spread: dict[int, Counter[int]] = defaultdict(Counter)
    for row in rows:
        one = row.indices
        if one.papers >= 3 and one.first_year is not None and one.h_index is not None:
            spread[max(one.as_of_year - one.first_year + 1, 1)][one.h_index] += 1
    compared = 0
    for row in rows:
        found = ask(tenant_a, row.author_id)
        assert found == live.get(row.author_id, found)  # stored or computed while reading
        if found.same_age is None:
            assert found.missing
            continue
        assert found.reference == sum(map(Counter.total, spread.values()))
        assert found.band == rules.band(spread, found.career_age or 0)
        group = found.same_age
        for standing in group.standings:
            assert standing.percentile == pytest.approx(
                by_hand(rows, row, standing.metric, group.age_from, group.age_to)
            )
            compared += 1
    assert compared > 200


def test_topic_peers_share_the_main_topic(tenant_a: Tenant) -> None:
    sand = [
        Book(authors=[f"Sand {n}"], topics=["Sand", "Sea"], citations=n)
        for n in range(40)
        for _ in "123"
    ]
    clay = [
        Book(authors=[f"Clay {n}"], topics=["Clay", "Sand"], citations=50)
        for n in range(40)
        for _ in "123"
    ]
    bare = [Book(authors=["Bare"], citations=4) for _ in "123"]
    with db.transaction(tenant_a) as session:
        shelf = fill(session, tenant_a, [*sand, *clay, *bare])
    found = ask(tenant_a, shelf.authors["Sand 30"])
    assert found.main_topic == "Sand"
    assert found.same_age is not None
    assert found.same_topic is not None
    assert (found.same_age.peers, found.same_topic.peers) == (80, 39)
    citations = {s.metric: s.percentile for s in found.same_topic.standings}["citations"]
    assert citations == pytest.approx(100 * 30 / 39)
    assert found.warning is None
    without = ask(tenant_a, shelf.authors["Bare"])
    assert without.main_topic is None
    assert without.same_topic is None


def test_small_groups_warn_and_authors_of_one_paper_are_no_peers(tenant_a: Tenant) -> None:
    books = [Book(authors=["Ada"], citations=9) for _ in "1234"]
    books += [Book(authors=[f"Regular {n}"], citations=2) for n in range(4) for _ in "123"]
    books += [Book(authors=[f"Once {n}"], citations=0) for n in range(100)]
    with db.transaction(tenant_a) as session:
        shelf = fill(session, tenant_a, books)
    found = ask(tenant_a, shelf.authors["Ada"])
    assert found.same_age is not None
    assert found.same_age.peers == 4
    assert found.reference == 5
    assert "4 authors" in (found.warning or "")
    assert {s.metric: s.percentile for s in found.same_age.standings}["h_index"] == 100
    assert found.band == ()
    once = ask(tenant_a, shelf.authors["Once 7"])  # may look, is compared, and is nobody's peer
    assert once.same_age is not None
    assert once.same_age.peers == 5


def test_what_is_not_known_is_said(tenant_a: Tenant, tenant_b: Tenant) -> None:
    books = [Book(authors=["Timeless"], year=None), Book(authors=["Uncounted"], citations=None)]
    with db.transaction(tenant_a) as session:
        shelf = fill(session, tenant_a, [*books, Book(authors=["Gone"])])
        session.execute(
            text("DELETE FROM papers WHERE organization_id = :o AND id = :p"),
            {"o": tenant_a.organization_id, "p": shelf.papers[2]},
        )
    said = {name: ask(tenant_a, shelf.authors[name]) for name in shelf.authors}
    assert "year" in (said["Timeless"].missing or "")
    assert "count" in (said["Uncounted"].missing or "")
    assert "no paper" in (said["Gone"].missing or "")
    assert all(one.same_age is None and one.band == () for one in said.values())
    for tenant, author in ((tenant_a, 10**9), (tenant_b, shelf.authors["Gone"])):
        with pytest.raises(NotFound):
            ask(tenant, author)


def test_a_merged_profile_leads_to_its_person(tenant_a: Tenant, random_library: Shelf) -> None:
    one, other = list(random_library.authors.values())[:2]
    with db.transaction(tenant_a) as session:
        merge(session, tenant_a, one, other)
    assert ask(tenant_a, one) == ask(tenant_a, other)
    assert ask(tenant_a, one).author_id == other
