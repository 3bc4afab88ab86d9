"""The dialogs of saved searches: keeping one, and the list of them."""

import streamlit as st

from pages.components import (
    actions,
    actions_search,
    cards,
    data_search_saved,
    errors,
    login,
    search_actions,
    search_saved_words,
    search_state,
    search_url,
    text,
)
from pages.components.search_url import View
from paperscraper_core.accounts.permissions import Permission
from paperscraper_core.search.saved_types import MAX_NAME, SavedSearch
from paperscraper_core.search.types import SearchCriteria
from paperscraper_core.tenancy import Tenant


@st.dialog("Save this search")
@errors.guarded
def save(criteria: SearchCriteria) -> None:
    """Ask for a name and keep the search under it."""
    tenant = login.require()
    with st.form("search_save_form", border=False):
        name = st.text_input(
            "Name", " ".join(criteria.query.split())[:MAX_NAME], max_chars=MAX_NAME,
            key="search_save_name",
        )  # fmt: skip
        shared = st.checkbox(
            "Share with everybody in the organization", key="search_save_shared",
            disabled=not actions.may(tenant, Permission.SHARE_SEARCHES),
        )  # fmt: skip
        again = st.checkbox("Replace mine of the same name", key="search_save_replace")
        wanted = st.form_submit_button("Save", type="primary")
    if wanted:
        saved = actions_search.save_search(name, search_url.address_of(criteria), replace=again)
        if shared:
            actions_search.share_search(saved, True)
        search_state.go_view(View(criteria=criteria, saved=saved))
        st.rerun()


@st.dialog("Saved searches", width="medium")
@errors.guarded
def listed() -> None:
    """List the saved searches: a click opens one; its owner renames, shares and deletes it."""
    tenant = login.require()
    found = data_search_saved.saved(tenant)
    new = data_search_saved.new_in_all(tenant)
    for title, part in (
        ("Mine", [one for one in found if one.mine]),
        ("Shared by others", [one for one in found if not one.mine]),
    ):
        if part:
            st.markdown(f"**{title}**")
        for one in part:
            _line(tenant, one, new.get(one.id))
    if not found:
        st.caption("None yet.")


def _line(tenant: Tenant, one: SavedSearch, new: int | None) -> None:
    with st.container(border=True, key=f"search_saved_{one.id}", gap="xxsmall"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            if st.button(text.plain(one.name), key=f"search_saved_open_{one.id}", type="tertiary"):
                st.query_params.from_dict({"saved": str(one.id)})
                st.rerun()
            if new and one.seen_at:
                since = search_saved_words.day(one.seen_at)
                st.badge(f"{search_saved_words.counted(new)} new since {since}")
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.caption(text.plain(_about(one)))
            if one.may_change:
                with st.popover("Change", type="tertiary"):
                    _change(tenant, one)


def _about(one: SavedSearch) -> str:
    criteria = search_url.read(search_url.parameters_of(one.address))
    said = search_actions.described(criteria)
    whose = "" if one.mine else f"by {one.owner_name} · "
    shared = "shared · " if one.mine and one.is_shared else ""
    seen = " · not opened yet" if one.seen_at is None else ""
    return f"{whose}{shared}{cards.shortened(said, 160)}{seen}"


def _change(tenant: Tenant, one: SavedSearch) -> None:
    with st.form(f"search_rename_{one.id}", border=False):
        name = st.text_input("Name", one.name, max_chars=MAX_NAME, key=f"search_name_{one.id}")
        if st.form_submit_button("Rename"):
            actions_search.rename_search(one.id, name)
            st.rerun(scope="fragment")
    share = "Stop sharing" if one.is_shared else "Share with the organization"
    if st.button(
        share, key=f"search_share_{one.id}",
        disabled=not actions.may(tenant, Permission.SHARE_SEARCHES),
    ):  # fmt: skip
        actions_search.share_search(one.id, not one.is_shared)
        st.rerun(scope="fragment")
    if st.button("Delete", key=f"search_delete_{one.id}", icon=":material/delete:"):
        actions_search.delete_search(one.id)
        st.rerun(scope="fragment")
