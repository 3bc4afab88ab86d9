"""Asks Postgres for the lexemes of words, and remembers them: they depend on the word alone."""

from collections.abc import Iterable, Mapping
from typing import Final

from sqlalchemy import text
from sqlalchemy.orm import Session

#: Words remembered in each process: some megabytes, the vocabulary of a large library.
_MOST_WORDS: Final = 100_000
_known: dict[str, str | None] = {}

_LEXIZE: Final = text(
    "SELECT word, (ts_lexize('english_stem', word))[1] AS lexeme"
    " FROM unnest(CAST(:words AS text[])) AS word"
)


def lexemes_of(session: Session, words: Iterable[str]) -> Mapping[str, str | None]:
    """Map folded words to their lexemes, None for stop words; at most one statement."""
    wanted = set(words)
    new = [word for word in wanted if word not in _known and len(word) < 500]
    fresh: dict[str, str | None] = {}
    if new:
        fresh = {row.word: row.lexeme for row in session.execute(_LEXIZE, {"words": new})}
        if len(_known) + len(fresh) > _MOST_WORDS:
            _known.clear()
        _known.update(fresh)
    return {word: fresh[word] if word in fresh else _known.get(word) for word in wanted}
