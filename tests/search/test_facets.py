"""Facets: the counts beside a result are what choosing the value would find."""

import random
from collections import Counter
from dataclasses import replace

import pytest

from paperscraper_core import db
from paperscraper_core.errors import ValidationFailed
from paperscraper_core.search import queries
from paperscraper_core.search.facet_types import VENUES, Facets
from paperscraper_core.search.facets import facets
from paperscraper_core.search.semantic_leg import Vector
from paperscraper_core.search.types import Mode, SearchCriteria, Sort
from paperscraper_core.tenancy import Tenant
from tests.conftest import make_tenants
from tests.search.papers import P, add, direction

WORDS = ("basalt", "granite", "olivine", "quartz")
VENUE_NAMES = tuple(f"Venue {letter}" for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
TYPES = ("article", "review", "preprint")
ROCK = direction(1.0, 0.2)
FACETS = ("year", "venue", "type")
Library = dict[int, P]


def a_paper(dice: random.Random) -> P:
    return P(
        title=" ".join(dice.sample(WORDS, dice.randint(0, 2))) or "Nothing of the kind",
        year=dice.choice([None, 2018, 2019, 2020, 2021]),
        # the first letters are frequent, the last ones are beyond the limit
        venue=dice.choice([None, *VENUE_NAMES[: dice.choice([2, 4, len(VENUE_NAMES)])]]),
        type=dice.choice([None, *TYPES]),
        citations=dice.choice([None, 0, 3, 40]),
        axis=direction(dice.random(), dice.random()) if dice.random() < 0.8 else None,
    )


# these tests only read: one database serves them all
@pytest.fixture(scope="module")
def tenants(module_database: str) -> tuple[Tenant, Tenant]:
    return make_tenants()


@pytest.fixture(scope="module")
def library(tenants: tuple[Tenant, Tenant]) -> Library:
    dice = random.Random(11)
    add(tenants[1], [replace(a_paper(dice), venue="Elsewhere") for _ in range(20)])
    papers = [a_paper(dice) for _ in range(150)]
    return dict(zip(add(tenants[0], papers), papers, strict=True))


def some_filters(dice: random.Random) -> SearchCriteria:
    criteria = SearchCriteria(size=1)
    if dice.random() < 0.5:
        criteria = replace(criteria, year_from=dice.choice([2018, 2019, 2020]))
    if dice.random() < 0.3:
        criteria = replace(criteria, year_to=dice.choice([2020, 2021]))
    if dice.random() < 0.5:
        criteria = replace(criteria, venues=tuple(dice.sample(VENUE_NAMES, dice.choice([1, 9]))))
    if dice.random() < 0.4:
        criteria = replace(criteria, types=tuple(dice.sample(TYPES, dice.choice([1, 2]))))
    if dice.random() < 0.3:
        criteria = replace(criteria, citations_from=dice.choice([0, 1]))
    if dice.random() < 0.2:
        criteria = replace(criteria, missing=tuple(dice.sample(FACETS, 1)))
    return criteria


def passes(paper: P, criteria: SearchCriteria, but: str = "") -> bool:
    """Whether a paper fulfils the filters, all or all but one facet's."""
    if any(getattr(paper, one) is not None for one in criteria.missing if one != but):
        return False
    if criteria.citations_from is not None and (
        paper.citations is None or paper.citations < criteria.citations_from
    ):
        return False
    low, high, year = criteria.year_from, criteria.year_to, paper.year
    in_years = low is None and high is None
    in_years |= year is not None and (low or 0) <= year <= (high or 9999)
    return all(
        (
            but == "year" or in_years,
            but == "venue" or not criteria.venues or paper.venue in criteria.venues,
            but == "type" or not criteria.types or paper.type in criteria.types,
        )
    )


def recount(library: Library, criteria: SearchCriteria, covered: dict[str, set[int]]) -> Facets:
    """The same counts in Python; `covered` are the query's papers under all filters but one."""
    counts = {
        name: Counter(
            getattr(paper, name)
            for number, paper in library.items()
            if number in covered[name] and passes(paper, criteria, name)
        )
        for name in FACETS
    }

    def by_count(name: str, most: int) -> tuple[tuple[str | None, int], ...]:
        known = sorted(
            ((value, n) for value, n in counts[name].items() if value), key=lambda p: (-p[1], p[0])
        )
        kept = known[:most] + [p for p in known[most:] if p[0] in criteria.venues]
        return (*kept, *((None, n) for value, n in counts[name].items() if value is None))

    years = sorted(((v, n) for v, n in counts["year"].items() if v), reverse=True)
    return Facets(
        years=(*years, *((None, n) for v, n in counts["year"].items() if v is None)),
        venues=by_count("venue", VENUES),
        types=by_count("type", 99),
        total=sum(n in covered[""] and passes(p, criteria) for n, p in library.items()),
    )


def counted(tenant: Tenant, criteria: SearchCriteria, vector: Vector | None) -> tuple[Facets, int]:
    with db.reading(tenant) as session:
        found = facets(session, tenant, criteria, vector)
        return found, queries.search(session, tenant, criteria, vector).total


def everywhere(papers: set[int]) -> dict[str, set[int]]:
    return dict.fromkeys(("", *FACETS), papers)


@pytest.mark.parametrize("seed", range(12))
def test_counts_of_a_view_without_a_query(
    tenants: tuple[Tenant, Tenant], library: Library, seed: int
) -> None:
    criteria = some_filters(random.Random(seed))
    found, total = counted(tenants[0], criteria, None)
    assert found == recount(library, criteria, everywhere(set(library)))
    assert found.total == total


@pytest.mark.parametrize("sort", [Sort.RELEVANCE, Sort.NEWEST])
@pytest.mark.parametrize("seed", range(20, 28))
def test_counts_of_a_search_by_words(
    tenants: tuple[Tenant, Tenant], library: Library, seed: int, sort: Sort
) -> None:
    dice = random.Random(seed)
    words = dice.sample(WORDS, 2)
    criteria = replace(some_filters(dice), query=" ".join(words), mode=Mode.KEYWORD, sort=sort)
    holding = {n for n, paper in library.items() if set(words) & set(paper.title.split())}
    found, total = counted(tenants[0], criteria, None)
    assert found == recount(library, criteria, everywhere(holding))
    assert found.total == total


@pytest.mark.parametrize("mode", [Mode.HYBRID, Mode.SEMANTIC])
@pytest.mark.parametrize("seed", range(40, 48))
def test_counts_of_a_search_by_meaning(
    tenants: tuple[Tenant, Tenant], library: Library, seed: int, mode: Mode
) -> None:
    dice = random.Random(seed)
    word = dice.choice(WORDS)
    criteria = replace(some_filters(dice), query=word, mode=mode)
    covered = {
        n
        for n, paper in library.items()
        if paper.axis is not None or (mode is Mode.HYBRID and word in paper.title.split())
    }
    found, total = counted(tenants[0], criteria, ROCK)
    assert found == recount(library, criteria, everywhere(covered))
    assert found.total == total


@pytest.mark.parametrize("seed", range(60, 68))
def test_counts_of_a_search_in_another_order(
    tenants: tuple[Tenant, Tenant], library: Library, seed: int
) -> None:
    """These cover what is close enough; which papers that are is asked of the search itself."""
    dice = random.Random(seed)
    criteria = replace(some_filters(dice), query=dice.choice(WORDS), sort=Sort.CITATIONS)
    covered = {}
    with db.reading(tenants[0]) as session:
        for name in ("", *FACETS):
            wider = replace(criteria, missing=tuple(n for n in criteria.missing if n != name))
            if name == "year":
                wider = replace(wider, year_from=None, year_to=None)
            elif name:
                wider = replace(wider, **{f"{name}s": ()})
            covered[name] = set(queries.all_ids(session, tenants[0], wider, ROCK))
    found, total = counted(tenants[0], criteria, ROCK)
    assert found == recount(library, criteria, covered)
    assert found.total == total


def test_quotes_and_minus_narrow_the_counts(
    tenants: tuple[Tenant, Tenant], library: Library
) -> None:
    without = {n for n, paper in library.items() if "basalt" not in paper.title.split()}
    for query in ("-basalt", "granite -basalt"):
        criteria = SearchCriteria(query=query)
        covered = without if query == "-basalt" else {
            n for n in without if library[n].axis is not None or "granite" in library[n].title
        }  # fmt: skip
        found, total = counted(tenants[0], criteria, ROCK)
        assert found == recount(library, criteria, everywhere(covered))
        assert found.total == total


def test_a_chosen_venue_is_counted_however_rare(
    tenants: tuple[Tenant, Tenant], library: Library
) -> None:
    frequent = facets_of(tenants[0], SearchCriteria())
    assert len(frequent.venues) == VENUES + 1
    held = {paper.venue for paper in library.values()}
    rare = next(name for name in VENUE_NAMES if name in held - set(dict(frequent.venues)))
    found = facets_of(tenants[0], SearchCriteria(venues=(rare,)))
    assert dict(found.venues) == dict(frequent.venues) | {
        rare: sum(paper.venue == rare for paper in library.values())
    }


def facets_of(tenant: Tenant, criteria: SearchCriteria) -> Facets:
    with db.reading(tenant) as session:
        return facets(session, tenant, criteria)


def test_nothing_of_another_organization_is_counted(
    tenants: tuple[Tenant, Tenant], library: Library
) -> None:
    assert facets_of(tenants[0], SearchCriteria(venues=("Elsewhere",))).total == 0
    with db.reading(tenants[1]) as session:
        found = facets(session, tenants[1], SearchCriteria(), ROCK)
    assert found.venues == (("Elsewhere", 20),)


def test_where_nothing_is_found_nothing_is_counted(
    tenants: tuple[Tenant, Tenant], library: Library
) -> None:
    nothing = SearchCriteria(query="feldspar", mode=Mode.KEYWORD, types=("review",))
    assert facets_of(tenants[0], nothing) == Facets(years=(), venues=(), types=(), total=0)


@pytest.mark.parametrize("query", ["", "basalt"])
@pytest.mark.parametrize("mode", [Mode.KEYWORD, Mode.HYBRID])
def test_years_that_no_paper_can_have_are_no_error(
    tenants: tuple[Tenant, Tenant], library: Library, query: str, mode: Mode
) -> None:
    for years, all_known in (((-99_999, 99_999), True), ((99_999, None), False)):
        criteria = SearchCriteria(query=query, mode=mode, year_from=years[0], year_to=years[1])
        found, total = counted(tenants[0], criteria, ROCK)
        assert found.total == total
        assert bool(total) is all_known


def test_a_search_that_makes_no_sense_is_refused(
    tenants: tuple[Tenant, Tenant], library: Library
) -> None:
    for criteria in (
        SearchCriteria(year_from=2020, year_to=2019),
        SearchCriteria(query="basalt", mode=Mode.SEMANTIC),
        SearchCriteria(min_scores=(("beauty", 1.0),)),
    ):
        with pytest.raises(ValidationFailed):
            facets_of(tenants[0], criteria)
