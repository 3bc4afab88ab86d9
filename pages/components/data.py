"""Cached reads: the only way from a page to the database.

One module a room (`data_library.py`, `data_search.py`, …), each function after this pattern:

    @st.cache_data(ttl=30, show_spinner=False)
    def paper(tenant: Tenant, paper_id: int) -> PaperDetail:
        with db.reading(tenant) as session:
            return queries.paper(session, tenant, paper_id)

- `tenant` is a real argument and so part of the cache's key. Never start its name with an
  underscore: that drops it from the key and serves one organization's rows to another.
- The cache lives in the process and is shared by all of its users: `ttl` (seconds) bounds how
  old a figure may be after another process has changed it, and the action that changes something
  clears the functions it touches (`data_library.paper.clear()`).
- Return values are the rooms' frozen dataclasses; they are copied on each read.
- A page gets its tenant from `login.require()`, in a fragment too: its rerun skips main.py.
"""

import streamlit as st

from paperscraper_core import db
from paperscraper_core.accounts import queries
from paperscraper_core.accounts.types import Organization
from paperscraper_core.tenancy import Tenant


@st.cache_data(ttl=60, show_spinner=False)
def organization(tenant: Tenant) -> Organization:
    """The tenant's organization."""
    with db.reading(tenant) as session:
        return queries.organization(session, tenant)
