"""Cutting a BibTeX file into its entries, so that one broken entry cannot take others along."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

MAX_ENTRY_CHARS = 1 << 20
_START = re.compile(r"^[^\S\n]*@\s*(?P<kind>[A-Za-z_]\w*)\s*(?P<open>[{(])")
# Inside an open entry only something that must be a new entry ends it: kind, key and comma,
# or a @string with its equals sign.
_NEW_ENTRY = re.compile(
    r"^[^\S\n]*@\s*(?!(?i:comment|preamble)\b)[A-Za-z]\w*\s*[{(]\s*"
    r"(?:[^\s,{}()=\"]*(?: [^\s,{}()=\"]+)*\s*,|\w+\s*=)"
)
_ONE_LINE = re.compile(r"[}\s]@\s*[A-Za-z]+\s*\{")


@dataclass(frozen=True, slots=True)
class Block:
    """One ``@kind{…}`` of a file; ``depth`` is how many braces were left open at its end."""

    kind: str
    text: str
    depth: int = 0


def blocks(lines: Iterable[str]) -> Iterator[Block]:
    """The blocks of a file in order; text between them is a comment and dropped."""
    kind, held, depth, size = "", list[str](), 0, 0
    pending = iter(lines)
    queue: list[str] = []
    while (line := queue.pop() if queue else next(pending, None)) is not None:
        starts = _START.match(line)
        if held and starts and _NEW_ENTRY.match(line):
            yield Block(kind, "\n".join(held), depth)
            held, depth, size = [], 0, 0
        if not held:
            if starts is None:
                continue
            kind = starts["kind"].lower()
        end, depth = _scan(line, depth, bool(held))
        held.append(line if end is None else line[:end])
        size += len(line)
        if end is not None:
            yield Block(kind, "\n".join(held))
            held, depth, size = [], 0, 0
            if "@" in line[end:]:  # the next entry begins on the same line
                queue.append(line[end:].lstrip())
        elif size > MAX_ENTRY_CHARS:
            yield Block(kind, "\n".join(held)[:200], depth)
            held, depth, size = [], 0, 0
    if held:
        yield Block(kind, "\n".join(held), depth)


def _scan(line: str, depth: int, inside: bool) -> tuple[int | None, int]:
    """(where the block ends in this line or None, the depth after it).

    BibTeX balances braces even inside quotes, so counting braces is enough; an entry in round
    brackets is counted like one in braces until its own closing bracket.
    """
    position = 0
    if not inside:
        start = _START.match(line)
        if start is None:  # the caller has matched it already
            return None, depth
        position, depth = start.end(), 1 if start["open"] == "{" else -1
    round_entry = depth < 0
    level = -depth if round_entry else depth
    while position < len(line):
        char = line[position]
        if char == "\\":
            position += 2
            continue
        if char == "{":
            level += 1
        elif char == "}":
            level -= 1
        elif char == ")" and round_entry and level == 1:
            level = 0
        position += 1
        if level <= 0:
            return position, 0
    return None, -level if round_entry else level
