"""What a search answers: a page of hits, and what the library made of the query."""

from dataclasses import dataclass
from enum import StrEnum

from paperscraper_core.paging import Page
from paperscraper_core.search.types import SearchHit


class Match(StrEnum):
    """How well the library answers a query at all.

    BROWSE: there was no query. NAMED: the query names a paper (DOI, title, author …). WORDS: a
    paper holds one of its words. MEANING: none does, but papers come close in meaning. WEAK: none
    does, and the nearest by meaning are far off; they are shown, and should be called that.
    NOTHING: no paper at all.
    """

    BROWSE = "browse"
    NAMED = "named"
    WORDS = "words"
    MEANING = "meaning"
    WEAK = "weak"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found(Page[SearchHit]):
    """A page of hits, and what the library made of the query.

    Attributes:
        match: how well the library answers it.
        completed: words that were taken for the beginning of others, with these.
        unknown: words of the query that no paper of the library holds, as lexemes.
    """

    match: Match = Match.BROWSE
    completed: tuple[tuple[str, tuple[str, ...]], ...] = ()
    unknown: tuple[str, ...] = ()
