"""SQL and the pure functions agree on random libraries, and stay so whatever changes."""

from __future__ import annotations

import random
from dataclasses import asdict
from datetime import UTC, date, datetime

import pytest
from alembic import command
from sqlalchemy import text
from sqlalchemy.orm import Session

from paperscraper_core import db, schema
from paperscraper_core.metrics import queries, service, statements
from paperscraper_core.metrics.types import AuthorIndices, AuthorRow, LeaderboardCriteria
from paperscraper_core.tenancy import Tenant
from tests.conftest import make_tenants
from tests.metrics.shelf import Shelved, add_paper, shelve

EVERYONE = LeaderboardCriteria(minimum_papers=0)


def random_papers(dice: random.Random, size: int) -> list[Shelved]:
    names = [f"Author {i}" for i in range(30)]
    return [
        Shelved(
            authors=dice.sample(names, dice.choice((1, 1, 2, 3, 5, 12))),
            citations=dice.choice((None, 0, 0, 1, 2, 3, 5, 8, 8, 9, 13, 40, 300)),
            year=dice.choice((None, 1990, 2005, 2015, 2020, 2021, 2022, 2023, 2024, 2026)),
            dated={
                year: dice.choice((0, 1, 1, 2, 5, 40))
                for year in dice.sample(
                    (2005, 2015, 2021, 2022, 2023, 2024, 2025), dice.choice((0, 1, 3))
                )
            },
            as_of=dice.choice((None, date(2023, 4, 5), date(2024, 2, 3))),
        )
        for _ in range(size)
    ]


@pytest.fixture(scope="module")
def both(module_database: str) -> tuple[Tenant, Tenant]:
    """Two organizations with different random libraries."""
    one, other = make_tenants()
    for tenant, seed in ((one, 7), (other, 11)):
        with db.transaction(tenant) as session:
            shelve(session, tenant, random_papers(random.Random(seed), 140))
    return one, other


def as_numbers(indices: AuthorIndices) -> dict[str, float | None]:
    return {
        name: None if value is None else pytest.approx(value, rel=1e-9, abs=1e-9)
        for name, value in asdict(indices).items()
    }


def assert_equal_to_pure(session: Session, tenant: Tenant, rows: tuple[AuthorRow, ...]) -> None:
    ids = [row.author_id for row in rows]
    for row, pure in zip(rows, queries.compare(session, tenant, ids), strict=True):
        assert asdict(row.indices) == as_numbers(pure.indices), row.name
        year_ago = [p for p in pure.history.points if p.year == pure.history.as_of_year - 1]
        told = (row.indices.h_year_ago_lower, row.indices.h_year_ago_upper)
        assert told == ((year_ago[0].lower, year_ago[0].upper) if year_ago else (None, None))


@pytest.mark.parametrize("which", [0, 1])
def test_list_equals_pure_functions(both: tuple[Tenant, Tenant], which: int) -> None:
    tenant = both[which]
    with db.reading(tenant) as session:  # nothing stored yet: all of it computed while reading
        rows = queries.authors(session, tenant, EVERYONE).rows
        assert len(rows) == 30
        assert {row.indices.as_of_year for row in rows} == {2024}
        assert_equal_to_pure(session, tenant, rows)
    with db.transaction(tenant) as session:
        assert service.refresh(session, tenant) == 30
        assert service.refresh(session, tenant) == 0
    with db.reading(tenant) as session:
        assert queries.authors(session, tenant, EVERYONE).rows == rows
        headline = session.execute(
            text(statements.HEADLINE), {"organization_id": tenant.organization_id}
        )
        told = {
            r.author_id: (r.papers, r.citations, r.h_index, r.g_index, r.i10_index)
            for r in headline
        }
    assert told == {
        row.author_id: (
            row.indices.papers,
            row.indices.citations,
            row.indices.h_index,
            row.indices.g_index,
            row.indices.i10_index,
        )
        for row in rows
    }


def change_something(session: Session, tenant: Tenant, dice: random.Random) -> None:
    organization = {"o": tenant.organization_id}
    papers = (
        session.execute(
            text("SELECT id FROM papers WHERE organization_id = :o ORDER BY id"), organization
        )
        .scalars()
        .all()
    )
    found = session.execute(
        text("SELECT name, id FROM authors WHERE organization_id = :o"), organization
    )
    authors = {row.name: row.id for row in found}
    values = {**organization, "p": dice.choice(papers), "a": dice.choice(list(authors.values()))}
    values["c"] = dice.choice((None, 0, 5, 50))
    values["y"] = dice.choice((None, 1999, 2023))
    statement = dice.choice(
        (
            "UPDATE papers SET citation_count = :c WHERE organization_id = :o AND id = :p",
            "UPDATE papers SET year = :y WHERE organization_id = :o AND id = :p",
            "DELETE FROM papers WHERE organization_id = :o AND id = :p",
            "DELETE FROM authorships WHERE organization_id = :o AND paper_id = :p AND position = 1",
            "INSERT INTO authorships (organization_id, paper_id, position, author_id, printed_name)"
            " SELECT :o, :p, 99, :a, 'x' WHERE NOT EXISTS (SELECT 1 FROM authorships t WHERE"
            " t.organization_id = :o AND t.paper_id = :p"
            " AND (t.author_id = :a OR t.position = 99))",
            "UPDATE authorships SET author_id = :a WHERE organization_id = :o AND paper_id = :p"
            " AND position = 1 AND NOT EXISTS (SELECT 1 FROM authorships t WHERE"
            " t.organization_id = :o AND t.paper_id = :p AND t.author_id = :a)",
            "DELETE FROM citation_counts WHERE organization_id = :o AND paper_id = :p",
            "UPDATE citation_counts SET citations = citations + 3 WHERE organization_id = :o"
            " AND paper_id = :p",
            "INSERT INTO citation_counts (organization_id, paper_id, year, citations)"
            " VALUES (:o, :p, 2019, 4) ON CONFLICT DO NOTHING",
            "add",
        )
    )
    if statement == "add":
        add_paper(session, tenant, random_papers(dice, 1)[0], authors)
    else:
        session.execute(text(statement), values)


def test_no_drift_after_random_changes(both: tuple[Tenant, Tenant]) -> None:
    tenant = both[0]
    dice = random.Random(3)
    refreshed = []
    for _ in range(12):
        with db.transaction(tenant) as session:
            for _ in range(dice.choice((1, 3, 8))):
                change_something(session, tenant, dice)
        with db.reading(tenant) as session:  # stored and fresh ones mixed
            before = queries.authors(session, tenant, EVERYONE).rows
            assert_equal_to_pure(session, tenant, before)
        with db.transaction(tenant) as session:
            refreshed.append(service.refresh(session, tenant))
        with db.reading(tenant) as session:
            assert queries.authors(session, tenant, EVERYONE).rows == before
    assert max(refreshed) > 5


def test_a_change_costs_only_its_authors(both: tuple[Tenant, Tenant]) -> None:
    tenant = both[1]
    with db.transaction(tenant) as session:
        service.refresh(session, tenant)
        paper = session.execute(
            text(
                "SELECT paper_id, count(*) AS n FROM authorships WHERE organization_id = :o"
                " GROUP BY paper_id ORDER BY n, paper_id LIMIT 1"
            ),
            {"o": tenant.organization_id},
        ).one()
        session.execute(
            text("UPDATE papers SET citation_count = 777 WHERE organization_id = :o AND id = :p"),
            {"o": tenant.organization_id, "p": paper.paper_id},
        )
        assert service.refresh(session, tenant) == paper.n
        session.execute(  # what no metric depends on marks nobody
            text("UPDATE papers SET venue = 'Elsewhere' WHERE organization_id = :o"),
            {"o": tenant.organization_id},
        )
        assert service.refresh(session, tenant) == 0


def test_a_new_year_makes_everyone_out_of_date(tenant_a: Tenant) -> None:
    with db.transaction(tenant_a) as session:
        ids = shelve(
            session,
            tenant_a,
            [Shelved(authors=["Ada"], citations=4, year=2020, as_of=date(2023, 1, 1))],
        )
        service.refresh(session, tenant_a)
        before = queries.authors(session, tenant_a, EVERYONE).rows[0].indices
        add_paper(
            session,
            tenant_a,
            Shelved(authors=[], citations=0, year=2024, as_of=date(2025, 1, 1)),
            ids,
        )
        after = queries.authors(session, tenant_a, EVERYONE).rows[0].indices
        assert (before.as_of_year, after.as_of_year) == (2023, 2025)
        assert (before.awcr, after.awcr) == (1.0, pytest.approx(4 / 6))
        assert service.refresh(session, tenant_a) == 1


def test_without_a_known_day_careers_last_until_now(tenant_a: Tenant) -> None:
    with db.transaction(tenant_a) as session:
        shelve(session, tenant_a, [Shelved(authors=["Ada"], citations=4, year=2020)])
        found = queries.authors(session, tenant_a, EVERYONE)
        assert found.library_date.day is None
        assert found.library_date.year == datetime.now(UTC).year


def test_an_organization_can_be_deleted(database: str, tenants: tuple[Tenant, Tenant]) -> None:
    with db.transaction(tenants[0]) as session:
        shelve(session, tenants[0], [Shelved(authors=["Ada"], citations=4, year=2020)])
        service.refresh(session, tenants[0])
    with db.engine().connect() as connection, connection.begin():
        connection.execute(text("RESET ROLE"))
        connection.execute(
            text("DELETE FROM organizations WHERE id = :o"), {"o": tenants[0].organization_id}
        )
        left = connection.execute(text("SELECT count(*) FROM author_metric_marks")).scalar_one()
        connection.execute(text("SET ROLE paperscraper_app"))
    assert left == 0


def test_counts_at_the_limit_of_the_column_do_not_overflow(tenant_a: Tenant) -> None:
    with db.transaction(tenant_a) as session:
        shelve(
            session,
            tenant_a,
            [Shelved(authors=["Ada"], citations=2**31 - 1, year=2020) for _ in range(3)],
        )
        rows = queries.authors(session, tenant_a, EVERYONE).rows
        assert rows[0].indices.citations == 3 * (2**31 - 1)
        assert_equal_to_pure(session, tenant_a, rows)


def test_numbers_of_an_earlier_version_are_out_of_date(tenant_a: Tenant) -> None:
    with db.transaction(tenant_a) as session:
        shelve(session, tenant_a, [Shelved(authors=["Ada"], citations=4, year=2020)])
        service.refresh(session, tenant_a)
    command.downgrade(schema._config(), "0003")
    schema.migrate()
    with db.transaction(tenant_a) as session:
        assert service.refresh(session, tenant_a) == 1
        (row,) = queries.authors(session, tenant_a, EVERYONE).rows
        assert (row.indices.h_year_ago_lower, row.indices.h_year_ago_upper) == (0, 1)
