"""Asking for scores, from any page that knows some papers."""

from collections.abc import Sequence

import streamlit as st

from pages.components import actions, actions_scoring, errors
from paperscraper_core.accounts.permissions import Permission
from paperscraper_core.errors import NotAllowed
from paperscraper_core.tenancy import Tenant

QUEUE_PAGE = "scoring_queue.py"


def request_scoring(
    tenant: Tenant,
    paper_ids: Sequence[int],
    *,
    description: str,
    label: str | None = None,
    key: str = "request_scoring",
) -> None:
    """Draw a button that has papers scored, and afterwards a way to their job.

    Args:
        tenant: who asks; the button is switched off when the role may not score.
        paper_ids: which papers; without any the button is switched off.
        description: what they are, in words, for the list of jobs.
        label: the button's words; "Score 3 papers" when left out.
        key: different where a page draws several such buttons.
    """
    allowed = actions.may(tenant, Permission.SCORE)
    count = len(paper_ids)
    words = label or f"Score {count:,} paper{'s' * (count != 1)}"
    if st.button(
        words,
        key=f"{key}_button",
        disabled=not allowed or not count,
        help=None if allowed else NotAllowed().message,
    ):
        with errors.shown():
            st.session_state[f"{key}_job"] = actions_scoring.request(
                paper_ids, description=description
            )
    if job_id := st.session_state.get(f"{key}_job"):
        st.page_link(
            QUEUE_PAGE,
            label=f"Job {job_id} scores them: watch it",
            icon=":material/hourglass_top:",
            query_params={"job": str(job_id)},
        )
