"""Marks the query's words in a text, and cuts the most telling piece out of a long one. Pure."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Final

from paperscraper_core.importing.text import fold
from paperscraper_core.search.types import Marked

SNIPPET: Final = 280  # characters
_WORD: Final = re.compile(r"[^\W_]+(?:['’][^\W\d_]{1,2}(?![^\W_]))?")

#: From a folded word to its lexeme; None for a stop word.
Lexeme = Callable[[str], str | None]


def words_of(texts: Iterable[str]) -> set[str]:
    """The folded words of some texts."""
    return {fold(found[0]) for value in texts for found in _WORD.finditer(value)}


def mark(value: str, lexemes: frozenset[str], lexeme_of: Mapping[str, str | None]) -> Marked:
    """Find the words of a text whose lexemes are among the query's."""
    if not lexemes:
        return Marked(text=value)
    return Marked(
        text=value,
        spans=tuple(
            found.span()
            for found in _WORD.finditer(value)
            if lexeme_of.get(fold(found[0])) in lexemes
        ),
    )


def snippet(marked: Marked, lexeme_of: Mapping[str, str | None]) -> Marked:
    """Cut the piece of about SNIPPET characters that holds most different matched words."""
    if len(marked.text) <= SNIPPET:
        return marked
    start = _best_start(marked, lexeme_of)
    if start > 0:  # not in the middle of a word
        start = marked.text.find(" ", start) + 1 or start
    end = min(len(marked.text), start + SNIPPET)
    if end < len(marked.text):
        end = max(marked.text.rfind(" ", start, end), start + SNIPPET // 2)
    lead, tail = "… " if start else "", " …" if end < len(marked.text) else ""
    shift = len(lead) - start
    return Marked(
        text=f"{lead}{marked.text[start:end]}{tail}",
        spans=tuple((a + shift, b + shift) for a, b in marked.spans if a >= start and b <= end),
    )


def _best_start(marked: Marked, lexeme_of: Mapping[str, str | None]) -> int:
    best, best_start = 0, 0
    for first, (start, _) in enumerate(marked.spans):
        inside = {
            lexeme_of.get(fold(marked.text[a:b]))
            for a, b in marked.spans[first:]
            if b <= start + SNIPPET - 40
        }
        if len(inside) > best:
            best, best_start = len(inside), start
    return max(0, best_start - 40) if best_start > SNIPPET // 2 else 0


def matched_words(*texts: Marked) -> tuple[str, ...]:
    """The matched words as they stand there, each once, in order of appearance."""
    found: dict[str, str] = {}
    for marked in texts:
        for start, end in marked.spans:
            word = marked.text[start:end]
            found.setdefault(fold(word), word)
    return tuple(found.values())
