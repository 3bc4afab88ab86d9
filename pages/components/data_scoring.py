"""Cached reads about scores and scoring jobs."""

from datetime import UTC, datetime

import streamlit as st

from paperscraper_core import db
from paperscraper_core.exports.job_items import job_items_table
from paperscraper_core.exports.scores import scores_table
from paperscraper_core.exports.types import Table
from paperscraper_core.paging import Page
from paperscraper_core.scoring import queries, score_queries
from paperscraper_core.scoring.job_types import (
    ItemState,
    ItemView,
    JobView,
    LibraryCoverage,
    StoredScore,
    WorkerView,
)
from paperscraper_core.tenancy import Tenant

#: Progress is read every two seconds by each open page: several pages share one read.
_LIVE = 1


@st.cache_data(ttl=_LIVE, show_spinner=False)
def jobs(tenant: Tenant, number: int = 1, size: int = 20) -> Page[JobView]:
    """The organization's scoring jobs, newest first."""
    with db.reading(tenant) as session:
        return queries.jobs(session, tenant, number=number, size=size)


@st.cache_data(ttl=_LIVE, show_spinner=False)
def job(tenant: Tenant, job_id: int) -> JobView:
    """One job; raises NotFound."""
    with db.reading(tenant) as session:
        return queries.job(session, tenant, job_id)


@st.cache_data(ttl=_LIVE, show_spinner=False)
def items(
    tenant: Tenant, job_id: int, state: ItemState | None = None, number: int = 1, size: int = 50
) -> Page[ItemView]:
    """One page of a job's papers; raises NotFound."""
    with db.reading(tenant) as session:
        return queries.items(session, tenant, job_id, state=state, number=number, size=size)


@st.cache_data(ttl=_LIVE, show_spinner=False)
def workers_alive(tenant: Tenant) -> tuple[WorkerView, ...]:
    """The workers that reported lately."""
    with db.reading(tenant) as session:
        return queries.workers_alive(session)


@st.cache_data(ttl=5, show_spinner=False)
def coverage(tenant: Tenant) -> LibraryCoverage:
    """How much of the library is scored."""
    with db.reading(tenant) as session:
        return queries.coverage(session, tenant)


@st.cache_data(ttl=5, show_spinner=False)
def scores_of_paper(tenant: Tenant, paper_id: int) -> tuple[StoredScore, ...]:
    """The scores of a paper, the latest first."""
    with db.reading(tenant) as session:
        return score_queries.scores_of_paper(session, tenant, paper_id)


def items_export(tenant: Tenant, job_id: int, state: ItemState | None) -> Table:
    """All papers of a job in one state, or in any, for a download."""
    with db.reading(tenant) as session:
        found = queries.items(session, tenant, job_id, state=state, size=1_000_000)
    filters = (("job", str(job_id)), *((("state", state.value),) if state else ()))
    return job_items_table(found.rows, as_of=datetime.now(UTC), filters=filters)


def scores_export(tenant: Tenant) -> Table:
    """The latest score of every scored paper, for a download."""
    with db.reading(tenant) as session:
        rows = tuple(score_queries.score_rows(session, tenant))
    return scores_table(rows, as_of=datetime.now(UTC))
