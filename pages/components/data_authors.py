"""Cached reads of authors and their metrics."""

import streamlit as st

from paperscraper_core import db
from paperscraper_core.metrics import board_choices as choices
from paperscraper_core.metrics import (
    board_history,
    compare_counting,
    compare_queries,
    freshness,
    lists,
    queries,
    snapshot_queries,
)
from paperscraper_core.metrics.board_choices import BoardChoices
from paperscraper_core.metrics.compare_types import Choices, Compared, Material
from paperscraper_core.metrics.snapshot_types import Changes
from paperscraper_core.metrics.types import (
    AuthorList,
    AuthorMetrics,
    AuthorPaper,
    AuthorRow,
    HistoryPoint,
    LeaderboardCriteria,
    LibraryDate,
)
from paperscraper_core.paging import Page
from paperscraper_core.tenancy import Tenant

#: All papers of an author fit on one page of an export.
EVERY_PAPER = 100_000


@st.cache_data(ttl=30, show_spinner=False, max_entries=200)
def leaderboard(tenant: Tenant, criteria: LeaderboardCriteria) -> Page[AuthorRow]:
    """One page of the authors that fit."""
    with db.reading(tenant) as session:
        return queries.leaderboard(session, tenant, criteria)


@st.cache_data(ttl=30, show_spinner=False, max_entries=200)
def recent_h(tenant: Tenant, criteria: LeaderboardCriteria) -> dict[int, tuple[HistoryPoint, ...]]:
    """The h-index of the last ten years of the authors of one page."""
    rows = leaderboard(tenant, criteria).rows
    with db.reading(tenant) as session:
        return board_history.recent_h(session, tenant, rows, criteria)


@st.cache_data(ttl=30, show_spinner=False, max_entries=200)
def papers_that_fit(tenant: Tenant, criteria: LeaderboardCriteria) -> int:
    """How many papers the numbers of a list are computed from."""
    with db.reading(tenant) as session:
        return lists.papers_that_fit(session, tenant, criteria)


@st.cache_data(ttl=60, show_spinner=False, max_entries=50)
def board_choices(tenant: Tenant) -> BoardChoices:
    """What the filters of the list of authors offer."""
    with db.reading(tenant) as session:
        return choices.board_choices(session, tenant)


@st.cache_data(ttl=30, show_spinner=False, max_entries=200)
def library_date(tenant: Tenant) -> LibraryDate:
    """The day for which the library's citation counts hold."""
    with db.reading(tenant) as session:
        return freshness.library_date(session, tenant)


@st.cache_data(ttl=30, show_spinner=False, max_entries=100)
def compared(tenant: Tenant, author_ids: tuple[int, ...]) -> tuple[AuthorMetrics, ...]:
    """Everything about each of the authors, in the order of their ids."""
    with db.reading(tenant) as session:
        return queries.compare(session, tenant, author_ids)


@st.cache_data(ttl=60, show_spinner=False, max_entries=50)
def materials(tenant: Tenant, author_ids: tuple[int, ...], judged: bool) -> tuple[Material, ...]:
    """All papers of each of the authors, for a comparison; with self-citations where ``judged``."""
    with db.reading(tenant) as session:
        return compare_queries.materials(session, tenant, author_ids, judged=judged)


@st.cache_data(ttl=30, show_spinner=False, max_entries=200)
def changes(tenant: Tenant, author_id: int) -> Changes | None:
    """Why an author's numbers changed between the last two observations."""
    with db.reading(tenant) as session:
        return snapshot_queries.changes_since(session, tenant, author_id)


@st.cache_data(ttl=60, show_spinner=False, max_entries=200)
def counted(
    tenant: Tenant, author_ids: tuple[int, ...], judged: bool, choices: Choices
) -> tuple[Compared, ...]:
    """The numbers of each of the authors by the rules; nothing is read that has been read."""
    return tuple(
        compare_counting.compared(one, choices) for one in materials(tenant, author_ids, judged)
    )


@st.cache_data(ttl=30, show_spinner=False, max_entries=200)
def papers(
    tenant: Tenant,
    author_id: int,
    number: int,
    size: int,
    paper_ids: tuple[int, ...] | None = None,
) -> Page[AuthorPaper]:
    """One page of an author's papers, or of these of them, most cited first."""
    with db.reading(tenant) as session:
        return queries.author_papers(
            session, tenant, author_id, number=number, size=size, paper_ids=paper_ids
        )


def every_author(tenant: Tenant, criteria: LeaderboardCriteria) -> AuthorList:
    """All authors that fit, for an export: not cached."""
    with db.reading(tenant) as session:
        return queries.authors(session, tenant, criteria)


def every_paper(
    tenant: Tenant, author_id: int, paper_ids: tuple[int, ...] | None = None
) -> tuple[AuthorPaper, ...]:
    """All papers of an author, or these of them, for an export: not cached."""
    with db.reading(tenant) as session:
        return queries.author_papers(
            session, tenant, author_id, size=EVERY_PAPER, paper_ids=paper_ids
        ).rows
