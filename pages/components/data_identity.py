"""Cached reads of who is who: suggestions, previews and the history of decisions."""

import streamlit as st

from paperscraper_core import db
from paperscraper_core.library import profile_queries, suggesting
from paperscraper_core.library.profiles import ProfileEvent, SuggestedPair
from paperscraper_core.metrics import identity
from paperscraper_core.metrics.identity import IdentityPreview
from paperscraper_core.tenancy import Tenant


@st.cache_data(ttl=300, show_spinner="Looking for profiles of one person …", max_entries=50)
def suggestions(tenant: Tenant, namesakes: bool) -> tuple[SuggestedPair, ...]:
    """Pairs that may be one person, or namesakes that are probably two."""
    with db.reading(tenant) as session:
        if namesakes:
            return suggesting.suspected_namesakes(session, tenant)
        return suggesting.suggested_merges(session, tenant)


@st.cache_data(ttl=30, show_spinner=False, max_entries=200)
def history(tenant: Tenant, author_id: int) -> tuple[ProfileEvent, ...]:
    """The decisions about a person, newest first."""
    with db.reading(tenant) as session:
        return profile_queries.history(session, tenant, author_id)


@st.cache_data(ttl=30, show_spinner=False, max_entries=100)
def merge_preview(tenant: Tenant, profile_ids: tuple[int, ...], into_id: int) -> IdentityPreview:
    """The numbers before and after a merge."""
    with db.reading(tenant) as session:
        return identity.preview_merge(session, tenant, profile_ids, into_id)


@st.cache_data(ttl=30, show_spinner=False, max_entries=100)
def split_preview(
    tenant: Tenant,
    author_id: int,
    paper_ids: tuple[int, ...],
    name: str,
    into_id: int | None = None,
) -> IdentityPreview:
    """The numbers before and after papers go to a new author, or to `into_id`."""
    with db.reading(tenant) as session:
        return identity.preview_split(
            session, tenant, author_id, paper_ids, into_id=into_id, name=name
        )
