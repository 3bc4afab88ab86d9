"""Keeps the lexical index: documents and postings here, the counts by triggers on their tables."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import delete, func, literal, select, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session
from sqlalchemy.types import BigInteger

from paperscraper_core.importing.text import fold
from paperscraper_core.models import Paper, SearchDocument
from paperscraper_core.models.search import INDEX_LOCK
from paperscraper_core.search.bm25 import TITLE_WEIGHT
from paperscraper_core.tenancy import Tenant

#: Papers in one round of statements: bounds memory, and costs nothing to speak of.
_ROUND: Final = 2000

# Terms are looked up one by one (see models/search.py): the planner takes a library that is just
# being imported for empty.
_ADD_DOCUMENTS: Final = text(
    """
    INSERT INTO search_documents (organization_id, paper_id, length, lexemes)
    SELECT :organization_id, d.paper_id,
      coalesce((SELECT sum(cardinality(u.positions)
                  + (:title_weight - 1) * cardinality(array_positions(u.weights, 'A')))
                FROM unnest(d.lexemes) u), 0), d.lexemes
    FROM (SELECT given.paper_id, setweight(to_tsvector('english', given.title), 'A')
                 || to_tsvector('english', given.abstract) AS lexemes
          FROM unnest(CAST(:ids AS bigint[]), CAST(:titles AS text[]), CAST(:abstracts AS text[]))
               AS given (paper_id, title, abstract)
          ORDER BY given.paper_id) d
    """
)
_ADD_TERMS: Final = text(
    """
    INSERT INTO search_terms (organization_id, term)
    SELECT DISTINCT :organization_id, u.lexeme
    FROM search_documents d CROSS JOIN LATERAL unnest(d.lexemes) u
    WHERE d.organization_id = :organization_id AND d.paper_id = ANY(CAST(:ids AS bigint[]))
      AND (SELECT t.id FROM search_terms t
           WHERE t.organization_id = :organization_id AND t.term = u.lexeme) IS NULL
    """
)
_ADD_POSTINGS: Final = text(
    """
    INSERT INTO search_postings (organization_id, term_id, paper_id, frequency, length)
    SELECT :organization_id, t.id, d.paper_id,
      cardinality(u.positions) + (:title_weight - 1) * cardinality(array_positions(u.weights, 'A')),
      d.length
    FROM search_documents d CROSS JOIN LATERAL unnest(d.lexemes) u
      CROSS JOIN LATERAL (SELECT t.id FROM search_terms t
        WHERE t.organization_id = :organization_id AND t.term = u.lexeme OFFSET 0) t
    WHERE d.organization_id = :organization_id AND d.paper_id = ANY(CAST(:ids AS bigint[]))
    ORDER BY t.id, d.paper_id
    """
)


def index_papers(session: Session, tenant: Tenant, paper_ids: Sequence[int]) -> None:
    """Index papers that were created or whose title or abstract changed; others are skipped.

    Holds the organization's index lock until the transaction ends: call it as the transaction's
    last step. A deleted paper leaves the index by itself.
    """
    for start in range(0, len(paper_ids), _ROUND):
        _index(session, tenant, sorted(set(paper_ids[start : start + _ROUND])))


def _index(session: Session, tenant: Tenant, paper_ids: list[int]) -> None:
    organization_id = tenant.organization_id
    session.execute(select(func.pg_advisory_xact_lock(INDEX_LOCK, organization_id)))
    given = literal(paper_ids, ARRAY(BigInteger))
    session.execute(
        delete(SearchDocument)
        .where(
            SearchDocument.organization_id == organization_id,
            SearchDocument.paper_id == func.any(given),
        )
        .execution_options(synchronize_session=False)
    )
    papers = session.execute(
        select(Paper.id, Paper.title, Paper.abstract).where(
            Paper.organization_id == organization_id, Paper.id == func.any(given)
        )
    ).all()
    if not papers:
        return
    values = {
        "organization_id": organization_id,
        "title_weight": TITLE_WEIGHT,
        "ids": [paper.id for paper in papers],
        "titles": [fold(paper.title) for paper in papers],
        "abstracts": [fold(paper.abstract or "") for paper in papers],
    }
    session.execute(_ADD_DOCUMENTS, values)
    del values["titles"], values["abstracts"]
    session.execute(_ADD_TERMS, {k: v for k, v in values.items() if k != "title_weight"})
    session.execute(_ADD_POSTINGS, values)
