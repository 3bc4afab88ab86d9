"""The table of one author's papers."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Final

from paperscraper_core.exports.types import Cell, Column, Field, Kind, Table, table_of
from paperscraper_core.metrics.types import AuthorPaper


def _field(
    key: str,
    title: str,
    definition: str,
    value: Callable[[AuthorPaper], Cell],
    kind: Kind = Kind.TEXT,
) -> Field[AuthorPaper]:
    return Field(column=Column(key=key, title=title, definition=definition, kind=kind), value=value)


FIELDS: Final[tuple[Field[AuthorPaper], ...]] = (
    _field("id", "Id", "The paper's number in PaperScraper.", lambda r: r.paper_id, Kind.INTEGER),
    _field("title", "Title", "Title of the paper.", lambda r: r.title),
    _field("year", "Year", "Year of publication.", lambda r: r.year, Kind.INTEGER),
    _field(
        "citations",
        "Citations",
        "Citations as the source counts them; empty when it does not say.",
        lambda r: r.citations,
        Kind.INTEGER,
    ),
    _field("place", "Place", "The author's place in the byline.", lambda r: r.place, Kind.INTEGER),
    _field("n_authors", "Authors", "Authors of the paper.", lambda r: r.n_authors, Kind.INTEGER),
    _field("position", "Position", "single, first, middle or last.", lambda r: r.position.value),
    _field("venue", "Venue", "Journal, conference or book.", lambda r: r.venue),
    _field("type", "Type", "Kind of publication.", lambda r: r.type),
    _field("doi", "DOI", "Digital object identifier.", lambda r: r.doi),
)


def author_papers_table(
    rows: Iterable[AuthorPaper],
    *,
    as_of: datetime,
    counts_as_of: date | None,
    filters: tuple[tuple[str, str], ...] = (),
) -> Table:
    """The table of an author's papers; `rows` is read lazily, once, in its own order.

    Args:
        rows: the papers.
        as_of: when they were read.
        counts_as_of: the newest day on which a source knew the citation counts; None: unknown.
        filters: (name, value) pairs that chose them, the author among them.
    """
    day = counts_as_of.isoformat() if counts_as_of else "an unknown day"
    notes = (f"Citation counts as of {day}.",)
    return table_of("author_papers", FIELDS, rows, as_of=as_of, filters=filters, notes=notes)
