"""From the list to an author or a comparison, and back, within the one page.

A link to the page that is open changes what is shown but not the address in the browser, so these
are buttons that set the address.
"""

import streamlit as st

from pages.components import text


def open_author(label: str, author_id: int, *, key: str) -> None:
    """Draw a button that opens one author."""
    _button(text.plain(label), "person", key, {"author": str(author_id)})


def compare(label: str, author_ids: tuple[int, ...]) -> None:
    """Draw a button that compares authors."""
    _button(label, "compare_arrows", "authors_compare", {"compare": ",".join(map(str, author_ids))})


def all_authors() -> None:
    """Draw a button that leads back to the list."""
    _button("All authors", "arrow_back", "authors_back", {})


def who_is_who() -> None:
    """Draw a button that leads to the pairs of profiles that wait for a decision."""
    _button("Who is who", "merge", "authors_identity", {"view": "identity"})


def _button(label: str, icon: str, key: str, query: dict[str, str]) -> None:
    st.button(label, icon=f":material/{icon}:", key=key, on_click=_go, args=(query,))


def _go(query: dict[str, str]) -> None:
    st.query_params.from_dict(query)
