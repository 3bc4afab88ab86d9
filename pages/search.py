"""Search: the address holds the query, the mode, the filters, the order and the page."""

from dataclasses import replace

import streamlit as st

from pages.components import (
    data_search,
    login,
    search_actions,
    search_empty,
    search_form,
    search_hits,
    search_url,
    text,
)

tenant = login.require()
st.title("Search")
criteria = search_url.read(st.query_params)
progress = data_search.embedding_progress(tenant)
if not progress.papers:
    search_empty.no_library()
    st.stop()
search_form.show(tenant, criteria)
found = data_search.results(tenant, criteria)
page = found.page
if found.trouble:
    st.warning(text.plain(f"Searched by words alone. {found.trouble}"))
search_empty.embedding_note(criteria, progress)
if not page.rows and criteria.number > page.pages:  # an old address: the view is shorter now
    search_form.go(replace(criteria, number=page.pages))
if not page.rows:
    search_empty.no_hits(criteria)
    st.stop()
first, last = page.rows[0].rank, page.rows[-1].rank
# above the hits, but drawn after them: what is ticked decides what can be done
bar = st.container(horizontal=True, vertical_alignment="center", key="search_bar")
bar.markdown(f"**{first:,}–{last:,} of {page.total:,} papers**")
ticked = search_hits.show(page.rows)
if page.pages > 1:
    number = st.pagination(page.pages, default=criteria.number, key=f"search_page_{hash(criteria)}")
    if number != criteria.number:
        search_form.go(replace(criteria, number=number))
with bar:
    search_actions.show(tenant, criteria, page.total, ticked)
