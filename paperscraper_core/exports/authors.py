"""The table of authors: every metric with its definition."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Final

from paperscraper_core.exports.types import Cell, Column, Field, Kind, Table, table_of
from paperscraper_core.metrics.definitions import DEFINITIONS, Definition
from paperscraper_core.metrics.types import AuthorRow

NOTE: Final = (
    "Computed from the papers of this library. Papers without a citation count are left out of what"
    " needs counts, and counted beside it."
)


def _field(
    key: str,
    title: str,
    definition: str,
    value: Callable[[AuthorRow], Cell],
    kind: Kind = Kind.TEXT,
) -> Field[AuthorRow]:
    return Field(column=Column(key=key, title=title, definition=definition, kind=kind), value=value)


def _metric(one: Definition) -> Field[AuthorRow]:
    def value(row: AuthorRow) -> Cell:
        found: int | float | None = getattr(row.indices, one.key)
        return round(found, 4) if isinstance(found, float) else found

    return _field(
        one.key,
        one.label,
        f"{one.sentence} ({one.source})",
        value,
        Kind.NUMBER if one.decimals else Kind.INTEGER,
    )


FIELDS: Final[tuple[Field[AuthorRow], ...]] = (
    _field("id", "Id", "The author's number in PaperScraper.", lambda r: r.author_id, Kind.INTEGER),
    _field("name", "Name", "Name in full as far as known.", lambda r: r.name),
    _field("orcid", "ORCID", "ORCID iD.", lambda r: r.orcid),
    _field(
        "external_ids",
        "Ids",
        "Ids in other sources, as scheme:id.",
        lambda r: tuple(f"{scheme}:{value}" for scheme, value in r.external_ids),
        Kind.LIST,
    ),
    _field("institution", "Institution", "Last known institution.", lambda r: r.institution),
    _field("country_code", "Country", "Its country, ISO 3166.", lambda r: r.country_code),
    *(_metric(one) for one in DEFINITIONS),
    _field(
        "papers_without_count",
        "Papers without citation count",
        "Papers left out of every number that needs citations.",
        lambda r: r.indices.papers_without_count,
        Kind.INTEGER,
    ),
    _field(
        "papers_without_year",
        "Papers without year",
        "Papers left out of every number that needs years.",
        lambda r: r.indices.papers_without_year,
        Kind.INTEGER,
    ),
    _field(
        "first_year",
        "First year",
        "Year of the first paper in the library.",
        lambda r: r.indices.first_year,
        Kind.INTEGER,
    ),
    _field(
        "last_year",
        "Last year",
        "Year of the latest paper in the library.",
        lambda r: r.indices.last_year,
        Kind.INTEGER,
    ),
    _field(
        "as_of_year",
        "As of year",
        "Year up to which citations were counted; ages are taken from it.",
        lambda r: r.indices.as_of_year,
        Kind.INTEGER,
    ),
    _field(
        "h_rank",
        "Rank by h",
        "One more than the authors of this list with a larger h; equals share a rank.",
        lambda r: r.rank.now if r.rank else None,
        Kind.INTEGER,
    ),
    _field(
        "h_rank_before_best",
        "Rank a year ago, best",
        "The same by h at the end of the year before the as-of year: its best possible value."
        " Empty where it is not known or the author had no paper then.",
        lambda r: r.rank.before_best if r.rank else None,
        Kind.INTEGER,
    ),
    _field(
        "h_rank_before_worst",
        "Rank a year ago, worst",
        "Its worst possible value; the same as the best where citations are dated well enough.",
        lambda r: r.rank.before_worst if r.rank else None,
        Kind.INTEGER,
    ),
)


def authors_table(
    rows: Iterable[AuthorRow],
    *,
    as_of: datetime,
    counts_as_of: date | None,
    filters: tuple[tuple[str, str], ...] = (),
) -> Table:
    """The table of authors; `rows` is read lazily, once, in its own order.

    Args:
        rows: the authors.
        as_of: when they were read.
        counts_as_of: the newest day on which a source knew the citation counts; None: unknown.
        filters: (name, value) pairs that chose them.
    """
    day = counts_as_of.isoformat() if counts_as_of else "an unknown day"
    notes = (NOTE, f"Citation counts as of {day}.")
    return table_of("authors", FIELDS, rows, as_of=as_of, filters=filters, notes=notes)
