"""CSV as RFC 4180 has it: UTF-8, commas, CRLF, quotes where needed."""

import csv
import io
from collections.abc import Iterator
from typing import Final

from paperscraper_core.exports.cells import safe_text
from paperscraper_core.exports.types import Table

_CHUNK: Final = 1 << 16
BOM: Final = b"\xef\xbb\xbf"


def csv_chunks(table: Table, *, bom: bool = False) -> Iterator[bytes]:
    """Write the table as CSV: a header of column keys, then one record a row.

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
    writer.writerow([column.key for column in table.columns])
    for row in table.rows:
        writer.writerow([safe_text(cell) for cell in row])
        if buffer.tell() >= _CHUNK:
            yield _taken(buffer)
    yield _taken(buffer)


def _taken(buffer: io.StringIO) -> bytes:
    content = buffer.getvalue().encode()
    buffer.seek(0)
    buffer.truncate()
    return content
