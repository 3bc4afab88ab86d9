"""Orders by scores: each dimension, and a weighting of them that takes unknown for unknown."""

import math
import random

import pytest
from sqlalchemy import insert

from paperscraper_core import db
from paperscraper_core.errors import ValidationFailed
from paperscraper_core.models import Score
from paperscraper_core.search import filters, queries, weighting
from paperscraper_core.search.facets import facets
from paperscraper_core.search.types import DIMENSIONS, SearchCriteria, SearchHit, Sort
from paperscraper_core.tenancy import Tenant
from tests.conftest import make_tenants
from tests.search.papers import P, add, direction, search

Values = dict[str, float | None]


def rate(tenant: Tenant, paper_id: int, values: Values, *, latest: bool = True) -> None:
    """Give a paper a score."""
    row: dict[str, object] = {
        "organization_id": tenant.organization_id, "paper_id": paper_id, "scorer": "s",
        "scorer_version": "1", "inputs_hash": "", "coverage": 1.0, "weights": {}, "details": {},
        "is_latest": latest,
    }  # fmt: skip
    with db.transaction(tenant) as session:
        session.execute(insert(Score).values(row | values))


# these tests only read: one database serves them all
@pytest.fixture(scope="module")
def tenants(module_database: str) -> tuple[Tenant, Tenant]:
    return make_tenants()


@pytest.fixture(scope="module")
def rated(tenants: tuple[Tenant, Tenant]) -> dict[int, Values]:
    """Forty papers; the values are what a column of 32 bits holds exactly."""
    dice = random.Random(5)
    papers = [
        P(title=f"Alloy {number}", axis=direction(dice.random() + 0.5, dice.random()))
        for number in range(40)
    ]
    found: dict[int, Values] = {}
    for number, paper_id in enumerate(add(tenants[0], papers)):
        found[paper_id] = {}
        if number % 5 == 0:
            continue
        values: Values = {
            name: dice.randint(0, 40) / 4 if dice.random() < 0.7 else None for name in DIMENSIONS
        }
        found[paper_id] = values
        rate(tenants[0], paper_id, dict.fromkeys(DIMENSIONS, 10.0), latest=False)
        rate(tenants[0], paper_id, values | {"overall": dice.randint(0, 40) / 4})
    return found


def listed(tenant: Tenant, **how: object) -> tuple[SearchHit, ...]:
    return search(tenant, size=100, **how).rows


@pytest.mark.parametrize("name", DIMENSIONS)
@pytest.mark.parametrize("query", ["", "alloy"])
def test_each_dimension_is_an_order(
    tenants: tuple[Tenant, Tenant], rated: dict[int, Values], name: str, query: str
) -> None:
    found = [hit.paper_id for hit in listed(tenants[0], query=query, sort=Sort(name))]
    known = {
        paper: value for paper, values in rated.items() if (value := values.get(name)) is not None
    }
    expected = sorted(known, key=lambda paper: (-known[paper], paper))
    assert found == expected + sorted(set(rated) - set(known))


def test_hits_tell_all_dimensions(tenants: tuple[Tenant, Tenant], rated: dict[int, Values]) -> None:
    for hit in listed(tenants[0]):
        assert dict(hit.scores) == rated[hit.paper_id]
        assert hit.weighted is None
        assert hit.weighted_coverage is None


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("query", ["", "alloy"])
def test_the_weighted_order_is_the_mean_of_what_is_known(
    tenants: tuple[Tenant, Tenant], rated: dict[int, Values], seed: int, query: str
) -> None:
    dice = random.Random(seed)
    names = dice.sample(DIMENSIONS, dice.randint(1, 6))
    weights = {name: dice.randint(1, 10) / 2 for name in names}

    def mean(paper: int) -> tuple[float | None, float]:
        known = [n for n in weights if rated[paper].get(n) is not None]
        share = sum(weights[n] for n in known)
        if not known:
            return None, 0.0
        total = sum(weights[n] * (rated[paper][n] or 0.0) for n in known)
        return total / share, share / sum(weights.values())

    hits = listed(tenants[0], query=query, sort=Sort.WEIGHTED, weights=tuple(weights.items()))
    assert {hit.paper_id for hit in hits} == set(rated)
    for hit in hits:
        value, coverage = mean(hit.paper_id)
        assert hit.weighted == (pytest.approx(value) if value is not None else None)
        assert hit.weighted_coverage == pytest.approx(coverage)
    values = [hit.weighted for hit in hits]
    known = [value for value in values if value is not None]
    assert known == sorted(known, reverse=True)
    assert values == known + [None] * (len(values) - len(known))
    assert 0 < len(known) < len(values)


def test_weights_of_zero_and_no_weights(
    tenants: tuple[Tenant, Tenant], rated: dict[int, Values]
) -> None:
    def order(**how: object) -> list[tuple[int, float | None]]:
        found = listed(tenants[0], sort=Sort.WEIGHTED, **how)
        return [(hit.paper_id, hit.weighted_coverage) for hit in found]

    one = (("novelty", 3.0),)
    assert order(weights=(*one, ("feasibility", 0.0))) == order(weights=one)
    assert order() == order(weights=tuple((name, 2.0) for name in DIMENSIONS))


def test_relevance_can_have_a_weight(
    tenants: tuple[Tenant, Tenant], rated: dict[int, Values]
) -> None:
    by_relevance = [hit.paper_id for hit in listed(tenants[0], query="alloy")]
    alone = listed(tenants[0], query="alloy", sort=Sort.WEIGHTED, weights=(("relevance", 1.0),))
    assert [hit.paper_id for hit in alone] == by_relevance
    assert alone[0].weighted == pytest.approx(10.0)
    assert all(hit.weighted_coverage == 1.0 for hit in alone)
    both = (("relevance", 1.0), ("novelty", 9.0))
    mixed = {hit.paper_id: hit for hit in listed(
        tenants[0], query="alloy", sort=Sort.WEIGHTED, weights=both)}  # fmt: skip
    for hit in alone:
        novelty = rated[hit.paper_id].get("novelty")
        expected = hit.weighted if novelty is None else 0.1 * (hit.weighted or 0) + 0.9 * novelty
        assert mixed[hit.paper_id].weighted == pytest.approx(expected)
    # without a query nothing is relevant: its weight is nobody's
    browsed = listed(tenants[0], sort=Sort.WEIGHTED, weights=both)
    assert {hit.weighted_coverage for hit in browsed} == {0.0, 1.0}


def test_a_paper_that_was_named_is_fully_relevant() -> None:
    assert weighting.relevance({1: 12.0, 2: 0.8, 3: 0.4}, [1]) == {1: 10.0, 2: 10.0, 3: 5.0}
    assert weighting.relevance({1: -1.0}, []) == {1: 0.0}


@pytest.mark.parametrize(
    ("weights", "said"),
    [
        ((("beauty", 1.0),), "beauty"),
        ((("overall", 1.0),), "overall"),
        ((("novelty", -1.0),), "0 to 10"),
        ((("novelty", 10.5),), "0 to 10"),
        ((("novelty", math.nan),), "0 to 10"),
        ((("novelty", math.inf),), "0 to 10"),
        ((("novelty", 0.0), ("feasibility", 0.0)), "above zero"),
        ((("novelty", 1.0), ("novelty", 2.0)), "two weights"),
    ],
)
def test_weights_that_make_no_sense_are_refused(
    tenants: tuple[Tenant, Tenant], weights: tuple[tuple[str, float], ...], said: str
) -> None:
    criteria = SearchCriteria(weights=weights, sort=Sort.WEIGHTED)
    with db.reading(tenants[0]) as session:
        for call in (queries.search, queries.all_ids, facets):
            with pytest.raises(ValidationFailed, match=said):
                call(session, tenants[0], criteria)


def test_pages_of_an_order_by_scores_fit_together(
    tenants: tuple[Tenant, Tenant], rated: dict[int, Values]
) -> None:
    how = {"sort": Sort.WEIGHTED, "weights": (("novelty", 1.0), ("relevance", 1.0))}
    for query in ("", "alloy"):
        whole = [hit.paper_id for hit in listed(tenants[0], query=query, **how)]
        parts = [
            hit.paper_id
            for number in range(1, 6)
            for hit in search(tenants[0], query, size=8, number=number, **how).rows
        ]
        assert parts == whole


def test_the_dimensions_are_those_of_a_score() -> None:
    assert ("overall", *DIMENSIONS) == filters.SCORE_COLUMNS
    assert {name for name in DIMENSIONS if name in Score.__table__.columns} == set(DIMENSIONS)
    assert {Sort(name).value for name in DIMENSIONS} == set(DIMENSIONS)
