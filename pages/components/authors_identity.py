"""On one author: "same person as …", "split off papers …", and what was decided before."""

from typing import Final

import streamlit as st

from pages.components import (
    actions,
    actions_identity,
    authors_format,
    data_authors,
    data_identity,
    errors,
    labels,
    login,
    text,
)
from paperscraper_core.accounts.permissions import Permission
from paperscraper_core.library.profiles import EventKind, ProfileEvent
from paperscraper_core.metrics.definitions import BY_KEY
from paperscraper_core.metrics.identity import IdentityPreview
from paperscraper_core.metrics.types import AuthorMetrics, AuthorRow, LeaderboardCriteria
from paperscraper_core.tenancy import Tenant

#: What survives the rerun after an action, and the dialog that is open with its author.
DONE: Final = "identity_done"
_OPEN: Final = "identity_dialog"
_SHOWN: Final = ("papers", "citations", "h_index", "g_index", "i10_index")
_FOUND: Final = 20


def bar(tenant: Tenant, author: AuthorMetrics) -> None:
    """Draw the decisions that the role allows, and open the dialog that was asked for."""
    if done := st.session_state.pop(DONE, None):
        st.toast(done)
    if not actions.may(tenant, Permission.DECIDE_AUTHORS):
        return
    author_id = author.profile.author_id
    with st.container(horizontal=True, gap="small"):
        for key, label, icon in (
            ("merge", "Same person as …", "merge"),
            ("split", "Split off papers …", "call_split"),
        ):
            st.button(
                label,
                key=f"identity_{key}",
                icon=f":material/{icon}:",
                disabled=key == "split" and author.indices.papers < 2,
                on_click=_open,
                args=(key, author_id),
            )
    if st.session_state.get(_OPEN) == ("merge", author_id):
        _merge(author)
    elif st.session_state.get(_OPEN) == ("split", author_id):
        from pages.components import authors_identity_split  # it builds on this module

        authors_identity_split.dialog(author)


def history(tenant: Tenant, author: AuthorMetrics) -> None:
    """Draw the merges and splits of this person, each with a way back for those who may."""
    events = data_identity.history(tenant, author.profile.author_id)
    if not events:
        return
    with st.expander(f"Merged and split: {len(events)} in the history"):
        for event in events:
            with st.container(border=True):
                st.markdown(_sentence(event))
                st.caption(_who(event))
                if event.undone_at is None and actions.may(tenant, Permission.DECIDE_AUTHORS):
                    st.button(
                        "Take back",
                        key=f"identity_undo_{event.id}",
                        icon=":material/undo:",
                        on_click=_undo,
                        args=(event.id,),
                    )


def preview_table(preview: IdentityPreview) -> None:
    """Draw the numbers before and after, and what is counted once from then on."""
    people = [("now", one) for one in preview.before] + [("then", one) for one in preview.after]
    st.dataframe(
        {
            "": [when for when, _ in people],
            "Author": [one.name for _, one in people],
            **{
                BY_KEY[key].label: [authors_format.value(one.indices, key) for _, one in people]
                for key in _SHOWN
            },
        },
        hide_index=True,
        alt="The numbers before and after",
    )
    if preview.shared and len(preview.after) == 1:
        noun = "paper" if preview.shared == 1 else "papers"
        st.caption(f"{preview.shared:,} {noun} stand under several of the profiles; counted once.")
    st.caption(authors_format.as_of(preview.library_date))


def _open(dialog: str, author_id: int) -> None:
    st.session_state[_OPEN] = (dialog, author_id)


def close() -> None:
    """Forget which dialog is open."""
    st.session_state.pop(_OPEN, None)


@errors.guarded
def _undo(event_id: int) -> None:
    actions_identity.undo(event_id)
    st.session_state[DONE] = "Taken back; all numbers are as before."


@st.dialog("Same person as …", width="large", on_dismiss=close)
@errors.guarded
def _merge(author: AuthorMetrics) -> None:
    tenant = login.require()
    own = author.profile
    st.markdown(
        f"Find other profiles of **{text.plain(own.name)}**. Their papers count here from then on;"
        " nothing is deleted, and it can be taken back at any time."
    )
    name = st.text_input("Name of the other profile", value=own.name, key="identity_name")
    rows = others(tenant, own.author_id, name)
    said = labels.distinct({row.author_id: label(row) for row in rows})
    chosen = st.multiselect(
        "Profiles of the same person",
        list(said),
        format_func=said.__getitem__,
        placeholder="Choose profiles" if rows else "Nobody else has a name like that",
        key="identity_profiles",
    )
    reason = st.text_input("Why (kept in the history)", max_chars=500, key="identity_reason")
    if chosen:
        preview_table(data_identity.merge_preview(tenant, tuple(chosen), own.author_id))
    if st.button("Merge", type="primary", disabled=not chosen, key="identity_merge_now"):
        actions_identity.merge(tuple(chosen), own.author_id, reason)
        close()
        st.session_state[DONE] = "Merged: these profiles count as one person."
        st.rerun()


def others(tenant: Tenant, author_id: int, name: str) -> list[AuthorRow]:
    """Authors of a name like that, but for this one; most papers first."""
    criteria = LeaderboardCriteria(name=name, minimum_papers=0, sort="papers", size=_FOUND)
    found = data_authors.leaderboard(tenant, criteria).rows
    return [row for row in found if row.author_id != author_id]


def label(row: AuthorRow) -> str:
    """An author in one line, with what tells namesakes apart."""
    papers = f"{row.indices.papers:,} paper{'s' * (row.indices.papers != 1)}"
    h_index = f"h {authors_format.value(row.indices, 'h_index')}"
    about = [papers, h_index, row.institution or "", *(found for _, found in row.external_ids[:1])]
    return f"{row.name} ({', '.join(part for part in about if part)})"


def _sentence(event: ProfileEvent) -> str:
    one, other = text.plain(event.from_name), text.plain(event.to_name)
    papers = f"{event.papers:,} paper{'s' * (event.papers != 1)}"
    if event.kind is EventKind.MERGE:
        return f"**{one}** (no. {event.from_id}) is **{other}** (no. {event.to_id}): {papers} moved"
    return f"{papers} of **{one}** (no. {event.from_id}) went to **{other}** (no. {event.to_id})"


def _who(event: ProfileEvent) -> str:
    by = "an import" if event.is_of_import else text.plain(event.by or "somebody who has left")
    said = f"{event.happened_at:%Y-%m-%d %H:%M} UTC, by {by}."
    if event.reason:
        said += f" Reason: {text.plain(event.reason)}"
    if event.undone_at is not None:
        who = text.plain(event.undone_by or "somebody who has left")
        said += f" Taken back {event.undone_at:%Y-%m-%d %H:%M} UTC by {who}."
    return said
