"""Search: the address holds the query, the mode, the filters, the order and the page."""

import streamlit as st

from pages.components import (
    data_search,
    login,
    search_compare,
    search_empty,
    search_facets,
    search_form,
    search_keys,
    search_like,
    search_results,
    search_saved,
    search_url,
)

tenant = login.require()
with st.container(horizontal=True, vertical_alignment="center", key="search_head"):
    st.title("Search", width="stretch")
    saved = st.container(horizontal=True, width="content", gap="small")
progress = data_search.embedding_progress(tenant)
if not progress.papers:
    data_search.embedding_progress.clear(tenant)  # an import may be under way: look again next time
    search_empty.no_library()
    st.stop()
search_keys.show()
view = search_saved.opened(tenant, search_url.read_view(st.query_params))
if view.compare:
    search_compare.show(tenant, view)
elif view.like:
    search_like.show(tenant, view)
else:
    search_form.show(tenant, view.criteria)
    search_saved.note(tenant, view)
    with st.container(key="search_page"):
        side, middle = st.columns([1, 4], gap="medium")
    with middle:
        search_results.show(tenant, view.criteria, progress)
    with side:  # after the hits: they do not wait for the counts
        search_facets.show(tenant, view.criteria)
with saved:  # last as well: it counts what is new in each of them
    search_saved.buttons(tenant, view)
