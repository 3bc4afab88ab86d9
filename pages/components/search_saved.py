"""Saved searches: opening one, and saying what is new in it."""

from dataclasses import replace
from datetime import datetime

import streamlit as st

from pages.components import (
    actions_search,
    data_search_saved,
    errors,
    search_saved_dialogs,
    search_saved_words,
    search_state,
    search_url,
    text,
)
from pages.components.search_url import View
from paperscraper_core.search.saved_queries import newest_of
from paperscraper_core.search.saved_types import SavedSearch
from paperscraper_core.search.types import SearchCriteria
from paperscraper_core.tenancy import Tenant

#: Session state: the saved search that is open, and when it was looked at before.
_OPEN, _SINCE = "search_saved_open", "search_saved_since"


def opened(tenant: Tenant, view: View) -> View:
    """Return the view of the address; the bare address of a saved search leads to its search."""
    if view.saved is None:
        st.session_state.pop(_OPEN, None)
        return view
    found = _found(tenant, view.saved)
    if found is None:
        st.warning("There is no such saved search; perhaps it is not shared any more.")
        return replace(view, saved=None)
    if view.criteria == SearchCriteria():
        criteria = search_url.read(search_url.parameters_of(found.address))
        view = replace(view, criteria=replace(criteria, number=1))
        st.query_params.from_dict(search_url.write_view(view))
    if st.session_state.get(_OPEN) != found.id:
        st.session_state[_OPEN], st.session_state[_SINCE] = found.id, found.seen_at
        with errors.shown():
            actions_search.mark_search_seen(found.id)
    return view


def _found(tenant: Tenant, saved_search_id: int) -> SavedSearch | None:
    listed = data_search_saved.saved(tenant)
    return next((one for one in listed if one.id == saved_search_id), None)


def note(tenant: Tenant, view: View) -> None:
    """Say which saved search is open and how much of it is new."""
    found = None if view.saved is None else _found(tenant, view.saved)
    if found is None:
        return
    since: datetime | None = st.session_state.get(_SINCE)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="search_open"):
        by = "" if found.mine else f", shared by {text.plain(found.owner_name)}"
        st.markdown(f":material/bookmark: **{text.plain(found.name)}**{by}")
        if since is None:
            st.caption("Opened for the first time.")
            return
        new = data_search_saved.new_in(tenant, found.address, since)
        said = f"{search_saved_words.counted(new)} new since {search_saved_words.day(since)}"
        if not new or view.criteria.added_after is not None:
            st.caption(said if new else f"Nothing new since {search_saved_words.day(since)}")
            return
        st.button(
            said, key="search_only_new", type="tertiary", help="Show only these",
            on_click=search_state.go_view,
            args=(replace(view, criteria=newest_of(view.criteria, since)),),
        )  # fmt: skip


def buttons(tenant: Tenant, view: View) -> None:
    """Draw the ways to keep this search and to the kept ones."""
    listed = data_search_saved.saved(tenant)
    new = sum(data_search_saved.new_in_all(tenant).values())
    a_search = not view.compare and not view.like
    if a_search and st.button("Save search", key="search_save", icon=":material/bookmark_add:"):
        search_saved_dialogs.save(view.criteria)
    label = "Saved searches" + (f" · {search_saved_words.counted(new)} new" if new else "")
    if listed and st.button(label, key="search_saved", icon=":material/bookmarks:"):
        search_saved_dialogs.listed()
