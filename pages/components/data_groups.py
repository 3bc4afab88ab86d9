"""Cached reads of groups of authors."""

import streamlit as st

from paperscraper_core import db
from paperscraper_core.metrics import group_queries
from paperscraper_core.metrics.group_types import Group, GroupMetrics
from paperscraper_core.tenancy import Tenant


@st.cache_data(ttl=30, show_spinner=False, max_entries=50)
def groups(tenant: Tenant) -> tuple[Group, ...]:
    """All groups of the organization by name."""
    with db.reading(tenant) as session:
        return group_queries.groups(session, tenant)


@st.cache_data(ttl=30, show_spinner=False, max_entries=50)
def group_metrics(tenant: Tenant, group_id: int) -> GroupMetrics:
    """Everything about one group."""
    with db.reading(tenant) as session:
        return group_queries.group_metrics(session, tenant, group_id)
