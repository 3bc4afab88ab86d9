"""Jobs: asked for, claimed, stored, cancelled, retried, all in real Postgres."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, func, select, update

from paperscraper_core import db, queue
from paperscraper_core.errors import NotFound
from paperscraper_core.models import AuditEntry, Paper, Score, ScoringItem
from paperscraper_core.scoring import queries, service, work_service
from paperscraper_core.scoring.evidence import EvidenceScorer
from paperscraper_core.scoring.job_types import (
    AlreadyFinished,
    ItemState,
    JobState,
    NothingToRetry,
    NothingToScore,
    ScoredItem,
    UnknownScorer,
)
from paperscraper_core.tenancy import Tenant
from tests.scoring.library import counted_statements, fill_library
from tests.scoring.samples import full_inputs

SCORE = EvidenceScorer().score(full_inputs())


def _request(tenant: Tenant, papers: list[int] | None = None, **options: bool) -> int:
    with db.transaction(tenant) as session:
        return service.request(
            session, tenant, paper_ids=papers, description="a selection", **options
        )


def _claim(tenant: Tenant, job: int, limit: int = 16) -> list[ScoredItem]:
    with db.transaction(tenant) as session:
        claimed = work_service.claim(session, tenant, job, worker="w", limit=limit)
    return [
        ScoredItem(paper_id=item.paper_id, attempt=item.attempt, score=SCORE) for item in claimed
    ]


def _save(tenant: Tenant, job: int, results: list[ScoredItem]) -> tuple[int, ...]:
    with db.transaction(tenant) as session:
        return work_service.save_results(session, tenant, job, results)


def _expire(tenant: Tenant) -> None:
    with db.transaction(tenant) as session:
        session.execute(
            update(ScoringItem)
            .where(ScoringItem.state == "running")
            .values(lease_until=func.now() - timedelta(seconds=1))
        )


def _view(tenant: Tenant, job: int) -> queries.JobView:
    with db.reading(tenant) as session:
        return queries.job(session, tenant, job)


def _scores(tenant: Tenant) -> list[tuple[int, bool]]:
    with db.reading(tenant) as session:
        rows = session.execute(select(Score.paper_id, Score.is_latest).order_by(Score.id))
        return [(paper, latest) for paper, latest in rows]


def test_a_request_makes_a_job_of_waiting_items_and_rings(tenant_a: Tenant, valkey: str) -> None:
    papers = fill_library(tenant_a, 5)
    job = _request(tenant_a, papers[:3])
    view = _view(tenant_a, job)
    assert (view.waiting, view.total, view.state) == (3, 3, JobState.WAITING)
    assert view.requested_by == "alpha admin"
    assert queue.depth() == 1
    with db.system() as session:
        assert session.scalars(select(AuditEntry.action)).all() == ["scoring.request"]


def test_without_ids_the_whole_library_is_meant(tenant_a: Tenant, valkey: str) -> None:
    fill_library(tenant_a, 5)
    assert _view(tenant_a, _request(tenant_a)).total == 5


def test_only_unscored_leaves_out_what_has_a_score(tenant_a: Tenant, valkey: str) -> None:
    papers = fill_library(tenant_a, 3)
    job = _request(tenant_a, papers[:2])
    _save(tenant_a, job, _claim(tenant_a, job))
    assert _view(tenant_a, _request(tenant_a, only_unscored=True)).total == 1
    with pytest.raises(NothingToScore):
        _request(tenant_a, papers[:2], only_unscored=True)


def test_a_twin_of_an_active_job_is_that_job(tenant_a: Tenant, valkey: str) -> None:
    papers = fill_library(tenant_a, 4)
    job = _request(tenant_a, papers)
    assert _request(tenant_a, [*reversed(papers), papers[0]]) == job
    assert _request(tenant_a, papers[:2]) != job
    _save(tenant_a, job, _claim(tenant_a, job))
    assert _request(tenant_a, papers) != job


def test_what_cannot_be_scored_is_refused_whole(
    tenant_a: Tenant, tenant_b: Tenant, valkey: str
) -> None:
    mine, theirs = fill_library(tenant_a, 2), fill_library(tenant_b, 2)
    for ids in ([*mine, theirs[0]], [*mine, 999_999], [-(2**62)]):
        with pytest.raises(NotFound):
            _request(tenant_a, ids)
    with pytest.raises(NothingToScore):
        _request(tenant_a, [])
    with pytest.raises(UnknownScorer), db.transaction(tenant_a) as session:
        service.request(session, tenant_a, paper_ids=mine, scorer="oracle")
    with db.reading(tenant_a) as session:
        assert queries.jobs(session, tenant_a).total == 0
    assert queue.depth() == 0


def test_two_workers_never_hold_the_same_paper(tenant_a: Tenant, valkey: str) -> None:
    job = _request(tenant_a, fill_library(tenant_a, 6))
    with db.transaction(tenant_a) as one, db.transaction(tenant_a) as two:
        first = work_service.claim(one, tenant_a, job, worker="1", limit=4)
        second = work_service.claim(two, tenant_a, job, worker="2", limit=4)
    assert len(first) == 4
    assert len(second) == 2
    assert not {item.paper_id for item in first} & {item.paper_id for item in second}


def test_the_last_result_ends_the_job(tenant_a: Tenant, valkey: str) -> None:
    job = _request(tenant_a, fill_library(tenant_a, 3))
    _save(tenant_a, job, _claim(tenant_a, job, limit=2))
    assert _view(tenant_a, job).finished_at is None
    _save(tenant_a, job, _claim(tenant_a, job, limit=2))
    view = _view(tenant_a, job)
    assert (view.done, view.state) == (3, JobState.DONE)
    assert view.finished_at is not None
    assert len(_scores(tenant_a)) == 3


def test_a_new_score_takes_the_place_of_the_latest_and_the_old_one_stays(
    tenant_a: Tenant, valkey: str
) -> None:
    papers = fill_library(tenant_a, 1)
    for _ in range(2):
        job = _request(tenant_a, papers)
        _save(tenant_a, job, _claim(tenant_a, job))
    assert _scores(tenant_a) == [(papers[0], False), (papers[0], True)]


def test_a_zombie_writes_nothing(tenant_a: Tenant, valkey: str) -> None:
    job = _request(tenant_a, fill_library(tenant_a, 2))
    asleep = _claim(tenant_a, job)
    _expire(tenant_a)
    awake = _claim(tenant_a, job)
    assert _save(tenant_a, job, asleep) == ()
    assert len(_save(tenant_a, job, awake)) == 2
    assert _save(tenant_a, job, asleep) == ()
    assert _save(tenant_a, job, awake) == ()
    assert len(_scores(tenant_a)) == 2


def test_a_lease_keeps_others_away_until_it_ends(tenant_a: Tenant, valkey: str) -> None:
    job = _request(tenant_a, fill_library(tenant_a, 2))
    assert len(_claim(tenant_a, job)) == 2
    assert _claim(tenant_a, job) == []
    _expire(tenant_a)
    assert len(_claim(tenant_a, job)) == 2


def test_three_claims_without_a_result_fail_the_paper(tenant_a: Tenant, valkey: str) -> None:
    job = _request(tenant_a, fill_library(tenant_a, 1))
    for _ in range(work_service.MAX_TRIES):
        assert len(_claim(tenant_a, job)) == 1
        _expire(tenant_a)
    assert _claim(tenant_a, job) == []
    view = _view(tenant_a, job)
    assert (view.failed, view.state) == (1, JobState.FAILED)
    assert view.finished_at is not None
    with db.reading(tenant_a) as session:
        (item,) = queries.items(session, tenant_a, job).rows
    assert item.error == work_service.GIVEN_UP


def test_failed_papers_wait_again_when_asked_and_their_old_attempts_stay_dead(
    tenant_a: Tenant, valkey: str
) -> None:
    job = _request(tenant_a, fill_library(tenant_a, 2))
    first = _claim(tenant_a, job)
    failed = [
        ScoredItem(paper_id=r.paper_id, attempt=r.attempt, score=None, error="why") for r in first
    ]
    _save(tenant_a, job, failed[:1])
    _save(tenant_a, job, first[1:])
    assert _view(tenant_a, job).state is JobState.FAILED
    queue.connection().flushall()
    with db.transaction(tenant_a) as session:
        assert service.retry_failed(session, tenant_a, job) == 1
    assert queue.depth() == 1
    assert _view(tenant_a, job).state is JobState.RUNNING
    assert _save(tenant_a, job, first[:1]) == ()
    again = _claim(tenant_a, job)
    assert again[0].attempt == first[0].attempt + 1
    _save(tenant_a, job, again)
    assert _view(tenant_a, job).state is JobState.DONE
    with pytest.raises(NothingToRetry), db.transaction(tenant_a) as session:
        service.retry_failed(session, tenant_a, job)


def test_cancel_ends_waiting_papers_at_once_and_lets_running_ones_finish(
    tenant_a: Tenant, valkey: str
) -> None:
    job = _request(tenant_a, fill_library(tenant_a, 4))
    running = _claim(tenant_a, job, limit=1)
    with db.transaction(tenant_a) as session:
        service.cancel(session, tenant_a, job)
    view = _view(tenant_a, job)
    assert (view.cancelled, view.running, view.finished_at) == (3, 1, None)
    assert _claim(tenant_a, job) == []
    _save(tenant_a, job, running)
    view = _view(tenant_a, job)
    assert (view.done, view.state) == (1, JobState.CANCELLED)
    assert view.finished_at is not None
    with pytest.raises(AlreadyFinished), db.transaction(tenant_a) as session:
        service.cancel(session, tenant_a, job)


def test_cancel_reaches_the_papers_of_a_worker_that_died(tenant_a: Tenant, valkey: str) -> None:
    job = _request(tenant_a, fill_library(tenant_a, 2))
    _claim(tenant_a, job, limit=1)
    with db.transaction(tenant_a) as session:
        service.cancel(session, tenant_a, job)
    _expire(tenant_a)
    assert _claim(tenant_a, job) == []
    view = _view(tenant_a, job)
    assert (view.cancelled, view.finished_at is None) == (2, False)


def test_a_paper_deleted_meanwhile_costs_nothing_else(tenant_a: Tenant, valkey: str) -> None:
    papers = fill_library(tenant_a, 3)
    job = _request(tenant_a, papers)
    results = _claim(tenant_a, job)
    with db.transaction(tenant_a) as session:
        session.execute(delete(Paper).where(Paper.id == papers[1]))
    assert _save(tenant_a, job, results) == (papers[0], papers[2])
    assert _view(tenant_a, job).state is JobState.DONE


def test_another_organization_sees_and_touches_nothing(
    tenant_a: Tenant, tenant_b: Tenant, valkey: str
) -> None:
    papers = fill_library(tenant_a, 2)
    job = _request(tenant_a, papers)
    with db.transaction(tenant_b) as session:
        assert queries.jobs(session, tenant_b).total == 0
        assert work_service.claim(session, tenant_b, job, worker="b") == ()
        for action in (queries.job, queries.items, service.cancel, service.retry_failed):
            with pytest.raises(NotFound):
                action(session, tenant_b, job)
    results = _claim(tenant_a, job)
    with db.transaction(tenant_b) as session:
        assert work_service.save_results(session, tenant_b, job, results) == ()
    assert _view(tenant_a, job).running == 2


def test_items_can_be_paged_and_chosen_by_state(tenant_a: Tenant, valkey: str) -> None:
    papers = fill_library(tenant_a, 5)
    job = _request(tenant_a, papers)
    _save(tenant_a, job, _claim(tenant_a, job, limit=2))
    with db.reading(tenant_a) as session:
        page = queries.items(session, tenant_a, job, number=2, size=3)
        done = queries.items(session, tenant_a, job, state=ItemState.DONE)
    assert (len(page.rows), page.total, page.pages) == (2, 5, 2)
    assert {item.paper_id for item in done.rows} == set(papers[:2])
    assert {item.overall for item in done.rows} == {SCORE.overall}
    assert done.rows[0].title.startswith("Made-up paper")


def test_the_list_of_jobs_costs_the_same_statements_however_long(
    tenant_a: Tenant, valkey: str
) -> None:
    for paper in fill_library(tenant_a, 6):
        _request(tenant_a, [paper])
    counted = []
    for size in (1, 6):
        with db.reading(tenant_a) as session, counted_statements() as seen:
            assert len(queries.jobs(session, tenant_a, size=size).rows) == size
        counted.append(len(seen))
    assert counted[0] == counted[1]
