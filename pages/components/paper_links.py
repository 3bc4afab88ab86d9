"""Ways from one paper to others.

A link to the page that is open changes what is shown but not the address in the browser, so these
are buttons that set the address.
"""

from collections.abc import Sequence

import streamlit as st

from pages.components import cards, data_search, text
from paperscraper_core.library.types import PaperSummary
from paperscraper_core.tenancy import Tenant

#: Papers that stand as links; the rest is in a table.
FIRST = 5
#: Similar papers; the search page lists more.
SIMILAR = 10


def one(label: str, paper_id: int, below: str, *, key: str) -> None:
    """Draw a way to one paper: its title and a line below it, both untrusted text."""
    with st.container(gap=None):
        st.button(
            text.plain(cards.shortened(label, 140)),
            key=key,
            type="tertiary",
            on_click=_go,
            args=(paper_id,),
        )
        if below:
            st.caption(text.plain(below))


def several(papers: Sequence[PaperSummary], total: int, key: str) -> None:
    """Draw the first papers as links, and all of them as a table when there are more.

    Args:
        papers: the papers at hand, in order.
        total: how many there truly are.
        key: distinguishes lists of one page.
    """
    for paper in papers[:FIRST]:
        one(paper.title, paper.id, line(paper), key=f"{key}_{paper.id}")
    if len(papers) <= FIRST:
        return
    with st.expander(f"All {total:,}" if total == len(papers) else f"{len(papers):,} of {total:,}"):
        _table(papers, key)


def similar(tenant: Tenant, paper_id: int) -> None:
    """Draw the papers nearest to a paper; other records of the same work stand apart."""
    found = data_search.more_like(tenant, (paper_id,))
    if found.near_duplicates:
        st.markdown("**Other records or versions of this paper**")
        for double in found.near_duplicates:
            parts = (double.year, double.venue, double.reason)
            below = " · ".join(str(part) for part in parts if part)
            one(double.title, double.paper_id, below, key=f"paper_double_{double.paper_id}")
        st.markdown("**Similar papers**")
    if not found.neighbours:
        st.caption("No other paper of your library comes close.")
        return
    for near in found.neighbours[:SIMILAR]:
        how = f"similarity {near.similarity:.2f}" if near.similarity else "by its words"
        below = " · ".join(str(part) for part in (how, near.year, near.venue) if part is not None)
        one(near.title, near.paper_id, below, key=f"paper_similar_{near.paper_id}")
    st.page_link(
        "search.py", label="More like this", icon=":material/join:",
        query_params={"like": str(paper_id)},
    )  # fmt: skip


def _table(papers: Sequence[PaperSummary], key: str) -> None:
    name, ids = f"{key}_table", [paper.id for paper in papers]

    def opened() -> None:
        rows = st.session_state[name]["selection"]["rows"]
        if rows:
            _go(ids[rows[0]])

    st.caption("Select a row to open the paper.")
    st.dataframe(
        {
            "Title": [paper.title for paper in papers],
            "Year": [paper.year for paper in papers],
            "Citations": [paper.citation_count for paper in papers],
            "Venue": [paper.venue for paper in papers],
        },
        hide_index=True,
        key=name,
        on_select=opened,
        selection_mode="single-row",
        column_config={
            "Title": st.column_config.TextColumn(width="large"),
            "Year": st.column_config.NumberColumn(format="%d"),
            "Citations": st.column_config.NumberColumn(
                format="%,d", help="As the source counts them; empty when it does not say."
            ),
        },
    )


def line(paper: PaperSummary) -> str:
    """Authors, year, venue and citations of a paper, as far as they are known."""
    authors = ", ".join(paper.authors[:3])
    if paper.author_count > 3:
        authors += f" and {paper.author_count - 3:,} more"
    cited = None if paper.citation_count is None else f"{paper.citation_count:,} citations"
    parts = (authors or None, paper.year, paper.venue, cited)
    return " · ".join(str(part) for part in parts if part is not None)


def _go(paper_id: int) -> None:
    st.query_params.from_dict({"id": str(paper_id)})
