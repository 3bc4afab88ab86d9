"""The papers behind an author's numbers."""

from datetime import UTC, datetime
from typing import Final

import streamlit as st

from pages.components import data_authors, downloads
from paperscraper_core.metrics.types import AuthorMetrics, AuthorPaper
from paperscraper_core.tenancy import Tenant

SIZE: Final = 50


def show(tenant: Tenant, author: AuthorMetrics) -> None:
    """Draw one page of the papers, most cited first, each linking to its own page."""
    st.subheader("Papers")
    author_id = author.profile.author_id
    number = int(st.session_state.get("author_papers_page") or 1)
    found = data_authors.papers(tenant, author_id, number, SIZE)
    if not found.total:
        st.info("The library holds no paper of this author.")
        return
    _table(found.rows)
    if found.pages > 1:
        st.pagination(found.pages, key="author_papers_page")
    downloads.download_table(
        tenant, "Papers of this author", "author-papers", lambda: _export(tenant, author)
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


def _export(tenant: Tenant, author: AuthorMetrics) -> downloads.Source:
    from paperscraper_core.exports.author_papers import author_papers_table

    return author_papers_table(
        data_authors.every_paper(tenant, author.profile.author_id),
        as_of=datetime.now(UTC),
        counts_as_of=author.counts_to,
        filters=(("author", author.profile.name),),
    )
