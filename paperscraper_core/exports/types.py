"""What crosses the door of the exports: a table of plain values, and what it says about itself."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Generic, TypeVar

from paperscraper_core.errors import PaperScraperError
from paperscraper_core.library.types import PaperExport

T = TypeVar("T")

#: What a cell may hold; None is unknown and leaves the cell empty, it is never written as zero.
Cell = str | int | float | bool | date | datetime | tuple[str, ...] | None


class Kind(StrEnum):
    """What a column holds; it decides how a cell is written and formatted."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    YES_NO = "yes or no"
    DATE = "date"
    MOMENT = "date and time (UTC)"
    LIST = "list, separated by ;"


class Format(StrEnum):
    """The file formats; the value is also the name's ending, but for BibTeX and CSV with notes."""

    CSV = "csv"
    CSV_NOTES = "csv-notes"
    XLSX = "xlsx"
    BIBTEX = "bibtex"
    RIS = "ris"
    JSONL = "jsonl"

    @property
    def extension(self) -> str:
        """How the name of such a file ends, without the dot."""
        return {Format.BIBTEX: "bib", Format.CSV_NOTES: "csv"}.get(self, self.value)

    @property
    def mime(self) -> str:
        """The media type that a browser is told."""
        return _MIME[self]


_MIME = {
    Format.CSV: "text/csv",
    Format.CSV_NOTES: "text/csv",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.BIBTEX: "application/x-bibtex",
    Format.RIS: "application/x-research-info-systems",
    Format.JSONL: "application/x-ndjson",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column.

    Attributes:
        key: stable name for programs: the header of CSV files, the key in JSON lines.
        title: name for people: the header of XLSX sheets.
        definition: what the number or text means, in one sentence.
        kind: how its cells are written.
    """

    key: str
    title: str
    definition: str
    kind: Kind = Kind.TEXT


@dataclass(frozen=True, slots=True, kw_only=True)
class Field(Generic[T]):
    """A column together with how to take its cell from a row of type ``T``."""

    column: Column
    value: Callable[[T], Cell]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows to export and what they are.

    Attributes:
        name: what a row is, in the plural: ``papers``; also the name of the sheet.
        columns: in the order of the cells.
        rows: one tuple of cells a row; may be a generator, so it can be read only once.
        as_of: when the rows were read.
        filters: (name, value) pairs that chose the rows; empty means all of them.
        notes: sentences a reader of the figures must know.
        notes_in_csv: CSV files begin with lines ``# …`` that say all of this.
    """

    name: str
    columns: tuple[Column, ...]
    rows: Iterable[tuple[Cell, ...]]
    as_of: datetime
    filters: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    notes_in_csv: bool = False


def table_of(
    name: str,
    fields: tuple[Field[T], ...],
    rows: Iterable[T],
    *,
    as_of: datetime,
    filters: tuple[tuple[str, str], ...] = (),
    notes: tuple[str, ...] = (),
) -> Table:
    """Make a table from rows of any type, lazily."""

    def cells() -> Iterator[tuple[Cell, ...]]:
        for row in rows:
            yield tuple(field.value(row) for field in fields)

    return Table(
        name=name,
        columns=tuple(field.column for field in fields),
        rows=cells(),
        as_of=as_of,
        filters=filters,
        notes=notes,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperSet:
    """Papers to export in any format; read lazily, once.

    Attributes:
        as_of: when they were read.
        filters: (name, value) pairs that chose them; empty means the whole library.
    """

    papers: Iterable[PaperExport]
    as_of: datetime
    filters: tuple[tuple[str, str], ...] = ()


class FormatNotForTable(PaperScraperError):
    """BibTeX and RIS hold papers only; choose CSV, XLSX or JSONL for this table."""


class TooManyRows(PaperScraperError):
    """An XLSX sheet holds 1,048,575 rows at most; choose CSV or JSONL for this table."""
