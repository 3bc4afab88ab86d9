"""Cached reads of the analyses of one author, apart from the list: they load a graph library."""

import streamlit as st

from paperscraper_core import db
from paperscraper_core.metrics import (
    choice_queries,
    collaboration_queries,
    network_queries,
    peer_queries,
    self_citation_queries,
    topic_queries,
)
from paperscraper_core.metrics.analysis_types import (
    CoauthorNetwork,
    Collaborations,
    Peers,
    SelfCitations,
    Topics,
    Venues,
)
from paperscraper_core.metrics.choice_types import ChosenPapers, PaperChoice
from paperscraper_core.tenancy import Tenant


@st.cache_data(ttl=30, show_spinner=False, max_entries=100)
def peers(tenant: Tenant, author_id: int) -> Peers:
    """An author among authors of similar career age."""
    with db.reading(tenant) as session:
        return peer_queries.peers(session, tenant, author_id)


@st.cache_data(ttl=30, show_spinner=False, max_entries=100)
def self_citations(tenant: Tenant, author_id: int) -> SelfCitations:
    """An author's self-citations by both rules."""
    with db.reading(tenant) as session:
        return self_citation_queries.self_citations(session, tenant, author_id)


@st.cache_data(ttl=30, show_spinner=False, max_entries=100)
def network(tenant: Tenant, author_id: int) -> CoauthorNetwork:
    """An author's closest co-authors and their ties."""
    with db.reading(tenant) as session:
        return network_queries.coauthor_network(session, tenant, author_id)


@st.cache_data(ttl=30, show_spinner=False, max_entries=100)
def topics(tenant: Tenant, author_id: int) -> Topics:
    """An author's papers by topic and year."""
    with db.reading(tenant) as session:
        return topic_queries.topics_over_time(session, tenant, author_id)


@st.cache_data(ttl=30, show_spinner=False, max_entries=100)
def venues(tenant: Tenant, author_id: int) -> Venues:
    """An author's papers by venue."""
    with db.reading(tenant) as session:
        return topic_queries.venues(session, tenant, author_id)


@st.cache_data(ttl=30, show_spinner=False, max_entries=100)
def collaborations(tenant: Tenant, author_id: int) -> Collaborations:
    """The institutions and countries of an author's co-authors."""
    with db.reading(tenant) as session:
        return collaboration_queries.collaborations(session, tenant, author_id)


@st.cache_data(ttl=30, show_spinner=False, max_entries=200)
def chosen(tenant: Tenant, author_id: int, choice: PaperChoice) -> ChosenPapers:
    """The papers behind a point of a chart."""
    with db.reading(tenant) as session:
        return choice_queries.chosen_papers(session, tenant, author_id, choice)


def clear() -> None:
    """Forget everything: who is who has changed."""
    for cached in (peers, self_citations, network, topics, venues, collaborations, chosen):
        cached.clear()
