"""One group: its h-index and trend, on whom that rests, its members and the papers behind it."""

from datetime import UTC, datetime
from typing import Final

import streamlit as st

from pages.components import (
    actions,
    authors_format,
    authors_group_edit,
    authors_groups,
    charts,
    data_groups,
    downloads,
    text,
)
from paperscraper_core.accounts.permissions import Permission
from paperscraper_core.charts import groups as figures
from paperscraper_core.errors import NotFound
from paperscraper_core.metrics.definitions import BY_KEY, tooltip
from paperscraper_core.metrics.group_types import GroupMember, GroupMetrics
from paperscraper_core.tenancy import Tenant

_TILES: Final = ("papers", "citations", "g_index", "i10_index")
GROUP_H: Final = (
    "The largest number h such that h papers of the group have at least h citations each; a paper"
    " of several members counts once (Hirsch 2005, over the group's papers: van Raan 2006)."
)
SUCCESSIVE_H: Final = (
    "The largest number i such that i members have an h-index of i or more: how broad the group's"
    " strength is (Prathap 2006, Schubert 2007)."
)
RESTS_ON: Final = (
    "The member who stands on most papers of the h-core, and the share of it. Without the papers"
    " that only this member brings, the group's h would be the smaller number."
)
#: From this share of the h-core on, the page says aloud that the group rests on one person.
MUCH: Final = 0.5


def show(tenant: Tenant, value: str) -> None:
    """Draw the group whose id stands in the address.

    Raises:
        NotFound: there is no such group in the organization.
    """
    ids = authors_format.ids_of(value)
    if len(ids) != 1:
        raise NotFound("group", "id", value)
    if done := st.session_state.pop(authors_groups.DONE, None):
        st.toast(done)
    found = data_groups.group_metrics(tenant, ids[0])
    st.title(text.plain(found.group.name))
    if found.group.description:
        st.caption(text.plain(found.group.description))
    if actions.may(tenant, Permission.EDIT_GROUPS):
        authors_group_edit.show(found.group)
    if not found.members:
        st.info("Nobody is in this group yet. Put authors in by name, or select them in the list.")
        return
    _tiles(found)
    _figures(found)
    _members(tenant, found)
    _core(tenant, found)


def _tiles(found: GroupMetrics) -> None:
    rests = found.rests_on
    with st.container(horizontal=True, gap="small", key="figures_group"):
        _tile("Group h-index", authors_format.value(found.indices, "h_index"), GROUP_H)
        _tile("Successive h", _known(found.successive_h), SUCCESSIVE_H)
        if rests is not None and rests.share.core_share is not None:
            _tile("Rests on one person", f"{rests.share.core_share:.0%}", RESTS_ON)
        _tile("Members", f"{found.group.members:,}", "Persons; merged profiles count once.")
        for key in _TILES:
            _tile(BY_KEY[key].label, authors_format.value(found.indices, key), tooltip(key))
    st.caption(
        f"{authors_format.left_out(found.indices)} {authors_format.as_of(found.library_date)}"
        " All papers of the present members, also from before they came."
    )
    if rests is not None and (rests.share.core_share or 0) >= MUCH and len(found.members) > 1:
        st.warning(_warning(rests, found), icon=":material/person_alert:")


def _tile(label: str, value: str, definition: str) -> None:
    st.metric(label, value, help=definition, border=True, width=150)


def _known(value: int | None) -> str:
    return authors_format.UNKNOWN if value is None else f"{value:,}"


def _warning(rests: GroupMember, found: GroupMetrics) -> str:
    share = rests.share
    return (
        f"{text.plain(rests.name)} stands on {share.core:,} of the {len(found.core):,} papers of"
        f" the h-core ({share.core_share:.0%}). Without the papers that nobody else of the group is"
        f" on, the group's h would be {_known(share.h_without)} instead of"
        f" {authors_format.value(found.indices, 'h_index')}."
    )


def _figures(found: GroupMetrics) -> None:
    theme, day = charts.theme(), found.counts_to
    left, right = st.columns(2)
    with left:
        charts.show(figures.group_trend(found.history, theme, day), "group_h")
    with right:
        charts.show(
            figures.core_by_member(found.members, len(found.core), theme, day), "group_core"
        )


def _members(tenant: Tenant, found: GroupMetrics) -> None:
    st.subheader("Members")
    shares = [one.share for one in found.members]
    st.dataframe(
        {
            "open": [f"authors?author={one.author_id}" for one in shares],
            "Name": [one.name for one in found.members],
            "h-index": [one.h_index for one in shares],
            "Papers": [one.papers for one in shares],
            "Citations": [one.citations for one in shares],
            "In h-core": [one.core for one in shares],
            "Alone": [one.core_alone for one in shares],
            "Share": [one.core_share for one in shares],
            "Group h without": [one.h_without for one in shares],
            "Institution": [one.institution for one in found.members],
        },
        hide_index=True,
        column_config={
            "open": st.column_config.LinkColumn("", display_text="Open", width="small"),
            "Name": st.column_config.TextColumn(pinned=True),
            "Citations": st.column_config.NumberColumn(format="%,d"),
            "In h-core": st.column_config.NumberColumn(
                help="Papers of the group's h-core on which this member stands."
            ),
            "Alone": st.column_config.NumberColumn(
                help="Those of them with no other member of the group."
            ),
            "Share": st.column_config.NumberColumn(format="percent", help="In h-core, as a share."),
            "Group h without": st.column_config.NumberColumn(
                help="The group's h without the papers that only this member brings."
            ),
        },
        alt="Members of the group",
    )
    downloads.download_table(
        tenant, "Members", "group-members", lambda: _export(tenant, found.group.group_id, "members")
    )


def _core(tenant: Tenant, found: GroupMetrics) -> None:
    st.subheader("The h-core")
    if not found.core:
        st.info(figures.NO_CORE)
        return
    st.dataframe(
        {
            "open": [f"paper?id={one.paper_id}" for one in found.core],
            "Title": [one.title for one in found.core],
            "Year": [one.year for one in found.core],
            "Citations": [one.citations for one in found.core],
            "Members": [list(one.members) for one in found.core],
        },
        hide_index=True,
        column_config={
            "open": st.column_config.LinkColumn("", display_text="Open", width="small"),
            "Title": st.column_config.TextColumn(width="large"),
            "Year": st.column_config.NumberColumn(format="%d", width="small"),
            "Citations": st.column_config.NumberColumn(format="%,d"),
            "Members": st.column_config.ListColumn(width="medium"),
        },
        alt="Papers of the h-core",
    )
    downloads.download_table(
        tenant, "Papers of the h-core", "group-core",
        lambda: _export(tenant, found.group.group_id, "core"),
    )  # fmt: skip


def _export(tenant: Tenant, group_id: int, which: str) -> downloads.Source:
    from paperscraper_core.exports import groups

    found = data_groups.group_metrics(tenant, group_id)
    make = groups.members_table if which == "members" else groups.core_table
    return make(found, as_of=datetime.now(UTC))
