"""My account: password and open sessions."""

import streamlit as st

from pages.components import actions_accounts, data_accounts, devices, errors, login, text
from paperscraper_core.accounts.types import OpenSession

tenant = login.require()
st.title("My account")


def _password() -> None:
    st.subheader("Password")
    with st.form("password", clear_on_submit=True, width=480):
        present = st.text_input(
            "Present password", type="password", autocomplete="current-password"
        )
        new = st.text_input(
            "New password",
            type="password",
            help="10 characters at least",
            autocomplete="new-password",
        )
        again = st.text_input("New password again", type="password", autocomplete="new-password")
        sent = st.form_submit_button("Change password", type="primary")
    if sent:
        with errors.shown():
            actions_accounts.change_my_password(present, new, again)
            st.session_state["account_note"] = (
                "Your password is changed; all other sessions have ended."
            )
            st.rerun()


def _session(found: OpenSession, mine: bool) -> None:
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(
            f"**{text.plain(devices.name(found.device))}**"
            f"{' · this browser' if mine else ''}  \n"
            f"{text.plain(found.organization)} · last used {found.seen_at:%Y-%m-%d %H:%M} UTC"
            f" · ends {found.expires_at:%Y-%m-%d}"
        )
        if not mine and st.button("End", key=f"account_end_{found.id}"):
            with errors.shown():
                actions_accounts.end_my_session(found.id)
                st.rerun()


def _sessions() -> None:
    st.subheader("Where you are logged in")
    here, sessions = data_accounts.my_session_id(), data_accounts.my_sessions(tenant.user_id)
    for found in sessions:
        _session(found, found.id == here)
    if len(sessions) > 1 and st.button("End all other sessions", key="account_end_others"):
        with errors.shown():
            actions_accounts.end_my_other_sessions()
            st.rerun()


if note := st.session_state.pop("account_note", None):
    st.success(note)
_password()
_sessions()
