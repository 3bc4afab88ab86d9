"""How the hits spread over years, venues and types: a click narrows, another one widens."""

import hashlib
from collections import Counter
from dataclasses import replace

import streamlit as st

from pages.components import data_search, search_state, search_years, text
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
    # the style sheet shows the line on narrow screens only, and what is shut on wide ones only
    opened = st.session_state.get(_OPEN, False)
    number = _chosen(criteria)
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
        _values("venue", found.venues, criteria.venues, criteria)
        _values("type", found.types, criteria.types, criteria)


def _chosen(criteria: SearchCriteria) -> int:
    """How many facets narrow the search."""
    years = criteria.year_from is not None or criteria.year_to is not None
    return sum([years, bool(criteria.venues), bool(criteria.types)]) + sum(
        name in criteria.missing for name in ("year", "venue", "type")
    )


def _flip() -> None:
    st.session_state[_OPEN] = not st.session_state.get(_OPEN, False)


def _years(found: Facets, criteria: SearchCriteria) -> None:
    known = [(year, papers) for year, papers in found.years if year is not None]
    unknown = dict(found.years).get(None, 0)
    if not known and not unknown:
        return
    with st.container(gap=None, key="search_facet_year"):
        _head("Year", criteria, replace(criteria, year_from=None, year_to=None), "year")
        if len(known) > 1:
            st.html(search_years.bars(known, criteria.year_from, criteria.year_to))
        decades: Counter[int] = Counter()
        for year, papers in known:
            decades[year // 10 * 10] += papers
        single = len(known) <= _FEW_YEARS
        for decade in [] if single else sorted(decades, reverse=True):
            _period(f"{decade}s", decade, decade + 9, decades[decade], criteria)
            if _within(criteria, decade):
                with st.container(gap=None, key=f"search_facet_years_{decade}"):
                    _exact(known, decade, criteria)
        if single:
            _exact(known, None, criteria)
        _lacking("year", unknown, criteria)


def _exact(known: list[tuple[int, int]], decade: int | None, criteria: SearchCriteria) -> None:
    for year, papers in known:
        if decade is None or year // 10 * 10 == decade:
            _period(str(year), year, year, papers, criteria, inside=decade)


def _within(criteria: SearchCriteria, decade: int) -> bool:
    """Whether the chosen years are all of this decade."""
    low, high = criteria.year_from, criteria.year_to
    return low is not None and high is not None and decade <= low <= high <= decade + 9


def _period(
    name: str,
    first: int,
    last: int,
    papers: int,
    criteria: SearchCriteria,
    inside: int | None = None,
) -> None:
    """A range of years; taking back one year of a decade leads back to the decade."""
    chosen = (criteria.year_from, criteria.year_to) == (first, last)
    low, high = first, last
    wider = (None, None) if inside is None else (inside, inside + 9)
    other = replace(
        criteria,
        year_from=wider[0] if chosen else low,
        year_to=wider[1] if chosen else high,
        missing=_but(criteria.missing, "year"),
        number=1,
    )
    _choice(f"year_{first}_{last}", name, papers, chosen, other)


def _values(
    name: str,
    counts: tuple[tuple[str | None, int], ...],
    chosen: tuple[str, ...],
    criteria: SearchCriteria,
) -> None:
    known = {value: papers for value, papers in counts if value is not None}
    for value in chosen:
        known.setdefault(value, 0)
    unknown = dict(counts).get(None, 0)
    if not known and not unknown:
        return
    field = f"{name}s"
    with st.container(gap=None, key=f"search_facet_{name}"):
        _head(name.capitalize(), criteria, replace(criteria, **{field: ()}), name)
        first = sorted(known, key=lambda value: value not in chosen)[: max(_SHOWN, len(chosen))]
        rest = [value for value in known if value not in first]
        more = st.session_state.get(f"search_facet_more_{name}", False)
        for value in [*first, *(rest if more else [])]:
            others = tuple(one for one in chosen if one != value)
            wanted = others if value in chosen else (*chosen, value)
            digest = hashlib.sha256(value.encode()).hexdigest()[:12]
            other = replace(
                criteria, **{field: wanted}, missing=_but(criteria.missing, name), number=1
            )
            _choice(f"{name}_{digest}", value, known[value], value in chosen, other)
        _lacking(name, unknown, criteria)
        if rest:
            st.button(
                "Fewer" if more else f"{len(rest)} more",
                key=f"search_facet_all_{name}",
                type="tertiary",
                on_click=_unfold,
                args=(name, not more),
            )


def _unfold(name: str, more: bool) -> None:
    st.session_state[f"search_facet_more_{name}"] = more


def _head(name: str, criteria: SearchCriteria, without: SearchCriteria, lacking: str) -> None:
    """The facet's name, and where something is chosen, the way to choose nothing."""
    without = replace(without, missing=_but(criteria.missing, lacking), number=1)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"**{name}**")
        if without != replace(criteria, number=1):
            st.button(
                "All", key=f"search_facet_clear_{lacking}", type="tertiary",
                help=f"Any {lacking}", on_click=search_state.go, args=(without,),
            )  # fmt: skip


def _lacking(name: str, papers: int, criteria: SearchCriteria) -> None:
    """Papers whose value is not known: they are asked for alone, without other values."""
    chosen = name in criteria.missing
    if not papers and not chosen:
        return
    none = {"year": {"year_from": None, "year_to": None}, "venue": {"venues": ()},
            "type": {"types": ()}}[name]  # fmt: skip
    missing = _but(criteria.missing, name) if chosen else (*criteria.missing, name)
    other = replace(criteria, **none, missing=missing, number=1)
    _choice(f"{name}_unknown", "unknown", papers, chosen, other)


def _but(names: tuple[str, ...], name: str) -> tuple[str, ...]:
    return tuple(one for one in names if one != name)


def _choice(key: str, name: str, papers: int, chosen: bool, other: SearchCriteria) -> None:
    st.checkbox(
        f"{text.plain(name)} :gray[{papers:,}]",
        key=search_state.bound(f"search_facet_{key}", chosen),
        on_change=search_state.go,
        args=(other,),
    )
