"""More papers like the ticked ones; other records of the same paper stand apart."""

import streamlit as st

from pages.components import data_search, search_compare, search_state, text
from pages.components.search_url import View
from paperscraper_core.exports.papers_compared import ComparedPaper
from paperscraper_core.search.types import MoreLike, NearDuplicate, SimilarPaper
from paperscraper_core.tenancy import Tenant


def show(tenant: Tenant, view: View) -> None:
    """Draw the neighbours of the papers that the address names in place of the hits."""
    search_compare.back(view)
    chosen = data_search.compared(tenant, view.like)
    if len(chosen) < len(view.like):
        st.warning("Some of these papers are not in your library.")
    if not chosen:
        return
    with st.container(border=True, key="search_like_chosen", gap="xsmall"):
        st.markdown(
            "**More like this paper**" if len(chosen) == 1 else "**More like these papers**"
        )
        for one in chosen:
            _chosen(one, view, chosen)
    found = data_search.more_like(tenant, tuple(one.paper.id for one in chosen))
    if found.near_duplicates:
        _duplicates(found, {one.paper.id: one.paper.title for one in chosen})
    if not found.neighbours:
        st.info("No paper of your library comes close.")
        return
    st.markdown(f"**{len(found.neighbours)} nearest papers**")
    st.caption(
        "Ordered by their telling words and their meaning together; the similarity is of the"
        " meaning alone, at most 1."
    )
    ticked = search_state.ticked()
    with st.container(gap="xsmall", key="search_hits"):
        for place, near in enumerate(found.neighbours, start=1):
            _neighbour(place, near, near.paper_id in ticked)


def _chosen(one: ComparedPaper, view: View, chosen: tuple[ComparedPaper, ...]) -> None:
    others = tuple(other.paper.id for other in chosen if other is not one)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.page_link(
            "paper.py", label=text.plain(one.paper.title), query_params={"id": str(one.paper.id)}
        )
        st.button(
            "Remove", key=f"search_like_remove_{one.paper.id}", type="tertiary",
            icon=":material/close:",
            on_click=search_state.go_view, args=(View(criteria=view.criteria, like=others),),
        )  # fmt: skip


def _duplicates(found: MoreLike, titles: dict[int, str]) -> None:
    with st.container(border=True, key="search_like_duplicates", gap="xsmall"):
        st.markdown("**Other records or versions of the same work**")
        for one in found.near_duplicates:
            st.page_link(
                "paper.py", label=text.plain(one.title), query_params={"id": str(one.paper_id)}
            )
            st.caption(text.plain(_beside(one, titles)))


def _beside(one: NearDuplicate, titles: dict[int, str]) -> str:
    parts = (one.year, one.venue, one.reason)
    said = " · ".join(str(part) for part in parts if part)
    return said if len(titles) == 1 else f"{said} · of “{titles.get(one.of, '')}”"


def _neighbour(place: int, near: SimilarPaper, ticked: bool) -> None:
    with st.container(border=True, key=f"search_hit_{near.paper_id}"):
        tick, body = st.columns([1, 24], vertical_alignment="top")
        tick.checkbox(
            f"Select paper {place}",
            key=search_state.bound(f"search_tick_{near.paper_id}", ticked),
            label_visibility="collapsed", on_change=search_state.tick, args=(near.paper_id,),
        )  # fmt: skip
        with body, st.container(gap="xxsmall"):
            st.page_link(
                "paper.py",
                label=f"**{place}.** {text.plain(near.title)}",
                query_params={"id": str(near.paper_id)},
            )
            how = (
                f"similarity {near.similarity:.2f}"
                if near.similarity is not None
                else "by its words"
            )
            parts = (near.venue, near.year, how)
            st.caption(text.plain(" · ".join(str(part) for part in parts if part)))
