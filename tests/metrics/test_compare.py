"""Comparing by chosen rules: equal to a plain recount of random libraries."""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import asdict, dataclass, replace
from datetime import date

import pytest
from sqlalchemy import text

from paperscraper_core import db
from paperscraper_core.errors import NotFound
from paperscraper_core.metrics import queries
from paperscraper_core.metrics.analysis_types import SelfCitationRule
from paperscraper_core.metrics.compare_counting import KEYS, compared, counted_paper, ranks, shifts
from paperscraper_core.metrics.compare_queries import materials
from paperscraper_core.metrics.compare_types import (
    Choices,
    Compared,
    ComparedPaper,
    KnownSelfCitation,
    Material,
)
from paperscraper_core.metrics.types import PaperCitations, YearCount
from paperscraper_core.tenancy import Tenant
from tests.conftest import make_tenants
from tests.metrics.shelf import Shelved, add_paper, shelve

YEAR = 2024
NAMES = [f"Author {i}" for i in range(6)]
SAME, ANY = SelfCitationRule.SAME_AUTHOR, SelfCitationRule.ANY_AUTHOR
CHOICES = [
    Choices(),
    Choices(without=SAME),
    Choices(without=ANY),
    Choices(fractional=True),
    Choices(types=("article", "")),
    Choices(year_from=2015, year_to=2022),
    Choices(without=ANY, fractional=True, types=("article", "review"), year_from=2005),
]


@dataclass(frozen=True)
class Truth:
    """One paper as the test wrote it."""

    paper_id: int
    shelved: Shelved
    type: str | None


@dataclass(frozen=True)
class Library:
    tenant: Tenant
    other: Tenant
    ids: dict[str, int]
    papers: tuple[Truth, ...]
    cites: frozenset[tuple[int, int]]
    """(citing, cited) paper ids."""

    def of(self, name: str, choices: Choices) -> list[Truth]:
        def fits(one: Truth) -> bool:
            year = one.shelved.year
            return (
                name in one.shelved.authors
                and (not choices.types or (one.type or "") in choices.types)
                and (choices.year_from is None or (year is not None and year >= choices.year_from))
                and (choices.year_to is None or (year is not None and year <= choices.year_to))
            )

        return [one for one in self.papers if fits(one)]

    def own_citations(self, name: str, cited: Truth, rule: SelfCitationRule | None) -> int:
        by_id = {one.paper_id: one.shelved for one in self.papers}
        citing = [by_id[a] for a, b in self.cites if b == cited.paper_id]
        if rule is None:
            return 0
        if rule is SAME:
            return sum(1 for one in citing if name in one.authors)
        return sum(1 for one in citing if set(one.authors) & set(cited.shelved.authors))


@pytest.fixture(scope="module")
def library(module_database: str) -> Library:
    tenant, other = make_tenants()
    dice = random.Random(17)
    papers = []
    with db.transaction(other) as session:
        shelve(session, other, [Shelved(authors=NAMES, citations=99, year=2001)])
    with db.transaction(tenant) as session:
        ids = shelve(session, tenant, [Shelved(authors=[name]) for name in NAMES])
        organization = {"o": tenant.organization_id}
        session.execute(text("DELETE FROM papers WHERE organization_id = :o"), organization)
        for _ in range(110):
            total = dice.choice((None, 0, 1, 2, 3, 5, 8, 9, 13, 40))
            years = sorted({dice.choice((2016, 2019, 2022, 2024)) for _ in range(2)})
            shelved = Shelved(
                authors=dice.sample(NAMES, dice.choice((1, 1, 2, 3, 5))),
                citations=total,
                year=dice.choice((None, 1995, 2008, 2015, 2020, 2022, 2024)),
                dated=dict.fromkeys(years, total // 2) if total else {},
                as_of=date(YEAR, 3, 1),
            )
            paper_id = add_paper(session, tenant, shelved, ids)
            kind = dice.choice((None, "article", "article", "review"))
            session.execute(
                text("UPDATE papers SET type = :t WHERE id = :p"), {"t": kind, "p": paper_id}
            )
            papers.append(Truth(paper_id, shelved, kind))
        cites = set()
        for _ in range(260):
            citing, cited = dice.sample(papers, 2)
            cites.add((citing.paper_id, cited.paper_id))
        for number, (citing_id, cited_id) in enumerate(sorted(cites)):
            session.execute(
                text("INSERT INTO paper_references VALUES (:o, :a, 'x', :v, :b)"),
                {**organization, "a": citing_id, "v": str(number), "b": cited_id},
            )
    return Library(tenant, other, ids, tuple(papers), frozenset(cites))


@pytest.fixture(scope="module")
def loaded(library: Library) -> dict[str, Material]:
    with db.reading(library.tenant) as session:
        found = materials(session, library.tenant, [library.ids[name] for name in NAMES])
    assert [one.author_id for one in found] == [library.ids[name] for name in NAMES]
    return {one.name: one for one in found}


def naive_h(values: list[float]) -> int:
    return max([0, *(i for i in range(1, len(values) + 1) if sum(v >= i for v in values) >= i)])


@pytest.mark.parametrize("choices", CHOICES, ids=str)
def test_equal_to_a_recount(
    library: Library, loaded: dict[str, Material], choices: Choices
) -> None:
    differs = 0
    for name in NAMES:
        papers = library.of(name, choices)
        known = [
            (
                max(
                    one.shelved.citations - library.own_citations(name, one, choices.without),
                    0,
                )
                / (len(one.shelved.authors) if choices.fractional else 1),
                one,
            )
            for one in papers
            if one.shelved.citations is not None
        ]
        counts = [count for count, _ in known]
        found = compared(loaded[name], choices)
        assert found.papers == len(papers)
        assert found.papers_without_count == len(papers) - len(known)
        assert found.value("citations") == pytest.approx(sum(counts))
        assert found.value("h_index") == naive_h(counts)
        assert found.value("i10_index") == sum(1 for count in counts if count >= 10)
        ordered = sorted(counts, reverse=True)
        g = [i for i in range(1, len(ordered) + 1) if sum(ordered[:i]) >= i * i]
        assert found.value("g_index") == max(g, default=0)
        core = sum(ordered[: naive_h(counts)])
        assert found.value("e_index") == pytest.approx(
            max(core - naive_h(counts) ** 2, 0) ** 0.5, abs=1e-6
        )
        years = [one.shelved.year for one in papers if one.shelved.year is not None]
        career = max(YEAR - min(years) + 1, 1)
        assert found.value("m_quotient") == pytest.approx(naive_h(counts) / career)
        shared = [
            count if choices.fractional else count / len(one.shelved.authors)
            for count, one in known
        ]
        assert found.value("hi_norm") == naive_h(shared)
        recent = [c for c, one in known if one.shelved.year in range(YEAR - 5, YEAR)]
        assert found.value("h5_index") == naive_h(recent)
        aged = [
            c / max(YEAR - one.shelved.year + 1, 1)
            for c, one in known
            if one.shelved.year is not None
        ]
        assert found.value("awcr") == pytest.approx(sum(aged))
        assert found.value("contemporary_h") == naive_h([4 * one for one in aged])
        assert found.history.points[-1].value == found.value("h_index")
        differs += found.values != compared(loaded[name], Choices()).values
    assert choices.is_plain or differs == len(NAMES)


def test_nothing_chosen_is_the_comparison_as_stored(
    library: Library, loaded: dict[str, Material]
) -> None:
    with db.reading(library.tenant) as session:
        known = queries.compare(session, library.tenant, list(library.ids.values()))
    for one in known:
        found = compared(loaded[one.profile.name], Choices())
        whole = asdict(one.indices)
        assert dict(found.values) == pytest.approx({key: whole[key] for key in KEYS})
        assert found.history.points == one.history.points


def test_shared_indices_are_not_shared_twice(loaded: dict[str, Material]) -> None:
    for material in loaded.values():
        whole = compared(material, Choices())
        shared = compared(material, Choices(fractional=True))
        for key in ("hi_norm", "hi_annual", "hm_index", "fractional_papers"):
            assert shared.value(key) == whole.value(key)
        assert shared.value("h_index") == whole.value("hi_norm")
        assert shared.value("citations") == pytest.approx(whole.value("fractional_citations"))
        assert shared.value("papers") == whole.value("fractional_papers")
        for point, same in zip(shared.history.points, whole.history.points, strict=True):
            assert point.lower <= same.lower
            assert point.upper <= same.upper


def test_single_authors_share_with_nobody(loaded: dict[str, Material]) -> None:
    for material in loaded.values():
        alone = replace(
            material,
            papers=tuple(
                replace(one, paper=replace(one.paper, n_authors=1)) for one in material.papers
            ),
        )
        whole, shared = compared(alone, Choices()), compared(alone, Choices(fractional=True))
        assert dict(shared.values) == pytest.approx(dict(whole.values))
        assert shared.history == whole.history


def test_self_citations_leave_the_years_of_their_papers() -> None:
    paper = PaperCitations(
        paper_id=1, year=2010, citations=9, n_authors=2,
        counts_by_year=(YearCount(year=2015, citations=1), YearCount(year=2020, citations=8)),
    )  # fmt: skip
    known = (
        KnownSelfCitation(citing_year=2015, same_author=True),
        KnownSelfCitation(citing_year=2015, same_author=False),
        KnownSelfCitation(citing_year=None, same_author=False),
    )
    one = ComparedPaper(paper=paper, type=None, self_citations=known)
    assert counted_paper(one, None) == paper
    own, shared = counted_paper(one, SAME), counted_paper(one, ANY)
    assert (own.citations, [c.citations for c in own.counts_by_year]) == (8, [0, 8])
    assert (shared.citations, [c.citations for c in shared.counts_by_year]) == (6, [0, 8])
    unknown = replace(one, paper=replace(paper, citations=None))
    assert counted_paper(unknown, ANY).citations is None
    few = replace(one, paper=replace(paper, citations=1))
    assert counted_paper(few, ANY).citations == 0


def test_ranks_and_shifts(loaded: dict[str, Material]) -> None:
    assert ranks([3, None, 5, 3, 1]) == (2, None, 1, 2, 4)
    assert ranks([0.1 + 0.2, 0.3, None]) == (1, 1, None)
    before = [compared(one, Choices()) for one in loaded.values()]
    after = [compared(one, Choices(without=ANY, fractional=True)) for one in loaded.values()]
    found = {(one.author_id, one.key): one for one in shifts(before, after)}
    assert len(found) == len(KEYS) * len(NAMES)
    places: dict[str, set[int | None]] = defaultdict(set)
    for key in KEYS:
        for old, new in zip(before, after, strict=True):
            one = found[old.author_id, key]
            assert one.before == _rank(old, before, key)
            assert one.after == _rank(new, after, key)
            places[key].add(one.places)
    assert any(place for moved in places.values() for place in moved)


def _rank(one: Compared, everybody: list[Compared], key: str) -> int | None:
    own = one.value(key)
    values = [other.value(key) for other in everybody]
    return None if own is None else 1 + sum(1 for v in values if v is not None and v > own + 1e-9)


def test_foreign_and_unknown_authors_are_not_found(library: Library) -> None:
    with db.reading(library.other) as session:
        for author in (library.ids[NAMES[0]], 987654321):
            with pytest.raises(NotFound):
                materials(session, library.other, [author])


def test_coverage_says_how_much_can_be_judged(
    library: Library, loaded: dict[str, Material]
) -> None:
    for name in NAMES:
        own = [one for one in library.papers if name in one.shelved.authors]
        ids = {one.paper_id for one in own}
        assert loaded[name].found == sum(1 for _, cited in library.cites if cited in ids)
        assert 0 < (loaded[name].coverage or 0) < 1
