"""Searches: criteria in, one page of hits out.

The number of statements is constant: two for the words, one for exact look-ups, one for the
candidates, one for the order where it is not by relevance, two for what the page shows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy import ColumnElement, any_, literal, not_
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session
from sqlalchemy.types import BigInteger

from paperscraper_core.errors import ValidationFailed
from paperscraper_core.models import Paper
from paperscraper_core.search import (
    details,
    filters,
    fusion,
    legs,
    lookup,
    ordering,
    terms,
    weighting,
)
from paperscraper_core.search.found import Found, Match
from paperscraper_core.search.parsing import ParsedQuery, parse
from paperscraper_core.search.semantic_leg import Vector
from paperscraper_core.search.types import Mode, Ranked, SearchCriteria, Sort
from paperscraper_core.tenancy import Tenant

#: Best papers that each leg gives at least; the fused order is exact among them.
DEPTH: Final = 400
#: Best papers that each leg gives for each hit down to the end of the page.
_DEPTH_PER_HIT: Final = 4
#: Cosine from which a paper is about the query, where another order than relevance asks.
CLOSE: Final = 0.3
_CLOSE_DEPTH: Final = 1000
MAX_PAGE_SIZE: Final = 1000


def search(
    session: Session,
    tenant: Tenant,
    criteria: SearchCriteria,
    query_vector: Vector | None = None,
    *,
    marked: bool = True,
) -> Found:
    """Search in the criteria's mode; a blank query browses.

    Args:
        session: a reading transaction of the tenant.
        tenant: whose library is searched.
        criteria: query, filters, order and page.
        query_vector: from `vectors.query_vector`; without it the words rank alone.
        marked: find the matched words in title and abstract; long lists do without.

    Returns:
        The page, with the true number of papers that the search covers and how well they match.

    Raises:
        ValidationFailed: page, size or a filter is out of range, or a semantic search has words
            but no vector.
    """
    check(criteria)
    result = _rank(session, tenant, criteria, query_vector, shallow=True)
    start = (criteria.number - 1) * criteria.size
    return Found(
        rows=details.hits(
            session,
            tenant,
            result.ranked,
            lexemes=result.lexemes if marked else frozenset(),
            first_rank=start + 1,
            by_relevance=result.by_relevance,
            weights=weighting.shown(criteria.weights, result.ranked)
            if criteria.sort is Sort.WEIGHTED
            else None,
        ),
        total=result.total,
        number=criteria.number,
        size=criteria.size,
        match=result.match,
        unknown=result.unknown,
        completed=result.completed,
    )


def hybrid(
    session: Session, tenant: Tenant, criteria: SearchCriteria, query_vector: Vector | None
) -> Found:
    """Search by words and meaning; see `search`."""
    return search(session, tenant, replace(criteria, mode=Mode.HYBRID), query_vector)


def keyword(session: Session, tenant: Tenant, criteria: SearchCriteria) -> Found:
    """Search by words (BM25); see `search`."""
    return search(session, tenant, replace(criteria, mode=Mode.KEYWORD))


def semantic(
    session: Session, tenant: Tenant, criteria: SearchCriteria, query_vector: Vector | None
) -> Found:
    """Search by meaning (exact or as good as exact nearest vectors); see `search`."""
    return search(session, tenant, replace(criteria, mode=Mode.SEMANTIC), query_vector)


def all_ids(
    session: Session, tenant: Tenant, criteria: SearchCriteria, query_vector: Vector | None = None
) -> tuple[int, ...]:
    """All papers of a search in its order, on all pages: for scoring or exporting the view."""
    check(criteria)
    result = _rank(session, tenant, criteria, query_vector, shallow=False)
    return tuple(place.paper_id for place in result.ranked)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Result:
    ranked: Sequence[Ranked]
    total: int
    lexemes: frozenset[str] = frozenset()
    by_relevance: bool = False
    match: Match = Match.BROWSE
    unknown: tuple[str, ...] = ()
    completed: tuple[tuple[str, tuple[str, ...]], ...] = ()


def _rank(
    session: Session,
    tenant: Tenant,
    criteria: SearchCriteria,
    vector: Vector | None,
    *,
    shallow: bool,
) -> _Result:
    """Rank all papers of a search, or, when shallow, just its page."""
    parsed = parse(criteria.query)
    where = filters.conditions(tenant, criteria)
    if parsed.empty:
        return _browse(session, tenant, criteria, where, shallow=shallow)
    vector = usable(criteria, parsed, vector)
    words = terms.resolve(session, tenant, parsed)
    where += required(tenant, words)
    if not parsed.meaning:  # nothing but exclusions
        return _browse(session, tenant, criteria, where, shallow=shallow)
    exact = lookup.exact(session, tenant, parsed, words, where)
    if criteria.mode is Mode.SEMANTIC:
        words = replace(words, telling=(), common=())
    return _relevant(session, tenant, criteria, words, vector, where, exact, shallow)


def _relevant(
    session: Session,
    tenant: Tenant,
    criteria: SearchCriteria,
    words: terms.QueryTerms,
    vector: Vector | None,
    where: list[ColumnElement[bool]],
    exact: Mapping[int, str],
    shallow: bool,
) -> _Result:
    end = criteria.number * criteria.size
    by_relevance = criteria.sort is Sort.RELEVANCE
    depth = max(DEPTH, _DEPTH_PER_HIT * end) if shallow and by_relevance else None
    if not by_relevance and vector is not None:
        depth = _CLOSE_DEPTH  # words say which papers match; of vectors the best have to do
    drawn, total = legs.candidates(
        session,
        tenant,
        legs.Legs(terms=words, vector=vector, where=where, depth=depth, exact=tuple(exact)),
    )
    ranked: Sequence[Ranked] = fusion.rank(drawn, exact, depth)
    match = fusion.match(drawn, exact)
    if not by_relevance:
        close = [r.paper_id for r in ranked if r.keyword or r.exact or (r.similarity or 0) >= CLOSE]
        among = Paper.id == any_(literal(close, ARRAY(BigInteger)))
        shares = weighting.relevance({r.paper_id: r.score for r in ranked}, exact)
        page, total = ordering.ordered(
            session, tenant, [among], criteria, shallow=shallow, relevance=shares
        )
        known = {place.paper_id: place for place in ranked}
        ranked = [replace(known[paper_id], relevance=shares[paper_id]) for paper_id in page]
    elif shallow:
        ranked = ranked[end - criteria.size : end]
    return _Result(
        ranked=ranked,
        total=total,
        lexemes=words.lexemes,
        by_relevance=by_relevance,
        match=match,
        unknown=words.unknown,
        completed=words.completed,
    )


def _browse(
    session: Session,
    tenant: Tenant,
    criteria: SearchCriteria,
    where: list[ColumnElement[bool]],
    *,
    shallow: bool,
) -> _Result:
    page, total = ordering.ordered(session, tenant, where, criteria, shallow=shallow)
    return _Result(ranked=[Ranked(paper_id=paper_id, score=0.0) for paper_id in page], total=total)


def usable(criteria: SearchCriteria, parsed: ParsedQuery, vector: Vector | None) -> Vector | None:
    """Return the vector that the mode searches by.

    Raises:
        ValidationFailed: the mode is meaning, the query has words, and there is no vector.
    """
    if criteria.mode is Mode.KEYWORD:
        return None
    if criteria.mode is Mode.SEMANTIC and vector is None and parsed.meaning:
        raise ValidationFailed("query", "Searching by meaning needs the embedding model.")
    return vector


def required(tenant: Tenant, words: terms.QueryTerms) -> list[ColumnElement[bool]]:
    """What quotes and minus signs ask for, as conditions."""
    found = [filters.with_phrase(tenant, phrase, rarest) for phrase, rarest in words.phrases]
    for excluded, rarest, whole in words.excluded:
        if whole:
            found.append(filters.without_term(tenant, rarest))
        else:
            found.append(not_(filters.with_phrase(tenant, excluded, rarest)))
    return found


def check(criteria: SearchCriteria) -> None:
    """Raise ValidationFailed where page, size, a range, or weights that count make no sense."""
    if criteria.sort is Sort.WEIGHTED:
        weighting.check(criteria.weights)
    if criteria.number < 1 or not 1 <= criteria.size <= MAX_PAGE_SIZE:
        raise ValidationFailed("number", "There is no such page.")
    for low, high, name in (
        (criteria.year_from, criteria.year_to, "years"),
        (criteria.citations_from, criteria.citations_to, "citations"),
    ):
        for value in (low, high):
            if value is not None and not -(2**31) < value < 2**31:
                raise ValidationFailed(name, f"The {name} are out of range.")
        if low is not None and high is not None and low > high:
            raise ValidationFailed(name, f"The {name} run from high to low.")
