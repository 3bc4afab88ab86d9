"""Scoring queue: what is being scored, what is left, what failed and why."""

import streamlit as st

from pages.components import data_scoring, downloads, login, scoring_jobs, scoring_request

_LONGEST_ID = 18  # digits that surely fit into the database's numbers

tenant = login.require()
st.title("Scoring queue")

library = data_scoring.coverage(tenant)
if library.papers:
    st.caption(f"{library.scored:,} of {library.papers:,} papers have a score.")
scoring_request.show(tenant)

wanted = st.query_params.get("job", "")
if not (wanted.isascii() and wanted.isdigit() and len(wanted) < _LONGEST_ID):
    wanted = ""
number = st.session_state.get("queue_page", 1)
found = data_scoring.jobs(tenant, number)

if not found.total:
    st.info(
        "No scoring job yet. Score everything with the form above, select papers on the search"
        " page, or score one paper on its own page. A job goes on when this tab is closed."
    )
else:
    ids = [job.id for job in found.rows]
    if wanted and int(wanted) not in ids:
        ids.insert(0, int(wanted))
    said = {job.id: job.description or "a selection" for job in found.rows}
    chosen = st.selectbox(
        "Job to look into",
        ids,
        index=ids.index(int(wanted)) if wanted else 0,
        format_func=lambda job_id: (
            f"Job {job_id}: {said[job_id]}" if job_id in said else f"Job {job_id}"
        ),
    )
    if str(chosen) != wanted:
        st.query_params["job"] = str(chosen)
    scoring_jobs.show(tenant, found, chosen)
    if found.pages > 1:
        st.pagination(found.pages, key="queue_page")

if library.scored:
    downloads.download_table(
        tenant, "Latest scores of all papers", "scores", lambda: data_scoring.scores_export(tenant)
    )
