"""The one door to all formats: the pages and the command call the same function."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import BinaryIO, TypeVar

from paperscraper_core.exports.bibtex_export import bibtex_chunks
from paperscraper_core.exports.csv_export import csv_chunks
from paperscraper_core.exports.jsonl_export import jsonl_chunks
from paperscraper_core.exports.papers import papers_table
from paperscraper_core.exports.ris_export import ris_chunks
from paperscraper_core.exports.types import Format, FormatNotForTable, PaperSet, Table
from paperscraper_core.exports.xlsx_export import write_xlsx

T = TypeVar("T")


def write(
    source: Table | PaperSet, file_format: Format, out: BinaryIO, *, bom: bool = False
) -> int:
    """Write a table or a set of papers and return the number of its rows.

    Args:
        source: what to write; its rows are read once.
        file_format: BibTeX and RIS are for papers only.
        out: opened for binary writing; XLSX also needs it to be seekable.
        bom: begin CSV with a byte-order mark, for Excel.

    Raises:
        FormatNotForTable: BibTeX or RIS for something else than papers.
        TooManyRows: more rows than an XLSX sheet holds.
    """
    counter = _Counter()
    if isinstance(source, PaperSet):
        papers = counter.count(source.papers)
        if file_format in (Format.BIBTEX, Format.RIS):
            chunks = bibtex_chunks(papers) if file_format is Format.BIBTEX else ris_chunks(papers)
            out.writelines(chunks)
            return counter.rows
        table = papers_table(papers, as_of=source.as_of, filters=source.filters)
    else:
        table = replace(source, rows=counter.count(source.rows))
    _write_table(table, file_format, out, bom=bom)
    return counter.rows


def check(name: str, file_format: Format) -> None:
    """Refuse at once what could not be written: BibTeX or RIS for a table without papers.

    Raises:
        FormatNotForTable: the format holds papers only and `name` is something else.
    """
    if name != "papers" and file_format in (Format.BIBTEX, Format.RIS):
        raise FormatNotForTable


def _write_table(table: Table, file_format: Format, out: BinaryIO, *, bom: bool) -> None:
    match file_format:
        case Format.CSV:
            out.writelines(csv_chunks(table, bom=bom))
        case Format.CSV_NOTES:
            out.writelines(csv_chunks(replace(table, notes_in_csv=True), bom=bom))
        case Format.JSONL:
            out.writelines(jsonl_chunks(table))
        case Format.XLSX:
            write_xlsx(table, out)
        case _:
            raise FormatNotForTable


class _Counter:
    """Counts rows on their way, because they may come from a generator."""

    def __init__(self) -> None:
        self.rows = 0

    def count(self, rows: Iterable[T]) -> Iterator[T]:
        for row in rows:
            self.rows += 1
            yield row
