"""What imports observe: rows where numbers differ, years that were observed, and what changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from paperscraper_core import db
from paperscraper_core.errors import NotFound
from paperscraper_core.library import profile_service
from paperscraper_core.metrics import queries, service
from paperscraper_core.metrics.observing import year_ends
from paperscraper_core.metrics.snapshot_queries import changes_since, observations, snapshots
from paperscraper_core.metrics.snapshot_types import DecisionKind
from paperscraper_core.metrics.types import AuthorMetrics, ObservedPoint, PointStatus
from paperscraper_core.tenancy import Tenant
from tests.metrics.shelf import Shelved, add_paper, shelve
from tests.metrics.test_history import paper

DAY = date(2024, 5, 1)
PAPERS = [
    Shelved(authors=["Ada", "Bo"], citations=9, year=2010, as_of=DAY, title="First"),
    Shelved(authors=["Ada"], citations=7, year=2012, title="Second"),
    Shelved(authors=["Ada", "Cy"], citations=None, year=2014, title="Third"),
]


def change(session: Session, tenant: Tenant, title: str, citations: int | None) -> None:
    session.execute(
        text(
            "UPDATE papers SET citation_count = :c, counts_as_of = :d"
            " WHERE organization_id = :o AND title = :t"
        ),
        {"c": citations, "d": DAY, "o": tenant.organization_id, "t": title},
    )
    service.refresh(session, tenant)


def age(session: Session, tenant: Tenant, days: int) -> None:
    """Let the time go by: whatever was observed or decided lies that much further back."""
    for statement in (
        "UPDATE author_metric_snapshots SET observed_on = observed_on - CAST(:d AS integer),"
        " created_at = created_at - make_interval(days => CAST(:d AS integer))",
        "UPDATE identity_events"
        " SET happened_at = happened_at - make_interval(days => CAST(:d AS integer))",
    ):
        session.execute(
            text(f"{statement} WHERE organization_id = :o"),
            {"d": days, "o": tenant.organization_id},
        )


def numbers(session: Session, tenant: Tenant, author: int) -> list[tuple[object, ...]]:
    return [(s.papers, s.citations, s.h_index) for s in snapshots(session, tenant, author)]


def test_a_row_for_each_day_on_which_a_number_differs(tenant_a: Tenant) -> None:
    with db.transaction(tenant_a) as session:
        ids = shelve(session, tenant_a, PAPERS)
        service.refresh(session, tenant_a)
        (first,) = snapshots(session, tenant_a, ids["Ada"])
        assert (first.papers, first.papers_without_count, first.citations) == (3, 1, 16)
        assert (first.h_index, first.g_index, first.i10_index) == (2, 2, 0)
        assert [one.citations for one in first.core] == [9, 7]
        assert first.counts_as_of == DAY
        (unknown,) = snapshots(session, tenant_a, ids["Cy"])
        assert (unknown.citations, unknown.h_index, unknown.core) == (None, None, ())

        change(session, tenant_a, "Second", 8)  # the later one of a day wins
        assert numbers(session, tenant_a, ids["Ada"]) == [(3, 17, 2)]
        age(session, tenant_a, 30)
        change(session, tenant_a, "Third", 4)
        assert numbers(session, tenant_a, ids["Ada"]) == [(3, 17, 2), (3, 21, 3)]
        assert numbers(session, tenant_a, ids["Bo"]) == [(1, 9, 1)]
        change(session, tenant_a, "Third", None)  # as it was: this day is none of change
        assert numbers(session, tenant_a, ids["Ada"]) == [(3, 17, 2)]


def test_who_loses_all_papers_is_observed_without(tenant_a: Tenant) -> None:
    with db.transaction(tenant_a) as session:
        ids = shelve(session, tenant_a, PAPERS)
        service.refresh(session, tenant_a)
        age(session, tenant_a, 3)
        session.execute(
            text("DELETE FROM authorships WHERE organization_id = :o AND author_id = :a"),
            {"o": tenant_a.organization_id, "a": ids["Bo"]},
        )
        service.refresh(session, tenant_a)
        assert numbers(session, tenant_a, ids["Bo"]) == [(1, 9, 1), (0, None, None)]


def test_why_it_changed(tenant_a: Tenant) -> None:
    with db.transaction(tenant_a) as session:
        ids = shelve(
            session, tenant_a, [*PAPERS, Shelved(authors=["Ada B."], citations=3, year=2015)]
        )
        service.refresh(session, tenant_a)
        assert changes_since(session, tenant_a, ids["Ada"]) is None
        age(session, tenant_a, 40)
        change(session, tenant_a, "Third", 30)
        change(session, tenant_a, "Second", 8)
        found = changes_since(session, tenant_a, ids["Ada"])
        assert found is not None
        assert (found.papers, found.citations) == (0, 31)
        assert [(one.title, one.before, one.after) for one in found.entered] == [
            ("Third", None, 30)
        ]
        assert [(one.title, one.before, one.after) for one in found.moved] == [("Second", 7, 8)]
        assert found.left == found.decisions == ()
        assert found.raised is not None
        assert (found.raised.from_h, found.raised.to_h) == (2, 3)
        assert [one.before for one in found.raised.papers] == [(0, 2)]

        age(session, tenant_a, 40)
        session.execute(
            text("DELETE FROM papers WHERE organization_id = :o AND title = 'First'"),
            {"o": tenant_a.organization_id},
        )
        profile_service.merge(session, tenant_a, [ids["Ada B."]], ids["Ada"], reason="same ORCID")
        service.refresh(session, tenant_a)
        found = changes_since(session, tenant_a, ids["Ada B."])  # leads to the person
        assert found is not None
        assert [(one.title, one.before, one.after) for one in found.left] == [(None, 9, None)]
        assert [(d.kind, d.other_name, d.reason) for d in found.decisions] == [
            (DecisionKind.MERGE, "Ada B.", "same ORCID")
        ]


def test_merging_and_taking_back_gives_the_same_again(tenant_a: Tenant) -> None:
    with db.transaction(tenant_a) as session:
        ids = shelve(
            session,
            tenant_a,
            [*PAPERS, *[Shelved(authors=["Ada B."], citations=9, year=2015) for _ in range(3)]],
        )
        service.refresh(session, tenant_a)
        age(session, tenant_a, 300)
        change(session, tenant_a, "Second", 8)

    def everything() -> tuple[AuthorMetrics, ...]:
        with db.reading(tenant_a) as session:
            return queries.compare(session, tenant_a, list(ids.values()))

    before = everything()
    assert [len(one.history.observations) for one in before] == [2, 1, 0, 1]
    with db.transaction(tenant_a) as session:
        (event,) = profile_service.merge(session, tenant_a, [ids["Ada B."]], ids["Ada"])
        service.refresh(session, tenant_a)
    (person, *_) = everything()
    assert [one.h_index for one in person.history.observations] == [person.indices.h_index]
    for days in (0, 30):  # on the same day, and when the merge has long been observed
        with db.transaction(tenant_a) as session:
            age(session, tenant_a, days)
        with db.transaction(tenant_a) as session:
            profile_service.undo(session, tenant_a, event)
            service.refresh(session, tenant_a)
        after = everything()
        assert [one.indices for one in after] == [one.indices for one in before]
        assert [one.history.points for one in after] == [one.history.points for one in before]
        assert [o.h_index for one in after for o in one.history.observations][:2] == [2, 2]
        if not days:
            assert after == before
            with db.transaction(tenant_a) as session:
                (event,) = profile_service.merge(session, tenant_a, [ids["Ada B."]], ids["Ada"])
                service.refresh(session, tenant_a)


def test_another_organization_sees_nothing(tenant_a: Tenant, tenant_b: Tenant) -> None:
    with db.transaction(tenant_a) as session:
        ids = shelve(session, tenant_a, PAPERS)
        service.refresh(session, tenant_a)
    with db.transaction(tenant_b) as session:
        assert observations(session, tenant_b, list(ids.values())) == {}
        for asked in (snapshots, changes_since):
            with pytest.raises(NotFound):
                asked(session, tenant_b, ids["Ada"])
        service.refresh(session, tenant_b)
    with db.reading(tenant_a) as session:
        assert len(snapshots(session, tenant_a, ids["Ada"])) == 1


def seen(day: date, h: int, papers: int = 9) -> ObservedPoint:
    return ObservedPoint(day=day, h_index=h, counts_as_of=day, papers=papers)


UNDATED = [paper(number, 9, 2015) for number in range(9)]  # nothing but bounds follows


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        pytest.param([seen(date(2020, 12, 1), 4)], [(2020, 4)], id="of December"),
        pytest.param([seen(date(2020, 11, 30), 4)], [], id="of November"),
        pytest.param(
            [seen(date(2020, 3, 1), 4), seen(date(2021, 2, 1), 5)], [], id="may be either"
        ),
        pytest.param(
            [seen(date(2020, 3, 1), 4), seen(date(2021, 2, 1), 4)], [(2020, 4)], id="confirmed"
        ),
        pytest.param(
            [seen(date(2019, 3, 1), 4), seen(date(2022, 2, 1), 4)],
            [(2019, 4), (2020, 4), (2021, 4)],
            id="confirmed years later",
        ),
        pytest.param(
            [replace(seen(date(2020, 12, 9), 4), counts_as_of=None)], [], id="counts without a day"
        ),
        pytest.param([seen(date(2024, 12, 9), 4)], [], id="not the present"),
        pytest.param([seen(date(2020, 12, 9), 12, papers=12)], [(2020, 12)], id="papers left"),
        pytest.param([seen(date(2020, 12, 9), 12, papers=3)], [], id="an incomplete library"),
    ],
)
def test_which_years_were_observed(
    told: list[ObservedPoint], expected: list[tuple[int, int]]
) -> None:
    found = year_ends(told, UNDATED, 2024)
    assert [(one.year, one.h_index) for one in found] == expected
    assert year_ends(list(reversed(told)), UNDATED, 2024) == found


def test_history_shows_what_was_observed(tenant_a: Tenant) -> None:
    with db.transaction(tenant_a) as session:
        ids = shelve(session, tenant_a, [replace(one, as_of=date(2021, 12, 5)) for one in PAPERS])
        service.refresh(session, tenant_a)
        age(session, tenant_a, 300)
        add_paper(session, tenant_a, Shelved(authors=["Bo"], as_of=DAY, citations=3), ids)
        change(session, tenant_a, "Third", 30)
        points = queries.author_metrics(session, tenant_a, ids["Ada"]).history.points
        assert {p.year: (p.value, p.status) for p in points if p.year >= 2020} == {
            2020: (None, PointStatus.RECONSTRUCTED),
            2021: (2, PointStatus.OBSERVED),
            2022: (None, PointStatus.RECONSTRUCTED),
            2023: (None, PointStatus.RECONSTRUCTED),
            2024: (3, PointStatus.EXACT),
        }
