"""Administration: the organization's users and its audit trail."""

from datetime import UTC, datetime

import streamlit as st

from pages.components import actions, data, data_accounts, downloads, login, text, users_table
from paperscraper_core.accounts.permissions import Permission

tenant = login.require()
st.title("Administration")
if not actions.may(tenant, Permission.MANAGE_USERS):
    st.info("This page is for administrators of your organization.")
    st.stop()
st.caption(text.plain(data.organization(tenant).name))

users, trail = st.tabs(["Users", "Audit trail"])
with users:
    users_table.show(data_accounts.users(tenant), tenant)
    users_table.add()

_SIZE = 50


def _whole_trail() -> downloads.Source:
    from paperscraper_core.exports.audit_trail import audit_trail_table

    return audit_trail_table(data_accounts.whole_audit_trail(tenant).rows, as_of=datetime.now(UTC))


with trail:
    number = int(st.session_state.get("admin_trail_page", 1))
    entries = data_accounts.audit_trail(tenant, number, _SIZE)
    if not entries.total:
        st.info("Nothing has been recorded yet. Whoever adds, changes or exports something is.")
    else:
        st.dataframe(
            {
                "When (UTC)": [row.happened_at for row in entries.rows],
                "Who": [row.email or "system" for row in entries.rows],
                "What": [row.action for row in entries.rows],
                "To": [row.subject for row in entries.rows],
                "Details": [row.details for row in entries.rows],
            },
            hide_index=True,
            column_config={
                "When (UTC)": st.column_config.DatetimeColumn(format="YYYY-MM-DD HH:mm")
            },
        )
        st.caption(f"{entries.total:,} entries")
        if entries.pages > 1:
            st.pagination(entries.pages, key="admin_trail_page")
        downloads.download_table(tenant, "Audit trail", "audit-trail", _whole_trail)
