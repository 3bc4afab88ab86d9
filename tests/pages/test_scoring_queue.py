"""The queue page: empty, at work, ended, and for those who may only look."""

import pytest
import streamlit as st
from sqlalchemy import text as sql

from paperscraper_core import db
from paperscraper_core.scoring import queries, service
from paperscraper_core.scoring.job_types import JobView
from paperscraper_core.tenancy import Role, Tenant
from tests.pages.conftest import OpenPage
from tests.scoring.library import fill_library
from workers import scoring


def _jobs(tenant: Tenant) -> tuple[JobView, ...]:
    with db.reading(tenant) as session:
        return queries.jobs(session, tenant).rows


def _request(tenant: Tenant) -> int:
    with db.transaction(tenant) as session:
        return service.request(session, tenant, description="All papers")


def _words(app: object) -> str:
    kinds = ("caption", "info", "warning", "error", "subheader", "markdown")
    return "\n".join(one.value for kind in kinds for one in getattr(app, kind))


def test_without_papers_it_points_to_the_import(open_page: OpenPage, tenant_a: Tenant) -> None:
    app = open_page("scoring_queue.py", tenant_a)
    assert not app.exception
    assert "import some first" in _words(app)
    assert "No scoring job yet" in _words(app)


def test_the_form_scores_what_has_no_score(
    open_page: OpenPage, tenant_a: Tenant, valkey: str
) -> None:
    fill_library(tenant_a, 12)
    app = open_page("scoring_queue.py", tenant_a)
    app.button(key="FormSubmitter:scoring_request-Score").click().run()
    assert not app.exception
    (job,) = _jobs(tenant_a)
    assert (job.total, job.description) == (12, "Papers without a score")
    assert f"Job {job.id}: waiting" in _words(app)
    assert "No worker is alive: jobs wait" in _words(app)


def test_a_finished_job_shows_its_papers_and_scores(
    open_page: OpenPage, tenant_a: Tenant, valkey: str
) -> None:
    fill_library(tenant_a, 12)
    job = _request(tenant_a)
    scoring.score_slice(job)
    app = open_page("scoring_queue.py", tenant_a, job=str(job))
    assert not app.exception
    assert f"Job {job}: done" in _words(app)
    assert "12 of 12 papers have a score" in _words(app)
    papers = app.dataframe[1].value
    assert len(papers) == 12
    assert set(papers["State"]) == {"done"}
    assert papers["Open"][0].startswith("paper?id=")
    assert papers["Overall"].notna().all()


def test_a_job_can_be_cancelled_and_its_failed_papers_tried_again(
    open_page: OpenPage, tenant_a: Tenant, valkey: str
) -> None:
    fill_library(tenant_a, 3)
    job = _request(tenant_a)
    app = open_page("scoring_queue.py", tenant_a)
    app.button(key=f"queue_cancel_{job}").click().run()
    assert not app.exception
    assert _jobs(tenant_a)[0].cancelled == 3
    with db.transaction(tenant_a) as session:
        session.execute(sql("UPDATE scoring_items SET state = 'failed', error = 'a reason'"))
    st.cache_data.clear()
    app = open_page("scoring_queue.py", tenant_a)
    assert set(app.dataframe[1].value["Reason"]) == {"a reason"}
    app.button(key=f"queue_retry_{job}").click().run()
    assert not app.exception
    assert _jobs(tenant_a)[0].waiting == 3


def test_a_viewer_sees_the_queue_and_may_not_touch_it(
    open_page: OpenPage, tenant_a: Tenant, valkey: str
) -> None:
    fill_library(tenant_a, 3)
    job = _request(tenant_a)
    with db.system() as session:
        session.execute(sql("UPDATE memberships SET role = 'viewer'"))
    viewer = Tenant(
        organization_id=tenant_a.organization_id, user_id=tenant_a.user_id, role=Role.VIEWER
    )
    app = open_page("scoring_queue.py", viewer)
    assert f"Job {job}: waiting" in _words(app)
    for key in ("FormSubmitter:scoring_request-Score", f"queue_cancel_{job}", f"queue_retry_{job}"):
        assert app.button(key=key).disabled


def test_a_role_lost_meanwhile_counts_at_the_click(
    open_page: OpenPage, tenant_a: Tenant, valkey: str
) -> None:
    fill_library(tenant_a, 3)
    job = _request(tenant_a)
    app = open_page("scoring_queue.py", tenant_a)
    cancel = app.button(key=f"queue_cancel_{job}")
    assert not cancel.disabled
    with db.system() as session:
        session.execute(sql("UPDATE memberships SET role = 'viewer'"))
    cancel.click().run()
    assert not app.exception
    assert _jobs(tenant_a)[0].waiting == 3


@pytest.mark.parametrize("wanted", ["999999", "x", "-1", "9" * 40, "¹"])
def test_an_unknown_job_is_said_to_be_unknown(
    wanted: str, open_page: OpenPage, tenant_a: Tenant, valkey: str
) -> None:
    fill_library(tenant_a, 3)
    _request(tenant_a)
    app = open_page("scoring_queue.py", tenant_a, job=wanted)
    assert not app.exception
    assert not app.error


def test_jobs_of_another_organization_are_unknown(
    open_page: OpenPage, tenant_a: Tenant, tenant_b: Tenant, valkey: str
) -> None:
    fill_library(tenant_a, 3)
    fill_library(tenant_b, 3)
    theirs = _request(tenant_b)
    _request(tenant_a)
    app = open_page("scoring_queue.py", tenant_a, job=str(theirs))
    assert f"Job {theirs}:" not in _words(app)
    assert "There is no scoring job" in _words(app).replace("\\", "")
    assert theirs not in list(app.dataframe[0].value["Job"])
