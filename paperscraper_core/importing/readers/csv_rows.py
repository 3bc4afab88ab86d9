"""The rows of a delimited table: finds the delimiter and survives a quote that never closes."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from paperscraper_core.importing.readers.columns import recognised

DELIMITERS = ",;\t|"
MAX_ROW_LINES = 2_000
MAX_ROW_CHARS = 1 << 20
csv.field_size_limit(4 * MAX_ROW_CHARS)
_SEP_LINE = re.compile(r"^\ufeff?sep=(.)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of cells; ``broken`` says that a quotation mark in it is never closed."""

    number: int
    cells: list[str]
    broken: bool = False


def sniff_delimiter(head: str) -> str:
    """The delimiter under which the header has the most known headings, then the most columns."""
    lines = [line for line in head.splitlines() if line.strip()]
    if lines and (said := _SEP_LINE.match(lines[0])):
        return said[1]
    first = lines[0] if lines else ""

    def score(delimiter: str) -> tuple[int, int]:
        cells = next(csv.reader([first], delimiter=delimiter), [])
        return recognised(cells), len(cells)

    return max(DELIMITERS, key=score)


def rows(lines: Iterable[str], delimiter: str) -> Iterator[Row]:
    """The rows in order, the header being row 1; blank lines are dropped but counted."""
    source, waiting = iter(lines), list[str]()
    number, held, inside, size = 0, list[str](), False, 0
    while True:
        line = waiting.pop() if waiting else next(source, None)
        if line is None and not held:
            return
        if line is not None:
            if number == 0 and not held and _SEP_LINE.match(line):
                continue
            held.append(line)
            size += len(line)
            inside = _open_quote(line, inside, delimiter)
        if inside and line is not None and len(held) < MAX_ROW_LINES and size < MAX_ROW_CHARS:
            continue
        number += 1
        if inside:  # give the lines after the first back: they are rows of their own
            waiting.extend(reversed(held[1:]))
            yield Row(number, [], broken=True)
        elif any(part.strip() for part in held):
            yield Row(number, next(csv.reader(["\n".join(held)], delimiter=delimiter), []))
        held, inside, size = [], False, 0


def _open_quote(line: str, inside: bool, delimiter: str) -> bool:
    """Whether a quoted cell is still open at the end of the line, by the rules of ``csv``."""
    at = line.find('"')
    while at >= 0:
        if inside:
            if line.startswith('""', at):
                at += 1
            else:
                inside = False
        elif at == 0 or line[at - 1] == delimiter:
            inside = True
        at = line.find('"', at + 1)
    return inside
