"""Half-typed words: the terms of the library that they are the beginning of."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from paperscraper_core.tenancy import Tenant

#: Terms that one word is completed to: the most frequent of the library.
MOST: Final = 8
#: Postings that all of them may have together; the first is taken in any case.
_POSTINGS: Final = 10_000

# Terms are stems, so a word may be longer than the term it will become: "porosit" is on its way to
# "porosity", whose term is "poros". ^@ is leakproof: row-level security leaves it the index.
_ENDINGS: Final = (
    "n", "on", "ion", "tion", "ation", "s", "e", "es", "ed", "d", "g", "ng", "ing", "t", "nt",
    "ent", "ment", "y", "ty", "ity", "ly", "al", "c", "ic", "ive", "ve", "ble", "able", "ism",
    "ist", "ce", "ance", "ence", "ous", "us",
)  # fmt: skip
_COMPLETIONS: Final = text(
    """
    SELECT t.id, t.term, t.papers FROM search_terms t
    WHERE t.organization_id = :organization_id AND t.term ^@ :word AND t.papers > 0
    UNION
    SELECT t.id, t.term, t.papers
    FROM (SELECT DISTINCT (ts_lexize('english_stem', :word || ending))[1] AS lexeme
          FROM unnest(CAST(:endings AS text[])) ending OFFSET 0) e
      CROSS JOIN LATERAL (SELECT t.id, t.term, t.papers FROM search_terms t
        WHERE t.organization_id = :organization_id AND t.term = e.lexeme OFFSET 0) t
    WHERE t.papers > 0
    ORDER BY papers DESC, id LIMIT :most
    """
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Completed:
    """A term that a half-typed word is the beginning of, and the papers that hold it."""

    id: int
    lexeme: str
    papers: int


def complete(session: Session, tenant: Tenant, word: str) -> Sequence[Completed]:
    """Find the most frequent terms that a folded word is the beginning of; one statement."""
    values = {
        "organization_id": tenant.organization_id,
        "word": word,
        "endings": list(_ENDINGS),
        "most": MOST,
    }
    found: list[Completed] = []
    spent = 0
    for row in session.execute(_COMPLETIONS, values):
        spent += row.papers
        if found and spent > _POSTINGS:
            break
        found.append(Completed(id=row.id, lexeme=row.term, papers=row.papers))
    return found
