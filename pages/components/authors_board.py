"""The leaderboard: which authors, in which order, and what to do with those selected."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

import streamlit as st

from pages.components import actions, authors_format, authors_links, data_authors, downloads
from paperscraper_core.accounts.permissions import Permission
from paperscraper_core.metrics.definitions import BY_KEY, DEFINITIONS
from paperscraper_core.metrics.types import AuthorRow, LeaderboardCriteria
from paperscraper_core.paging import Page
from paperscraper_core.tenancy import Tenant

SIZE: Final = 50
MOST: Final = 10
SORTS: Final = (*(one.key for one in DEFINITIONS), "last_year", "name")
_SHOWN: Final = (
    "papers", "citations", "h_index", "g_index", "i10_index", "h5_index", "m_quotient", "hi_norm",
    "citations_per_year",
)  # fmt: skip


def show(tenant: Tenant) -> None:
    """Draw the controls, one page of authors, and what can be done with them."""
    criteria = _criteria()
    found = data_authors.leaderboard(tenant, criteria)
    if not found.total:
        _nobody(tenant)
        return
    if found.number > found.pages:  # an old address, or a list that has become shorter
        found = data_authors.leaderboard(tenant, replace(criteria, page=found.pages))
    rows = _table(found, criteria)
    st.caption(
        f"{found.total:,} authors. {authors_format.as_of(data_authors.library_date(tenant))}"
        " Computed from the papers of this library."
    )
    if found.pages > 1:
        st.pagination(found.pages, key="page", bind="query-params")
    _selected(rows)
    if actions.may(tenant, Permission.DECIDE_AUTHORS):
        authors_links.who_is_who()
    downloads.download_table(tenant, "These authors", "authors", lambda: _export(tenant, criteria))


def _criteria() -> LeaderboardCriteria:
    """What the controls say; all of it stands in the address."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.text_input(
            "Name",
            key="name",
            bind="query-params",
            max_chars=100,
            on_change=_first_page,
            help="Accents, hyphens, order and initials do not matter: García, J. finds José Garcia",
            width=260,
        )
        sort = st.selectbox(
            "Sorted by",
            SORTS,
            key="sort",
            bind="query-params",
            format_func=_label,
            on_change=_first_page,
            width=220,
        )
        minimum = st.number_input(
            "Papers at least",
            min_value=0,
            max_value=10_000,
            value=1,
            key="min",
            bind="query-params",
            on_change=_first_page,
            width=140,
        )
        ascending = st.toggle("Lowest first", key="up", bind="query-params")
    return LeaderboardCriteria(
        sort=sort or "h_index",
        descending=not ascending if sort != "name" else bool(ascending),
        name=name or "",
        minimum_papers=int(minimum or 0),
        page=int(st.session_state.get("page") or _page_of_address()),
        size=SIZE,
    )


def _first_page() -> None:
    """Another list starts at its top."""
    st.session_state["page"] = 1


def _page_of_address() -> int:
    numbers = authors_format.ids_of(st.query_params.get("page", "1"))
    return min(numbers[0], 10_000_000) if numbers else 1


def _label(key: str) -> str:
    return {"name": "Name", "last_year": "Latest paper"}.get(key) or BY_KEY[key].label


def _nobody(tenant: Tenant) -> None:
    everyone = LeaderboardCriteria(minimum_papers=0, size=1)
    if data_authors.leaderboard(tenant, everyone).total:
        st.info("No author fits. Fewer letters of the name or fewer papers find more.")
        return
    st.info("There are no authors yet: they come with the papers that you import.")
    st.page_link("import_papers.py", label="Import papers", icon=":material/upload_file:")


def _table(found: Page[AuthorRow], criteria: LeaderboardCriteria) -> tuple[AuthorRow, ...]:
    """Draw the page and return the selected rows."""
    # what the list is sorted by stands first: on a phone few columns are in sight
    sorted_by = (criteria.sort,) if criteria.sort in BY_KEY else ()
    keys = tuple(dict.fromkeys((*sorted_by, *_SHOWN)))
    first = (found.number - 1) * found.size + 1
    chosen = st.dataframe(
        {
            "Author": [row.name for row in found.rows],
            "#": range(first, first + len(found.rows)),
            **{key: [getattr(row.indices, key) for row in found.rows] for key in keys},
            "Career": [_career(row) for row in found.rows],
            "Institution": [row.institution for row in found.rows],
        },
        hide_index=True,
        column_config={
            "#": st.column_config.NumberColumn(format="%d", width=50),
            "Author": st.column_config.TextColumn(pinned=True),
            "Career": st.column_config.TextColumn(help="Years of the first and latest paper."),
            **{key: authors_format.column(key) for key in keys},
        },
        on_select="rerun",
        selection_mode="multi-row",
        key=f"authors_rows_{found.number}_{criteria.sort}",
        alt="Authors with their metrics",
    )
    places = chosen["selection"]["rows"]
    return tuple(found.rows[place] for place in places if place < len(found.rows))


def _career(row: AuthorRow) -> str:
    first, last = row.indices.first_year, row.indices.last_year
    if first is None:
        return ""
    return str(first) if first == last else f"{first}–{last}"


def _selected(rows: tuple[AuthorRow, ...]) -> None:
    """Offer what the number of selected rows allows."""
    if not rows:
        st.caption(f"Select one author to open, or two to {MOST} to compare.")
    elif len(rows) == 1:
        authors_links.open_author("Open the selected author", rows[0].author_id, key="authors_open")
    elif len(rows) <= MOST:
        authors_links.compare(
            f"Compare the {len(rows)} selected authors", tuple(row.author_id for row in rows)
        )
    else:
        st.warning(f"{len(rows)} authors are selected; at most {MOST} can be compared.")


def _export(tenant: Tenant, criteria: LeaderboardCriteria) -> downloads.Source:
    from paperscraper_core.exports.authors import authors_table

    found = data_authors.every_author(tenant, criteria)
    order = (
        "lowest first" if criteria.sort != "name" and not criteria.descending else "highest first"
    )
    return authors_table(
        found.rows,
        as_of=datetime.now(UTC),
        counts_as_of=found.library_date.day,
        filters=(
            *((("name", criteria.name),) if criteria.name else ()),
            ("papers at least", str(criteria.minimum_papers)),
            (
                "sorted by",
                _label(criteria.sort)
                if criteria.sort == "name"
                else f"{_label(criteria.sort)}, {order}",
            ),
        ),
    )
