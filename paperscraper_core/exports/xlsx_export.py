"""XLSX: one sheet of rows, a second one that says what they are.

Text is always written as a string cell, which Excel does not evaluate, and text that looks like a
formula also carries the quote prefix, so that it stays text when somebody edits the cell.
"""

import math
from datetime import UTC, date, datetime
from typing import Any, BinaryIO, Final

from paperscraper_core.exports.cells import as_text, is_formula_like, without_controls
from paperscraper_core.exports.types import Cell, Column, Kind, Table, TooManyRows

MAX_ROWS: Final = 1_048_576
MAX_CELL: Final = 32_767
_CUT: Final = " … [cut]"
#: Beyond this a spreadsheet's floating-point cells would round the number.
_EXACT: Final = 2**53
_WIDTHS: Final = {Kind.TEXT: 32, Kind.LIST: 32, Kind.DATE: 12, Kind.MOMENT: 19}
_FORMATS: Final[dict[Kind, dict[str, Any]]] = {  # XlsxWriter's own vocabulary
    Kind.DATE: {"num_format": "yyyy-mm-dd"},
    Kind.MOMENT: {"num_format": "yyyy-mm-dd hh:mm:ss"},
    Kind.INTEGER: {"num_format": "0"},
    Kind.NUMBER: {"num_format": "0.###"},
}


def write_xlsx(table: Table, out: BinaryIO) -> None:
    """Write the table as an XLSX workbook with the sheets ``<table name>`` and ``About``.

    Rows go through a temporary file, so memory does not grow with them.

    Raises:
        TooManyRows: the table does not fit on a sheet.
    """
    import xlsxwriter  # loaded when somebody downloads a workbook, not with the page

    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(out, options) as book:
        writer = _SheetWriter(book, table)
        writer.write_rows()
        writer.write_about()


class _SheetWriter:
    """One workbook on its way; counts what it had to change, to say so."""

    def __init__(self, book: Any, table: Table) -> None:  # XlsxWriter has no types
        self.book, self.table = book, table
        self.header = book.add_format({"bold": True, "bottom": 1})
        self.quoted = book.add_format({"quote_prefix": True})
        self.formats = {kind: book.add_format(spec) for kind, spec in _FORMATS.items()}
        self.rows = 0
        self.cut_cells = 0

    def write_rows(self) -> None:
        sheet = self.book.add_worksheet(_sheet_name(self.table.name))
        sheet.freeze_panes(1, 0)
        for number, column in enumerate(self.table.columns):
            sheet.set_column(number, number, _WIDTHS.get(column.kind, max(10, len(column.title))))
            sheet.write_string(0, number, column.title, self.header)
        for row in self.table.rows:
            self.rows += 1
            if self.rows >= MAX_ROWS:
                raise TooManyRows
            for number, (column, cell) in enumerate(zip(self.table.columns, row, strict=True)):
                self._write(sheet, number, column, cell)
        sheet.autofilter(0, 0, self.rows, max(0, len(self.table.columns) - 1))

    def _write(self, sheet: Any, number: int, column: Column, cell: Cell) -> None:
        match cell:
            case None:
                return
            case bool():
                sheet.write_boolean(self.rows, number, cell)
            case int() if abs(cell) <= _EXACT:
                sheet.write_number(self.rows, number, cell, self.formats.get(column.kind))
            case float() if math.isfinite(cell):
                sheet.write_number(self.rows, number, cell, self.formats.get(column.kind))
            case float():
                return
            case date() if cell.year >= 1900:
                style = self.formats[Kind.MOMENT if isinstance(cell, datetime) else Kind.DATE]
                sheet.write_datetime(self.rows, number, _naive(cell), style)
            case _:  # older dates too: a sheet's calendar begins in 1900
                self._write_text(sheet, number, as_text(cell))

    def _write_text(self, sheet: Any, number: int, text: str) -> None:
        text = without_controls(text)
        if _utf16_length(text) > MAX_CELL:
            text = _shortened(text)
            self.cut_cells += 1
        if text:
            style = self.quoted if is_formula_like(text) else None
            sheet.write_string(self.rows, number, text, style)

    def write_about(self) -> None:
        """The second sheet: when, which, and what every column means."""
        sheet = self.book.add_worksheet("About")
        sheet.set_column(0, 0, 28)
        sheet.set_column(1, 1, 100)
        lines = [
            ("Table", self.table.name),
            ("Rows", str(self.rows)),
            ("As of", as_text(self.table.as_of)),
            *(
                (f"Filter: {name}", value)
                for name, value in self.table.filters or [("none", "all rows")]
            ),
            *(("Note", note) for note in self.table.notes),
        ]
        if self.cut_cells:
            note = f"{self.cut_cells} cut at {MAX_CELL:,} characters, marked [cut]; CSV is whole."
            lines.append(("Long cells", note))
        lines += [("", ""), ("Column", "What it means")]
        lines += [
            (column.title, f"{column.definition} ({column.kind})") for column in self.table.columns
        ]
        for row, (name, value) in enumerate(lines):
            sheet.write_string(row, 0, without_controls(name), self.header)
            sheet.write_string(row, 1, without_controls(value)[:MAX_CELL])


def _naive(cell: date) -> date:
    if isinstance(cell, datetime) and cell.tzinfo is not None:
        return cell.astimezone(UTC).replace(tzinfo=None)
    return cell


def _utf16_length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2 if len(text) > MAX_CELL // 2 else len(text)


def _shortened(text: str) -> str:
    """The text cut to what a cell holds, which counts in UTF-16 units, with a mark at the end."""
    room = (MAX_CELL - len(_CUT)) * 2
    return text.encode("utf-16-le")[:room].decode("utf-16-le", "ignore") + _CUT


def _sheet_name(name: str) -> str:
    return "".join(c for c in name if c not in "[]:*?/\\'")[:31] or "rows"
