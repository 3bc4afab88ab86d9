"""The first visit: the first organization and its administrator, guarded by a one-time code."""

import streamlit as st

from pages.components import errors, login
from paperscraper_core import db
from paperscraper_core.accounts import login_service, passwords, setup_code, setup_service
from paperscraper_core.accounts.types import Login, WrongSetupCode
from paperscraper_core.errors import ValidationFailed


def needed() -> bool:
    """Whether nobody can log in yet."""
    with db.system() as session:
        return setup_service.setup_needed(session)


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
            login.accept(_create(code, organization, email, password, again))
            st.switch_page("home.py")  # it offers to import a file, or the demo library


def _create(code: str, organization: str, email: str, password: str, again: str) -> Login:
    if not setup_code.matches(code):
        raise WrongSetupCode
    if password != again:
        raise ValidationFailed("password", "The two passwords differ.")
    password_hash = passwords.new_hash(password, email)
    with db.system() as session:
        tenant = setup_service.create_first_administrator(
            session, organization=organization, email=email, password_hash=password_hash
        )
        made = login_service.open_session(
            session, tenant.user_id, organization_id=tenant.organization_id, device=login.device()
        )
    setup_code.forget()
    return made
