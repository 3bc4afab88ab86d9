"""Going from one view of the search to another: the address is the state, and clicks change it.

Widgets that act at once are set to what the address says before they are drawn, and their
callbacks change the address before the page runs: one run a click, and the way back of the
browser works for all of them.
"""

from collections.abc import Sequence
from typing import TypeVar

import streamlit as st

from pages.components import search_url
from paperscraper_core.search.types import SearchCriteria

_TICKED = "search_ticked"
Value = TypeVar("Value")


def go(criteria: SearchCriteria) -> None:
    """Change the address to another search; for callbacks, after which the page runs anyway."""
    st.query_params.from_dict(search_url.write(criteria))


def go_view(view: search_url.View) -> None:
    """Change the address to another view; for callbacks."""
    st.query_params.from_dict(search_url.write_view(view))


def leave_for(criteria: SearchCriteria) -> None:
    """Change the address to another search and run the page again."""
    go(criteria)
    st.rerun()


def bound(key: str, value: Value) -> str:
    """Set the widget `key` to what the address says, and return the key."""
    if key not in st.session_state or st.session_state[key] != value:
        st.session_state[key] = value
    return key


def ticked() -> tuple[int, ...]:
    """The papers that are ticked, on whichever page of hits, in the order of ticking."""
    return tuple(st.session_state.get(_TICKED, ()))


def tick(paper_id: int) -> None:
    """Tick a paper, or take the tick away; for callbacks."""
    others = [one for one in ticked() if one != paper_id]
    tick_only([*ticked(), paper_id] if len(others) == len(ticked()) else others)


def tick_only(paper_ids: Sequence[int]) -> None:
    """Tick these papers and no others; for callbacks."""
    st.session_state[_TICKED] = list(paper_ids)
