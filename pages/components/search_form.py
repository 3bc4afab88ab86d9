"""The query box and the filters: what they show is the address, what they change is the address."""

import hashlib
from dataclasses import replace

import streamlit as st

from pages.components import data_search, search_url, text
from paperscraper_core.search.types import FilterChoices, Mode, SearchCriteria, Sort
from paperscraper_core.tenancy import Tenant

_MODES = {Mode.HYBRID: "Words and meaning", Mode.KEYWORD: "Words", Mode.SEMANTIC: "Meaning"}
_SORTS = {
    Sort.RELEVANCE: "Best match",
    Sort.NEWEST: "Newest",
    Sort.OLDEST: "Oldest",
    Sort.CITATIONS: "Most cited",
    Sort.SCORE: "Highest score",
    Sort.TITLE: "Title",
}
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
    "citation_count": "Citation count",
    "doi": "DOI",
    "authors": "Authors",
}
_HELP = (
    'Words are alternatives: the more of them and the rarer, the better. "Words in quotes" have to'
    " stand together, -word leaves papers out. A DOI or a whole title finds that paper first."
)


def show(tenant: Tenant, criteria: SearchCriteria) -> None:
    """Draw the form for the search that the address asks for; submitting changes the address."""
    # widgets keep what was typed under their key: another address gets other keys
    address = repr(sorted(search_url.write(replace(criteria, number=1)).items()))
    key = f"search_{hashlib.sha256(address.encode()).hexdigest()[:12]}"
    with st.form(key, border=False, enter_to_submit=True):
        box, button = st.columns([6, 1], vertical_alignment="bottom")
        query = box.text_input(
            "Search", criteria.query, key=f"{key}_q", help=_HELP, placeholder="Words, DOI or title"
        )
        button.form_submit_button("Search", type="primary", width="stretch")
        left, right = st.columns(2)
        mode = left.segmented_control(
            "Search by", list(_MODES), default=criteria.mode, format_func=_MODES.__getitem__,
            key=f"{key}_mode", required=True,
        )  # fmt: skip
        sort = right.selectbox(
            "Sort by", list(_SORTS), index=list(_SORTS).index(criteria.sort),
            format_func=_SORTS.__getitem__, key=f"{key}_sort",
        )  # fmt: skip
        active = _active(criteria)
        with st.expander(f"Filters · {len(active)} on" if active else "Filters"):
            wanted = _filters(criteria, data_search.filter_choices(tenant), key)
            st.form_submit_button("Apply filters")
    wanted = replace(wanted, query=query, mode=mode or Mode.HYBRID, sort=sort, number=1)
    if search_url.write(wanted) != search_url.write(replace(criteria, number=1)):
        go(wanted)
    if active:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption("Only: " + text.plain("; ".join(f"{n} {v}" for n, v in active)))
            if st.button("Clear filters", key=f"{key}_clear", type="tertiary"):
                go(SearchCriteria(query=criteria.query, mode=criteria.mode, sort=criteria.sort))


def _active(criteria: SearchCriteria) -> tuple[tuple[str, str], ...]:
    """The filters that are on, in words."""
    return search_url.words(replace(criteria, query="", mode=Mode.HYBRID, sort=Sort.RELEVANCE))


def go(criteria: SearchCriteria) -> None:
    """Change the address to another search and run the page again."""
    st.query_params.from_dict(search_url.write(criteria))
    st.rerun()


def _filters(criteria: SearchCriteria, offered: FilterChoices, key: str) -> SearchCriteria:
    left, right = st.columns(2)
    with left:
        years = _range("Year", criteria.year_from, criteria.year_to, f"{key}_year", offered.years)
        venues = _several(
            "Venue", dict(offered.venues), criteria.venues, f"{key}_venue", offered.venues
        )
        types = _several("Type", dict(offered.types), criteria.types, f"{key}_type", offered.types)
        names = {author: name for author, name, _ in offered.authors}
        authors = st.multiselect(
            "Author",
            list(dict.fromkeys([*criteria.author_ids, *names])),
            default=criteria.author_ids,
            format_func=lambda author: names.get(author, f"Author {author}"),
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
        files = {run: f"{name} · {papers:,}" for run, name, papers in offered.runs}
        chosen_run = [criteria.import_run_id] if criteria.import_run_id is not None else []
        run = st.selectbox(
            "Import",
            [None, *dict.fromkeys([*chosen_run, *files])],
            index=1
            if chosen_run and criteria.import_run_id not in files
            else _place(criteria, files),
            format_func=lambda one: "All" if one is None else files.get(one, f"Import {one}"),
            key=f"{key}_run",
        )
        missing = st.multiselect(
            "Without", list(_MISSING), default=criteria.missing,
            format_func=_MISSING.__getitem__, key=f"{key}_missing",
        )  # fmt: skip
    return SearchCriteria(
        year_from=years[0], year_to=years[1], venues=tuple(venues), types=tuple(types),
        author_ids=tuple(authors), citations_from=counts[0], citations_to=counts[1],
        scored={name: one for one, name in _SCORED.items()}.get(scored), min_scores=minimums,
        import_run_id=run,
        missing=tuple(name for name in _MISSING if name in missing),
    )  # fmt: skip


def _place(criteria: SearchCriteria, files: dict[int, str]) -> int:
    """Where the chosen import stands in [None, chosen, …]."""
    return 1 if criteria.import_run_id in files else 0


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
    with st.popover("Minimum scores" + (f" · {len(current)}" if current else "")):
        for column, name in _DIMENSIONS.items():
            value = st.slider(
                text.plain(name), 0.0, 10.0, float(current.get(column, 0.0)), 0.5,
                key=f"{key}_min_{column}",
            )  # fmt: skip
            if value > 0:
                found.append((column, value))
    return tuple(found)
