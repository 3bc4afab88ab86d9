"""The filtered leaderboard equals the pure functions over the papers that fit, on random data."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import date

import pytest
from sqlalchemy import text

from paperscraper_core import db
from paperscraper_core.metrics import lists, queries, service
from paperscraper_core.metrics.board_choices import board_choices
from paperscraper_core.metrics.board_history import certain_until_now, recent_h
from paperscraper_core.metrics.bounds import h_bounds
from paperscraper_core.metrics.history import h_history
from paperscraper_core.metrics.summary import author_indices, ranked_papers
from paperscraper_core.metrics.types import (
    AuthorIndices,
    LeaderboardCriteria,
    PaperCitations,
    YearCount,
)
from paperscraper_core.tenancy import Tenant
from tests.conftest import make_tenants
from tests.metrics.shelf import Shelved, add_author, add_paper, shelve

YEAR = 2024
VENUES, TOPICS = (None, "Annals", "Letters"), ("Bees", "Rocks", "Stars")
PLACES = ((None, None), ("University of Upper Hill", "SE"), ("Hill Labs", "US"))
EVERYBODY = LeaderboardCriteria(size=500)


@dataclass(frozen=True)
class Known:
    """One paper as the test itself knows it."""

    paper: PaperCitations
    authors: tuple[int, ...]
    venue: str | None
    topics: tuple[str, ...]


@dataclass(frozen=True)
class Library:
    tenant: Tenant
    papers: tuple[Known, ...]
    places: dict[int, tuple[str | None, str | None]]
    group_id: int
    group: frozenset[int]

    def of_all(
        self, fits: Callable[[Known], bool] = lambda _: True
    ) -> dict[int, list[PaperCitations]]:
        """The papers that fit, by author."""
        found: dict[int, list[PaperCitations]] = defaultdict(list)
        for one in filter(fits, self.papers):
            for author in one.authors:
                found[author].append(one.paper)
        return found


def _dated(dice: random.Random, total: int | None) -> dict[int, int]:
    """Citations by year: mostly all of them, sometimes fewer, now and then more than there are."""
    if not total or dice.random() < 0.3:
        return {}
    counted: dict[int, int] = defaultdict(int)
    for _ in range(min(total, 60) + dice.choice((0, 0, 0, -1, -3, 2))):
        counted[dice.choice((2018, 2020, 2022, 2023, 2023, 2024))] += 1
    return dict(counted)


@pytest.fixture(scope="module")
def library(module_database: str) -> Library:
    tenant, other = make_tenants()
    dice = random.Random(5)
    names = [f"Author {i}" for i in range(40)]
    with db.transaction(other) as session:  # must never be seen
        shelve(session, other, [Shelved(authors=names, citations=900, year=2020)])
    known = []
    with db.transaction(tenant) as session:
        ids = shelve(session, tenant, [Shelved(authors=names[:1], citations=1, year=1999)])
        ids |= shelve(session, tenant, [Shelved(authors=names[1:], as_of=date(YEAR, 2, 3))])
        session.execute(text("DELETE FROM papers WHERE organization_id = :o"), _o(tenant))
        for _ in range(160):
            total = dice.choice((None, 0, 0, 1, 2, 3, 5, 8, 8, 9, 13, 40))
            shelved = Shelved(
                authors=dice.sample(names, dice.choice((1, 1, 2, 3, 5, 12))),
                citations=total,
                year=dice.choice((None, 1990, 2005, 2015, 2020, 2021, 2022, 2023, 2024, 2024)),
                dated=_dated(dice, total),
                as_of=date(YEAR, 2, 3),
            )
            paper_id = add_paper(session, tenant, shelved, ids)
            venue, topics = dice.choice(VENUES), dice.sample(TOPICS, dice.choice((0, 1, 2)))
            session.execute(
                text("UPDATE papers SET venue = :v, topics = :t WHERE id = :p"),
                {"v": venue, "t": topics, "p": paper_id},
            )
            known.append(_known(shelved, paper_id, ids, venue, tuple(topics)))
        places = {ids[name]: dice.choice(PLACES) for name in names}
        for author, (institution, country) in places.items():
            session.execute(
                text("UPDATE authors SET institution = :i, country_code = :c WHERE id = :a"),
                {"i": institution, "c": country, "a": author},
            )
        group = frozenset(dice.sample(sorted(ids.values()), 9))
        group_id = _group(session, tenant, group)
        service.refresh(session, tenant)
    return Library(tenant, tuple(known), places, group_id, group)


def _o(tenant: Tenant) -> dict[str, int]:
    return {"o": tenant.organization_id}


def _known(
    one: Shelved, paper_id: int, ids: dict[str, int], venue: str | None, topics: tuple[str, ...]
) -> Known:
    counts = tuple(YearCount(year=y, citations=c) for y, c in sorted(one.dated.items()))
    paper = PaperCitations(
        paper_id=paper_id, year=one.year, citations=one.citations, n_authors=len(one.authors),
        counts_by_year=counts,
    )  # fmt: skip
    return Known(paper, tuple(ids[name] for name in one.authors), venue, topics)


def _group(session: object, tenant: Tenant, members: frozenset[int]) -> int:
    group_id: int = session.execute(  # type: ignore[attr-defined]  # a session
        text("INSERT INTO author_groups (organization_id, name) VALUES (:o, 'Nine') RETURNING id"),
        _o(tenant),
    ).scalar_one()
    for author in members:
        session.execute(  # type: ignore[attr-defined]  # a session
            text(
                "INSERT INTO author_group_members (organization_id, group_id, author_id)"
                " VALUES (:o, :g, :a)"
            ),
            {**_o(tenant), "g": group_id, "a": author},
        )
    return group_id


def approximately(indices: AuthorIndices) -> dict[str, object]:
    return {
        name: None if value is None else pytest.approx(value, rel=1e-9, abs=1e-9)
        for name, value in asdict(indices).items()
    }


PAPER_FILTERS: list[tuple[dict[str, object], Callable[[Known], bool]]] = [
    ({"year_from": 2020}, lambda k: k.paper.year is not None and k.paper.year >= 2020),
    ({"year_to": 2015}, lambda k: k.paper.year is not None and k.paper.year <= 2015),
    (
        {"year_from": 2015, "year_to": 2022},
        lambda k: k.paper.year is not None and 2015 <= k.paper.year <= 2022,
    ),
    ({"venue": "Annals"}, lambda k: k.venue == "Annals"),
    ({"topic": "Bees"}, lambda k: "Bees" in k.topics),
    ({"topic": "Bees", "venue": "Letters"}, lambda k: "Bees" in k.topics and k.venue == "Letters"),
]


@pytest.mark.parametrize(("filters", "fits"), PAPER_FILTERS)
def test_filters_on_papers_change_the_numbers(
    library: Library, filters: dict[str, object], fits: Callable[[Known], bool]
) -> None:
    criteria = replace(EVERYBODY, **filters)  # type: ignore[arg-type]  # fields by name
    expected = {
        author: author_indices(papers, YEAR) for author, papers in library.of_all(fits).items()
    }
    with db.reading(library.tenant) as session:
        found = lists.leaderboard(session, library.tenant, criteria)
        whole = lists.leaderboard(session, library.tenant, EVERYBODY)
        counted = lists.papers_that_fit(session, library.tenant, criteria)
    assert counted == sum(map(fits, library.papers))
    assert found.total == len(found.rows) == len(expected)
    for row in found.rows:
        assert asdict(row.indices) == approximately(expected[row.author_id]), row.name
    order = [row.indices.h_index for row in found.rows]
    known = [h for h in order if h is not None]
    assert order == sorted(known, reverse=True) + [None] * (len(order) - len(known))
    assert {r.author_id: r.indices for r in found.rows} != {
        r.author_id: r.indices for r in whole.rows
    }


@pytest.mark.parametrize("sort", lists.SORTS)
@pytest.mark.parametrize(
    "filters",
    [{"year_from": 2015, "country": "US"}, {"country": "US", "minimum_papers": 0}, {}],
    ids=str,
)
def test_every_metric_sorts_what_fits(
    library: Library, sort: str, filters: dict[str, object]
) -> None:
    criteria = replace(EVERYBODY, sort=sort, descending=False, **filters)  # type: ignore[arg-type]  # fields by name
    with db.reading(library.tenant) as session:
        whole = lists.leaderboard(session, library.tenant, criteria)
        pages = [
            lists.leaderboard(session, library.tenant, replace(criteria, size=7, page=page))
            for page in (1, 2)
        ]
    values = [row.name if sort == "name" else getattr(row.indices, sort) for row in whole.rows]
    known = [value for value in values if value is not None]
    if sort != "name":
        assert known == sorted(known)
    assert values == known + [None] * (len(values) - len(known))
    ids = [row.author_id for row in whole.rows]
    assert [row.author_id for page in pages for row in page.rows] == ids[:14]
    assert {page.total for page in pages} == {len(ids)}
    assert [row.rank for page in pages for row in page.rows] == [r.rank for r in whole.rows[:14]]


def career(papers: list[PaperCitations]) -> int | None:
    years = [one.year for one in papers if one.year is not None]
    return max(YEAR - min(years) + 1, 1) if years else None


@pytest.mark.parametrize(
    "papers", [{}, {"year_from": 2015, "year_to": 2022}, {"venue": "Annals"}], ids=str
)
@pytest.mark.parametrize(
    "people",
    [
        {"institution": "hill"},
        {"institution": "UPPER"},
        {"country": "US"},
        {"career_from": 5},
        {"career_to": 10},
        {"career_from": 5, "career_to": 20, "country": "SE"},
        {"group_id": 0},
        {"name": "author 7"},
        {"minimum_papers": 4},
        {"institution": "nowhere"},
        {"group_id": -1},
    ],
    ids=str,
)
def test_filters_on_people_choose_rows_only(
    library: Library, people: dict[str, object], papers: dict[str, object]
) -> None:
    given = {**people}
    if given.get("group_id") == 0:
        given["group_id"] = library.group_id
    everybody = replace(EVERYBODY, **papers)  # type: ignore[arg-type]  # fields by name
    criteria = replace(everybody, **given)  # type: ignore[arg-type]  # fields by name
    with db.reading(library.tenant) as session:
        found = lists.leaderboard(session, library.tenant, criteria)
        whole = lists.leaderboard(session, library.tenant, everybody)
    all_papers = library.of_all()

    def fits(author: int, name: str, counted: int) -> bool:
        institution, country = library.places[author]
        age = career(all_papers[author])
        return all(
            (
                criteria.institution.lower() in (institution or "").lower(),
                not criteria.country or country == criteria.country,
                criteria.career_from is None or (age is not None and age >= criteria.career_from),
                criteria.career_to is None or (age is not None and age <= criteria.career_to),
                criteria.group_id is None
                or (criteria.group_id == library.group_id and author in library.group),
                not criteria.name or f"{name} ".lower().startswith(criteria.name),
                counted >= criteria.minimum_papers,
            )
        )

    expected = [row for row in whole.rows if fits(row.author_id, row.name, row.indices.papers)]
    assert [row.author_id for row in found.rows] == [row.author_id for row in expected]
    for row, same in zip(found.rows, expected, strict=True):
        assert asdict(row.indices) == approximately(same.indices)
    assert found.total == len(expected)
    impossible = "nowhere" in str(people) or "-1" in str(people)
    assert bool(expected) is not impossible


@pytest.mark.parametrize(
    "filters", [{}, {"country": "SE"}, {"year_to": 2023}, {"year_from": 2020}, {"topic": "Rocks"}]
)
def test_rank_changes_equal_brute_force(library: Library, filters: dict[str, object]) -> None:
    criteria = replace(EVERYBODY, **filters)  # type: ignore[arg-type]  # fields by name
    fits = {str(given): fits for given, fits in PAPER_FILTERS}.get(str(filters))
    if filters == {"year_to": 2023}:
        fits = lambda k: k.paper.year is not None and k.paper.year <= 2023  # noqa: E731  # short
    if filters == {"topic": "Rocks"}:
        fits = lambda k: "Rocks" in k.topics  # noqa: E731  # short
    papers = library.of_all(fits or (lambda _: True))
    with db.reading(library.tenant) as session:
        rows = lists.leaderboard(session, library.tenant, criteria).rows
    ago = {row.author_id: _bounds_a_year_ago(papers[row.author_id]) for row in rows}
    now = {row.author_id: row.indices.h_index for row in rows}
    seen = set()
    for row in rows:
        own, h = ago[row.author_id], row.indices.h_index
        if h is None:
            assert row.rank is None
            continue
        assert row.rank is not None
        assert row.rank.now == 1 + sum(1 for other in now.values() if other and other > h)
        if own is None:
            assert row.rank.before_best is None
            years = [one.year for one in papers[row.author_id]]
            assert row.rank.is_new == all(year is not None and year >= YEAR for year in years)
            seen.add("new" if row.rank.is_new else "unknown")
            continue
        others = [_possible(ago[a], now[a], papers[a]) for a in ago if a != row.author_id]
        assert row.rank.before_best == 1 + sum(1 for low, _ in others if low > own[1])
        assert row.rank.before_worst == 1 + sum(1 for _, high in others if high > own[0])
        assert not row.rank.is_new
        seen.add("decided" if row.rank.places is not None else "open")
    assert {"decided", "open"} & seen


def _bounds_a_year_ago(papers: list[PaperCitations]) -> tuple[int, int] | None:
    ranked = ranked_papers(papers)
    years = [one.year for one in ranked if one.year is not None]
    if not years or min(years) >= YEAR:
        return None
    window = min((c.year for one in ranked for c in one.counts_by_year), default=None)
    return h_bounds(ranked, YEAR - 1, window)


def _possible(
    bounds: tuple[int, int] | None, now: int | None, papers: list[PaperCitations]
) -> tuple[int, int]:
    if bounds is not None:
        return bounds
    new = all(one.year is not None and one.year >= YEAR for one in papers)
    return 0, 0 if new else now or 0


@pytest.mark.parametrize("filters", [{}, {"year_from": 2015, "year_to": 2022}], ids=str)
def test_recent_h_is_the_end_of_the_history(library: Library, filters: dict[str, object]) -> None:
    criteria = replace(EVERYBODY, **filters)  # type: ignore[arg-type]  # fields by name
    papers = library.of_all(
        {str(given): fits for given, fits in PAPER_FILTERS}.get(str(filters), bool)
    )
    with db.reading(library.tenant) as session:
        rows = lists.leaderboard(session, library.tenant, criteria).rows
        found = recent_h(session, library.tenant, rows, criteria)
    for row in rows:
        points = h_history(papers[row.author_id], YEAR).points
        assert found.get(row.author_id, ()) == tuple(p for p in points if p.year >= YEAR - 10)
    runs = {certain_until_now(points) for points in found.values()}
    assert any(len(run) > 3 for run in runs)
    assert any(len(run) < 3 for run in runs)


def test_choices_are_counted(library: Library) -> None:
    with db.reading(library.tenant) as session:
        offered = board_choices(session, library.tenant)
    venues = Counter(one.venue for one in library.papers if one.venue)
    assert dict(offered.venues) == venues
    assert dict(offered.topics) == Counter(t for one in library.papers for t in one.topics)
    places = library.places.values()
    assert dict(offered.institutions) == Counter(name for name, _ in places if name)
    assert dict(offered.countries) == Counter(country for _, country in places if country)
    assert offered.groups == ((library.group_id, "Nine"),)
    assert offered.years == (1990, 2024)


def test_lists_hold_while_changes_wait(library: Library) -> None:
    """Filters see authors who are out of date as they are now."""
    tenant = library.tenant
    criteria = replace(EVERYBODY, year_from=2015, career_from=8)
    with db.transaction(tenant) as session:
        session.execute(
            text(
                "UPDATE papers SET year = 1980 WHERE organization_id = :o AND id IN"
                " (SELECT id FROM papers WHERE organization_id = :o ORDER BY id LIMIT 15)"
            ),
            _o(tenant),
        )
        waiting = lists.leaderboard(session, tenant, criteria)
        everybody = queries.leaderboard(session, tenant, EVERYBODY)
        assert service.refresh(session, tenant) > 5
        assert lists.leaderboard(session, tenant, criteria) == waiting
        assert queries.leaderboard(session, tenant, EVERYBODY) == everybody
        session.rollback()


@pytest.mark.parametrize("people", [{"career_from": 1}, {"career_to": 200}], ids=str)
@pytest.mark.parametrize("papers", [{}, {"venue": "Annals"}], ids=str)
def test_an_unknown_first_year_is_no_career_of_one_year(
    tenant_a: Tenant, people: dict[str, int], papers: dict[str, str]
) -> None:
    with db.transaction(tenant_a) as session:
        ids = shelve(
            session,
            tenant_a,
            [Shelved(authors=["Ada"], citations=2, year=2020), Shelved(authors=["Bo"])],
        )
        add_author(session, tenant_a, "Cy")  # of whom the library holds no paper
        session.execute(
            text("UPDATE papers SET venue = 'Annals' WHERE organization_id = :o"), _o(tenant_a)
        )
        service.refresh(session, tenant_a)
        criteria = replace(EVERYBODY, minimum_papers=0, **people, **papers)  # type: ignore[arg-type]  # fields by name
        found = lists.leaderboard(session, tenant_a, criteria)
    assert [row.author_id for row in found.rows] == [ids["Ada"]]
