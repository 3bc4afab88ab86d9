"""One person's numbers: previewed, merged, taken back, and equal wherever they are read."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import func, select, text

from paperscraper_core import db
from paperscraper_core.library import profile_service
from paperscraper_core.metrics import identity, lists, queries, service
from paperscraper_core.metrics.types import AuthorIndices, LeaderboardCriteria
from paperscraper_core.models import Paper
from paperscraper_core.search.filters import conditions
from paperscraper_core.search.types import SearchCriteria
from paperscraper_core.tenancy import Tenant
from tests.metrics.shelf import Shelved, shelve

PAPERS = [
    Shelved(authors=["Khalid Al Ramadan", "Bo Ek"], citations=9, year=2010, as_of=date(2024, 5, 1)),
    Shelved(authors=["K. Al-Ramadan"], citations=7, year=2012),
    Shelved(authors=["K. Al-Ramadan", "Khalid Al Ramadan"], citations=3, year=2014),
    Shelved(authors=["K. Al-Ramadan", "Bo Ek"], citations=None, year=2015),
]


def everybody(tenant: Tenant) -> dict[str, AuthorIndices]:
    with db.reading(tenant) as session:
        found = lists.authors(session, tenant, LeaderboardCriteria(minimum_papers=0)).rows
    return {row.name: row.indices for row in found}


@pytest.mark.parametrize("is_fresh", [True, False])
def test_the_preview_is_what_the_merge_gives(tenant_a: Tenant, is_fresh: bool) -> None:
    with db.transaction(tenant_a) as session:
        ids = shelve(session, tenant_a, PAPERS)
        service.refresh(session, tenant_a)
    before = everybody(tenant_a)
    kept, gone = ids["Khalid Al Ramadan"], ids["K. Al-Ramadan"]
    with db.reading(tenant_a) as session:
        told = identity.preview_merge(session, tenant_a, [gone], kept)
    assert [one.indices for one in told.before] == [
        before["Khalid Al Ramadan"],
        before["K. Al-Ramadan"],
    ]
    assert told.shared == 1
    (after,) = (one.indices for one in told.after)
    assert (after.papers, after.citations, after.h_index, after.g_index) == (4, 19, 3, 3)

    with db.transaction(tenant_a) as session:
        (event,) = profile_service.merge(session, tenant_a, [gone], kept)
        if is_fresh:
            service.refresh(session, tenant_a)
    merged = everybody(tenant_a)
    assert merged == {"Khalid Al Ramadan": after, "Bo Ek": before["Bo Ek"]}
    with db.reading(tenant_a) as session:
        for profile in (kept, gone):
            page = queries.author_metrics(session, tenant_a, profile)
            assert page.profile.author_id == kept
            assert page.indices == after

    with db.transaction(tenant_a) as session:
        profile_service.undo(session, tenant_a, event)
        if is_fresh:
            service.refresh(session, tenant_a)
    assert everybody(tenant_a) == before


@pytest.mark.parametrize(
    "query", ["Al-Ramadan, K.", "K. Alramadan", "khalid al ramadan", "Ramadan", "K. Al-Ramadan"]
)
def test_every_spelling_finds_the_person(tenant_a: Tenant, query: str) -> None:
    with db.transaction(tenant_a) as session:
        ids = shelve(session, tenant_a, PAPERS)
        profile_service.merge(session, tenant_a, [ids["K. Al-Ramadan"]], ids["Khalid Al Ramadan"])
    with db.reading(tenant_a) as session:
        found = lists.leaderboard(session, tenant_a, LeaderboardCriteria(name=query)).rows
    assert [row.name for row in found] == ["Khalid Al Ramadan"]


def test_search_by_any_profile_finds_the_papers_of_the_person(tenant_a: Tenant) -> None:
    with db.transaction(tenant_a) as session:
        ids = shelve(session, tenant_a, PAPERS)
        profile_service.merge(session, tenant_a, [ids["K. Al-Ramadan"]], ids["Khalid Al Ramadan"])
    for name in ("K. Al-Ramadan", "Khalid Al Ramadan"):
        with db.reading(tenant_a) as session:
            criteria = SearchCriteria(author_ids=(ids[name],))
            counted = select(func.count(Paper.id)).where(
                Paper.organization_id == tenant_a.organization_id,
                *conditions(tenant_a, criteria),
            )
            assert session.execute(counted).scalar_one() == 4


def test_another_organization_is_not_touched(tenant_a: Tenant, tenant_b: Tenant) -> None:
    with db.transaction(tenant_b) as session:
        shelve(session, tenant_b, PAPERS)
        service.refresh(session, tenant_b)
    before = everybody(tenant_b)
    with db.transaction(tenant_a) as session:
        ids = shelve(session, tenant_a, PAPERS)
        profile_service.merge(session, tenant_a, [ids["K. Al-Ramadan"]], ids["Khalid Al Ramadan"])
    assert everybody(tenant_b) == before
    with db.reading(tenant_b) as session:
        marks = session.execute(text("SELECT count(*) FROM author_metric_marks")).scalar_one()
    assert marks == 0
