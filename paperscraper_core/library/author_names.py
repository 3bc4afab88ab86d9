"""Names of authors as evidence. Pure; names are normalised keys: given names before family."""

from typing import Final

#: Papers with more authors than this say nothing about who works with whom.
MAX_TEAM: Final = 50


def family(name_key: str) -> str:
    """The last token, which is the family name or its end: `ramadan` of `khalid al ramadan`."""
    return name_key.rsplit(" ", 1)[-1]


def is_full(name_key: str) -> bool:
    """Whether the first given name is written out."""
    first, _, rest = name_key.partition(" ")
    return bool(rest) and len(first) > 1


def coauthors_needed(name_key: str) -> int:
    """How many shared coauthors tie a name on two papers to one person."""
    return 1 if is_full(name_key) else 2


def fits(one: str, other: str) -> bool:
    """Whether two keys may be one person's on the same paper: equal, or one uses initials.

    `k al ramadan` fits `khalid al ramadan`; `john a smith` does not fit `john b smith`.
    """
    if one == other:
        return True
    left, right = one.split(), other.split()
    if len(left) < 2 or len(right) < 2 or left[-1] != right[-1]:
        return False
    if not _token_fits(left[0], right[0]):
        return False
    if len(left) != len(right):
        return True
    return all(_token_fits(a, b) for a, b in zip(left[1:-1], right[1:-1], strict=True))


def _token_fits(one: str, other: str) -> bool:
    if len(one) == 1 or len(other) == 1:
        return one[0] == other[0]
    return one == other
