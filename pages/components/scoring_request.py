"""The form of the queue page: score what has no score yet, or everything again."""

import streamlit as st

from pages.components import actions, actions_scoring, data_scoring, errors
from paperscraper_core.accounts.permissions import Permission
from paperscraper_core.errors import NotAllowed
from paperscraper_core.tenancy import Tenant

UNSCORED, ALL = "Papers without a score", "All papers, again"


def show(tenant: Tenant) -> None:
    """Draw the form; after a request the page shows the new job."""
    library = data_scoring.coverage(tenant)
    if not library.papers:
        st.info("There are no papers to score yet: import some first.")
        st.page_link("import_papers.py", label="Import papers", icon=":material/upload_file:")
        return
    allowed = actions.may(tenant, Permission.SCORE)
    counts = {UNSCORED: library.unscored, ALL: library.papers}
    with st.form("scoring_request"):
        choice = st.radio(
            "What to score",
            list(counts),
            index=0 if library.unscored else 1,
            format_func=lambda name: f"{name} ({counts[name]:,})",
            horizontal=True,
        )
        sent = st.form_submit_button(
            "Score",
            type="primary",
            disabled=not allowed,
            help=None if allowed else NotAllowed().message,
        )
    if sent:
        with errors.shown():
            job_id = actions_scoring.request(
                None, description=choice, only_unscored=choice == UNSCORED
            )
            data_scoring.coverage.clear()
            st.query_params["job"] = str(job_id)
            st.rerun()
