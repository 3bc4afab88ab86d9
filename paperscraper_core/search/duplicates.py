"""Are two papers records or versions of one work, or merely about the same? Pure.

Stricter than what links papers on import (`library.identity`), because the titles compared here
are only alike: parts of a series, errata and replies share nearly all words and are other works.
Where it is open, papers stay neighbours: a neighbour too many is seen, a paper hidden behind
another one is not.
"""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from paperscraper_core.importing.text import title_key
from paperscraper_core.library.identity import TELLING_TITLE, VERSION_YEARS, Trace, is_preprint
from paperscraper_core.search import titles

#: Share of all words of two titles that both hold, from which they are nearly the same.
NEAR_TITLES: Final = 0.7
#: Cosine from which two papers say nearly the same.
NEAR_TEXTS: Final = 0.95
#: Share of the shorter byline that stands on both.
_MOST_AUTHORS: Final = 0.5
#: Telling words and numbers that equal titles of two spellings have to hold, and alike ones.
_FEWEST_EQUAL: Final = 4
_FEWEST_ALIKE: Final = 5


@dataclass(frozen=True, kw_only=True)
class Face:
    """What a paper shows of itself: its printed title, and what identifies it."""

    title: str
    trace: Trace

    @cached_property
    def about(self) -> str | None:
        """What kind of remark on another work this is."""
        return titles.about(self.title)

    @cached_property
    def core(self) -> str:
        """The title without what tells editions of one work apart."""
        return titles.core(self.title)

    @cached_property
    def key(self) -> str:
        """The core's letters and digits."""
        return title_key(self.core)

    @cached_property
    def numbers(self) -> Counter[str]:
        """Numbers of the title: parts of a series, years, doses."""
        return titles.numbers(self.core)

    @cached_property
    def words(self) -> frozenset[str]:
        """The telling words, one spelling each."""
        return titles.words(self.core)


def title_keys(face: Face) -> tuple[str, ...]:
    """Keys under which another record of the work may stand."""
    return (face.key, f"retracted{face.key}", f"retractedarticle{face.key}")


def alike(one: Face, other: Face) -> bool:
    """Whether the titles let two papers be the same work; what `reason` needs in any case."""
    if one.about != other.about or one.numbers != other.numbers:
        return False
    return one.key == other.key or _overlap(one.words, other.words) >= NEAR_TITLES


def reason(one: Face, other: Face, similarity: float | None) -> str | None:
    """Say why two papers are records or versions of one work; None when they are two works.

    Args:
        one: a paper.
        other: another paper.
        similarity: cosine of their vectors; None where one has none.
    """
    if not one.key or one.key in titles.GENERIC or not alike(one, other):
        return None
    shared = _shared(one.trace.families, other.trace.families)
    apart = _years_apart(one.trace, other.trace)
    versions = is_preprint(one.trace) != is_preprint(other.trace)
    parts = len(one.words) + one.numbers.total()
    if one.key == other.key or (one.words == other.words and parts >= _FEWEST_EQUAL):
        return _of_same_title(one, shared, apart, versions)
    if shared is None or shared < _MOST_AUTHORS or apart > VERSION_YEARS:
        return None
    if similarity is None or similarity < NEAR_TEXTS or parts < _FEWEST_ALIKE:
        return None
    replaced = bool(one.words - other.words) and bool(other.words - one.words)
    if replaced and not versions:  # "… in mice" and "… in rats" by the same authors
        return None
    return f"nearly the same title and text, same authors{_and_version(versions)}"


def _of_same_title(one: Face, shared: float | None, apart: int, versions: bool) -> str | None:
    if shared is None:
        telling = len(one.key) >= TELLING_TITLE and apart <= VERSION_YEARS
        return f"same title{_and_version(versions)}, authors not known" if telling else None
    if not shared:
        return None
    if apart > VERSION_YEARS and len(one.key) < TELLING_TITLE:
        return None
    return f"same title and authors{_and_version(versions)}"


def _and_version(versions: bool) -> str:
    return ", preprint and article" if versions else ""


def _shared(one: frozenset[str], other: frozenset[str]) -> float | None:
    """The share of the shorter byline that stands on both; None where one is not known."""
    if not one or not other:
        return None
    return len(one & other) / min(len(one), len(other))


def _years_apart(one: Trace, other: Trace) -> int:
    return abs(one.year - other.year) if one.year is not None and other.year is not None else 0


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    """Jaccard's coefficient."""
    return len(one & other) / len(one | other) if one | other else 0.0
