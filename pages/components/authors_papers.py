"""The papers behind an author's numbers, all of them or those that a chart chose."""

from datetime import UTC, datetime
from typing import Final

import streamlit as st

from pages.components import (
    authors_links,
    authors_one_choice,
    data_author_analyses,
    data_authors,
    downloads,
    errors,
)
from paperscraper_core.metrics.choice_types import ChosenPapers
from paperscraper_core.metrics.types import AuthorMetrics, AuthorPaper
from paperscraper_core.tenancy import Tenant

SIZE: Final = 50
_PAGE: Final = "author_papers_page"


def show(tenant: Tenant, author: AuthorMetrics) -> None:
    """Draw one page of the papers, most cited first, each linking to its own page."""
    st.subheader("Papers", anchor="papers")
    author_id = author.profile.author_id
    with errors.shown():
        chosen = _chosen(tenant, author_id)
        ids = chosen.paper_ids if chosen else None
        number = int(st.session_state.get(_PAGE) or 1)
        found = data_authors.papers(tenant, author_id, number, SIZE, ids)
        if chosen:
            _choice(chosen, found.total)
        else:
            st.caption("A click on a bar or a point of a chart above shows its papers here.")
        if not found.total:
            st.info(
                "None of this author's papers fits."
                if chosen
                else "The library holds no paper of this author."
            )
            return
        _table(found.rows)
        if found.pages > 1:
            st.pagination(found.pages, key=_PAGE)
        downloads.download_table(
            tenant,
            "These papers" if chosen else "Papers of this author",
            "author-papers",
            lambda: _export(tenant, author, chosen),
        )


def _chosen(tenant: Tenant, author_id: int) -> ChosenPapers | None:
    choice = authors_one_choice.current()
    return data_author_analyses.chosen(tenant, author_id, choice) if choice else None


def _choice(chosen: ChosenPapers, papers: int) -> None:
    """Say in words what is shown, with a way back to all papers."""
    with st.container(horizontal=True, vertical_alignment="center", key="author_choice"):
        st.markdown(authors_one_choice.said(chosen.words, papers), width="content")
        st.button(
            "All papers",
            icon=":material/close:",
            key="author_choice_clear",
            on_click=authors_one_choice.clear,
        )
        if chosen.other_id is not None:
            authors_links.open_author(
                "Open this co-author", chosen.other_id, key="author_choice_other"
            )


def _table(rows: tuple[AuthorPaper, ...]) -> None:
    st.dataframe(
        {
            "open": [f"paper?id={row.paper_id}" for row in rows],
            "Title": [row.title for row in rows],
            "Year": [row.year for row in rows],
            "Citations": [row.citations for row in rows],
            "Position": [f"{row.place} of {row.n_authors:,} ({row.position})" for row in rows],
            "Venue": [row.venue for row in rows],
            "Type": [row.type for row in rows],
            "DOI": [row.doi and f"https://doi.org/{row.doi}" for row in rows],
        },
        hide_index=True,
        column_config={
            "open": st.column_config.LinkColumn("", display_text="Open", width="small"),
            "Title": st.column_config.TextColumn(width="large"),
            "Year": st.column_config.NumberColumn(format="%d", width="small"),
            "Citations": st.column_config.NumberColumn(
                format="%,d", help="As the source counts them; empty when it does not say."
            ),
            "DOI": st.column_config.LinkColumn(display_text=r"https://doi\.org/(.*)"),
        },
        alt="Papers of this author",
    )


def _export(tenant: Tenant, author: AuthorMetrics, chosen: ChosenPapers | None) -> downloads.Source:
    from paperscraper_core.exports.author_papers import author_papers_table

    filters = [("author", author.profile.name)]
    if chosen:
        filters.append(("papers", chosen.words))
    return author_papers_table(
        data_authors.every_paper(
            tenant, author.profile.author_id, chosen.paper_ids if chosen else None
        ),
        as_of=datetime.now(UTC),
        counts_as_of=author.counts_to,
        filters=tuple(filters),
    )
