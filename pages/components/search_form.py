"""The query box, and beside it what changes the view at once: mode, order, filters."""

import hashlib
from dataclasses import replace

import streamlit as st

from pages.components import search_filters, search_state, search_weights
from paperscraper_core.search.types import Mode, SearchCriteria, Sort
from paperscraper_core.tenancy import Tenant

_MODES = {Mode.HYBRID: "Words and meaning", Mode.KEYWORD: "Words", Mode.SEMANTIC: "Meaning"}
SORTS = {
    Sort.RELEVANCE: "Best match",
    Sort.NEWEST: "Newest",
    Sort.OLDEST: "Oldest",
    Sort.CITATIONS: "Most cited",
    Sort.SCORE: "Highest score",
    Sort.WEIGHTED: "My weighting",
    Sort.NOVELTY: "Novelty",
    Sort.IP_POTENTIAL: "IP potential",
    Sort.MARKETABILITY: "Marketability",
    Sort.FEASIBILITY: "Feasibility",
    Sort.COMMERCIALIZATION: "Commercialization",
    Sort.TEAM_READINESS: "Team readiness",
    Sort.TITLE: "Title",
}
_HELP = (
    'Words are alternatives: the more of them and the rarer, the better. "Words in quotes" have to'
    " stand together, -word leaves papers out. A DOI or a whole title finds that paper first."
    " Press / to come here, ? for all keys."
)


def show(tenant: Tenant, criteria: SearchCriteria) -> None:
    """Draw the form for the search that the address asks for; what is changed is the address."""
    # what was typed stays while the view changes around it; another query gets another box
    key = hashlib.sha256(criteria.query.encode()).hexdigest()[:12]
    with st.form("search_box", border=False, enter_to_submit=True):
        box, button = st.columns([6, 1], vertical_alignment="bottom")
        box.text_input(
            "Search", criteria.query, key=f"search_q_{key}", help=_HELP,
            placeholder="Words, DOI or title",
        )  # fmt: skip
        button.form_submit_button(
            "Search", type="primary", width="stretch",
            on_click=_ask, args=(criteria, f"search_q_{key}"),
        )  # fmt: skip
    with st.container(horizontal=True, vertical_alignment="bottom", key="search_how", gap="medium"):
        st.segmented_control(
            "Search by", list(_MODES), format_func=_MODES.__getitem__, required=True,
            key=search_state.bound("search_mode", criteria.mode),
            on_change=_mode, args=(criteria,),
        )  # fmt: skip
        st.selectbox(
            "Sort by", list(SORTS), format_func=SORTS.__getitem__, width=210,
            key=search_state.bound("search_sort", criteria.sort),
            on_change=_sort, args=(criteria,),
        )  # fmt: skip
        search_filters.show(tenant, criteria)
    if criteria.sort is Sort.WEIGHTED:
        search_weights.show(criteria)


def _ask(criteria: SearchCriteria, key: str) -> None:
    search_state.go(replace(criteria, query=st.session_state[key], number=1))


def _mode(criteria: SearchCriteria) -> None:
    mode: Mode = st.session_state["search_mode"] or Mode.HYBRID
    search_state.go(replace(criteria, mode=mode, number=1))


def _sort(criteria: SearchCriteria) -> None:
    sort: Sort = st.session_state["search_sort"]
    # weights belong to their order: other addresses stay short
    weights = criteria.weights if sort is Sort.WEIGHTED else ()
    search_state.go(replace(criteria, sort=sort, weights=weights, number=1))
