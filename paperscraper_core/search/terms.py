"""From the words of a query to the terms of the index, with the statistics that weigh them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from paperscraper_core.search import bm25
from paperscraper_core.search.parsing import ParsedQuery
from paperscraper_core.tenancy import Tenant

#: Postings that one query may read to find its hits. Words beyond it, the most common ones of a
#: big library, still count in the scores of the hits, but make no paper a hit by themselves.
POSTINGS_BUDGET: Final = 25_000
#: Terms of one query; a pasted page of text is cut to its most telling ones.
_MOST_TERMS: Final = 64

_TERMS: Final = text(
    """
    SELECT given.part, u.lexeme, cardinality(u.positions) AS count, t.id, t.papers
    FROM unnest(CAST(:texts AS text[])) WITH ORDINALITY AS given (text, part)
      CROSS JOIN LATERAL unnest(to_tsvector('english', given.text)) u
      LEFT JOIN LATERAL (SELECT t.id, t.papers FROM search_terms t
        WHERE t.organization_id = :organization_id AND t.term = u.lexeme OFFSET 0) t ON true
    """
)
# set_config: the plan has to fit the words at hand, one for all words would not
_STATISTICS: Final = text(
    """
    SELECT coalesce(max(documents), 0) AS documents, coalesce(max(total_length), 0) AS total_length,
      set_config('plan_cache_mode', 'force_custom_plan', true)
    FROM search_statistics WHERE organization_id = :organization_id
    """
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A term of the query: idf times its count in the query, and the papers that hold it."""

    id: int
    lexeme: str
    weight: float
    papers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryTerms:
    """A query in terms of the index.

    Attributes:
        documents: papers in the index.
        telling: terms that make a paper a hit, rarest first.
        common: terms that only add to the score of a hit.
        phrases: (folded text, its rarest term or None) that have to occur.
        excluded: texts that must not occur, with their rarest term and whether it is all of it.
        lexemes: all of the query's ranking words, known to the index or not.
        unknown: those that no paper holds.
    """

    documents: int
    length_factors: tuple[float, float]
    telling: tuple[Term, ...]
    common: tuple[Term, ...]
    phrases: tuple[tuple[str, int | None], ...]
    excluded: tuple[tuple[str, int, bool], ...]
    lexemes: frozenset[str]
    unknown: tuple[str, ...] = ()


def resolve(session: Session, tenant: Tenant, query: ParsedQuery) -> QueryTerms:
    """Look up the terms of a query: two statements, whatever its length."""
    organization = {"organization_id": tenant.organization_id}
    statistics = session.execute(_STATISTICS, organization).one()
    texts = [query.ranking, *query.phrases, *query.excluded]
    rows = session.execute(_TERMS, organization | {"texts": texts}).all()
    parts: list[list[tuple[str, int, int | None, int]]] = [[] for _ in texts]
    for row in rows:
        parts[row.part - 1].append((row.lexeme, row.count, row.id, row.papers or 0))
    phrases = parts[1 : 1 + len(query.phrases)]
    excluded = parts[1 + len(query.phrases) :]
    telling, common = _split(_weigh(parts[0], statistics.documents))
    return QueryTerms(
        documents=statistics.documents,
        length_factors=bm25.length_factors(statistics.documents, statistics.total_length),
        telling=telling,
        common=common,
        phrases=tuple(
            (words, _rarest(part))
            for words, part in zip(query.phrases, phrases, strict=True)
            if part
        ),
        excluded=tuple(
            (words, rarest, len(part) == 1)
            for words, part in zip(query.excluded, excluded, strict=True)
            if (rarest := _rarest(part)) is not None
        ),
        lexemes=frozenset(row[0] for row in parts[0]),
        unknown=tuple(lexeme for lexeme, _, _, papers in parts[0] if not papers),
    )


def _weigh(part: Sequence[tuple[str, int, int | None, int]], documents: int) -> list[Term]:
    found = [
        Term(id=id_, lexeme=lexeme, weight=count * bm25.idf(documents, papers), papers=papers)
        for lexeme, count, id_, papers in part
        if id_ is not None and papers > 0
    ]
    found.sort(key=lambda term: (-term.weight, term.id))
    return sorted(found[:_MOST_TERMS], key=lambda term: (term.papers, term.id))


def _split(terms: Sequence[Term]) -> tuple[tuple[Term, ...], tuple[Term, ...]]:
    """Rarest terms within the budget, at least one, and the rest."""
    spent = 0
    for place, term in enumerate(terms):
        spent += term.papers
        if place and spent > POSTINGS_BUDGET:
            return tuple(terms[:place]), tuple(terms[place:])
    return tuple(terms), ()


def _rarest(part: Sequence[tuple[str, int, int | None, int]]) -> int | None:
    """The id of the part's rarest term; None when one of its words occurs nowhere."""
    known = [(papers, id_) for _, _, id_, papers in part if id_ is not None and papers > 0]
    return min(known)[1] if known and len(known) == len(part) else None
