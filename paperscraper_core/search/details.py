"""What a result shows of its papers: loaded for one page of hits, in two statements."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Row, and_, any_, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY, aggregate_order_by
from sqlalchemy.orm import Session
from sqlalchemy.types import BigInteger

from paperscraper_core.models import Authorship, Paper, PaperIdentifier, Score
from paperscraper_core.search import highlight, weighting
from paperscraper_core.search.lexemes import lexemes_of
from paperscraper_core.search.types import DIMENSIONS, Explanation, Marked, Ranked, SearchHit
from paperscraper_core.tenancy import Tenant

_AUTHORS_SHOWN = 3


def hits(
    session: Session,
    tenant: Tenant,
    ranked: Sequence[Ranked],
    *,
    lexemes: frozenset[str],
    first_rank: int,
    by_relevance: bool,
    weights: Mapping[str, float] | None = None,
) -> tuple[SearchHit, ...]:
    """Load what a page of hits shows, with the query's words marked, in the given order.

    With checked `weights`, each hit tells its weighted mean.
    """
    if not ranked:
        return ()
    ids = [place.paper_id for place in ranked]
    rows = {row.id: row for row in session.execute(_statement(tenant, ids))}
    texts = [part for row in rows.values() for part in (row.title, row.abstract or "")]
    known = lexemes_of(session, highlight.words_of(texts)) if lexemes else {}
    found = []
    for rank, place in enumerate(ranked, start=first_rank):
        if row := rows.get(place.paper_id):
            title = highlight.mark(row.title, lexemes, known)
            abstract = highlight.mark(row.abstract or "", lexemes, known)
            hit = _hit(row, rank, place, title, abstract, known, by_relevance)
            found.append(_weighed(hit, place, weights) if weights else hit)
    return tuple(found)


def _weighed(hit: SearchHit, place: Ranked, weights: Mapping[str, float]) -> SearchHit:
    mean = weighting.weighted(dict(hit.scores) | {weighting.RELEVANCE: place.relevance}, weights)
    return replace(hit, weighted=mean.value, weighted_coverage=mean.coverage)


def _hit(
    row: Row[Any],
    rank: int,
    place: Ranked,
    title: Marked,
    abstract: Marked,
    known: Any,
    by_relevance: bool,
) -> SearchHit:
    return SearchHit(
        paper_id=row.id,
        rank=rank,
        score=place.score if by_relevance else None,
        title=title,
        snippet=highlight.snippet(abstract, known),
        authors=tuple(zip(row.author_ids or (), row.author_names or (), strict=True)),
        author_count=row.author_count or 0,
        venue=row.venue,
        year=row.year,
        type=row.type,
        doi=row.doi,
        external_ids=tuple((scheme, value) for scheme, value in row.external_ids or ()),
        citation_count=row.citation_count,
        overall=row.overall,
        scores=tuple((name, row._mapping[name]) for name in DIMENSIONS) if row.is_scored else (),
        explanation=Explanation(
            exact=place.exact,
            keyword_score=place.keyword,
            keyword_rank=place.keyword_rank,
            similarity=place.similarity,
            similarity_rank=place.similarity_rank,
            words=highlight.matched_words(title, abstract),
        ),
    )


def _statement(tenant: Tenant, ids: Sequence[int]) -> Any:
    organization_id = tenant.organization_id
    authors = (
        select(
            func.count().label("author_count"),
            func.array_agg(aggregate_order_by(Authorship.author_id, Authorship.position))
            .filter(Authorship.position <= _AUTHORS_SHOWN)
            .label("author_ids"),
            func.array_agg(aggregate_order_by(Authorship.printed_name, Authorship.position))
            .filter(Authorship.position <= _AUTHORS_SHOWN)
            .label("author_names"),
        )
        .where(Authorship.organization_id == organization_id, Authorship.paper_id == Paper.id)
        .lateral("byline")
    )
    pair = func.json_build_array(PaperIdentifier.scheme, PaperIdentifier.value)
    identifiers = (
        select(
            func.json_agg(
                aggregate_order_by(pair, PaperIdentifier.scheme, PaperIdentifier.value)
            ).label("external_ids")
        )
        .where(
            PaperIdentifier.organization_id == organization_id,
            PaperIdentifier.paper_id == Paper.id,
        )
        .lateral("identifiers")
    )
    latest = and_(
        Score.organization_id == organization_id, Score.paper_id == Paper.id, Score.is_latest
    )
    return (
        select(
            Paper.id,
            Paper.title,
            Paper.abstract,
            Paper.venue,
            Paper.year,
            Paper.type,
            Paper.doi,
            Paper.citation_count,
            Score.overall,
            Score.id.is_not(None).label("is_scored"),
            *(getattr(Score, name) for name in DIMENSIONS),
            authors.c.author_count,
            authors.c.author_ids,
            authors.c.author_names,
            identifiers.c.external_ids,
        )
        .select_from(Paper)
        .join(authors, literal(True))
        .join(identifiers, literal(True))
        .outerjoin(Score, latest)
        .where(
            Paper.organization_id == organization_id,
            Paper.id == any_(literal(list(ids), ARRAY(BigInteger))),
        )
    )
