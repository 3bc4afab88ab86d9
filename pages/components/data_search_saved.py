"""Cached reads of saved searches, and of how much is new in them."""

from datetime import datetime
from typing import Final

import streamlit as st

from pages.components import search_url
from paperscraper_core import db
from paperscraper_core.embedding.types import ModelNotFound, ModelRefused
from paperscraper_core.search import saved_queries, vectors
from paperscraper_core.search.saved_types import SavedSearch
from paperscraper_core.search.types import Mode
from paperscraper_core.tenancy import Tenant

#: So many say at once what is new in them; the others when they are opened.
COUNTED: Final = 8


@st.cache_data(ttl=20, show_spinner=False)
def saved(tenant: Tenant) -> tuple[SavedSearch, ...]:
    """The user's saved searches and those that others share."""
    with db.reading(tenant) as session:
        return saved_queries.saved_searches(session, tenant)


@st.cache_data(ttl=60, max_entries=500, show_spinner=False)
def new_in(tenant: Tenant, address: str, since: datetime) -> int:
    """How many papers came into a saved search since a moment; at most `MOST_NEW` are counted."""
    criteria = search_url.read(search_url.parameters_of(address))
    try:
        vector = vectors.query_vector(criteria)
    except (ModelNotFound, ModelRefused):
        vector = None
        if criteria.mode is Mode.SEMANTIC:
            return 0
    with db.reading(tenant) as session:
        return saved_queries.new_since(session, tenant, criteria, vector, since)


def new_in_all(tenant: Tenant) -> dict[int, int]:
    """What is new in the first saved searches, by their ids; none that was never looked at."""
    found = [one for one in saved(tenant) if one.seen_at is not None][:COUNTED]
    return {one.id: new_in(tenant, one.address, one.seen_at) for one in found if one.seen_at}
