"""The leaderboard: which authors, in which order, and what to do with those selected."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

import streamlit as st

from pages.components import (
    actions,
    authors_board_filters,
    authors_board_format,
    authors_board_url,
    authors_format,
    authors_groups,
    authors_links,
    data_authors,
    downloads,
    text,
)
from paperscraper_core.accounts.permissions import Permission
from paperscraper_core.metrics.board_history import certain_until_now
from paperscraper_core.metrics.definitions import BY_KEY
from paperscraper_core.metrics.types import AuthorRow, LeaderboardCriteria
from paperscraper_core.paging import Page
from paperscraper_core.tenancy import Tenant

MOST: Final = 10
_SHOWN: Final = (
    "papers", "citations", "h_index", "g_index", "i10_index", "h5_index", "m_quotient", "hi_norm",
    "citations_per_year",
)  # fmt: skip


def show(tenant: Tenant) -> None:
    """Draw the controls, one page of authors, and what can be done with them."""
    criteria = authors_board_filters.show(tenant)
    found = _read(tenant, criteria)
    if found.number > found.pages > 0:  # an old address, or a list that has become shorter
        criteria = replace(criteria, page=found.pages)
        found = _read(tenant, criteria)
    authors_board_filters.active(tenant, criteria)
    if not found.total:
        _nobody(tenant, criteria)
        return
    _said(tenant, found, criteria)
    rows = _table(tenant, found, criteria)
    if found.pages > 1:
        st.session_state["page"] = found.number
        st.pagination(found.pages, key="page", on_change=_turn)
    _selected(rows)
    with st.container(horizontal=True, gap="small"):
        authors_groups.put_into(tenant, tuple(row.author_id for row in rows))
        authors_groups.link()
        if actions.may(tenant, Permission.DECIDE_AUTHORS):
            authors_links.who_is_who()
    downloads.download_table(tenant, "These authors", "authors", lambda: _export(tenant, criteria))


def _read(tenant: Tenant, criteria: LeaderboardCriteria) -> Page[AuthorRow]:
    if not criteria.narrows_papers:
        return data_authors.leaderboard(tenant, criteria)
    with st.spinner("Computing the numbers from the papers that fit…", show_time=True):
        return data_authors.leaderboard(tenant, criteria)


def _said(tenant: Tenant, found: Page[AuthorRow], criteria: LeaderboardCriteria) -> None:
    """Say what the numbers are computed from."""
    source = "Computed from the papers of this library."
    if words := authors_board_format.papers_words(criteria):
        papers = data_authors.papers_that_fit(tenant, replace(criteria, page=1))
        source = (
            f"h and all other numbers over **{papers:,} papers {text.plain(words)}** only; authors"
            " without one of them are left out."
        )
    date = data_authors.library_date(tenant)
    st.caption(f"{found.total:,} authors. {authors_format.as_of(date)} {source}")


def _turn() -> None:
    criteria = authors_board_url.read(st.query_params)
    page = int(st.session_state["page"])
    st.query_params.from_dict(authors_board_url.write(replace(criteria, page=page)))


def _nobody(tenant: Tenant, criteria: LeaderboardCriteria) -> None:
    everyone = LeaderboardCriteria(minimum_papers=0, size=1)
    anybody = data_authors.leaderboard(tenant, everyone).total
    for empty in (criteria, everyone):  # an import may be under way: look again next time
        data_authors.leaderboard.clear(tenant, empty)
    if anybody:
        st.info(
            "No author fits. Fewer letters of the name, fewer papers or fewer filters find more."
        )
        return
    st.info("There are no authors yet: they come with the papers that you import.")
    st.page_link("import_papers.py", label="Import papers", icon=":material/upload_file:")


def _table(
    tenant: Tenant, found: Page[AuthorRow], criteria: LeaderboardCriteria
) -> tuple[AuthorRow, ...]:
    """Draw the page and return the selected rows."""
    # what the list is sorted by stands first: on a phone few columns are in sight
    sorted_by = criteria.sort if criteria.sort in BY_KEY else "h_index"
    keys = tuple(key for key in _SHOWN if key != sorted_by)
    first = (found.number - 1) * found.size + 1
    histories = data_authors.recent_h(tenant, criteria)
    address = repr(sorted(authors_board_url.write(criteria).items()))
    chosen = st.dataframe(
        {
            "Author": [row.name for row in found.rows],
            "#": range(first, first + len(found.rows)),
            sorted_by: [getattr(row.indices, sorted_by) for row in found.rows],
            "trend": [
                _trend(certain_until_now(histories.get(r.author_id, ()))) for r in found.rows
            ],
            "rank": [row.rank.now if row.rank else None for row in found.rows],
            "change": [authors_board_format.change(row.rank) for row in found.rows],
            **{key: [getattr(row.indices, key) for row in found.rows] for key in keys},
            "Career": [_career(row) for row in found.rows],
            "Institution": [row.institution for row in found.rows],
            "Country": [row.country_code for row in found.rows],
        },
        hide_index=True,
        column_config={
            **_columns(found),
            **{key: authors_format.column(key) for key in (sorted_by, *keys)},
        },
        on_select="rerun",
        selection_mode="multi-row",
        # rows of another list are other rows
        key=f"authors_rows_{hashlib.sha256(address.encode()).hexdigest()[:12]}",
        alt="Authors with their metrics",
    )
    places = chosen["selection"]["rows"]
    return tuple(found.rows[place] for place in places if place < len(found.rows))


def _columns(found: Page[AuthorRow]) -> dict[str, object]:
    columns = st.column_config
    before = found.rows[0].indices.as_of_year - 1
    return {
        "#": columns.NumberColumn(format="%d", width=50),
        "Author": columns.TextColumn(pinned=True),
        "trend": columns.LineChartColumn(
            "h, ten years", help=authors_board_format.TREND_HELP, y_min=0, width=110
        ),
        "rank": columns.NumberColumn(
            "Rank by h", help=authors_board_format.RANK_HELP, format="%,d", width=85
        ),
        "change": columns.TextColumn(
            f"Since end {before}",
            help=authors_board_format.CHANGE_HELP,
            alignment="right",
            width=110,
        ),
        "Career": columns.TextColumn(help="Years of the first and latest paper that count here."),
        "Institution": columns.TextColumn(help="The last known one."),
    }


def _trend(values: tuple[int, ...]) -> list[int] | None:
    """One point is no line."""
    return list(values) if len(values) > 1 else None


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
    order = "lowest first" if not criteria.descending else "highest first"
    label = authors_board_format.sort_label(criteria.sort)
    groups = authors_board_filters.group_names(tenant, criteria)
    return authors_table(
        found.rows,
        as_of=datetime.now(UTC),
        counts_as_of=found.library_date.day,
        filters=(
            *authors_board_format.every_filter(criteria, groups),
            ("sorted by", label if criteria.sort == "name" else f"{label}, {order}"),
        ),
    )
