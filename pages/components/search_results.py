"""The hits of a search with what stands above and below them."""

from dataclasses import replace

import streamlit as st

from pages.components import (
    data_search,
    search_actions,
    search_chips,
    search_empty,
    search_hits,
    search_state,
    text,
)
from paperscraper_core.embedding.types import EmbeddingProgress
from paperscraper_core.search.types import SearchCriteria
from paperscraper_core.tenancy import Tenant


def show(tenant: Tenant, criteria: SearchCriteria, progress: EmbeddingProgress) -> None:
    """Draw a page of hits."""
    results = data_search.results(tenant, criteria)
    found = results.page
    search_chips.show(criteria, dict(pair for hit in found.rows for pair in hit.authors))
    if results.trouble:
        st.warning(text.plain(f"Searched by words alone. {results.trouble}"))
    search_empty.embedding_note(criteria, progress)
    if not found.rows and criteria.number > found.pages:  # an old address: fewer papers now
        search_state.leave_for(replace(criteria, number=found.pages))
    if not found.rows:
        search_empty.no_hits(criteria)
        return
    search_empty.understood(found)
    first, last = found.rows[0].rank, found.rows[-1].rank
    with st.container(horizontal=True, vertical_alignment="center", key="search_bar"):
        st.markdown(f"**{first:,}–{last:,} of {found.total:,} papers**")
        search_actions.show(tenant, criteria, found.total)
    search_hits.show(found.rows, criteria)
    if found.pages > 1:
        key = f"search_page_{hash(replace(criteria, number=1))}"
        st.pagination(
            found.pages, key=search_state.bound(key, criteria.number),
            on_change=_turn, args=(key, criteria),
        )  # fmt: skip


def _turn(key: str, criteria: SearchCriteria) -> None:
    search_state.go(replace(criteria, number=st.session_state[key]))
