"""From the words of a query to the terms of the index, with the statistics that weigh them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from paperscraper_core.search import bm25, completion, layout
from paperscraper_core.search.layout import Way
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
      (SELECT way FROM search_layouts WHERE organization_id = :organization_id) AS way,
      set_config('plan_cache_mode', 'force_custom_plan', true)
    FROM search_statistics WHERE organization_id = :organization_id
    """
)
#: The terms of one text: lexeme, count there, id in the index or None, papers that hold it.
_Part = list[tuple[str, int, int | None, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A term of the query: idf times its count in the query, and the papers that hold it.

    Terms with the same `word` are completions of one word of the query, and count as one.
    """

    id: int
    lexeme: str
    weight: float
    papers: int
    word: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryTerms:
    """A query in terms of the index.

    Attributes:
        documents: papers in the index.
        way: how the library's vectors are searched.
        telling: terms that make a paper a hit, rarest first.
        common: terms that only add to the score of a hit.
        phrases: (folded text, its rarest term or None) that have to occur.
        excluded: texts that must not occur, with their rarest term and whether it is all of it.
        lexemes: all of the query's ranking words, known to the index or not.
        unknown: those that no paper holds.
        completed: half-typed words with the lexemes that they were completed to.
    """

    documents: int
    length_factors: tuple[float, float]
    telling: tuple[Term, ...]
    common: tuple[Term, ...]
    phrases: tuple[tuple[str, int | None], ...]
    excluded: tuple[tuple[str, int, bool], ...]
    lexemes: frozenset[str]
    unknown: tuple[str, ...] = ()
    way: Way = Way.EXACT
    completed: tuple[tuple[str, tuple[str, ...]], ...] = ()


def resolve(session: Session, tenant: Tenant, query: ParsedQuery) -> QueryTerms:
    """Look up the terms of a query: two statements, and one for each half-typed word."""
    organization = {"organization_id": tenant.organization_id}
    statistics = session.execute(_STATISTICS, organization).one()
    begun = [word for word, _ in query.begun]
    texts = [query.ranking, *query.phrases, *query.excluded, *begun]
    rows = session.execute(_TERMS, organization | {"texts": texts}).all()
    parts: list[_Part] = [[] for _ in texts]
    for row in rows:
        parts[row.part - 1].append((row.lexeme, row.count, row.id, row.papers or 0))
    ranking, after = parts[0], 1 + len(query.phrases)
    phrases, excluded = parts[1:after], parts[after : after + len(query.excluded)]
    begun_parts = zip(query.begun, parts[len(texts) - len(begun) :], strict=True)
    ranking, completed = _completed(session, tenant, ranking, begun_parts, statistics.documents)
    telling, common = _split(_weigh(ranking, statistics.documents))
    return QueryTerms(
        documents=statistics.documents,
        way=layout.in_use(statistics.way, statistics.documents),
        length_factors=bm25.length_factors(statistics.documents, statistics.total_length),
        telling=(*telling, *completed),
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
        lexemes=frozenset([row[0] for row in ranking] + [term.lexeme for term in completed]),
        unknown=tuple(lexeme for lexeme, _, _, papers in ranking if not papers),
        completed=_by_word(completed),
    )


def _completed(
    session: Session,
    tenant: Tenant,
    ranking: _Part,
    begun: Iterable[tuple[tuple[str, bool], _Part]],
    documents: int,
) -> tuple[_Part, list[Term]]:
    """Complete half-typed words; return the other words of the query, and the completions.

    A word that the library knows is whole, unless a star says that it goes on.
    """
    completed: list[Term] = []
    for (word, starred), part in begun:
        if not starred and (len(part) != 1 or part[0][3]):
            continue
        found = completion.complete(session, tenant, word)
        # as if they were one word, held by all of their papers
        weight = bm25.idf(documents, min(documents, sum(term.papers for term in found)))
        completed += [
            Term(id=term.id, lexeme=term.lexeme, weight=weight, papers=term.papers, word=word)
            for term in found
        ]
        whole = {lexeme for lexeme, *_ in part} if found else set()
        ranking = [entry for entry in ranking if entry[0] not in whole]
    known = {term.id for term in completed}
    return [entry for entry in ranking if entry[2] not in known], completed


def _by_word(terms: Sequence[Term]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    found: dict[str, tuple[str, ...]] = {}
    for term in terms:
        found[term.word or ""] = (*found.get(term.word or "", ()), term.lexeme)
    return tuple(found.items())


def _weigh(part: _Part, documents: int) -> list[Term]:
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


def _rarest(part: _Part) -> int | None:
    """The id of the part's rarest term; None when one of its words occurs nowhere."""
    known = [(papers, id_) for _, _, id_, papers in part if id_ is not None and papers > 0]
    return min(known)[1] if known and len(known) == len(part) else None
