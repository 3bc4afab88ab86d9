"""The imports of the organization and the report of one, redrawn while one is at work."""

from datetime import UTC, datetime

import streamlit as st

from pages.components import (
    actions,
    actions_importing,
    data_importing,
    downloads,
    errors,
    login,
    text,
)
from paperscraper_core.accounts.permissions import Permission
from paperscraper_core.importing.types import MAX_KEPT_PROBLEMS, ImportRun, RunState
from paperscraper_core.paging import Page
from paperscraper_core.tenancy import Tenant

LIVE_SECONDS = 2
_PAGE = 50
#: What the report's figures count.
_HELP = (
    ("Created", "Papers that were not in the library before."),
    (
        "Merged",
        "Papers that were there already and got something new: a blank filled, a newer count.",
    ),
    ("Unchanged", "Papers that were there already, with everything the file says."),
    ("Problems", "Rows, or fields of rows, that could not be read; the report names each."),
)


def show(tenant: Tenant, chosen: int | None) -> None:
    """Draw the chosen run and the list; redraws itself only while a run is open."""
    number = st.session_state.get("import_page", 1)
    found = data_importing.runs(tenant, number)
    if not found.total:
        st.caption("Nothing has been imported yet.")
        return
    active = data_importing.open_runs(tenant) > 0
    st.fragment(_live, run_every=LIVE_SECONDS if active else None)(number, chosen, active)
    if found.pages > 1:
        st.pagination(found.pages, key="import_page")


@errors.guarded
def _live(number: int, chosen: int | None, was_active: bool) -> None:
    tenant = login.require()
    found = data_importing.runs(tenant, number)
    if chosen is not None:
        _one(tenant, chosen)
    st.subheader("Imports")
    waiting = data_importing.open_runs(tenant)
    if waiting:
        st.caption(f"{waiting:,} of {found.total:,} are not finished")
    _table(found)
    if was_active and not waiting:
        data_importing.library_is_empty.clear()
        st.rerun()  # the whole page, once: nothing is left to watch


def _table(found: Page[ImportRun]) -> None:
    rows = found.rows
    st.dataframe(
        {
            "Report": [f"import_papers?run={run.id}" for run in rows],
            "File": [run.filename for run in rows],
            "State": [_state(run) for run in rows],
            "Progress": [100 * _share(run) for run in rows],
            "Created": [run.created for run in rows],
            "Merged": [run.merged for run in rows],
            "Unchanged": [run.unchanged for run in rows],
            "Problems": [run.problems for run in rows],
            "Imported by": [run.requested_by or "command line" for run in rows],
            "Started (UTC)": [run.created_at for run in rows],
            "Took": [_took(run) for run in rows],
        },
        hide_index=True,
        key="import_runs",
        column_config={
            "Report": st.column_config.LinkColumn(display_text="open", width="small"),
            "Progress": st.column_config.ProgressColumn(
                min_value=0, max_value=100, format="%d%%", width="small"
            ),
            "Started (UTC)": st.column_config.DatetimeColumn(format="YYYY-MM-DD HH:mm"),
            **{
                name: st.column_config.NumberColumn(help=told, format="%,d") for name, told in _HELP
            },
        },
    )


def _state(run: ImportRun) -> str:
    return "being cancelled" if run.cancel_requested and run.is_open else run.state.value


def _share(run: ImportRun) -> float:
    if run.state is RunState.DONE:
        return 1.0
    return min(1.0, run.records_done / run.records_total) if run.records_total else 0.0


def _took(run: ImportRun) -> str:
    end = run.finished_at or datetime.now(UTC)
    seconds = max(0, round((end - (run.started_at or end)).total_seconds()))
    return f"{seconds // 60}:{seconds % 60:02}"


def _one(tenant: Tenant, run_id: int) -> None:
    run = data_importing.run(tenant, run_id)
    if run is None:
        st.warning(f"There is no import with the number {run_id} in your organization.")
        return
    with st.container(border=True):
        st.subheader(f"Import of {text.plain(run.filename)}: {_state(run)}")
        _progress(run)
        with st.container(horizontal=True):
            counts = (run.created, run.merged, run.unchanged, run.problems)
            for (label, told), count in zip(_HELP, counts, strict=True):
                st.metric(label, f"{count:,}", help=told, width=130)
        _ways(tenant, run)
        _problems(tenant, run)


def _progress(run: ImportRun) -> None:
    if run.error:
        st.error(text.plain(run.error))
    if run.state is RunState.WAITING:
        st.caption("It waits for a worker, and goes on when this tab is closed.")
    elif run.is_open and run.records_total:
        done = min(run.records_done, run.records_total)
        st.progress(_share(run), text=f"{done:,} of {run.records_total:,} rows")
    elif run.is_open:
        st.caption(f"{run.records_done:,} rows so far")


def _ways(tenant: Tenant, run: ImportRun) -> None:
    """Cancel what is open; look at the papers of what has ended."""
    if run.is_open:
        allowed = actions.may(tenant, Permission.IMPORT) and not run.cancel_requested
        if st.button("Cancel", key=f"import_cancel_{run.id}", disabled=not allowed):
            with errors.shown():
                actions_importing.cancel(run.id)
                st.rerun()
    if run.papers:
        _next_steps(run)


def _next_steps(run: ImportRun) -> None:
    """What a newcomer would do with papers that have just arrived."""
    with st.container(horizontal=True, gap="medium"):
        st.page_link(
            "search.py",
            label=f"Search the {run.papers:,} papers of this file",
            icon=":material/search:",
            query_params={"run": str(run.id)},
        )
        st.page_link("authors.py", label="See their authors", icon=":material/groups:")
        st.page_link("scoring_queue.py", label="Score them", icon=":material/speed:")
        st.page_link("home.py", label="Overview", icon=":material/home:")


def _problems(tenant: Tenant, run: ImportRun) -> None:
    if not run.problems:
        return
    place = f"import_problems_{run.id}"
    found = data_importing.problems(tenant, run.id, st.session_state.get(place, 1), _PAGE)
    st.dataframe(
        {
            "Row": [problem.row for problem in found.rows],
            "Field": [problem.field or "" for problem in found.rows],
            "Problem": [problem.message for problem in found.rows],
        },
        hide_index=True,
        key=f"import_problem_table_{run.id}",
        column_config={"Problem": st.column_config.TextColumn(width="large")},
    )
    if run.problems > MAX_KEPT_PROBLEMS:
        st.caption(f"The first {MAX_KEPT_PROBLEMS:,} of {run.problems:,} problems are kept.")
    if found.pages > 1:
        st.pagination(found.pages, key=place)
    downloads.download_table(
        tenant,
        f"{found.total:,} problems",
        f"import-{run.id}-problems",
        lambda: data_importing.problems_export(tenant, run.id),
    )
