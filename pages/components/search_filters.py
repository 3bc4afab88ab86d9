"""The filters that take a form: authors, citations, scores, import, what is missing.

What the form offers is read only once it is opened.
"""

import hashlib
from dataclasses import replace

import streamlit as st

from pages.components import data_search, labels, search_chips, search_state, search_url, text
from paperscraper_core.search.types import FilterChoices, SearchCriteria
from paperscraper_core.tenancy import Tenant

_DIMENSIONS = {
    "overall": "Overall",
    "novelty": "Novelty",
    "ip_potential": "IP potential",
    "marketability": "Marketability",
    "feasibility": "Feasibility",
    "commercialization": "Commercialization",
    "team_readiness": "Team readiness",
}
_SCORED = {None: "All", True: "Scored", False: "Not scored"}
_MISSING = {
    "abstract": "Abstract",
    "year": "Year",
    "venue": "Venue",
    "type": "Type",
    "citation_count": "Citation count",
    "doi": "DOI",
    "authors": "Authors",
}


def show(tenant: Tenant, criteria: SearchCriteria) -> None:
    """Draw a button that opens the form; applying it changes the address."""
    # widgets keep what was typed under their key: another address gets other keys
    address = repr(sorted(search_url.write(replace(criteria, number=1)).items()))
    key = f"search_{hashlib.sha256(address.encode()).hexdigest()[:12]}"
    on = len(search_chips.parts(criteria, {}))
    drawer = st.popover(
        f"Filters · {on} on" if on else "Filters",
        icon=":material/tune:",
        key="search_filters",
        on_change="rerun",
    )
    if not drawer.open:
        return
    with drawer, st.form(key, border=False, enter_to_submit=False):
        wanted = _filters(criteria, data_search.filter_choices(tenant), key)
        applied = st.form_submit_button("Apply filters", type="primary")
    if applied:
        search_state.leave_for(wanted)


def _filters(criteria: SearchCriteria, offered: FilterChoices, key: str) -> SearchCriteria:
    left, right = st.columns(2)
    with left:
        years = _range("Year", criteria.year_from, criteria.year_to, f"{key}_year", offered.years)
        venues = _several(
            "Venue", dict(offered.venues), criteria.venues, f"{key}_venue", offered.venues
        )
        types = _several("Type", dict(offered.types), criteria.types, f"{key}_type", offered.types)
        known = {author: name for author, name, _ in offered.authors}
        unnamed = {author: f"Author {author}" for author in criteria.author_ids}
        names = labels.distinct({**unnamed, **known})
        authors = st.multiselect(
            "Author",
            list(names),
            default=criteria.author_ids,
            format_func=names.__getitem__,
            key=f"{key}_author",
        )
    with right:
        counts = _range(
            "Citations", criteria.citations_from, criteria.citations_to, f"{key}_citations", None
        )
        scored = st.segmented_control(
            "Scores", list(_SCORED.values()), default=_SCORED[criteria.scored],
            key=f"{key}_scored", required=True,
        )  # fmt: skip
        minimums = _minimums(criteria, key)
        run = criteria.import_run_id
        unnamed = {} if run is None else {run: f"Import {run}"}
        told = {number: f"{name} · {papers:,}" for number, name, papers in offered.runs}
        files = labels.distinct({**unnamed, **told})
        run = st.selectbox(
            "Import",
            [None, *files],
            index=0 if run is None else 1,
            format_func=lambda one: "All" if one is None else files[one],
            key=f"{key}_run",
        )
        missing = st.multiselect(
            "Without", list(_MISSING), default=criteria.missing,
            format_func=_MISSING.__getitem__, key=f"{key}_missing",
        )  # fmt: skip
    return replace(
        criteria, number=1,
        year_from=years[0], year_to=years[1], venues=tuple(venues), types=tuple(types),
        author_ids=tuple(authors), citations_from=counts[0], citations_to=counts[1],
        scored={name: one for one, name in _SCORED.items()}.get(scored), min_scores=minimums,
        import_run_id=run,
        missing=tuple(name for name in _MISSING if name in missing),
    )  # fmt: skip


def _range(
    name: str, low: int | None, high: int | None, key: str, known: tuple[int, int] | None
) -> tuple[int | None, int | None]:
    first, last = st.columns(2)
    hints = [str(bound) for bound in known] if known else ["any", "any"]
    return (
        first.number_input(
            f"{name} from", value=low, step=1, key=f"{key}_from", placeholder=hints[0]
        ),
        last.number_input(f"{name} to", value=high, step=1, key=f"{key}_to", placeholder=hints[1]),
    )


def _several(
    name: str,
    counts: dict[str, int],
    chosen: tuple[str, ...],
    key: str,
    offered: tuple[tuple[str, int], ...],
) -> list[str]:
    options = list(dict.fromkeys([*chosen, *(value for value, _ in offered)]))
    return st.multiselect(
        name,
        options,
        default=chosen,
        format_func=lambda value: f"{value} · {counts[value]:,}" if value in counts else value,
        key=key,
    )


def _minimums(criteria: SearchCriteria, key: str) -> tuple[tuple[str, float], ...]:
    """A slider for the overall score, and for each other dimension that is asked for."""
    current = dict(criteria.min_scores)
    found = []
    with st.expander("Minimum scores" + (f" · {len(current)}" if current else "")):
        for column, name in _DIMENSIONS.items():
            value = st.slider(
                text.plain(name), 0.0, 10.0, float(current.get(column, 0.0)), 0.5,
                key=f"{key}_min_{column}",
            )  # fmt: skip
            if value > 0:
                found.append((column, value))
    return tuple(found)
