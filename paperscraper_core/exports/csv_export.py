"""CSV as RFC 4180 has it: UTF-8, commas, CRLF, quotes where needed."""

import csv
import io
from collections.abc import Iterator
from typing import Final

from paperscraper_core.exports.cells import as_text, safe_text
from paperscraper_core.exports.types import Table

_CHUNK: Final = 1 << 16
BOM: Final = b"\xef\xbb\xbf"


def csv_chunks(table: Table, *, bom: bool = False) -> Iterator[bytes]:
    """Write the table as CSV: a header of column keys, then one record a row.

    A table with `notes_in_csv` begins with lines that say what it is, each a cell after ``# ``; the
    first one says how many there are, so that a program can skip them.

    Args:
        table: read once.
        bom: begin with a byte-order mark, without which Excel takes UTF-8 for the local code page.

    Yields:
        Pieces of some 64 KB, so that a large table is never held whole.
    """
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    if bom:
        yield BOM
    if table.notes_in_csv:
        notes = list(notes_of(table))
        count = len(notes) + 1
        notes.insert(0, f"{count} lines about the table; it begins in line {count + 1}")
        writer.writerows([safe_text(f"# {_one_line(note)}")] for note in notes)
    writer.writerow([column.key for column in table.columns])
    for row in table.rows:
        writer.writerow([safe_text(cell) for cell in row])
        if buffer.tell() >= _CHUNK:
            yield _taken(buffer)
    yield _taken(buffer)


def notes_of(table: Table) -> Iterator[str]:
    """What a table says about itself, a line each: date, filters, notes, columns."""
    yield f"PaperScraper: {table.name}, read {as_text(table.as_of)}"
    yield from table.notes
    for name, value in table.filters:
        yield f"Filter: {name} = {value}"
    for column in table.columns:
        yield f"Column {column.key}: {column.definition or column.title}"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _taken(buffer: io.StringIO) -> bytes:
    content = buffer.getvalue().encode()
    buffer.seek(0)
    buffer.truncate()
    return content
