"""The user's own weighting: a slider a dimension; moving one orders the hits anew at once."""

from dataclasses import replace

import streamlit as st

from pages.components import search_state
from paperscraper_core.scoring.types import Dimension
from paperscraper_core.search.types import SearchCriteria
from paperscraper_core.search.weighting import MAX_WEIGHT, RELEVANCE

_NAMES = {**{one.value: one.label for one in Dimension}, RELEVANCE: "Match with the query"}
#: Where all dimensions weigh the same.
_EQUAL = 5.0


def current(criteria: SearchCriteria) -> dict[str, float]:
    """The weights that count; without any in the address, all dimensions weigh the same."""
    return dict(criteria.weights) or {one.value: _EQUAL for one in Dimension}


def show(criteria: SearchCriteria) -> None:
    """Draw the sliders."""
    weights = current(criteria)
    names = [name for name in _NAMES if name != RELEVANCE or criteria.query.strip()]
    with st.container(border=True, key="search_weights", gap="small"):
        st.caption(
            "Each paper's score is the mean of its known dimensions by these weights; a dimension"
            " without a number is left out, not zero. The address holds the weights."
        )
        with st.container(horizontal=True, gap="medium", key="search_weights_sliders"):
            for name in names:
                st.slider(
                    _NAMES[name], 0.0, MAX_WEIGHT, step=0.5, format="%g", width=180,
                    key=search_state.bound(f"search_w_{name}", weights.get(name, 0.0)),
                    on_change=_weigh, args=(criteria, tuple(names)),
                )  # fmt: skip


def _weigh(criteria: SearchCriteria, names: tuple[str, ...]) -> None:
    found = tuple(
        (name, value) for name in names if (value := st.session_state[f"search_w_{name}"]) > 0
    )
    if not found:
        st.toast("At least one weight has to be above zero.")
        return  # the address stays, and the slider goes back to it
    search_state.go(replace(criteria, weights=found, number=1))


def said(hit_scores: tuple[tuple[str, float | None], ...], criteria: SearchCriteria) -> str:
    """How many of the weighted dimensions a paper's weighted score rests on, in words."""
    asked = [name for name in current(criteria) if name != RELEVANCE]
    scores = dict(hit_scores)
    known = sum(scores.get(name) is not None for name in asked)
    return f"rests on {known} of {len(asked)} dimensions"
