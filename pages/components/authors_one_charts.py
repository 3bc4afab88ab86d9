"""The charts of one author that are always there: h, citations, ranks, positions, own citations."""

from typing import TYPE_CHECKING, Final

import streamlit as st

from pages.components import authors_one_choice, charts, data_author_analyses, text
from pages.components.authors_one_choice import whole
from paperscraper_core.charts import author_rows, author_self_citations, rows
from paperscraper_core.charts import authors as figures
from paperscraper_core.metrics.analysis_types import PeerGroup, Peers, SelfCitationRule
from paperscraper_core.metrics.choice_types import ChoiceKind, PaperChoice
from paperscraper_core.metrics.peers import FEWEST
from paperscraper_core.metrics.types import AuthorMetrics
from paperscraper_core.tenancy import Tenant

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

_PLACES: Final = {
    "single author": ChoiceKind.SINGLE,
    "first": ChoiceKind.FIRST,
    "middle": ChoiceKind.MIDDLE,
    "last": ChoiceKind.LAST,
}
_LABELS: Final = {
    "h_index": "h-index",
    "citations": "citations",
    "m_quotient": "h per career year",
}
_SELF: Final = {
    "by this author": SelfCitationRule.SAME_AUTHOR.value,
    "by co-authors of the paper only": SelfCitationRule.ANY_AUTHOR.value,
    "by others": "found",
}


def h_over_time(tenant: Tenant, author: AuthorMetrics) -> None:
    """Draw h over time before the range of comparable authors, and where the author stands."""
    peers = data_author_analyses.peers(tenant, author.profile.author_id)
    authors_one_choice.chart(
        figures.h_over_time(author.history, charts.theme(), author.counts_to, peers),
        "h",
        tenant,
        author.profile.author_id,
        authors_one_choice.by_year,
        rows=rows.h_history(author.history, peers),
        filters=filters(author),
    )
    _standing(peers)


def filters(author: AuthorMetrics) -> charts.Filters:
    """Whose data it is, for the files."""
    return (("author", author.profile.name), ("author id", str(author.profile.author_id)))


def _standing(peers: Peers) -> None:
    sentences = [_of_group(group) for group in (peers.same_age, peers.same_topic) if group]
    if peers.missing:
        sentences.append(text.plain(f"No comparison with others: {peers.missing}"))
    for sentence in sentences:
        if sentence:
            st.markdown(sentence)


def _of_group(group: PeerGroup) -> str:
    """Where h and citations stand in a group, in one sentence with its warning."""
    known = [
        f"{_LABELS[one.metric]} {_above(one.percentile)}"
        for one in group.standings
        if one.metric in _LABELS and one.percentile is not None
    ]
    if not known:
        return ""
    if group.peers < FEWEST:
        if group.topic:  # what is said of all topics is enough
            return ""
        return (
            f":material/warning: Only {group.peers:,} authors of similar career age here: too few"
            " for a percentile."
        )
    on = f" who work on *{text.plain(group.topic)}*" if group.topic else ""
    words = (
        f"Among {group.peers:,} authors here{on}, {group.age_from}–{group.age_to} years after"
        f" their first paper: {', '.join(known)}."
    )
    if group.warning:
        words += f" :material/warning: {text.plain(group.warning)}"
    return words


def _above(percentile: float) -> str:
    if percentile >= 100:
        return "**above all**"
    return f"above **{percentile:.0f} %**" if percentile > 0 else "**above none**"


def others(tenant: Tenant, author: AuthorMetrics) -> None:
    """Draw the other charts, two side by side."""
    left, right = st.columns(2)
    with left:
        _citations(tenant, author)
    with right:
        _ranks(tenant, author)
    left, right = st.columns(2)
    with left:
        _positions(tenant, author)
    with right:
        _self_citations(tenant, author)


def _citations(tenant: Tenant, author: AuthorMetrics) -> None:
    authors_one_choice.chart(
        figures.citations_per_year(author.citation_series, charts.theme(), author.counts_to),
        "citations",
        tenant,
        author.profile.author_id,
        authors_one_choice.cited_in,
        rows=rows.citations_per_year(author.citation_series),
        filters=filters(author),
    )


def _ranks(tenant: Tenant, author: AuthorMetrics) -> None:
    titles = dict(author.titles)
    ranked = author.rank_curve

    def choose(pick: charts.Pick) -> PaperChoice | None:
        rank = whole(pick.x)
        if rank is None or not 0 < rank <= len(ranked):
            return None
        return PaperChoice(kind=ChoiceKind.PAPER, value=str(ranked[rank - 1].paper_id))

    authors_one_choice.chart(
        figures.rank_curve(ranked, charts.theme(), author.counts_to, titles),
        "ranks",
        tenant,
        author.profile.author_id,
        choose,
        rows=rows.rank_curve(ranked, titles),
        filters=filters(author),
    )


def _positions(tenant: Tenant, author: AuthorMetrics) -> None:
    figure = figures.papers_by_position(
        author.papers_by_year,
        charts.theme(),
        author.counts_to,
        author.indices.papers_without_year,
    )

    def choose(pick: charts.Pick) -> PaperChoice | None:
        year = whole(pick.x)
        kind = _PLACES.get(series(figure, pick), ChoiceKind.YEAR)
        return None if year is None else PaperChoice(kind=kind, value=str(year))

    authors_one_choice.chart(
        figure,
        "positions",
        tenant,
        author.profile.author_id,
        choose,
        rows=rows.papers_by_position(author.papers_by_year),
        filters=filters(author),
    )


def _self_citations(tenant: Tenant, author: AuthorMetrics) -> None:
    found = data_author_analyses.self_citations(tenant, author.profile.author_id)
    figure = author_self_citations.self_citations(found, charts.theme(), author.counts_to)

    def choose(pick: charts.Pick) -> PaperChoice | None:
        rule = _SELF.get(series(figure, pick))
        if rule is None:
            return None
        return PaperChoice(kind=ChoiceKind.SELF_CITED, value=rule, year=whole(pick.x))

    authors_one_choice.chart(
        figure,
        "self_citations",
        tenant,
        author.profile.author_id,
        choose,
        rows=author_rows.rows_of_self_citations(found),
        filters=filters(author),
    )


def series(figure: "Figure", pick: charts.Pick) -> str:
    """The name of the series that was clicked."""
    traces = figure.data
    return str(traces[pick.curve].name or "") if 0 <= pick.curve < len(traces) else ""
