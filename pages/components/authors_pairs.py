"""For managers: profiles that may be one person, and namesakes that are probably two."""

import streamlit as st

from pages.components import (
    actions,
    actions_identity,
    authors_identity,
    authors_links,
    data_identity,
    errors,
    text,
)
from paperscraper_core.accounts.permissions import Permission
from paperscraper_core.errors import NotAllowed
from paperscraper_core.library.profiles import ProfileBrief, SuggestedPair
from paperscraper_core.tenancy import Tenant

_VIEWS = {False: "May be one person", True: "Probably two namesakes"}


def show(tenant: Tenant) -> None:
    """Draw the pairs that wait for a decision, with their reasons.

    Raises:
        NotAllowed: the role does not decide about authors.
    """
    if not actions.may(tenant, Permission.DECIDE_AUTHORS):
        raise NotAllowed
    st.title("Who is who")
    if done := st.session_state.pop(authors_identity.DONE, None):
        st.toast(done)
    namesakes = bool(
        st.segmented_control(
            "Pairs",
            list(_VIEWS),
            default=False,
            format_func=lambda one: _VIEWS[one],
            key="identity_view",
            label_visibility="collapsed",
        )
    )
    pairs = data_identity.suggestions(tenant, namesakes)
    if not pairs:
        st.info("No pair of profiles waits for a decision.")
        return
    st.caption(
        "Profiles of one full name with little or nothing else in common."
        if namesakes
        else "Profiles whose names fit and who share co-authors or institutions, strongest first."
        " A name alone suggests nothing."
    )
    for pair in pairs:
        _pair(tenant, pair, namesakes)


def _pair(tenant: Tenant, pair: SuggestedPair, namesakes: bool) -> None:
    one, other = pair.one, pair.other
    key = f"{one.id}_{other.id}"
    with st.container(border=True):
        left, right = st.columns(2)
        for column, brief in ((left, one), (right, other)):
            with column:
                authors_links.open_author(brief.name, brief.id, key=f"pair_open_{key}_{brief.id}")
                st.caption(_about(brief))
        st.markdown("\n".join(f"- {text.plain(reason)}" for reason in pair.reasons))
        if not namesakes and st.toggle("Show the numbers before and after", key=f"pair_see_{key}"):
            authors_identity.preview_table(data_identity.merge_preview(tenant, (other.id,), one.id))
        with st.container(horizontal=True, gap="small"):
            if not namesakes:
                st.button(
                    "Same person: merge",
                    key=f"pair_merge_{key}",
                    icon=":material/merge:",
                    on_click=_merge,
                    args=(pair,),
                )
            st.button(
                "Not the same person",
                key=f"pair_apart_{key}",
                icon=":material/call_split:",
                on_click=_keep_apart,
                args=(pair,),
            )


def _about(brief: ProfileBrief) -> str:
    years = [str(year) for year in (brief.first_year, brief.last_year) if year is not None]
    parts = [
        f"no. {brief.id}",
        f"{brief.papers:,} paper{'s' * (brief.papers != 1)}",
        "–".join(dict.fromkeys(years)),
        brief.institution or "",
        brief.country_code or "",
        f"ORCID {brief.orcid}" if brief.orcid else "",
    ]
    return " · ".join(text.plain(part) for part in parts if part)


@errors.guarded
def _merge(pair: SuggestedPair) -> None:
    actions_identity.merge((pair.other.id,), pair.one.id, "Suggested: " + "; ".join(pair.reasons))
    st.session_state[authors_identity.DONE] = (
        "Merged. The history on the author's page can take it back."
    )


@errors.guarded
def _keep_apart(pair: SuggestedPair) -> None:
    actions_identity.keep_apart(pair.one.id, pair.other.id, "; ".join(pair.reasons))
    st.session_state[authors_identity.DONE] = "Remembered: two people."
