"""Cached reads of searches: the page of hits, all ids of the view, what can be filtered by."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

import streamlit as st

from paperscraper_core import db
from paperscraper_core.embedding import queries as embedding_queries
from paperscraper_core.embedding.types import EmbeddingProgress, ModelNotFound, ModelRefused
from paperscraper_core.exports.papers_compared import ComparedPaper
from paperscraper_core.exports.types import PaperSet
from paperscraper_core.library.export_queries import export_rows
from paperscraper_core.search import choices, details, queries, similar, vectors
from paperscraper_core.search import facets as facet_queries
from paperscraper_core.search.facet_types import Facets
from paperscraper_core.search.found import Found
from paperscraper_core.search.types import FilterChoices, Mode, MoreLike, Ranked, SearchCriteria
from paperscraper_core.tenancy import Tenant

#: Papers that "more like these" lists.
NEIGHBOURS: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """A page of hits, and why it is by words alone where it should not be."""

    page: Found
    trouble: str | None


@st.cache_data(ttl=20, max_entries=200, show_spinner=False)
def results(tenant: Tenant, criteria: SearchCriteria) -> Results:
    """The hits of one page; without the embedding model a search goes by words alone."""
    trouble = None
    try:
        vector = vectors.query_vector(criteria)  # outside the transaction
    except (ModelNotFound, ModelRefused) as error:
        vector, trouble = None, error.message
        criteria = replace(criteria, mode=Mode.KEYWORD)
    with db.reading(tenant) as session:
        return Results(page=queries.search(session, tenant, criteria, vector), trouble=trouble)


def facets(tenant: Tenant, criteria: SearchCriteria) -> Facets:
    """How the papers of a search spread, whatever page of it is shown and however it is weighed."""
    return _facets(tenant, replace(criteria, number=1, weights=()))


@st.cache_data(ttl=20, max_entries=200, show_spinner=False)
def _facets(tenant: Tenant, criteria: SearchCriteria) -> Facets:
    try:
        vector = vectors.query_vector(criteria)
    except (ModelNotFound, ModelRefused):
        vector, criteria = None, replace(criteria, mode=Mode.KEYWORD)
    with db.reading(tenant) as session:
        return facet_queries.facets(session, tenant, criteria, vector)


@st.cache_data(ttl=20, max_entries=100, show_spinner=False)
def compared(tenant: Tenant, paper_ids: tuple[int, ...]) -> tuple[ComparedPaper, ...]:
    """Papers with their scores, in the given order; ids that the library lacks are left out."""
    places = [Ranked(paper_id=paper_id, score=0.0) for paper_id in paper_ids]
    with db.reading(tenant) as session:
        papers = {one.id: one for one in export_rows(session, tenant, paper_ids)}
        hits = details.hits(
            session, tenant, places, lexemes=frozenset(), first_rank=1, by_relevance=False
        )
    return tuple(
        ComparedPaper(paper=papers[hit.paper_id], overall=hit.overall, scores=hit.scores)
        for hit in hits
        if hit.paper_id in papers
    )


@st.cache_data(ttl=20, max_entries=100, show_spinner=False)
def more_like(tenant: Tenant, paper_ids: tuple[int, ...]) -> MoreLike:
    """The neighbours of papers, with their near-duplicates apart."""
    with db.reading(tenant) as session:
        return similar.more_like(session, tenant, paper_ids, NEIGHBOURS)


@st.cache_data(ttl=60, show_spinner=False)
def filter_choices(tenant: Tenant) -> FilterChoices:
    """What the filters offer."""
    with db.reading(tenant) as session:
        return choices.filter_choices(session, tenant)


@st.cache_data(ttl=10, show_spinner=False)
def embedding_progress(tenant: Tenant) -> EmbeddingProgress:
    """How many papers there are, and how many of them can be found by meaning."""
    with db.reading(tenant) as session:
        return embedding_queries.progress(session, tenant)


def all_ids(tenant: Tenant, criteria: SearchCriteria) -> tuple[int, ...]:
    """All papers of the view in its order, for scoring them."""
    vector = vectors.query_vector(criteria)
    with db.reading(tenant) as session:
        return queries.all_ids(session, tenant, criteria, vector)


def export(
    tenant: Tenant,
    criteria: SearchCriteria,
    chosen: tuple[int, ...],
    filters: tuple[tuple[str, str], ...],
) -> PaperSet:
    """The chosen papers, or all of the view, in its order, with all columns."""
    ids = chosen or all_ids(tenant, criteria)
    with db.reading(tenant) as session:
        papers = tuple(export_rows(session, tenant, ids))
    return PaperSet(papers=papers, as_of=datetime.now(UTC), filters=filters)
