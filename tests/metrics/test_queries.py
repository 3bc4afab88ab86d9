"""The leaderboard, one author, and several compared."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import event

from paperscraper_core import db
from paperscraper_core.errors import NotFound, ValidationFailed
from paperscraper_core.metrics import queries, service
from paperscraper_core.metrics.lists import SORTS
from paperscraper_core.metrics.names import name_patterns
from paperscraper_core.metrics.reported import differences
from paperscraper_core.metrics.types import (
    AuthorPosition,
    LeaderboardCriteria,
    LibraryDate,
    PointStatus,
    ReportedMetrics,
)
from paperscraper_core.tenancy import Tenant
from tests.conftest import make_tenants
from tests.metrics.shelf import Shelved, add_author, shelve

DAY = date(2024, 6, 1)
PAPERS = [
    Shelved(authors=["Khalid Al-Ramadan", "Bo Ek"], citations=9, year=2018, as_of=DAY, title="One"),
    Shelved(
        authors=["Bo Ek", "Khalid Al-Ramadan"], citations=4, year=2020, dated={2021: 1, 2022: 3}
    ),
    Shelved(authors=["Khalid Al-Ramadan"], citations=None, year=2021),
    Shelved(authors=["José Núñez", "Bo Ek", "Khalid Al-Ramadan"], citations=2, year=2022),
    Shelved(authors=["Ada Null"], citations=0, year=2023),
    Shelved(authors=["Uma Unknown"], citations=None, year=2023),
]


@pytest.fixture(scope="module")
def filled(module_database: str) -> tuple[Tenant, Tenant, dict[str, int]]:
    """One organization with the papers above, another with a namesake."""
    one, other = make_tenants()
    with db.transaction(one) as session:
        ids = shelve(session, one, PAPERS)
        ids["Nemo"] = add_author(session, one, "Nemo", reported_h_index=3)
    with db.transaction(other) as session:
        shelve(session, other, [Shelved(authors=["Khalid Al-Ramadan"], citations=99, year=2001)])
    return one, other, ids


def names(tenant: Tenant, criteria: LeaderboardCriteria) -> list[str]:
    with db.reading(tenant) as session:
        return [row.name for row in queries.leaderboard(session, tenant, criteria).rows]


def test_leaderboard_order_and_unknown_last(filled: tuple[Tenant, Tenant, dict[str, int]]) -> None:
    tenant = filled[0]
    best_first = names(tenant, LeaderboardCriteria())
    assert best_first == ["Khalid Al-Ramadan", "Bo Ek", "José Núñez", "Ada Null", "Uma Unknown"]
    upwards = names(tenant, LeaderboardCriteria(descending=False))
    assert upwards[0] == "Ada Null"
    assert upwards[-1] == "Uma Unknown"
    assert names(tenant, LeaderboardCriteria(sort="name", descending=False))[0] == "Ada Null"
    assert names(tenant, LeaderboardCriteria(sort="papers"))[0] == "Khalid Al-Ramadan"


@pytest.mark.parametrize("sort", SORTS)
def test_every_metric_sorts(filled: tuple[Tenant, Tenant, dict[str, int]], sort: str) -> None:
    tenant = filled[0]
    with db.reading(tenant) as session:
        rows = queries.leaderboard(session, tenant, LeaderboardCriteria(sort=sort)).rows
    if sort != "name":
        values = [getattr(row.indices, sort) for row in rows]
        known = [value for value in values if value is not None]
        assert known == sorted(known, reverse=True)
        assert values == known + [None] * (len(values) - len(known))


def test_unknown_sort_is_refused(filled: tuple[Tenant, Tenant, dict[str, int]]) -> None:
    with db.reading(filled[0]) as session, pytest.raises(ValidationFailed):
        queries.leaderboard(session, filled[0], LeaderboardCriteria(sort="id; DROP TABLE papers"))


def test_pages_have_a_true_total(filled: tuple[Tenant, Tenant, dict[str, int]]) -> None:
    tenant = filled[0]
    with db.reading(tenant) as session:
        pages = [
            queries.leaderboard(session, tenant, LeaderboardCriteria(page=number, size=2))
            for number in (1, 2, 3, 4)
        ]
    assert [page.total for page in pages] == [5, 5, 5, 5]
    assert [len(page.rows) for page in pages] == [2, 2, 1, 0]
    assert len({row.author_id for page in pages for row in page.rows}) == 5


def test_minimum_of_papers(filled: tuple[Tenant, Tenant, dict[str, int]]) -> None:
    tenant = filled[0]
    assert names(tenant, LeaderboardCriteria(minimum_papers=3)) == ["Khalid Al-Ramadan", "Bo Ek"]
    everyone = LeaderboardCriteria(minimum_papers=0)
    assert "Nemo" in names(tenant, everyone)
    with db.reading(tenant) as session:
        rows = queries.leaderboard(session, tenant, everyone).rows
    nemo = next(row for row in rows if row.name == "Nemo")
    assert nemo.indices.papers == 0
    assert nemo.indices.h_index is None


@pytest.mark.parametrize(
    "query",
    [
        "Al-Ramadan", "al ramadan", "AlRamadan", "Al-Ramadan, K.", "Al Ramadan, Khalid",
        "Ramadan, K", "khalid al-ramadan", "K. Al-Ramadan", "Ramadan Khalid", "ramad", "alramad",
    ],
)  # fmt: skip
def test_spellings_find_the_same_person(
    filled: tuple[Tenant, Tenant, dict[str, int]], query: str
) -> None:
    assert names(filled[0], LeaderboardCriteria(name=query)) == ["Khalid Al-Ramadan"]


@pytest.mark.parametrize("query", ["nunez", "Núñez, J.", "JOSE NUÑEZ", "Jose"])
def test_accents_do_not_matter(filled: tuple[Tenant, Tenant, dict[str, int]], query: str) -> None:
    assert names(filled[0], LeaderboardCriteria(name=query)) == ["José Núñez"]


@pytest.mark.parametrize(
    "query", ["Al-Ramadan, B.", "hal", "ek, x", "Unger Ramadan", "Smith", "%", "_"]
)
def test_other_names_do_not_match(
    filled: tuple[Tenant, Tenant, dict[str, int]], query: str
) -> None:
    found = names(filled[0], LeaderboardCriteria(name=query))
    assert found == ([] if name_patterns(query) else names(filled[0], LeaderboardCriteria()))


def test_one_author(filled: tuple[Tenant, Tenant, dict[str, int]]) -> None:
    tenant, _, ids = filled
    with db.reading(tenant) as session:
        got = queries.author_metrics(session, tenant, ids["Khalid Al-Ramadan"])
        page = queries.author_papers(session, tenant, ids["Khalid Al-Ramadan"], size=3)
    assert (got.indices.h_index, got.indices.citations, got.indices.papers) == (2, 15, 4)
    assert got.indices.papers_without_count == 1
    assert got.library_date == LibraryDate(day=DAY, year=2024)
    assert (got.counts_from, got.counts_to) == (DAY, DAY)
    assert got.history.points[-1].value == 2
    assert got.history.points[0].year == 2018
    assert got.history.points[0].status is PointStatus.RECONSTRUCTED
    assert [(y.year, y.citations) for y in got.citation_series.years][:2] == [(2021, 1), (2022, 3)]
    assert [y.total for y in got.papers_by_year] == [1, 0, 1, 1, 1]
    assert dict(got.titles)[got.rank_curve[0].paper_id] == "One"
    assert page.total == 4
    assert [paper.citations for paper in page.rows] == [9, 4, 2]
    assert [(paper.position, paper.n_authors) for paper in page.rows] == [
        (AuthorPosition.FIRST, 2),
        (AuthorPosition.LAST, 2),
        (AuthorPosition.LAST, 3),
    ]


def test_author_without_papers(filled: tuple[Tenant, Tenant, dict[str, int]]) -> None:
    tenant, _, ids = filled
    with db.reading(tenant) as session:
        got = queries.author_metrics(session, tenant, ids["Nemo"])
        assert queries.author_papers(session, tenant, ids["Nemo"]).total == 0
    assert got.indices.h_index is None
    assert got.history.points == ()
    assert got.differences  # the source reports h 3


def test_compare_keeps_the_order_and_drops_doubles(
    filled: tuple[Tenant, Tenant, dict[str, int]],
) -> None:
    tenant, _, ids = filled
    asked = [ids["Bo Ek"], ids["Ada Null"], ids["Bo Ek"]]
    with db.reading(tenant) as session:
        got = queries.compare(session, tenant, asked)
    assert [one.profile.author_id for one in got] == asked[:2]


def test_statements_do_not_grow_with_the_authors(
    filled: tuple[Tenant, Tenant, dict[str, int]],
) -> None:
    tenant, _, ids = filled
    sent: list[str] = []

    def count(_c: object, _k: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    counts = []
    event.listen(db.engine(), "before_cursor_execute", count)
    try:
        for asked in ([ids["Bo Ek"]], list(ids.values())):
            sent.clear()
            with db.reading(tenant) as session:
                queries.compare(session, tenant, asked)
            counts.append(len(sent))
    finally:
        event.remove(db.engine(), "before_cursor_execute", count)
    assert counts[0] == counts[1] <= 8


def test_another_organization_sees_nothing(filled: tuple[Tenant, Tenant, dict[str, int]]) -> None:
    one, other, ids = filled
    with db.transaction(other) as session:
        service.refresh(session, other)
        board = queries.leaderboard(session, other, LeaderboardCriteria())
        assert [(row.name, row.indices.citations) for row in board.rows] == [
            ("Khalid Al-Ramadan", 99)
        ]
        for call in (queries.author_metrics, queries.author_detail):
            with pytest.raises(NotFound, match="no author with id"):
                call(session, other, ids["Bo Ek"])
        with pytest.raises(NotFound):
            queries.compare(session, other, [board.rows[0].author_id, ids["Bo Ek"]])
        assert queries.author_papers(session, other, ids["Bo Ek"]).total == 0
    with db.reading(one) as session:
        assert queries.leaderboard(session, one, LeaderboardCriteria(name="ramadan")).total == 1


def test_reasons_for_differences(filled: tuple[Tenant, Tenant, dict[str, int]]) -> None:
    tenant, _, ids = filled
    with db.reading(tenant) as session:
        own = queries.author_metrics(session, tenant, ids["Khalid Al-Ramadan"]).indices
    library = LibraryDate(day=DAY, year=2024)

    def reasons(**told: object) -> str:
        values: dict[str, object] = {
            "source": "openalex", "as_of": None, "works": None, "citations": None,
            "h_index": None, "i10_index": None,
        }  # fmt: skip
        reported = ReportedMetrics(**{**values, **told})  # type: ignore[arg-type]  # by name
        return " ".join(differences(own, reported, library))

    assert reasons(h_index=2, works=4, citations=15, i10_index=0) == ""
    assert "lacks 6 papers of the 10" in reasons(works=10, h_index=5)
    assert "3 papers more" in reasons(works=1)
    assert "1 paper here has no citation count" in reasons(h_index=9)
    assert "of 2024-01-02" in reasons(h_index=9, as_of=date(2024, 1, 2))
    assert differences(own, None, library) == ()
