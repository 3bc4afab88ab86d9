"""Queries that may name authors: their words, their year, and which names they fit. Pure.

Names are folded with the given names first, as `authors.name_key` holds them; the last word is the
family name.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from paperscraper_core.importing.text import fold

#: Longer queries are questions.
MOST_WORDS: Final = 6
_LONGEST: Final = 120  # characters
_INITIALS: Final = 3  # letters that may be initials written together
_WORD: Final = re.compile(r"[^\W_]+")
_YEAR: Final = re.compile(r"(?<![^\W_])((?:1[5-9]|20)\d\d)[a-z]?(?![^\W_])", re.IGNORECASE)
_AROUND: Final = re.compile(r"\b(?:et\.? al\b\.?|and|und|et)\b|^(?:papers |articles )?by\b", re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class NameQuery:
    """A short query, read as names.

    Attributes:
        words: its folded words, without the year and what stands between names.
        year: the one year it holds, or None.
        family: of "Smith, J.", the words before the comma; else empty.
    """

    words: tuple[str, ...]
    year: int | None
    family: tuple[str, ...]

    @property
    def readings(self) -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
        """(given, family) pairs that the words may mean together, likeliest first."""
        words, size = self.words, len(self.words)
        if self.family:
            given = words[len(self.family) :]
            return ((given, self.family),) if given else ()
        if size < 2:
            return ()
        found = [(words[:-1], words[-1:])]
        if words[0] != words[-1]:
            found.append((words[1:], words[:1]))  # "Smith J", "Smith Jane"
        return tuple(found)


def read(query: str) -> NameQuery | None:
    """Read a query as names; None when it is too long, or no names can be in it."""
    if len(query) > _LONGEST or '"' in query or re.search(r"(?<!\S)-\w", query):
        return None
    years = {int(year) for year in _YEAR.findall(query)}
    if len(years) > 1:
        return None
    plain = _AROUND.sub(" ", _YEAR.sub(" ", query).replace("&", " "))
    words = tuple(_WORD.findall(fold(plain)))
    if not 1 <= len(words) <= MOST_WORDS or not any(len(w) > 1 and w.isalpha() for w in words):
        return None
    before, comma, after = plain.partition(",")
    family = tuple(_WORD.findall(fold(before))) if comma and after.count(",") == 0 else ()
    return NameQuery(
        words=words,
        year=next(iter(years), None),
        family=family if len(family) <= 3 and len(words) > len(family) else (),
    )


def fits(given: Sequence[str], family: Sequence[str], name_key: str) -> int:
    """How well a name fits given and family names: 2 in full, 1 by initials, 0 not at all.

    Every given name of the query has to stand in the name, in its order; the name may have more.
    One letter, on either side, stands for a name that begins with it, and "ja" for "j a".
    """
    words = name_key.split()
    if tuple(words[-len(family) :]) != tuple(family):
        return 0
    held = words[: -len(family)]
    as_written = _in_order(given, held)
    if as_written or len(given) != 1 or not 2 <= len(given[0]) <= _INITIALS:
        return as_written
    return _in_order(tuple(given[0]), held)


def beginning(given: Sequence[str]) -> str:
    """What a given name of every fitting name begins with, or its initial is the initial of."""
    return given[0] if len(given[0]) > _INITIALS else given[0][0]


def _in_order(given: Sequence[str], held: Sequence[str]) -> int:
    best, place = 2, 0
    for word in given:
        for at in range(place, len(held)):
            fit = _fit(word, held[at])
            if fit:
                best, place = min(best, fit), at + 1
                break
        else:
            return 0
    return best


def _fit(asked: str, held: str) -> int:
    if asked == held:
        return 2
    shorter, longer = sorted((asked, held), key=len)
    return 1 if len(shorter) == 1 and longer.startswith(shorter) else 0
