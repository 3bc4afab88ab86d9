"""The list of jobs and one job with its papers, redrawn while there is something to watch."""

from datetime import UTC, datetime

import streamlit as st

from pages.components import actions, actions_scoring, data_scoring, downloads, errors, login, text
from paperscraper_core.accounts.permissions import Permission
from paperscraper_core.errors import NotFound
from paperscraper_core.paging import Page
from paperscraper_core.scoring.job_types import ItemState, ItemView, JobView
from paperscraper_core.tenancy import Tenant

LIVE_SECONDS = 2
_PAGE = 50
_EVERY_STATE = "all"


def show(tenant: Tenant, found: Page[JobView], chosen: int | None) -> None:
    """Draw the jobs and the chosen one; redraws itself only while one of them is active."""
    active = any(job.is_active for job in found.rows)
    st.fragment(_live, run_every=LIVE_SECONDS if active else None)(found.number, chosen, active)


@errors.guarded
def _live(number: int, chosen: int | None, was_active: bool) -> None:
    tenant = login.require()
    found = data_scoring.jobs(tenant, number)
    _workers(tenant, any(job.is_active for job in found.rows))
    _table(found)
    if chosen is not None:
        _one(tenant, chosen)
    if was_active and not any(job.is_active for job in found.rows):
        data_scoring.coverage.clear()
        st.rerun()  # the whole page, once: nothing is left to watch


def _workers(tenant: Tenant, needed: bool) -> None:
    alive = data_scoring.workers_alive(tenant)
    busy = sum(1 for worker in alive if worker.kind == "score")
    if alive:
        st.caption(f"{len(alive)} worker{'s' * (len(alive) != 1)} alive, {busy} scoring")
    elif needed:
        st.warning("No worker is alive: jobs wait until one is started.")
    else:
        st.caption("No worker is alive")


def _table(found: Page[JobView]) -> None:
    rows = found.rows
    st.dataframe(
        {
            "Job": [job.id for job in rows],
            "Papers asked for": [job.description or "a selection" for job in rows],
            "State": [_state(job) for job in rows],
            "Progress": [_share(job) for job in rows],
            "Waiting": [job.waiting for job in rows],
            "Running": [job.running for job in rows],
            "Done": [job.done for job in rows],
            "Failed": [job.failed for job in rows],
            "Asked for by": [job.requested_by or "command line" for job in rows],
            "Asked for (UTC)": [job.created_at for job in rows],
            "Took": [_took(job) for job in rows],
        },
        hide_index=True,
        key="queue_jobs",
        column_config={
            "Progress": st.column_config.ProgressColumn(
                min_value=0, max_value=100, format="%d%%", width="small"
            ),
            "Asked for (UTC)": st.column_config.DatetimeColumn(format="YYYY-MM-DD HH:mm"),
            **{
                name: st.column_config.NumberColumn(format="%,d")
                for name in ("Waiting", "Running", "Done", "Failed")
            },
        },
    )


def _state(job: JobView) -> str:
    if job.cancel_requested and job.is_active:
        return "being cancelled"
    return job.state.value


def _share(job: JobView) -> float:
    return 100 * _looked_at(job) / max(1, job.total)


def _looked_at(job: JobView) -> int:
    """Papers that a scorer has been through; cancelled ones it has not."""
    return job.done + job.failed


def _took(job: JobView) -> str:
    end = job.finished_at or (datetime.now(UTC) if job.is_active else None)
    if end is None:
        return ""
    seconds = max(0, round((end - job.created_at).total_seconds()))
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}"


def _one(tenant: Tenant, job_id: int) -> None:
    try:
        job = data_scoring.job(tenant, job_id)
    except NotFound as error:
        st.warning(text.plain(error.message))
        return
    st.subheader(f"Job {job.id}: {_state(job)}")
    st.caption(
        f"{text.plain(job.description or 'a selection')} · scorer {text.plain(job.scorer)} · "
        f"asked for by {text.plain(job.requested_by or 'the command line')} "
        f"on {job.created_at:%Y-%m-%d %H:%M} UTC"
    )
    told = f"{_looked_at(job):,} of {job.total:,} papers"
    st.progress(_share(job) / 100, text=told)
    with st.container(horizontal=True):
        for label, count in (
            ("Waiting", job.waiting),
            ("Running", job.running),
            ("Done", job.done),
            ("Failed", job.failed),
            ("Cancelled", job.cancelled),
        ):
            st.metric(label, f"{count:,}", width=110)
    _buttons(tenant, job)
    _items(tenant, job)


def _buttons(tenant: Tenant, job: JobView) -> None:
    allowed = actions.may(tenant, Permission.SCORE)
    with st.container(horizontal=True):
        if st.button(
            "Cancel",
            key=f"queue_cancel_{job.id}",
            disabled=not (allowed and job.is_active and not job.cancel_requested),
        ):
            with errors.shown():
                actions_scoring.cancel(job.id)
                data_scoring.coverage.clear()
                st.rerun()
        if st.button(
            f"Try the {job.failed:,} failed again" if job.failed else "Try the failed again",
            key=f"queue_retry_{job.id}",
            disabled=not (allowed and job.failed),
        ):
            with errors.shown():
                actions_scoring.retry_failed(job.id)
                st.rerun()


def _items(tenant: Tenant, job: JobView) -> None:
    choice = st.segmented_control(
        "Papers of this job",
        [_EVERY_STATE, *(state.value for state in ItemState)],
        default=_EVERY_STATE,
        key=f"queue_state_{job.id}",
    )
    state = None if choice in (None, _EVERY_STATE) else ItemState(choice)
    place = f"queue_page_{job.id}_{state}"
    found = data_scoring.items(tenant, job.id, state, st.session_state.get(place, 1), _PAGE)
    if not found.total:
        st.caption(f"No paper of this job is {choice}.")
        return
    _item_table(found)
    if found.pages > 1:
        st.pagination(found.pages, key=place)
    downloads.download_table(
        tenant,
        f"{found.total:,} papers of job {job.id}",
        f"scoring-job-{job.id}",
        lambda: data_scoring.items_export(tenant, job.id, state),
    )


def _item_table(found: Page[ItemView]) -> None:
    rows = found.rows
    st.dataframe(
        {
            "Open": [f"paper?id={item.paper_id}" for item in rows],
            "Paper": [item.title for item in rows],
            "State": [item.state.value for item in rows],
            "Overall": [item.overall for item in rows],
            "Reason": [item.error or "" for item in rows],
            "Attempts": [item.attempt for item in rows],
            "Ended (UTC)": [item.finished_at for item in rows],
        },
        hide_index=True,
        key="queue_items",
        column_config={
            "Open": st.column_config.LinkColumn(display_text="open", width="small"),
            "Paper": st.column_config.TextColumn(width="large"),
            "Overall": st.column_config.NumberColumn(
                format="%.1f", help="0 to 10, as of this job; empty without enough evidence."
            ),
            "Ended (UTC)": st.column_config.DatetimeColumn(format="YYYY-MM-DD HH:mm:ss"),
        },
    )
