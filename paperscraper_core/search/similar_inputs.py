"""What "more like these" searches by: the middle of vectors, and telling words."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

import numpy as np
from pgvector import HalfVector
from sqlalchemy import any_, literal, select, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session
from sqlalchemy.types import BigInteger

from paperscraper_core.models import Embedding
from paperscraper_core.search import bm25, terms
from paperscraper_core.search.parsing import ParsedQuery
from paperscraper_core.search.semantic_leg import Vector, is_embedding
from paperscraper_core.search.terms import QueryTerms, Term
from paperscraper_core.tenancy import Tenant

#: Words that a search by papers uses: more find the same papers and cost more.
_MOST_TERMS: Final = 30
#: A lexeme's frequency in a paper counts less and less, as in BM25; a word of the title twice.
_TERMS: Final = text(
    """
    SELECT t.id, t.term, t.papers, count(*) AS held,
      sum(u.frequency / (u.frequency + :k1)) / :chosen AS share
    FROM search_documents d
      CROSS JOIN LATERAL (SELECT l.lexeme, (cardinality(l.positions) + (:title_weight - 1)
          * cardinality(array_positions(l.weights, 'A')))::float8 AS frequency
        FROM unnest(d.lexemes) l) u
      CROSS JOIN LATERAL (SELECT t.id, t.term, t.papers FROM search_terms t
        WHERE t.organization_id = :organization_id AND t.term = u.lexeme OFFSET 0) t
    WHERE d.organization_id = :organization_id AND d.paper_id = ANY(CAST(:papers AS bigint[]))
    GROUP BY t.id, t.term, t.papers
    """
)


def vectors(session: Session, tenant: Tenant, papers: Sequence[int]) -> dict[int, Vector]:
    """Load the unit vectors of the papers that have one."""
    rows = session.execute(
        select(Embedding.paper_id, Embedding.vector).where(
            *is_embedding(tenant),
            Embedding.paper_id == any_(literal(list(papers), ARRAY(BigInteger))),
        )
    )
    return {paper: _array(vector) for paper, vector in rows}


def _array(vector: object) -> Vector:
    found = vector.to_numpy() if isinstance(vector, HalfVector) else vector
    return np.asarray(found, dtype=np.float32)


def middle(known: Mapping[int, Vector]) -> Vector | None:
    """The unit vector between several; None without any, or where they cancel out."""
    if not known:
        return None
    total = np.sum(list(known.values()), axis=0, dtype=np.float32)
    length = float(np.linalg.norm(total))
    return np.asarray(total / length, dtype=np.float32) if length > 1e-6 else None


def telling(session: Session, tenant: Tenant, papers: Sequence[int]) -> QueryTerms:
    """Weigh the words of papers by how often and how rarely they occur (Rocchio 1971, tf-idf).

    Words that no other paper holds find nothing and are left out.
    """
    empty = terms.resolve(session, tenant, ParsedQuery())
    rows = session.execute(
        _TERMS,
        {
            "organization_id": tenant.organization_id,
            "papers": list(papers),
            "chosen": len(papers),
            "k1": bm25.K1,
            "title_weight": bm25.TITLE_WEIGHT,
        },
    )
    found = [
        Term(
            id=row.id,
            lexeme=row.term,
            weight=row.share * bm25.idf(empty.documents, row.papers),
            papers=row.papers,
        )
        for row in rows
        if row.papers > row.held
    ]
    found.sort(key=lambda term: (-term.weight, term.id))
    rarest_first = sorted(found[:_MOST_TERMS], key=lambda term: (term.papers, term.id))
    return replace(empty, telling=_within_budget(rarest_first))


def _within_budget(rarest_first: Sequence[Term]) -> tuple[Term, ...]:
    spent = 0
    kept: list[Term] = []
    for term in rarest_first:
        spent += term.papers
        if kept and spent > terms.POSTINGS_BUDGET:
            break
        kept.append(term)
    return tuple(kept)
