"""The first visit: the first organization and its administrator, guarded by a one-time code."""

import streamlit as st

from pages.components import actions_accounts, errors


def show() -> None:
    """Draw the form; once it is sent, the new administrator is logged in."""
    st.title("Welcome to PaperScraper")
    st.write("Nobody can log in yet. Make the first organization and its administrator.")
    with st.form("setup"):
        code = st.text_input(
            "Set-up code",
            help="The terminal that started PaperScraper shows it; so does the file setup_code"
            " in its data folder.",
            autocomplete="off",
        )
        organization = st.text_input("Name of the organization", placeholder="Our research group")
        email = st.text_input("Your e-mail address", autocomplete="email")
        password = st.text_input(
            "Password", type="password", help="10 characters at least", autocomplete="new-password"
        )
        again = st.text_input("Password again", type="password", autocomplete="new-password")
        sent = st.form_submit_button("Create and log in", type="primary")
    if sent:
        with errors.shown():
            actions_accounts.set_up(code, organization, email, password, again)
            st.switch_page("home.py")  # it offers to import a file, or the demo library
