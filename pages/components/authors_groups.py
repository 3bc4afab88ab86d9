"""All groups of authors, a new one, and the authors of a list put into one."""

from typing import Final

import streamlit as st

from pages.components import actions, actions_groups, data_groups, errors, labels, login, text
from paperscraper_core.accounts.permissions import Permission
from paperscraper_core.metrics.group_service import LONGEST_DESCRIPTION, LONGEST_NAME
from paperscraper_core.tenancy import Tenant

#: What survives the rerun after an action.
DONE: Final = "groups_done"
_NEW: Final = 0
_CHOSEN: Final = "groups_chosen_authors"


def show(tenant: Tenant) -> None:
    """Draw the list of groups."""
    if done := st.session_state.pop(DONE, None):
        st.toast(done)
    st.title("Groups of authors")
    found = data_groups.groups(tenant)
    if not found:
        st.info(
            "There are no groups yet. A group is a named set of authors, such as a department or a"
            " portfolio: it has an h-index of its own, and shows on whom that rests."
        )
    for group in found:
        with st.container(border=True, key=f"group_card_{group.group_id}"):
            st.button(
                text.plain(group.name),
                key=f"group_open_{group.group_id}",
                icon=":material/groups:",
                type="tertiary",
                on_click=go,
                args=({"group": str(group.group_id)},),
            )
            about = f"{group.members:,} member{'s' * (group.members != 1)}"
            st.caption(" · ".join(filter(None, (about, text.plain(group.description)))))
    if actions.may(tenant, Permission.EDIT_GROUPS):
        with st.expander("New group", expanded=not found, icon=":material/group_add:"):
            _new()


def go(query: dict[str, str]) -> None:
    """Change the address within the page."""
    st.query_params.from_dict(query)


def link() -> None:
    """Draw a button that leads to the groups."""
    st.button(
        "Groups", icon=":material/groups:", key="authors_groups", on_click=go,
        args=({"view": "groups"},),
    )  # fmt: skip


@errors.guarded
def _new() -> None:
    with st.form("group_new", border=False):
        name = st.text_input("Name", max_chars=LONGEST_NAME, key="group_new_name")
        about = st.text_input(
            "Description", max_chars=LONGEST_DESCRIPTION, key="group_new_description"
        )
        if st.form_submit_button("Make the group", type="primary"):
            group_id = actions_groups.create_group(name, about)
            st.session_state[DONE] = "The group is made; now put authors into it."
            go({"group": str(group_id)})
            st.rerun()


def put_into(tenant: Tenant, author_ids: tuple[int, ...]) -> None:
    """Draw a button that puts the selected authors into a group, for those who may."""
    if author_ids and actions.may(tenant, Permission.EDIT_GROUPS):
        st.button(
            "Put into a group …",
            icon=":material/group_add:",
            key="groups_put",
            on_click=_choose,
            args=(author_ids,),
        )
    if st.session_state.get(_CHOSEN):
        _put(st.session_state[_CHOSEN])


def _choose(author_ids: tuple[int, ...]) -> None:
    st.session_state[_CHOSEN] = author_ids


def _close() -> None:
    st.session_state.pop(_CHOSEN, None)


@st.dialog("Put into a group", on_dismiss=_close)
@errors.guarded
def _put(author_ids: tuple[int, ...]) -> None:
    tenant = login.require()
    named = {group.group_id: group.name for group in data_groups.groups(tenant)}
    names = labels.distinct({**named, _NEW: "A new group"})
    count = f"{len(author_ids):,} author{'s' * (len(author_ids) != 1)}"
    st.markdown(f"Put the {count} that you selected into …")
    chosen = st.selectbox(
        "Group", list(names), format_func=names.__getitem__, key="groups_put_into",
    )  # fmt: skip
    name = ""
    if chosen == _NEW:
        name = st.text_input("Name of the group", max_chars=LONGEST_NAME, key="groups_put_name")
    if st.button("Put them in", type="primary", key="groups_put_now"):
        if chosen == _NEW:
            chosen = actions_groups.create_group(name, author_ids=author_ids)
        else:
            actions_groups.add_members(chosen, author_ids)
        _close()
        go({"group": str(chosen)})
        st.rerun()
