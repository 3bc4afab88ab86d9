"""Two to ten authors side by side."""

from typing import Final

import streamlit as st

from pages.components import authors_format, authors_links, charts, data_authors, text
from paperscraper_core.charts.compare import compare_h
from paperscraper_core.charts.types import TimeAxis
from paperscraper_core.metrics.definitions import DEFINITIONS
from paperscraper_core.metrics.types import AuthorMetrics
from paperscraper_core.tenancy import Tenant

MOST: Final = 10
_AXES: Final = {TimeAxis.CALENDAR: "by year", TimeAxis.CAREER: "by years since the first paper"}


def show(tenant: Tenant, value: str) -> None:
    """Draw the authors whose ids stand in the address.

    Raises:
        NotFound: one of them is not in the organization.
    """
    st.title("Authors compared")
    ids = authors_format.ids_of(value)
    if len(ids) < 2:
        st.info(f"Select two to {MOST} authors in the list to compare them.")
        return
    if len(ids) > MOST:
        st.warning(f"{len(ids)} authors were asked for; these are the first {MOST}.")
    authors = data_authors.compared(tenant, ids[:MOST])
    names = labels(authors)
    axis = st.segmented_control(
        "Time",
        list(_AXES),
        default=TimeAxis.CALENDAR,
        format_func=lambda one: _AXES[one],
        key="compare_axis",
    )
    days = [author.counts_to for author in authors if author.counts_to]
    figure = compare_h(
        [(name, author.history) for name, author in zip(names, authors, strict=True)],
        charts.theme(),
        axis or TimeAxis.CALENDAR,
        max(days, default=None),
    )
    charts.show(figure, "compare_h")
    _table(names, authors)
    with st.container(horizontal=True):
        for name, author in zip(names, authors, strict=True):
            author_id = author.profile.author_id
            authors_links.open_author(name, author_id, key=f"compare_open_{author_id}")


def labels(authors: tuple[AuthorMetrics, ...]) -> list[str]:
    """Names that differ: namesakes get the number of their record."""
    names = [author.profile.name for author in authors]
    return [
        f"{name} (no. {author.profile.author_id})" if names.count(name) > 1 else name
        for name, author in zip(names, authors, strict=True)
    ]


def _table(names: list[str], authors: tuple[AuthorMetrics, ...]) -> None:
    columns = {
        name: [_cell(author, authors, one.key) for one in DEFINITIONS]
        for name, author in zip(names, authors, strict=True)
    }
    st.dataframe(
        {
            "Metric": [one.label for one in DEFINITIONS],
            **columns,
            "Definition": [f"{one.sentence} ({one.source})" for one in DEFINITIONS],
        },
        hide_index=True,
        height="content",
        column_config={
            "Metric": st.column_config.TextColumn(pinned=True),
            **{name: st.column_config.TextColumn(alignment="right") for name in names},
        },
        alt="Metrics of the compared authors",
    )
    st.caption(
        "▲ highest, ▽ lowest of these authors. Higher is not better in itself: fields, ages and"
        f" team sizes differ. {authors_format.as_of(authors[0].library_date)}"
    )
    for name, author in zip(names, authors, strict=True):
        if author.indices.papers_without_count or author.indices.papers_without_year:
            st.caption(f"{text.plain(name)}: {authors_format.left_out(author.indices)}")


def _cell(author: AuthorMetrics, authors: tuple[AuthorMetrics, ...], key: str) -> str:
    own = getattr(author.indices, key)
    known = [found for one in authors if (found := getattr(one.indices, key)) is not None]
    mark = ""
    if own is not None and min(known) < max(known):
        mark = "▲ " if own == max(known) else "▽ " if own == min(known) else ""
    return f"{mark}{authors_format.value(author.indices, key)}"
