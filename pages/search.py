"""Search: the address holds the query, the mode, the filters, the order and the page."""

import streamlit as st

from pages.components import (
    data_search,
    login,
    search_empty,
    search_facets,
    search_form,
    search_results,
    search_url,
)

tenant = login.require()
view = search_url.read_view(st.query_params)
st.title("Search")
progress = data_search.embedding_progress(tenant)
if not progress.papers:
    search_empty.no_library()
    st.stop()
search_form.show(tenant, view.criteria)
with st.container(key="search_page"):
    side, middle = st.columns([1, 4], gap="medium")
with middle:
    search_results.show(tenant, view.criteria, progress)
with side:  # after the hits: they do not wait for the counts
    search_facets.show(tenant, view.criteria)
