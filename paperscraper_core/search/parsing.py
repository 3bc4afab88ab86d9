"""What a query says. Pure: any text gives a ParsedQuery, none an error.

Plain words are alternatives, ranked; "words in quotes" have to stand together; -word and
-"a phrase" leave papers out; word* stands for all that begins so. An unbalanced quote or a lone
minus is plain text.
"""

import re
from dataclasses import dataclass
from typing import Final

from paperscraper_core.importing.identifiers import normalise_doi
from paperscraper_core.importing.text import fold, title_key

#: Longer queries are cut here, between words: nobody's question, and cost without gain.
MAX_CHARACTERS: Final = 3000
_MAX_PARTS: Final = 20  # phrases and exclusions beyond these count as plain words
_PART: Final = re.compile(r'(?P<minus>(?<!\S)-)?(?:"(?P<phrase>[^"]*)"|(?P<word>[^\s"]+))')
_STARRED: Final = re.compile(r"(?<!\S)(\w{2,})\*(?!\S)")
_LAST: Final = re.compile(r"(?<!\S)(\w{3,40})$")
_MOST_STARS: Final = 3
_QUOTES: Final = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "−": "-"})
_WORDLIKE: Final = re.compile(r"\w")
_SHORTEST_TITLE: Final = 8  # letters and digits: shorter ones are words, not titles


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedQuery:
    """The parts of a query.

    Attributes:
        text: the whole query, cleaned.
        ranking: folded text whose words rank: plain words and those of the phrases.
        meaning: the same as the user wrote it, for the embedding.
        phrases: folded texts that have to occur.
        excluded: folded words or phrases that must not occur.
        begun: folded words that may stand for longer ones, with whether a `*` says so: those with
            one, and the last word.
        doi: set when the query is a DOI and nothing else.
        identifier: set when the query is one word that may be a source's id.
        title_key: set when the query is long enough to be a whole title.
    """

    text: str = ""
    ranking: str = ""
    meaning: str = ""
    phrases: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    begun: tuple[tuple[str, bool], ...] = ()
    doi: str | None = None
    identifier: str | None = None
    title_key: str | None = None

    @property
    def empty(self) -> bool:
        """Whether there is nothing to search for: the user wants to browse."""
        return not (self.ranking or self.phrases or self.excluded)


def clean(query: str) -> str:
    """Drop control characters and lone surrogates, join white space, cut what is too long."""
    printable = "".join(c if c.isprintable() else " " for c in query[: 4 * MAX_CHARACTERS])
    joined = " ".join(printable.split())
    if len(joined) <= MAX_CHARACTERS:
        return joined
    return joined[:MAX_CHARACTERS].rpartition(" ")[0] or joined[:MAX_CHARACTERS]


def parse(query: str) -> ParsedQuery:
    """Take a query apart."""
    text = clean(query).translate(_QUOTES)
    plain: list[str] = []
    phrases: list[str] = []
    excluded: list[str] = []
    for part in _PART.finditer(text):
        words = part["word"] if part["phrase"] is None else part["phrase"]
        if not _WORDLIKE.search(words):
            continue
        if part["minus"] and len(excluded) < _MAX_PARTS:
            excluded.append(fold(words))
            continue
        plain.append(words)
        if part["phrase"] is not None and len(words.split()) > 1 and len(phrases) < _MAX_PARTS:
            phrases.append(fold(words))
    meaning = " ".join(plain).replace("*", "")
    return ParsedQuery(
        text=text,
        ranking=fold(meaning),
        meaning=meaning,
        phrases=tuple(phrases),
        excluded=tuple(excluded),
        begun=_begun(text),
        doi=_doi(text),
        identifier=text if " " not in text and 3 <= len(text) <= 100 else None,
        title_key=_title_key(text.replace('"', "")),
    )


def _begun(text: str) -> tuple[tuple[str, bool], ...]:
    found = [(fold(word), True) for word in _STARRED.findall(text)[:_MOST_STARS]]
    last = _LAST.search(text)
    return (*found, (fold(last[1]), False)) if last and not found else tuple(found)


def _doi(text: str) -> str | None:
    doi = normalise_doi(text)
    # a question that mentions a DOI is still a question
    return doi if doi and len(text) <= len(doi) + len("https://dx.doi.org/ ") else None


def _title_key(text: str) -> str | None:
    key = title_key(text)
    return key if _SHORTEST_TITLE <= len(key) <= 500 else None
