"""Who is in a group, what it is called, and its end."""

import streamlit as st

from pages.components import (
    actions_groups,
    authors_format,
    authors_groups,
    data_authors,
    data_groups,
    errors,
    labels,
    login,
    text,
)
from paperscraper_core.metrics.group_service import LONGEST_DESCRIPTION, LONGEST_NAME
from paperscraper_core.metrics.group_types import Group
from paperscraper_core.metrics.types import AuthorRow, LeaderboardCriteria

_FOUND = 30


def show(group: Group) -> None:
    """Draw the buttons that change the group."""
    with st.container(horizontal=True, gap="small"):
        with st.popover("Put authors in", icon=":material/group_add:"):
            _add(group)
        if group.members:
            with st.popover("Take authors out", icon=":material/group_remove:"):
                _remove(group)
        with st.popover("Name", icon=":material/edit:"):
            _rename(group)
        with st.popover("Dissolve", icon=":material/delete:"):
            _dissolve(group)


@st.fragment
@errors.guarded
def _add(group: Group) -> None:
    tenant = login.require()
    name = st.text_input("Name of an author", key="group_find", max_chars=100)
    criteria = LeaderboardCriteria(name=name, minimum_papers=0, sort="papers", size=_FOUND)
    rows = {row.author_id: row for row in data_authors.leaderboard(tenant, criteria).rows}
    said = labels.distinct({author: _label(row) for author, row in rows.items()})
    chosen = st.multiselect(
        "Authors", list(said), format_func=said.__getitem__, key="group_found",
        placeholder="Choose authors" if rows else "Nobody has a name like that",
    )  # fmt: skip
    if st.button("Put them in", type="primary", disabled=not chosen, key="group_add"):
        actions_groups.add_members(group.group_id, tuple(chosen))
        st.rerun(scope="app")


def _label(row: AuthorRow) -> str:
    papers = f"{row.indices.papers:,} paper{'s' * (row.indices.papers != 1)}"
    about = (papers, f"h {authors_format.value(row.indices, 'h_index')}", row.institution or "")
    return f"{row.name} ({', '.join(part for part in about if part)})"


@st.fragment
@errors.guarded
def _remove(group: Group) -> None:
    members = data_groups.group_metrics(login.require(), group.group_id).members
    names = labels.distinct({one.share.author_id: one.name for one in members})
    chosen = st.multiselect(
        "Members", list(names), format_func=names.__getitem__, key="group_leaving"
    )
    if st.button("Take them out", disabled=not chosen, key="group_remove"):
        actions_groups.remove_members(group.group_id, tuple(chosen))
        st.rerun(scope="app")


@st.fragment
@errors.guarded
def _rename(group: Group) -> None:
    login.require()
    name = st.text_input("Name", group.name, max_chars=LONGEST_NAME, key="group_name")
    about = st.text_input(
        "Description", group.description, max_chars=LONGEST_DESCRIPTION, key="group_description"
    )
    if st.button("Save", type="primary", key="group_save"):
        actions_groups.edit_group(group.group_id, name, about)
        st.rerun(scope="app")


@st.fragment
@errors.guarded
def _dissolve(group: Group) -> None:
    login.require()
    st.markdown(f"**{text.plain(group.name)}** goes; its authors and their papers stay.")
    if st.button("Dissolve the group", type="primary", key="group_dissolve"):
        actions_groups.delete_group(group.group_id)
        st.session_state[authors_groups.DONE] = "The group is dissolved."
        authors_groups.go({"view": "groups"})
        st.rerun(scope="app")
