"""How the hits spread over years, venues and types: a click narrows, another one widens."""

import hashlib
from collections import Counter
from dataclasses import replace

import streamlit as st

from pages.components import data_search, search_narrowing, search_state, search_years, text
from pages.components.search_narrowing import Named
from paperscraper_core.search.facet_types import Facets
from paperscraper_core.search.types import SearchCriteria
from paperscraper_core.tenancy import Tenant

_OPEN = "search_facets_opened"
#: Values of a facet that stand at once; the rest is one click away.
_SHOWN = 8
#: Years that stand one by one, without decades.
_FEW_YEARS = 8


def show(tenant: Tenant, criteria: SearchCriteria) -> None:
    """Draw the facets of a search; on a phone they are folded into one line."""
    # the style sheet shows the line on narrow screens only, and hides there what is shut
    opened = st.session_state.get(_OPEN, False)
    number = search_narrowing.number_on(criteria)
    st.button(
        "Narrow down" + (f" · {number} on" if number else ""),
        key="search_narrow",
        icon=":material/expand_less:" if opened else ":material/expand_more:",
        width="stretch",
        on_click=_flip,
    )
    with st.container(key=f"search_facets_{'open' if opened else 'shut'}", gap="medium"):
        found = data_search.facets(tenant, criteria)
        _years(found, criteria)
        _values("venue", found.venues, criteria)
        _values("type", found.types, criteria)


def _flip() -> None:
    st.session_state[_OPEN] = not st.session_state.get(_OPEN, False)


def _years(found: Facets, criteria: SearchCriteria) -> None:
    known = [(year, papers) for year, papers in found.years if year is not None]
    unknown = dict(found.years).get(None, 0)
    if not known and not unknown:
        return
    with st.container(gap=None, key="search_facet_year"):
        _head("year", criteria)
        if len(known) > 1:
            st.html(search_years.bars(known, criteria.year_from, criteria.year_to))
        if len(known) <= _FEW_YEARS:
            for year, papers in known:
                _period(str(year), (year, year), papers, criteria)
        else:
            _decades(known, criteria)
        _unknown("year", unknown, criteria)


def _decades(known: list[tuple[int, int]], criteria: SearchCriteria) -> None:
    """The decades, newest first; the one that is chosen with its years."""
    sums: Counter[int] = Counter()
    for year, papers in known:
        sums[year // 10 * 10] += papers
    for decade in sorted(sums, reverse=True):
        _period(f"{decade}s", (decade, decade + 9), sums[decade], criteria)
        if search_narrowing.inside(criteria, decade):
            with st.container(gap=None, key=f"search_facet_years_{decade}"):
                for year, papers in known:
                    if year // 10 * 10 == decade:
                        _period(str(year), (year, year), papers, criteria, decade)


def _period(
    name: str,
    years: tuple[int, int],
    papers: int,
    criteria: SearchCriteria,
    decade: int | None = None,
) -> None:
    other = search_narrowing.period(criteria, *years, decade)
    chosen = search_narrowing.chosen_period(criteria, *years)
    _choice(f"year_{years[0]}_{years[1]}", name, papers, chosen, other)


def _values(
    name: Named, counts: tuple[tuple[str | None, int], ...], criteria: SearchCriteria
) -> None:
    chosen = search_narrowing.values(criteria, name)
    known = {value: papers for value, papers in counts if value is not None}
    for value in chosen:
        known.setdefault(value, 0)
    unknown = dict(counts).get(None, 0)
    if not known and not unknown:
        return
    with st.container(gap=None, key=f"search_facet_{name}"):
        _head(name, criteria)
        ordered = sorted(known, key=lambda value: value not in chosen)
        first = max(_SHOWN, len(chosen))
        more = st.session_state.get(f"search_facet_more_{name}", False)
        for value in ordered if more else ordered[:first]:
            digest = hashlib.sha256(value.encode()).hexdigest()[:12]
            other = search_narrowing.toggled(criteria, name, value)
            _choice(f"{name}_{digest}", value, known[value], value in chosen, other)
        _unknown(name, unknown, criteria)
        if len(ordered) > first:
            st.button(
                "Fewer" if more else f"{len(ordered) - first} more",
                key=f"search_facet_all_{name}", type="tertiary",
                on_click=_unfold, args=(name, not more),
            )  # fmt: skip


def _unfold(name: str, more: bool) -> None:
    st.session_state[f"search_facet_more_{name}"] = more


def _head(name: str, criteria: SearchCriteria) -> None:
    """The facet's name, and where something is chosen, the way to choose nothing."""
    without = search_narrowing.everything(criteria, name)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"**{name.capitalize()}**")
        if without != replace(criteria, number=1):
            st.button(
                "All", key=f"search_facet_clear_{name}", type="tertiary", help=f"Any {name}",
                on_click=search_state.go, args=(without,),
            )  # fmt: skip


def _unknown(name: str, papers: int, criteria: SearchCriteria) -> None:
    """Papers whose value is not known: they are asked for alone, without other values."""
    chosen = name in criteria.missing
    if papers or chosen:
        other = search_narrowing.unknown_toggled(criteria, name)
        _choice(f"{name}_unknown", "unknown", papers, chosen, other)


def _choice(key: str, name: str, papers: int, chosen: bool, other: SearchCriteria) -> None:
    st.checkbox(
        f"{text.plain(name)} ({papers:,})",
        key=search_state.bound(f"search_facet_{key}", chosen),
        on_change=search_state.go,
        args=(other,),
    )
