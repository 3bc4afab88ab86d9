"""What stands around every page: the organization, the user, the way out."""

import streamlit as st

from pages.components import data, login, text
from paperscraper_core.tenancy import Tenant


def sidebar(tenant: Tenant) -> None:
    """Draw the foot of the sidebar."""
    with st.sidebar:
        st.caption(f"{text.plain(data.organization(tenant).name)} · {tenant.role}")
        if st.button("Log out", key="frame_logout"):
            login.log_out()
