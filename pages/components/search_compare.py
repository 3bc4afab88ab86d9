"""Two to six papers side by side; the address names them."""

from datetime import UTC, datetime

import streamlit as st

from pages.components import data_search, downloads, search_compare_table, search_state, text
from pages.components.search_url import View
from paperscraper_core.exports.papers_compared import ComparedPaper, comparison_table
from paperscraper_core.tenancy import Tenant


def show(tenant: Tenant, view: View) -> None:
    """Draw the papers that the address names in place of the hits."""
    back(view)
    papers = data_search.compared(tenant, view.compare)
    gone = len(view.compare) - len(papers)
    if gone:
        st.warning(f"{gone} of the {len(view.compare)} papers are not in your library.")
    if not papers:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="search_compare_bar"):
        st.markdown(f"**{len(papers)} papers side by side**")
        with st.popover("Export"):
            downloads.download_table(
                tenant,
                "This comparison",
                "comparison",
                lambda: comparison_table(papers, as_of=datetime.now(UTC)),
                key="search_comparison",
            )
    wide = st.container(key="search_compare_scroll").container(
        key=f"search_compare_{len(papers)}", gap="xsmall"
    )
    with wide:
        for column, paper in zip(st.columns(len(papers)), papers, strict=True):
            with column:
                _head(paper, view, papers)
        st.html(search_compare_table.rows(papers))
    st.caption("The best known value of a row is marked. Unknown is not zero: it takes no part.")


def back(view: View) -> None:
    """Draw the way back to the hits."""
    st.button(
        "Back to the results", key="search_back", type="tertiary", icon=":material/arrow_back:",
        on_click=search_state.go, args=(view.criteria,),
    )  # fmt: skip


def _head(paper: ComparedPaper, view: View, papers: tuple[ComparedPaper, ...]) -> None:
    one = paper.paper
    with st.container(gap="xxsmall"):
        st.page_link("paper.py", label=text.plain(one.title), query_params={"id": str(one.id)})
        others = tuple(other.paper.id for other in papers if other.paper.id != one.id)
        st.button(
            "Remove", key=f"search_compare_remove_{one.id}", type="tertiary",
            icon=":material/close:", on_click=_without, args=(view, others),
        )  # fmt: skip


def _without(view: View, others: tuple[int, ...]) -> None:
    """One paper alone is no comparison: then the hits come back."""
    search_state.tick_only(others)
    compare = others if len(others) > 1 else ()
    search_state.go_view(View(criteria=view.criteria, compare=compare))
