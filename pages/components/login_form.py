"""The login form of streamlit-authenticator, over our own check and our own sessions."""

from typing import Any

import streamlit as st
from streamlit_authenticator import Authenticate
from streamlit_authenticator.controllers import AuthenticationController, CookieController

from pages.components import login, text
from paperscraper_core.accounts.sign_in import sign_in
from paperscraper_core.errors import PaperScraperError


class _Cookies(CookieController):  # type: ignore[misc]  # the package has no types
    """Replaces the library's cookie: ours is set by the server, out of reach of scripts."""

    def __init__(self) -> None:
        """Without the base class: it would draw the component that sets cookies by script."""

    def get_cookie(self) -> None:
        """Never log in by the library's token."""

    def set_cookie(self) -> None:
        """The frame posts the one-time ticket instead."""

    def delete_cookie(self) -> None:
        """The frame does."""


class _Passwords(AuthenticationController):  # type: ignore[misc]  # as above
    """Replaces the library's check of the password by the accounts room."""

    def __init__(self) -> None:
        """Without the base class: it wants all users' hashes in memory."""

    def login(
        self, username: str | None = None, password: str | None = None, *_: Any, **__: Any
    ) -> bool:
        """Check the form's values; on success the page is logged in from the next rerun on."""
        try:
            found = sign_in(username or "", password or "", login.device())
        except PaperScraperError as error:
            st.error(text.plain(error.message))
            return False
        login.accept(found)
        return st.rerun()


class _Form(Authenticate):  # type: ignore[misc]  # as above
    """The library's form with both controllers replaced."""

    def __init__(self) -> None:
        """Without the base class, which makes the controllers that are replaced here."""
        self.path = None
        self.attrs = {"login_sleep_time": 0}
        self.cookie_controller = _Cookies()
        self.authentication_controller = _Passwords()


def show() -> None:
    """Draw the login form."""
    st.title("PaperScraper")
    _Form().login(
        key="login",
        fields={
            "Form name": "Log in",
            "Username": "E-mail address",
            "Password": "Password",
            "Login": "Log in",
        },
    )
