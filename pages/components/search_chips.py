"""The filters that are on, each with a way to take it off."""

from collections.abc import Mapping
from dataclasses import replace

import streamlit as st

from pages.components import search_state, text
from paperscraper_core.scoring.types import Dimension
from paperscraper_core.search.types import SearchCriteria

_LACKS = {
    "abstract": "no abstract",
    "year": "year unknown",
    "venue": "venue unknown",
    "type": "type unknown",
    "citation_count": "citations unknown",
    "doi": "no DOI",
    "authors": "no authors",
}


def show(criteria: SearchCriteria, authors: Mapping[int, str]) -> None:
    """Draw the filters that are on.

    Args:
        criteria: the search.
        authors: names of authors, as far as they are at hand.
    """
    found = parts(criteria, authors)
    if not found:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="search_on"):
        for number, (label, without) in enumerate(found):
            st.button(
                text.plain(label), key=f"search_chip_{number}", icon=":material/close:",
                icon_position="right", on_click=search_state.go, args=(without,),
                help="Take this filter off",
            )  # fmt: skip
        st.button(
            "Clear filters", key="search_clear", type="tertiary",
            on_click=search_state.go, args=(cleared(criteria),),
        )  # fmt: skip


def cleared(criteria: SearchCriteria) -> SearchCriteria:
    """The search without its filters."""
    return SearchCriteria(
        query=criteria.query, mode=criteria.mode, sort=criteria.sort, weights=criteria.weights
    )


def parts(
    criteria: SearchCriteria, authors: Mapping[int, str]
) -> tuple[tuple[str, SearchCriteria], ...]:
    """Each filter that is on: in words, and the search without it."""
    found: list[tuple[str, SearchCriteria]] = []
    base = replace(criteria, number=1)
    if years := _span(criteria.year_from, criteria.year_to):
        found.append((years, replace(base, year_from=None, year_to=None)))
    for venue in criteria.venues:
        others = tuple(one for one in criteria.venues if one != venue)
        found.append((venue, replace(base, venues=others)))
    for kind in criteria.types:
        types = tuple(one for one in criteria.types if one != kind)
        found.append((kind, replace(base, types=types)))
    for author in criteria.author_ids:
        ids = tuple(one for one in criteria.author_ids if one != author)
        found.append((authors.get(author, f"author {author}"), replace(base, author_ids=ids)))
    if cited := _span(criteria.citations_from, criteria.citations_to):
        without = replace(base, citations_from=None, citations_to=None)
        found.append((f"{cited} citations", without))
    return (*found, *_of_scores(criteria, base), *_of_origin(criteria, base))


def _of_scores(criteria: SearchCriteria, base: SearchCriteria) -> list[tuple[str, SearchCriteria]]:
    found = []
    if criteria.scored is not None:
        found.append(("scored" if criteria.scored else "not scored", replace(base, scored=None)))
    labels = {one.value: one.label for one in Dimension}
    for name, least in criteria.min_scores:
        others = tuple(one for one in criteria.min_scores if one[0] != name)
        label = f"{labels.get(name, 'Overall')} from {least:g}"
        found.append((label, replace(base, min_scores=others)))
    return found


def _of_origin(criteria: SearchCriteria, base: SearchCriteria) -> list[tuple[str, SearchCriteria]]:
    found = []
    if criteria.import_run_id is not None:
        found.append((f"import {criteria.import_run_id}", replace(base, import_run_id=None)))
    for name in criteria.missing:
        missing = tuple(one for one in criteria.missing if one != name)
        found.append((_LACKS[name], replace(base, missing=missing)))
    if criteria.added_after is not None:
        label = f"added after {criteria.added_after:%d %b %Y, %H:%M} UTC"
        found.append((label, replace(base, added_after=None)))
    return found


def _span(low: int | None, high: int | None) -> str:
    if low is None and high is None:
        return ""
    if low == high:
        return str(low)
    if low is None:
        return f"up to {high}"
    return f"from {low}" if high is None else f"{low}–{high}"
