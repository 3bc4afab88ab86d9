"""Which spellings of a name are the same name: the words to look for."""

from __future__ import annotations

from dataclasses import dataclass

from paperscraper_core.importing.names import name_key

#: Words shorter than this are looked for at the start of a word only.
_INSIDE = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class NamePattern:
    """What a folded name has to hold to fit one word or family name of the query.

    Each is a LIKE pattern; one that fits is enough. ``starts`` and ``initial`` are for the name
    with a space before and after, ``joined`` is for the name without any space.
    """

    starts: str
    initial: str | None
    joined: str | None


def name_patterns(query: str) -> tuple[NamePattern, ...]:
    """The patterns that a name must fit, all of them, in any order.

    "Al-Ramadan, K.", "k alramadan" and "Ramadan Khalid" all fit "khalid al ramadan"; "Müller"
    fits "muller".
    """
    family, comma, given = query.partition(",")
    words = name_key(given if comma else family).split()
    # the last word of "Khalid Al-Ramadan" is a family name, which nobody writes as an initial
    patterns = [_pattern(word, bool(comma) or word != words[-1]) for word in words]
    if comma and (joined := "".join(name_key(family).split())):
        patterns.append(_family(name_key(family), joined))
    return tuple(patterns)


def _family(spaced: str, joined: str) -> NamePattern:
    inside = f"%{joined}%" if len(joined) >= _INSIDE else None
    return NamePattern(starts=f"% {spaced}%", initial=None, joined=inside)


def _pattern(word: str, is_given: bool) -> NamePattern:
    return NamePattern(
        starts=f"% {word}%",
        # "Khalid" also finds a name that is stored as "K. Al-Ramadan"
        initial=f"% {word[0]} %" if is_given and len(word) > 1 else None,
        joined=f"%{word}%" if len(word) >= _INSIDE else None,
    )
