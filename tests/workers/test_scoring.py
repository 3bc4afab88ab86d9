"""The scoring worker, slice by slice, in this process."""

from typing import Any

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import OperationalError

from paperscraper_core import db
from paperscraper_core.models import Score, ScoringItem, ScoringJob
from paperscraper_core.scoring import (
    input_queries,
    queries,
    score_queries,
    service,
    work_service,
)
from paperscraper_core.scoring.canonical import score_bytes
from paperscraper_core.scoring.evidence import EvidenceScorer
from paperscraper_core.scoring.inputs import ScoringInputs
from paperscraper_core.scoring.job_types import JobState, JobView
from paperscraper_core.scoring.types import Dimension, PaperScore, QuoteEvidence
from paperscraper_core.tenancy import Tenant
from tests.scoring.library import counted_statements, fill_library
from workers import scoring

REAL_SCORE = EvidenceScorer.score


@pytest.fixture(autouse=True)
def _fresh_benches() -> None:
    scoring._BENCHES.clear()


def _request(tenant: Tenant, papers: list[int] | None = None) -> int:
    with db.transaction(tenant) as session:
        return service.request(session, tenant, paper_ids=papers)


def _view(tenant: Tenant, job: int) -> JobView:
    with db.reading(tenant) as session:
        return queries.job(session, tenant, job)


def _scores_per_paper(tenant: Tenant) -> list[int]:
    with db.reading(tenant) as session:
        return list(
            session.scalars(select(func.count()).select_from(Score).group_by(Score.paper_id))
        )


def _expire(tenant: Tenant) -> None:
    with db.transaction(tenant) as session:
        session.execute(update(ScoringItem).values(lease_until=None))


def test_every_paper_gets_one_score_with_quotes_that_stand_in_it(
    tenant_a: Tenant, valkey: str
) -> None:
    papers = fill_library(tenant_a, 30)
    job = _request(tenant_a)
    assert scoring.score_slice(job) is False
    view = _view(tenant_a, job)
    assert (view.done, view.state) == (30, JobState.DONE)
    assert _scores_per_paper(tenant_a) == [1] * 30
    with db.reading(tenant_a) as session:
        (stored,) = score_queries.scores_of_paper(session, tenant_a, papers[3])
        quotes = [
            item
            for dimension in stored.dimensions
            for item in dimension.evidence
            if isinstance(item, QuoteEvidence)
        ]
        text = input_queries.input_rows.papers(session, tenant_a, [papers[3]])[papers[3]]
    assert stored.is_latest
    assert stored.reference.startswith("the fixed reference")
    assert quotes
    for quote in quotes:
        assert getattr(text, quote.field)[quote.start : quote.end] == quote.text


def test_a_paper_without_evidence_has_no_number_there(tenant_a: Tenant, valkey: str) -> None:
    papers = fill_library(tenant_a, 10)
    job = _request(tenant_a, papers[9:])  # it has no abstract
    scoring.score_slice(job)
    with db.reading(tenant_a) as session:
        stored = score_queries.latest_score(session, tenant_a, papers[9])
        column = session.scalars(select(Score.feasibility)).one()
    assert stored is not None
    assert stored.dimension(Dimension.FEASIBILITY).value is None
    assert column is None
    assert stored.coverage < 1


def test_one_unscorable_paper_fails_with_its_reason_and_alone(
    tenant_a: Tenant, valkey: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    papers = fill_library(tenant_a, 5)

    def broken(self: EvidenceScorer, inputs: ScoringInputs) -> PaperScore:
        if inputs.title == "Made-up paper 2":
            raise ValueError("a strange paper")
        return REAL_SCORE(self, inputs)

    monkeypatch.setattr(EvidenceScorer, "score", broken)
    job = _request(tenant_a)
    assert scoring.score_slice(job) is False
    view = _view(tenant_a, job)
    assert (view.done, view.failed, view.state) == (4, 1, JobState.FAILED)
    with db.reading(tenant_a) as session:
        failed = queries.items(session, tenant_a, job).rows[0]
    assert failed.paper_id == papers[2]
    assert "a strange paper" in (failed.error or "")


def test_a_lost_database_ends_the_slice_and_the_next_one_resumes(
    tenant_a: Tenant, valkey: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill_library(tenant_a, 40)
    job = _request(tenant_a)
    real, calls = work_service.save_results, []

    def flaky(*given: Any) -> tuple[int, ...]:
        calls.append(1)
        if len(calls) == 2:
            raise OperationalError("save", {}, ConnectionError("gone"))
        return real(*given)

    monkeypatch.setattr(work_service, "save_results", flaky)
    assert scoring.score_slice(job) is False
    view = _view(tenant_a, job)
    assert (view.done, view.running) == (scoring.BATCH, scoring.BATCH)
    _expire(tenant_a)
    assert scoring.score_slice(job) is False
    assert _view(tenant_a, job).state is JobState.DONE
    assert _scores_per_paper(tenant_a) == [1] * 40


def test_a_job_cancelled_midway_scores_no_further_paper(
    tenant_a: Tenant, valkey: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill_library(tenant_a, 20)
    job = _request(tenant_a)
    monkeypatch.setattr(scoring, "BATCH", 4)
    real = work_service.save_results

    def cancelling(*given: Any) -> tuple[int, ...]:
        with db.transaction(tenant_a) as session:
            service.cancel(session, tenant_a, job)
        return real(*given)

    monkeypatch.setattr(work_service, "save_results", cancelling)
    assert scoring.score_slice(job) is False
    view = _view(tenant_a, job)
    assert (view.done, view.cancelled, view.state) == (4, 16, JobState.CANCELLED)
    assert view.finished_at is not None


def test_a_second_message_finds_nothing_left_and_loads_nothing(
    tenant_a: Tenant, valkey: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill_library(tenant_a, 5)
    job = _request(tenant_a)
    scoring.score_slice(job)
    monkeypatch.setattr(input_queries, "library_index", None)  # calling it would fail
    assert scoring.score_slice(job) is False
    assert scoring.score_slice(999_999) is False
    assert _scores_per_paper(tenant_a) == [1] * 5


def test_a_slice_ends_after_its_time_and_asks_for_another(
    tenant_a: Tenant, valkey: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill_library(tenant_a, 20)
    job = _request(tenant_a)
    monkeypatch.setattr(scoring.runtime, "SLICE_SECONDS", 0.001)
    slices = 1
    while scoring.score_slice(job):
        slices += 1
    assert slices > 1
    assert _view(tenant_a, job).state is JobState.DONE


def test_the_same_library_gives_the_same_bytes_again(tenant_a: Tenant, valkey: str) -> None:
    papers = fill_library(tenant_a, 260)
    for _ in range(2):
        scoring._BENCHES.clear()
        while scoring.score_slice(_request(tenant_a, papers[120:140])):
            pass
    with db.reading(tenant_a) as session:
        both = [score_queries.scores_of_paper(session, tenant_a, p) for p in papers[120:140]]
        references = session.scalars(select(ScoringJob.reference)).all()
    for latest, earlier in both:
        assert latest.inputs_hash == earlier.inputs_hash
        assert latest.dimensions == earlier.dimensions
        assert latest.reference == "this library of 260 papers"
        assert latest.dimension(Dimension.NOVELTY).value is not None
    assert references[0] == references[1]


def test_a_batch_costs_the_same_statements_however_many_papers(tenant_a: Tenant) -> None:
    papers = fill_library(tenant_a, 30)
    counted = []
    for chosen in (papers[:1], papers):
        with db.reading(tenant_a) as session:
            index = input_queries.library_index(session, tenant_a)
            with counted_statements() as seen:
                found = input_queries.inputs_of(session, tenant_a, chosen, index, as_of_year=2026)
        assert len(found) == len(chosen)
        counted.append(len(seen))
    assert counted[0] == counted[1] <= 8


def test_inputs_are_what_the_library_holds(tenant_a: Tenant, tenant_b: Tenant) -> None:
    papers = fill_library(tenant_a, 210)
    theirs = fill_library(tenant_b, 3)
    with db.reading(tenant_a) as session:
        index = input_queries.library_index(session, tenant_a)
        found = input_queries.inputs_of(
            session, tenant_a, [papers[60], papers[6], theirs[0]], index, as_of_year=2030
        )
    assert set(found) == {papers[60], papers[6]}
    one, unknown = found[papers[60]], found[papers[6]]
    assert (one.as_of_year, one.year, one.citation_count) == (2026, 2015, 10)
    assert unknown.citation_count is None
    assert [author.name for author in one.authors] == ["Author 5", "Author 6"]
    assert [i.kind for a in one.authors for i in a.institutions] == ["education", "company"]
    # each of the seven authors is on two of seven papers
    assert one.authors[0].papers == 60
    counts = sorted((p % 50 for p in range(210) if p % 7 != 6 and p % 7 in (4, 3)), reverse=True)
    h_index = sum(1 for rank, count in enumerate(counts, 1) if count >= rank)
    assert one.authors[0].h_index == h_index
    assert one.authors[0].career_years == 2026 - 1993 + 1
    # the same two authors come back every seven papers
    earlier = [p for p in range(210) if p % 7 == 60 % 7 and p != 60 and 1990 + p % 35 < 2015]
    assert one.earlier_joint_papers == len(earlier)
    assert one.references is not None
    assert one.references.references == 4
    assert one.combinations is not None
    with db.reading(tenant_a) as session:
        late = input_queries.inputs_of(session, tenant_a, papers[170:], index, as_of_year=2030)
    assert any(inputs.neighbours for inputs in late.values())
    assert score_bytes(EvidenceScorer().score(one)) == score_bytes(EvidenceScorer().score(one))
