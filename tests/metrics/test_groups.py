"""Groups of authors: their papers once each, on whom the core rests, and who may be in them."""

from __future__ import annotations

import random
from datetime import date

import pytest

from paperscraper_core import db
from paperscraper_core.errors import NotFound, ValidationFailed
from paperscraper_core.library import profile_service
from paperscraper_core.metrics import group_queries, group_service, groups
from paperscraper_core.metrics.indices import h_index
from paperscraper_core.metrics.types import PaperCitations
from paperscraper_core.tenancy import Tenant
from tests.metrics.shelf import Shelved, shelve

PAPERS = [
    Shelved(authors=["Ada", "Bo"], citations=9, year=2018, title="Both", as_of=date(2024, 6, 1)),
    Shelved(authors=["Ada"], citations=7, year=2019, title="Ada's first"),
    Shelved(authors=["Ada", "Cy"], citations=4, year=2020, title="Ada's second"),
    Shelved(authors=["Bo"], citations=3, year=2021, title="Bo's"),
    Shelved(authors=["Cy"], citations=50, year=2021, title="Of nobody in the group"),
    Shelved(authors=["Bo"], year=2022, title="Not counted yet"),
]


@pytest.fixture
def ids(tenant_a: Tenant) -> dict[str, int]:
    with db.transaction(tenant_a) as session:
        return shelve(session, tenant_a, PAPERS)


@pytest.fixture
def group_id(tenant_a: Tenant, ids: dict[str, int]) -> int:
    with db.transaction(tenant_a) as session:
        made = group_service.create_group(session, tenant_a, " Our  two ", "Ada and Bo")
        group_service.add_members(session, tenant_a, made, [ids["Ada"], ids["Bo"], ids["Ada"]])
    return made


def test_a_group_has_the_papers_of_its_members_once_each(
    tenant_a: Tenant, ids: dict[str, int], group_id: int
) -> None:
    with db.reading(tenant_a) as session:
        found = group_queries.group_metrics(session, tenant_a, group_id)
    assert (found.group.name, found.group.members) == ("Our two", 2)
    assert (found.indices.papers, found.indices.papers_without_count) == (5, 1)
    assert (found.indices.citations, found.indices.h_index) == (23, 3)
    assert found.successive_h == 2  # Ada has h 3, Bo 2
    assert [(one.title, one.members) for one in found.core] == [
        ("Both", ("Ada", "Bo")), ("Ada's first", ("Ada",)), ("Ada's second", ("Ada",)),
    ]  # fmt: skip
    ada, bo = found.members
    assert (ada.name, ada.share.core, ada.share.core_alone, ada.share.core_share) == (
        "Ada",
        3,
        2,
        1,
    )
    assert (ada.share.h_index, ada.share.h_without) == (3, 2)  # Bo's papers: 9, 3
    assert (bo.share.papers, bo.share.citations, bo.share.core) == (3, 12, 1)
    assert bo.share.h_without == 3
    assert found.rests_on == ada
    assert found.history.points[-1].value == 3
    assert found.counts_to == date(2024, 6, 1)


def test_an_empty_group_knows_nothing(tenant_a: Tenant) -> None:
    with db.transaction(tenant_a) as session:
        made = group_service.create_group(session, tenant_a, "Nobody yet")
        found = group_queries.group_metrics(session, tenant_a, made)
        assert [one.name for one in group_queries.groups(session, tenant_a)] == ["Nobody yet"]
    assert found.indices.papers == 0
    assert found.indices.h_index is None
    assert found.successive_h is None
    assert found.members == found.core == ()
    assert found.rests_on is None


def test_merged_profiles_are_one_member(
    tenant_a: Tenant, ids: dict[str, int], group_id: int
) -> None:
    with db.transaction(tenant_a) as session:
        before = group_queries.group_metrics(session, tenant_a, group_id)
        (event,) = profile_service.merge(session, tenant_a, [ids["Bo"]], ids["Ada"])
        merged = group_queries.group_metrics(session, tenant_a, group_id)
        assert [one.name for one in merged.members] == ["Ada"]
        assert merged.group.members == 1
        assert merged.indices == before.indices
        assert merged.members[0].share.core_alone == 3
        profile_service.undo(session, tenant_a, event)
        assert group_queries.group_metrics(session, tenant_a, group_id) == before
        profile_service.merge(session, tenant_a, [ids["Bo"]], ids["Ada"])
        group_service.remove_members(session, tenant_a, group_id, [ids["Ada"]])
        assert group_queries.group_metrics(session, tenant_a, group_id).members == ()


def test_names_are_the_organizations_own(tenant_a: Tenant, tenant_b: Tenant, group_id: int) -> None:
    with db.transaction(tenant_b) as session:  # another organization may use the name
        group_service.create_group(session, tenant_b, "Our two")
    with db.transaction(tenant_a) as session:
        for taken in ("our TWO", "  Our two"):
            with pytest.raises(ValidationFailed, match="already"):
                group_service.create_group(session, tenant_a, taken)
        for bad in ("", " \x00 ", "x" * 101):
            with pytest.raises(ValidationFailed, match="1 to 100"):
                group_service.create_group(session, tenant_a, bad)
        group_service.edit_group(session, tenant_a, group_id, "Our Two", "Other case")
        group_service.delete_group(session, tenant_a, group_id)
        with pytest.raises(NotFound):
            group_queries.group_metrics(session, tenant_a, group_id)


def test_nobody_comes_in_when_one_of_them_is_unknown(
    tenant_a: Tenant, ids: dict[str, int], group_id: int
) -> None:
    with pytest.raises(NotFound), db.transaction(tenant_a) as session:
        group_service.add_members(session, tenant_a, group_id, [ids["Cy"], 999_999_999])
    with db.reading(tenant_a) as session:
        assert group_queries.group_metrics(session, tenant_a, group_id).group.members == 2


def test_a_group_has_an_upper_limit(
    tenant_a: Tenant, ids: dict[str, int], group_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(group_service, "MOST_MEMBERS", 2)
    with pytest.raises(ValidationFailed, match="at most 2"), db.transaction(tenant_a) as session:
        group_service.add_members(session, tenant_a, group_id, [ids["Cy"]])


@pytest.mark.parametrize("seed", range(20))
def test_shares_against_counting_by_hand(seed: int) -> None:
    chance = random.Random(seed)
    members = list(range(1, chance.randint(1, 6) + 1))
    papers = [
        PaperCitations(
            paper_id=n, year=chance.choice([None, 2010, 2015]), n_authors=3,
            citations=chance.choice([None, 0, 1, 2, 3, 5, 8, 13]),
        )
        for n in range(chance.randint(0, 25))
    ]  # fmt: skip
    bylines = {
        paper.paper_id: chance.sample(members, chance.randint(1, len(members))) for paper in papers
    }
    core = {paper.paper_id for paper in groups.h_core(papers)}
    known = [paper.citations for paper in papers if paper.citations is not None]
    assert len(core) == h_index(known)
    shares = groups.member_shares(papers, bylines, members)
    assert sorted(one.author_id for one in shares) == members
    for one in shares:
        own = {paper_id for paper_id, who in bylines.items() if one.author_id in who}
        assert one.papers == len(own)
        assert one.core == len(core & own)
        rest = [
            paper.citations for paper in papers
            if paper.citations is not None and bylines[paper.paper_id] != [one.author_id]
        ]  # fmt: skip
        assert one.h_without == (h_index(rest) if rest else None)
