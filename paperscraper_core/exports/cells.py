"""Cells as text: guarded against being read as formulas, written the same way everywhere. Pure.

A spreadsheet evaluates a cell of a CSV file that begins with ``=``, ``+``, ``-`` or ``@``, so the
title of a paper could run a command or send the sheet's content away (OWASP, "CSV Injection").
Such text gets an apostrophe in front, which spreadsheets show as text. Where the list separator is
a semicolon, Excel splits our lines there even inside quotes, so what follows a semicolon, tab or
line break is looked at too.
"""

import math
import re
import unicodedata
from datetime import UTC, date, datetime

from paperscraper_core.exports.types import Cell

_TRIGGERS = frozenset("=+-@＝＋－＠﹦﹢﹣﹫−")
_BREAKS = frozenset("\t\r\n")
#: Where a spreadsheet of another locale may begin a new cell, and the blanks it would skip.
_INNER = re.compile(r"([;\t\r\n])(?=(?:[^\S\t\r\n]|[\"\u200b-\u200f\u2060\ufeff])*[=+\-@＝＋－＠])")
#: Not allowed in XML 1.0, and of no use in a table: controls but TAB, LF, CR; lone surrogates.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def without_controls(text: str) -> str:
    """The text without control characters; TAB, LF and CR stay."""
    return _CONTROLS.sub("", text)


def is_formula_like(text: str) -> bool:
    """Whether a spreadsheet could take the text for a formula.

    True when its first character that can be seen is ``= + - @`` or a full-width or small form of
    these, whatever spaces, zero-width characters, byte-order marks or controls stand before it, and
    when it begins with a TAB, CR or LF.
    """
    for character in text:
        if character in _TRIGGERS or character in _BREAKS:
            return True
        if not character.isspace() and unicodedata.category(character) not in {"Cf", "Cc"}:
            return False
    return False


def guarded(text: str) -> str:
    """Text that no spreadsheet evaluates; text that is harmless comes back unchanged."""
    if not text:
        return text
    text = _INNER.sub(r"\1'", text)
    return f"'{text}" if is_formula_like(text) else text


def as_text(cell: Cell) -> str:
    """The cell as unguarded text: ISO dates, UTC times, ``true``, lists joined by ``; ``."""
    match cell:
        case None:
            return ""
        case bool():
            return "true" if cell else "false"
        case float():
            return repr(cell) if math.isfinite(cell) else ""
        case int():
            return str(cell)
        case datetime():
            moment = cell if cell.tzinfo is None else cell.astimezone(UTC)
            return moment.replace(tzinfo=None).isoformat(timespec="seconds") + "Z"
        case date():
            return cell.isoformat()
        case tuple():
            return "; ".join(cell)
        case _:
            return cell


def safe_text(cell: Cell) -> str:
    """The cell for a text file that spreadsheets open: text is guarded, numbers stay numbers."""
    text = as_text(cell)
    if isinstance(cell, str | tuple):
        return guarded(without_controls(text))
    return text
