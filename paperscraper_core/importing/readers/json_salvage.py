"""Damaged JSON taken apart by its braces, so that one bad record does not cost the others."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]]', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Complaint:
    """Stands in the place of a record that could not be read, and says why."""

    message: str


_BAD = Complaint("This record is not valid JSON; it is skipped.")


def salvaged(text: str, prefix: str) -> Iterator[object]:
    """The objects at a prefix (as ijson names it); a complaint in the place of one that is broken.

    Args:
        text: the whole file.
        prefix: '' for the outermost value, 'item' for those of the outermost array, or
            'works.item' for those of an array in the outermost object.
    """
    key, level = (prefix.split(".")[0], prefix.count(".") + 1) if prefix else ("", 0)
    depth, start, last = 0, -1, ""
    wanted = key in ("", "item")
    for token in _TOKEN.finditer(text):
        mark = token[0]
        if mark[0] == '"':
            if depth == 1:
                last = mark[1:-1]
            continue
        if mark in "{[":
            if depth == 1 and level == 2:
                wanted = last == key and mark == "["
            if depth == level and mark == "{" and wanted:
                start = token.start()
            depth += 1
            continue
        depth -= 1
        if depth == level and mark == "}" and start >= 0:
            yield _loaded(text[start : token.end()])
            start = -1
    if start >= 0:
        yield Complaint("The JSON ends in the middle of this record; it is skipped.")


def _loaded(text: str) -> object:
    try:
        return json.loads(text, parse_constant=lambda _: None, strict=False)
    except (ValueError, RecursionError):
        return _BAD
