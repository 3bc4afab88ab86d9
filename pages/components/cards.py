"""Small boxes: a figure with the way to its rows, and lists of links."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import streamlit as st

from pages.components import text


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """Where a figure's rows are: a page and its address parameters."""

    page: str
    label: str
    query: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a list: a link, what stands below it, both as untrusted text."""

    label: str
    below: str
    page: str
    query: dict[str, str]


def figures(cards: Iterable[tuple[str, str, str, Way]]) -> None:
    """Draw figures side by side, two on a narrow screen: (name, value, explanation, way)."""
    with st.container(horizontal=True, gap="small", key="figures_cards"):
        for name, value, explanation, way in cards:
            with st.container(border=True, width=150, gap=None):
                st.metric(name, value, help=explanation)
                st.page_link(way.page, label=way.label, query_params=way.query)


def lines(title: str, found: Iterable[Line], empty: str, more: Way | None = None) -> None:
    """Draw a titled list of links, or a sentence when there is nothing."""
    rows = list(found)
    with st.container(border=True, height="stretch", gap="small"):
        st.markdown(f"**{title}**")
        if not rows:
            st.caption(empty)
        for row in rows:
            with st.container(gap=None):
                st.page_link(row.page, label=text.plain(row.label), query_params=row.query)
                if row.below:
                    st.caption(text.plain(row.below))
        if more and rows:
            st.page_link(
                more.page,
                label=more.label,
                query_params=more.query,
                icon=":material/arrow_forward:",
            )


def shortened(words: str, longest: int = 110) -> str:
    """The words cut at a space, with an ellipsis when something is missing."""
    if len(words) <= longest:
        return words
    return words[:longest].rpartition(" ")[0].rstrip(" ,;:") + " …"
