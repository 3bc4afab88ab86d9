"""With whom an author works, on what, and where: each chart is made when its tab is opened."""

from collections.abc import Callable
from typing import Final

import streamlit as st

from pages.components import authors_one_choice, charts, data_author_analyses
from pages.components.authors_one_charts import filters
from pages.components.authors_one_choice import whole
from paperscraper_core.charts import (
    author_collaborations,
    author_network,
    author_rows,
    author_topics,
    author_venues,
)
from paperscraper_core.metrics.analysis_types import Topics
from paperscraper_core.metrics.choice_types import ChoiceKind, PaperChoice
from paperscraper_core.metrics.types import AuthorMetrics
from paperscraper_core.tenancy import Tenant

VIEW: Final = "work"


def show(tenant: Tenant, author: AuthorMetrics) -> None:
    """Draw the tabs and the open one of them; which one is open stands in the address."""
    tabs = st.tabs(list(_VIEWS), key=VIEW, on_change="rerun", bind="query-params")
    for tab, draw in zip(tabs, _VIEWS.values(), strict=True):
        if tab.open:
            with tab:
                draw(tenant, author)


def _network(tenant: Tenant, author: AuthorMetrics) -> None:
    author_id = author.profile.author_id
    found = data_author_analyses.network(tenant, author_id)

    def choose(pick: charts.Pick) -> PaperChoice | None:
        other = whole(pick.extra[0]) if pick.extra else None
        if other is None or other == author_id:
            return None
        return PaperChoice(kind=ChoiceKind.COAUTHOR, value=str(other))

    authors_one_choice.chart(
        author_network.coauthor_network(found, charts.theme(), author.counts_to),
        "network",
        tenant,
        author_id,
        choose,
        rows=author_rows.rows_of_network_nodes(found),
        filters=filters(author),
    )


def _topics(tenant: Tenant, author: AuthorMetrics) -> None:
    found = data_author_analyses.topics(tenant, author.profile.author_id)

    def choose(pick: charts.Pick) -> PaperChoice | None:
        drawn = _drawn(found)
        if not 0 <= pick.curve < len(drawn):
            return None
        kind, topic = drawn[pick.curve]
        return PaperChoice(kind=kind, value=topic, year=whole(pick.x))

    authors_one_choice.chart(
        author_topics.topics_over_time(found, charts.theme(), author.counts_to),
        "topics",
        tenant,
        author.profile.author_id,
        choose,
        rows=author_rows.rows_of_topics(found),
        filters=filters(author),
    )


def _drawn(found: Topics) -> list[tuple[ChoiceKind, str]]:
    """What each series of the chart of topics stands for, in its order."""
    series = [(ChoiceKind.TOPIC, one.topic or "", one) for one in found.series]
    if found.other:
        series.append((ChoiceKind.OTHER_TOPICS, "other", found.other))
    if found.unknown:
        series.append((ChoiceKind.TOPIC, "", found.unknown))
    return [(kind, topic) for kind, topic, one in series if one.years]


def _venues(tenant: Tenant, author: AuthorMetrics) -> None:
    found = data_author_analyses.venues(tenant, author.profile.author_id)
    authors_one_choice.chart(
        author_venues.venues(found, charts.theme(), author.counts_to),
        "venues",
        tenant,
        author.profile.author_id,
        lambda pick: _nth(ChoiceKind.VENUE, [row.venue for row in found.rows], pick),
        rows=author_rows.rows_of_venues(found),
        filters=filters(author),
    )


def _collaborations(tenant: Tenant, author: AuthorMetrics) -> None:
    found = data_author_analyses.collaborations(tenant, author.profile.author_id)
    left, right = st.columns(2)
    with left:
        authors_one_choice.chart(
            author_collaborations.institutions(found, charts.theme(), author.counts_to),
            "institutions",
            tenant,
            author.profile.author_id,
            lambda pick: _nth(
                ChoiceKind.INSTITUTION, [row.institution_id for row in found.institutions], pick
            ),
            rows=author_rows.rows_of_institutions(found),
            filters=filters(author),
        )
    with right:
        authors_one_choice.chart(
            author_collaborations.countries(found, charts.theme(), author.counts_to),
            "countries",
            tenant,
            author.profile.author_id,
            lambda pick: _nth(
                ChoiceKind.COUNTRY, [row.country_code for row in found.countries], pick
            ),
            rows=author_rows.rows_of_countries(found),
            filters=filters(author),
        )


def _nth(kind: ChoiceKind, values: list[str] | list[int], pick: charts.Pick) -> PaperChoice | None:
    if not 0 <= pick.index < len(values):
        return None
    return PaperChoice(kind=kind, value=str(values[pick.index]))


_VIEWS: Final[dict[str, Callable[[Tenant, AuthorMetrics], None]]] = {
    "Co-authors": _network,
    "Topics": _topics,
    "Venues": _venues,
    "Institutions and countries": _collaborations,
}
