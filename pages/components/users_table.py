"""The administrator's list of users, and what can be done to each."""

import streamlit as st

from pages.components import actions_accounts, errors, text
from paperscraper_core.accounts.types import UserAccount
from paperscraper_core.tenancy import Role, Tenant

#: What each role adds to the one below it.
ROLES = {
    Role.VIEWER: "looks and searches",
    Role.ANALYST: "also imports, edits, scores and exports",
    Role.MANAGER: "also decides about authors and deletes",
    Role.ADMIN: "also manages users",
}
_NOTE = "admin_note"


def show(users: tuple[UserAccount, ...], tenant: Tenant) -> None:
    """Draw the list; selecting a row opens what can be done to that user."""
    if note := st.session_state.pop(_NOTE, None):
        st.success(note)
    chosen = st.dataframe(
        {
            "E-mail address": [user.email for user in users],
            "Name": [user.name for user in users],
            "Role": [user.role.value for user in users],
            "State": [_state(user) for user in users],
            "Open sessions": [user.open_sessions for user in users],
            "Last seen (UTC)": [user.last_seen_at for user in users],
        },
        hide_index=True,
        on_select="rerun",
        selection_mode="single-row",
        key="admin_users",
        column_config={
            "Last seen (UTC)": st.column_config.DatetimeColumn(format="YYYY-MM-DD HH:mm")
        },
    )
    rows = chosen["selection"]["rows"]
    if rows and rows[0] < len(users):
        _one(users[rows[0]], tenant)
    else:
        st.caption("Select a user to change their role, password or access.")


def _state(user: UserAccount) -> str:
    return "disabled" if user.disabled_at else "enabled"


def _done(note: str) -> None:
    st.session_state[_NOTE] = note
    st.rerun()


def _one(user: UserAccount, tenant: Tenant) -> None:
    with st.container(border=True):
        st.markdown(f"**{text.plain(user.email)}**")
        _role(user)
        if user.shared:
            st.caption(
                "This person also belongs to another organization: their login can only be"
                " changed by themselves; you can remove them from yours."
            )
        else:
            _password(user)
        if user.id == tenant.user_id:
            st.caption("This is you: others can disable or remove you.")
        else:
            _access(user)


def _role(user: UserAccount) -> None:
    roles = list(ROLES)
    with st.form(f"admin_role_{user.id}", border=False):
        role = st.selectbox(
            "Role",
            roles,
            index=roles.index(user.role),
            format_func=lambda role: f"{role.value}: {ROLES[role]}",
        )
        if st.form_submit_button("Change role"):
            with errors.shown():
                actions_accounts.set_role(user.id, role)
                _done(f"{text.plain(user.email)} is {role.value} now and has to log in again.")


def _password(user: UserAccount) -> None:
    with st.form(f"admin_password_{user.id}", border=False, clear_on_submit=True):
        password = st.text_input(
            "New password for them", type="password", autocomplete="new-password"
        )
        if st.form_submit_button("Reset password"):
            with errors.shown():
                actions_accounts.reset_password(user.id, password)
                _done(f"The password of {text.plain(user.email)} is changed; their sessions ended.")


def _access(user: UserAccount) -> None:
    with st.container(horizontal=True):
        if st.button("End their sessions", key=f"admin_end_{user.id}"):
            with errors.shown():
                ended = actions_accounts.end_sessions(user.id)
                _done(f"{ended} sessions of {text.plain(user.email)} ended.")
        if not user.shared and st.button(
            "Enable" if user.disabled_at else "Disable", key=f"admin_disable_{user.id}"
        ):
            with errors.shown():
                actions_accounts.set_disabled(user.id, user.disabled_at is None)
                _done(
                    f"{text.plain(user.email)} is {'enabled' if user.disabled_at else 'disabled'}."
                )
        if st.button("Remove from organization", key=f"admin_remove_{user.id}"):
            _confirm_removal(user)


@st.dialog("Remove from the organization?")
def _confirm_removal(user: UserAccount) -> None:
    st.write(
        f"{text.plain(user.email)} will not see this organization any more. What they imported"
        " and scored stays."
    )
    if st.button("Remove", type="primary", key="admin_remove_confirmed"):
        with errors.shown():
            actions_accounts.remove_member(user.id)
            _done(f"{text.plain(user.email)} is removed.")


def add() -> None:
    """Draw the form for a new user."""
    st.subheader("Add a user")
    with st.form("admin_add", width=480):
        email = st.text_input("E-mail address", autocomplete="off")
        name = st.text_input("Name", autocomplete="off")
        role = st.selectbox(
            "Role",
            list(ROLES),
            index=1,
            format_func=lambda role: f"{role.value}: {ROLES[role]}",
        )
        password = st.text_input(
            "First password",
            type="password",
            help="10 characters at least; tell them another way than by e-mail. Who already has a"
            " login in this installation keeps their own.",
            autocomplete="new-password",
        )
        sent = st.form_submit_button("Add user", type="primary")
    if sent:
        with errors.shown():
            created = actions_accounts.add_user(email, name, role, password)
            known = "" if created else " They had a login already and keep their password."
            _done(f"{text.plain(email)} is added.{known}")
