"""Cutting a BibTeX file into its entries, so that one broken entry cannot take others along."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

MAX_ENTRY_CHARS = 1 << 20
_NEXT = re.compile(r"@\s*(?P<kind>[A-Za-z_]\w*)\s*(?P<open>[{(])")
_START = re.compile(r"[^\S\n]*" + _NEXT.pattern)
_MARK = re.compile(r"\\.|[{})]")
# Inside an open entry only something that must be a new entry ends it: kind, key and comma,
# or a @string with its equals sign.
_NEW_ENTRY = re.compile(
    r"^[^\S\n]*@\s*(?!(?i:comment|preamble)\b)[A-Za-z]\w*\s*[{(]\s*"
    r"(?:[^\s,{}()=\"]*(?: [^\s,{}()=\"]+)*\s*,|\w+\s*=)"
)


@dataclass(frozen=True, slots=True)
class Block:
    """One ``@kind{…}`` of a file.

    ``depth`` is how many brackets were left open at its end, ``closer`` the one that ends it.
    """

    kind: str
    text: str
    depth: int = 0
    closer: str = "}"


def blocks(lines: Iterable[str]) -> Iterator[Block]:
    """The blocks of a file in order; text between them is a comment and dropped."""
    kind, closer, held, level, size = "", "}", list[str](), 0, 0
    for line in lines:
        if held and _NEW_ENTRY.match(line):  # the block before it was never closed
            yield Block(kind, "\n".join(held), level, closer)
            held, level, size = [], 0, 0
        at = 0
        start = None if held else _START.match(line)
        while held or start:
            if start:
                kind, level, at = start["kind"].lower(), 1, start.start()
                closer = ")" if start["open"] == "(" else "}"
            end, level = _scan(line, start.end() if start else 0, level, closer)
            held.append(line[at:end])
            size += len(held[-1])
            if level:
                break
            yield Block(kind, "\n".join(held))
            held, size = [], 0
            at = end
            start = _NEXT.search(line, end)  # another block may begin on the same line
        if size > MAX_ENTRY_CHARS:
            yield Block(kind, "\n".join(held)[:200], level)
            held, level, size = [], 0, 0
    if held:
        yield Block(kind, "\n".join(held), level, closer)


def _scan(line: str, position: int, level: int, closer: str) -> tuple[int, int]:
    """(where the block or the line ends, how many brackets are open there).

    BibTeX balances braces even inside quotes, so counting braces is enough; a block in round
    brackets is counted like one in braces until its own closing bracket.
    """
    for mark in _MARK.finditer(line, position):
        sign = mark[0]
        if sign == "{":
            level += 1
        elif sign == "}" or (sign == ")" and closer == ")" and level == 1):
            level -= 1
        if level <= 0:
            return mark.end(), 0
    return len(line), level
