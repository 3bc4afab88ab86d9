"""Scores the papers of one job, a few seconds at a time."""

import logging
import time
from dataclasses import dataclass

from sqlalchemy.exc import OperationalError

from paperscraper_core import db
from paperscraper_core.accounts import queries as account_queries
from paperscraper_core.scoring import input_queries, queries, work_service
from paperscraper_core.scoring.evidence import EvidenceScorer, Scorer
from paperscraper_core.scoring.input_queries import LibraryIndex
from paperscraper_core.scoring.inputs import ScoringInputs
from paperscraper_core.scoring.job_types import ClaimedItem, ScoredItem
from paperscraper_core.scoring.references import (
    reference_from_json,
    reference_to_json,
    still_fits,
)
from paperscraper_core.scoring.types import Status
from paperscraper_core.tenancy import Tenant
from workers import runtime

log = logging.getLogger(__name__)

#: Papers claimed at a time: enough to share their statements, few enough to be done in a second.
BATCH = 16


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Bench:
    """What all slices of one job share: its organization, library index and scorer."""

    job_id: int
    tenant: Tenant
    index: LibraryIndex
    scorer: Scorer
    as_of_year: int


_BENCHES: dict[int, Bench] = {}


def score_slice(job_id: int) -> bool:
    """Score papers of one job for a few seconds; True when more may be left.

    Losing the database ends the slice: the leases run out, and the sweeper rings again.
    """
    try:
        more = _score(job_id)
    except OperationalError as error:
        log.warning("job %s stops for now: %s", job_id, type(error).__name__)
        _BENCHES.clear()
        return False
    if not more:
        _BENCHES.clear()  # the index of a large library is not for keeping
    return more


def _score(job_id: int) -> bool:
    with db.system() as session:
        organization_id = queries.organization_of_job(session, job_id)
    if organization_id is None:
        return False
    tenant = account_queries.system_tenant(organization_id)
    end = time.monotonic() + runtime.SLICE_SECONDS
    while time.monotonic() < end:
        bench = _BENCHES.get(job_id)
        if bench is None and _has_work(tenant, job_id):
            bench = _prepare(tenant, job_id)
        with db.transaction(tenant) as session:
            claimed = work_service.claim(
                session, tenant, job_id, worker=runtime.worker_name(), limit=BATCH
            )
        if not claimed:
            return False
        _score_batch(bench or _prepare(tenant, job_id), claimed)
    return True


def _has_work(tenant: Tenant, job_id: int) -> bool:
    """Whether preparing is worth it: a second message of a finished job should cost nothing."""
    with db.reading(tenant) as session:
        return queries.job(session, tenant, job_id).is_active


def _prepare(tenant: Tenant, job_id: int) -> Bench:
    """Load the library index and the job's reference, measured by whoever comes first."""
    with db.reading(tenant) as session:
        as_of_year = queries.created_at(session, tenant, job_id).year
        index = input_queries.library_index(session, tenant)
        kept = queries.kept_references(session, tenant, job_id)
        weights = input_queries.weights(session, tenant)
        embedded = index.neighbourhoods.size
        fitting = [one for one in kept if still_fits(one, index.size, embedded)]
        own = fitting[0] if fitting else None
        if own is None:
            reference = input_queries.measured_reference(
                session, tenant, index, as_of_year=as_of_year
            )
            own = reference_to_json(reference, embedded)
    with db.transaction(tenant) as session:
        own = work_service.keep_reference(session, tenant, job_id, own)
    bench = Bench(
        job_id=job_id,
        tenant=tenant,
        index=index,
        scorer=EvidenceScorer(reference_from_json(own), weights),
        as_of_year=as_of_year,
    )
    _BENCHES.clear()
    _BENCHES[job_id] = bench
    return bench


def _score_batch(bench: Bench, claimed: tuple[ClaimedItem, ...]) -> None:
    """Read inside one transaction, score outside any, write inside another."""
    tenant, ids = bench.tenant, [item.paper_id for item in claimed]
    with db.reading(tenant) as session:
        inputs = input_queries.inputs_of(
            session, tenant, ids, bench.index, as_of_year=bench.as_of_year
        )
    results = [_result(bench.scorer, item, inputs.get(item.paper_id)) for item in claimed]
    with db.transaction(tenant) as session:
        work_service.save_results(session, tenant, bench.job_id, results)


def _result(scorer: Scorer, item: ClaimedItem, inputs: ScoringInputs | None) -> ScoredItem:
    if inputs is None:
        return _failure(item, "The paper is no longer in the library.")
    try:
        score = scorer.score(inputs)
    except (ArithmeticError, LookupError, TypeError, ValueError) as error:
        log.exception("paper %s cannot be scored", item.paper_id)
        return _failure(item, f"The scorer failed: {type(error).__name__}: {error}")
    if all(dimension.status is Status.FAILED for dimension in score.dimensions):
        return _failure(item, score.dimensions[0].reasons[0])
    return ScoredItem(paper_id=item.paper_id, attempt=item.attempt, score=score)


def _failure(item: ClaimedItem, reason: str) -> ScoredItem:
    return ScoredItem(paper_id=item.paper_id, attempt=item.attempt, score=None, error=reason)
