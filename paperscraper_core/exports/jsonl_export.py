"""JSON lines: one object a row, nothing lost and nothing guarded, for programs."""

import json
import math
from collections.abc import Iterator
from datetime import date
from typing import Final

from paperscraper_core.exports.cells import as_text, without_controls
from paperscraper_core.exports.types import Cell, Table

_ROWS_PER_CHUNK: Final = 200


def jsonl_chunks(table: Table) -> Iterator[bytes]:
    """Write one JSON object a line, keyed by the column keys; unknown is null, lists are arrays."""
    keys = [column.key for column in table.columns]
    lines: list[str] = []
    for row in table.rows:
        values = {key: _plain(cell) for key, cell in zip(keys, row, strict=True)}
        lines.append(json.dumps(values, ensure_ascii=False, allow_nan=False))
        if len(lines) >= _ROWS_PER_CHUNK:
            yield ("\n".join(lines) + "\n").encode()
            lines.clear()
    yield ("\n".join(lines) + "\n").encode() if lines else b""


def _plain(cell: Cell) -> str | int | float | bool | list[str] | None:
    match cell:
        case tuple():
            return [without_controls(text) for text in cell]
        case float() if not math.isfinite(cell):
            return None
        case date():  # datetime is one of these
            return as_text(cell)
        case str():
            return without_controls(cell)
        case _:
            return cell
