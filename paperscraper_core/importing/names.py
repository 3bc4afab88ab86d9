"""Names of authors: splitting, order and comparison. Pure."""

from __future__ import annotations

import re

from paperscraper_core.importing.text import clean_text, fold

_SUFFIX = re.compile(r"^(?:jr|sr|ii|iii|iv|phd|md)\.?$", re.IGNORECASE)
_INITIALS = re.compile(r"^(?:[^\W\d_]{1,2}\.[-\s]?)+$")
# A longer name is not one.
_LONGEST = 1_000
_WORD = re.compile(r"[^\W_]+")
# fmt: off
_PARTICLES = frozenset((
    "van", "von", "der", "den", "de", "del", "della", "di", "da", "dos", "das", "do", "la", "le",
    "du", "des", "ter", "ten", "zu", "zur", "zum", "af", "av", "bin", "ibn", "al", "el",
))
# fmt: on


def split_name(name: str) -> tuple[str, str]:
    """(given, family) of a personal name in either order; given is '' for a single word.

    Particles belong to the family: ``Josef van Genabith`` is (``Josef``, ``van Genabith``).
    A suffix stays with the given name.
    """
    parts = [part.strip() for part in name.split(",") if part.strip()]
    if len(parts) >= 2:
        rest = [part for part in parts[1:] if not _SUFFIX.match(part)]
        suffix = [part for part in parts[1:] if _SUFFIX.match(part)]
        return " ".join(rest + suffix), parts[0]
    words = (parts[0] if parts else "").split()
    if len(words) < 2:
        return "", " ".join(words)
    cut = len(words) - 1
    while cut > 1 and fold(words[cut - 1]) in _PARTICLES:
        cut -= 1
    return " ".join(words[:cut]), " ".join(words[cut:])


def display_name(name: str, *, family_first: bool = False) -> str:
    """The name as it is said: given before family, cleaned; '' if nothing is left of it.

    Args:
        name: as the file has it; ``Family, Given`` is turned around.
        family_first: the source writes ``Phillips J.C.`` without a comma (Scopus, Embase).
    """
    name = clean_text(name[:_LONGEST]).strip(" ,;*†‡§¶")
    if not any(c.isalnum() for c in name):
        return ""
    if "," in name:
        family, *rest = [part.strip() for part in name.split(",") if part.strip()]
        suffix = [part for part in rest if _SUFFIX.match(part)]
        given = [part for part in rest if not _SUFFIX.match(part)]
        return " ".join([*given, family, *suffix])
    if family_first:
        words = name.split()
        cut = len(words)
        while cut > 1 and _INITIALS.match(words[cut - 1]):
            cut -= 1
        if 0 < cut < len(words):
            return " ".join(words[cut:] + words[:cut])
    return name


def name_key(name: str) -> str:
    """The folded tokens of a name, given first: ``García, José A.`` is ``jose a garcia``."""
    return " ".join(_WORD.findall(fold(display_name(name))))
