"""One author: the numbers, what they mean, how they came about, and the papers behind them."""

from typing import Final
from urllib.parse import quote

import streamlit as st

from pages.components import (
    authors_format,
    authors_identity,
    authors_one_charts,
    authors_one_raises,
    authors_one_work,
    authors_papers,
    data_authors,
    text,
)
from paperscraper_core.errors import NotFound
from paperscraper_core.metrics.definitions import BY_KEY, DEFINITIONS, tooltip
from paperscraper_core.metrics.types import AuthorMetrics, AuthorProfile
from paperscraper_core.tenancy import Tenant

TILES: Final = (
    "h_index", "citations", "papers", "g_index", "i10_index", "h5_index", "m_quotient",
    "citations_per_year",
)  # fmt: skip
_SOURCES: Final = {"openalex": "OpenAlex"}


def show(tenant: Tenant, value: str) -> None:
    """Draw the author whose id stands in the address.

    Raises:
        NotFound: there is no such author in the organization.
    """
    ids = authors_format.ids_of(value)
    if len(ids) != 1:
        raise NotFound("author", "id", value)
    author = data_authors.compared(tenant, ids)[0]
    _head(author.profile)
    authors_identity.bar(tenant, author)
    _tiles(author)
    authors_one_charts.h_over_time(tenant, author)
    authors_one_raises.show(tenant, author)
    authors_one_charts.others(tenant, author)
    authors_one_work.show(tenant, author)
    authors_papers.show(tenant, author)
    _all_metrics(author)
    _reported(author)
    authors_identity.history(tenant, author)


def _head(profile: AuthorProfile) -> None:
    st.title(text.plain(profile.name))
    parts = [text.plain(part) for part in (profile.institution, profile.country_code) if part]
    if profile.orcid:
        address = f"https://orcid.org/{quote(profile.orcid)}"
        parts.append(f"ORCID [{text.plain(profile.orcid)}]({address})")
    parts += [f"{text.plain(scheme)} {text.plain(found)}" for scheme, found in profile.external_ids]
    if parts:
        st.caption(" · ".join(parts))


def _tiles(author: AuthorMetrics) -> None:
    with st.container(horizontal=True, gap="small", key="figures_author"):
        for key in TILES:
            st.metric(
                BY_KEY[key].label,
                authors_format.value(author.indices, key),
                help=tooltip(key),
                border=True,
                width=150,
            )
    st.caption(f"{authors_format.left_out(author.indices)} {_days(author)}")


def _days(author: AuthorMetrics) -> str:
    first, last = author.counts_from, author.counts_to
    if first is None or last is None:
        return authors_format.as_of(author.library_date)
    if first == last:
        return f"Citation counts as of {last.isoformat()}."
    return f"Citation counts as of {first.isoformat()} to {last.isoformat()}."


def _all_metrics(author: AuthorMetrics) -> None:
    with st.expander("All metrics and what they mean"):
        st.dataframe(
            {
                "Metric": [one.label for one in DEFINITIONS],
                "Value": [authors_format.value(author.indices, one.key) for one in DEFINITIONS],
                "Definition": [one.sentence for one in DEFINITIONS],
                "Source": [one.source for one in DEFINITIONS],
            },
            hide_index=True,
            height="content",
            column_config={"Value": st.column_config.TextColumn(alignment="right")},
        )


def _reported(author: AuthorMetrics) -> None:
    """The source's own figures beside ours, and why they may differ."""
    told = author.profile.reported
    if told is None:
        return
    source = _SOURCES.get(told.source or "", told.source or "the source")
    with st.expander("What the source itself reports", expanded=bool(author.differences)):
        pairs = (
            ("papers", told.works),
            ("citations", told.citations),
            ("h_index", told.h_index),
            ("i10_index", told.i10_index),
        )
        st.dataframe(
            {
                "Metric": [BY_KEY[key].label for key, _ in pairs],
                "Computed here": [getattr(author.indices, key) for key, _ in pairs],
                source: [reported for _, reported in pairs],
            },
            hide_index=True,
            column_config={
                name: st.column_config.NumberColumn(format="%,d")
                for name in ("Computed here", source)
            },
        )
        day = f" as of {told.as_of.isoformat()}" if told.as_of else ""
        st.caption(f"Reported by {text.plain(source)}{day}. All charts use what is computed here.")
        for sentence in author.differences:
            st.markdown(f"- {text.plain(sentence)}")
