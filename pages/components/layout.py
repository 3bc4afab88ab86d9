"""What stands around every page: the organization, the user, the way out."""

from pathlib import Path
from typing import Final

import streamlit as st

from pages.components import actions_accounts, data, data_accounts, errors, labels, login, text
from paperscraper_core.accounts.types import SessionInfo

_STYLE: Final = Path(__file__).with_name("look.css")


def style() -> None:
    """Draw the page's style sheet: it has no place of its own on the page."""
    st.html(_STYLE)


def sidebar(found: SessionInfo) -> None:
    """Draw the foot of the sidebar."""
    tenant = found.tenant
    with st.sidebar:
        organizations = data_accounts.my_organizations(tenant.user_id)
        if len(organizations) > 1:
            _switch(tenant.organization_id, {one.id: one.name for one in organizations})
        else:
            st.markdown(f"**{text.plain(data.organization(tenant).name)}**")
        st.text(found.email)
        st.caption(tenant.role.value)
        if st.button("Log out", key="frame_logout"):
            login.log_out()


def _switch(here: int, names: dict[int, str]) -> None:
    """Draw the choice of organization; a change leads to the overview: ids mean nothing there."""
    names = labels.distinct(names)
    ids = list(names)
    chosen = st.selectbox(
        "Organization",
        ids,
        index=ids.index(here),
        format_func=names.__getitem__,
        key=f"frame_organization_{here}",
    )
    if chosen != here:
        with errors.shown():
            actions_accounts.enter_organization(chosen)
            st.switch_page("home.py")
