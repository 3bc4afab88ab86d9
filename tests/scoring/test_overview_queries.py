"""The spread of scores and the best of them, of one organization only."""

from datetime import UTC, datetime

from sqlalchemy import insert

from paperscraper_core import db
from paperscraper_core.models import Score
from paperscraper_core.scoring import overview_queries
from paperscraper_core.tenancy import Tenant
from tests.scoring.library import fill_library


def _score(tenant: Tenant, paper: int, overall: float | None, *, latest: bool = True) -> None:
    with db.transaction(tenant) as session:
        session.execute(
            insert(Score).values(
                organization_id=tenant.organization_id,
                paper_id=paper,
                scorer="evidence",
                scorer_version="1",
                inputs_hash="x",
                is_latest=latest,
                overall=overall,
                coverage=1.0,
                confidence=0.5,
                weights={},
                details={},
                created_at=datetime(2026, 1, 1, tzinfo=UTC),
            )
        )


def test_papers_are_counted_by_whole_points(tenant_a: Tenant, tenant_b: Tenant) -> None:
    papers = fill_library(tenant_a, 6, embedded=False)
    for paper, overall in zip(papers, [0.0, 6.9, 7.0, 7.2, 10.0, None], strict=True):
        _score(tenant_a, paper, overall)
    _score(tenant_a, papers[0], 9.0, latest=False)
    _score(tenant_b, fill_library(tenant_b, 1, embedded=False)[0], 3.0)
    with db.reading(tenant_a) as session:
        spread = overview_queries.score_spread(session, tenant_a)
    assert spread.papers == (1, 0, 0, 0, 0, 0, 1, 2, 0, 1)
    assert spread.total == 5
    assert spread.without_overall == 1


def test_the_best_papers_come_first(tenant_a: Tenant, tenant_b: Tenant) -> None:
    papers = fill_library(tenant_a, 4, embedded=False)
    for paper, overall in zip(papers, [5.0, 8.3, None, 7.0], strict=True):
        _score(tenant_a, paper, overall)
    _score(tenant_b, fill_library(tenant_b, 1, embedded=False)[0], 9.9)
    with db.reading(tenant_a) as session:
        found = overview_queries.top_papers(session, tenant_a, limit=2)
    assert [(one.paper_id, one.overall) for one in found] == [(papers[1], 8.3), (papers[3], 7.0)]


def test_an_unscored_library_has_an_empty_spread(tenant_a: Tenant) -> None:
    with db.reading(tenant_a) as session:
        assert overview_queries.score_spread(session, tenant_a).total == 0
        assert overview_queries.top_papers(session, tenant_a) == ()
