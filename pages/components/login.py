"""Who is here: every page, action and fragment asks `require()` before it reads anything.

    from pages.components import login
    tenant = login.require()

The login is checked in Postgres on every rerun, so that logging out, a new password, a changed
role or a disabled user takes effect on the next click, in every tab.
"""

from datetime import UTC, datetime

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from paperscraper_core import db
from paperscraper_core.accounts import login_service, queries, tokens
from paperscraper_core.accounts.types import Login, SessionInfo
from paperscraper_core.tenancy import Tenant
from paperscraper_core.web.cookie import COOKIE_NAME

#: Session state: the page's own secret, the ticket for the browser's cookie, and that it may go.
TOKEN, TICKET, DROP_COOKIE = "session_token", "session_ticket", "session_drop_cookie"


def info() -> SessionInfo | None:
    """Return the login session of this browser, or None."""
    token = st.session_state.get(TOKEN)
    cookie = None if token else st.context.cookies.get(COOKIE_NAME)
    if not isinstance(token or cookie, str):  # AppTest has no browser and so a mock of cookies
        return None
    with db.system() as session:
        found = queries.session_for(session, token or cookie, cookie=token is None)
        if found and _now_is_later(found):
            login_service.note_seen(session, found.id)
    return found


def _now_is_later(found: SessionInfo) -> bool:
    return datetime.now(UTC) - found.seen_at > login_service.SEEN_EVERY


def current() -> Tenant | None:
    """Return the access of this browser's user, or None without a good login."""
    found = info()
    return found.tenant if found else None


def require() -> Tenant:
    """Return the access of this browser's user; without a good login show the form and stop."""
    tenant = current()
    if tenant is not None:
        return tenant
    context = get_script_run_ctx()
    if context is not None and context.fragment_ids_this_run:
        st.rerun()  # the whole page: a login form has no place inside a fragment
    _show_form()
    return st.stop()


def _show_form() -> None:
    # only who is logged out pays for these imports
    from pages.components import data_accounts

    _, middle, _ = st.columns([1, 2, 1])
    with middle:
        if data_accounts.setup_needed():
            from pages.components import setup_form as form
        else:
            from pages.components import login_form as form
        form.show()


def device() -> str:
    """Return what the browser says it is, for the user's list of sessions."""
    return str(st.context.headers.get("User-Agent") or "")


def accept(login: Login) -> None:
    """Keep a new login: at once for this page, by ticket for the browser."""
    st.session_state[TOKEN] = login.token
    st.session_state[TICKET] = login.ticket


def log_out() -> None:
    """End this browser's session everywhere and show the login form."""
    found = info()
    if found and found.tenant.user_id is not None:
        with db.system() as session:
            login_service.revoke(
                session, "logout", user_id=found.tenant.user_id, session_id=found.id
            )
    st.session_state.clear()
    st.session_state[DROP_COOKIE] = tokens.new()
    st.rerun()
