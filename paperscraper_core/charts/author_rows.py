"""The data behind the charts of one author's analyses, for files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from paperscraper_core.metrics.analysis_types import (
    CoauthorNetwork,
    Collaborations,
    SelfCitations,
    Topics,
    Venues,
    WorkGroup,
)
from paperscraper_core.metrics.countries import country_name

from .types import ChartColumn, ChartRows
from .words import counted

if TYPE_CHECKING:
    from collections.abc import Iterable

Cell = str | int | float | None

_WORK: Final = (
    ("papers", "Papers", "Papers in this library."),
    ("citations", "Citations", "Known citation counts added up; empty when none is known."),
    ("papers_without_count", "Papers without a count", "Papers whose citation count is unknown."),
    ("first_year", "First year", "Year of the earliest of these papers."),
    ("last_year", "Last year", "Year of the latest of these papers."),
)


def rows_of_self_citations(found: SelfCitations) -> ChartRows:
    """Citations found, by year of the citing paper; the last row may have no year."""
    return _rows(
        (
            ("year", "Year", "Year of the citing paper; empty: unknown."),
            ("found", "Citations found", "Citations by papers of this library."),
            ("same_author", "By this author", "The citing paper shares this author (Scopus)."),
            ("any_author", "By any author of the paper", "The citing paper shares any author of"
             " the cited one (Ioannidis); contains those by this author."),
            ("others", "By others", "No author in common."),
        ),
        (
            (one.year, one.found, one.same_author, one.any_author, one.found - one.any_author)
            for one in found.years
        ),
    )  # fmt: skip


def rows_of_network_nodes(network: CoauthorNetwork) -> ChartRows:
    """The authors of the network, the one in the centre first."""
    return _rows(
        (
            ("author_id", "Author id", "Id in this library."),
            ("name", "Name", "The author."),
            ("papers_together", "Papers together", "With the author in the centre."),
            ("papers", "Papers", "All papers in this library."),
            ("h_index", "h-index", "Empty when unknown."),
            ("group", "Group", "Authors who write together most (Louvain), largest first."),
        ),
        (
            (one.author_id, one.name, one.papers_together, one.papers, one.h_index,
             one.community + 1)
            for one in network.nodes
        ),
    )  # fmt: skip


def rows_of_topics(found: Topics) -> ChartRows:
    """Papers by topic and year."""
    series = [(one.topic, one) for one in found.series]
    if found.other:
        series.append((counted(found.other_topics, "other topic"), found.other))
    if found.unknown:
        series.append((None, found.unknown))
    return _rows(
        (
            ("topic", "Topic", "First topic that the source names; empty: none."),
            ("year", "Year", "Year of the papers."),
            ("papers", "Papers", "Papers of the author, each under one topic."),
        ),
        ((topic, year.year, year.papers) for topic, one in series for year in one.years),
    )


def rows_of_venues(found: Venues) -> ChartRows:
    """All venues, also those that are not drawn; the last row may have no venue."""
    rows: list[tuple[Cell, ...]] = [(row.venue, *_work(row.work)) for row in found.rows]
    if found.unknown:
        rows.append((None, *_work(found.unknown)))
    return _rows((("venue", "Venue", "Journal or conference; empty: unknown."), *_WORK), rows)


def rows_of_institutions(found: Collaborations) -> ChartRows:
    """All institutions of co-authors, also those that are not drawn."""
    return _rows(
        (
            ("institution", "Institution", "Named by a co-author of the papers."),
            ("country", "Country", "Two letters (ISO 3166); empty: unknown."),
            ("own", "The author's own", "Yes when the author is named with it, too."),
            *_WORK,
        ),
        (
            (row.name, row.country_code, _yes(row.own), *_work(row.work))
            for row in found.institutions
        ),
    )


def rows_of_countries(found: Collaborations) -> ChartRows:
    """All countries of co-authors, also those that are not drawn."""
    return _rows(
        (
            ("country", "Country", "Two letters (ISO 3166)."),
            ("name", "Name", "The country's name in English."),
            ("own", "The author's own", "Yes when an institution of the author is there, too."),
            *_WORK,
        ),
        (
            (row.country_code, country_name(row.country_code), _yes(row.own), *_work(row.work))
            for row in found.countries
        ),
    )


def _yes(own: bool) -> str:
    return "yes" if own else "no"


def _work(work: WorkGroup) -> tuple[Cell, ...]:
    return (
        work.papers,
        work.citations,
        work.papers_without_count,
        work.first_year,
        work.last_year,
    )


def _rows(columns: Iterable[tuple[str, str, str]], rows: Iterable[tuple[Cell, ...]]) -> ChartRows:
    return ChartRows(
        columns=tuple(
            ChartColumn(key=key, title=title, definition=words) for key, title, words in columns
        ),
        rows=tuple(rows),
    )
