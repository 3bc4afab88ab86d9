"""Papers as they stand in lists."""

from collections.abc import Sequence

from sqlalchemy import text
from sqlalchemy.orm import Session

from paperscraper_core.library.types import PaperSummary
from paperscraper_core.tenancy import Tenant

#: Most names that a list shows of one paper.
SHOWN_AUTHORS = 10

_SUMMARIES = text(
    "SELECT p.id, p.title, p.year, p.venue, p.type, p.doi, p.citation_count,"
    " p.abstract IS NOT NULL AS has_abstract,"
    " array(SELECT s.printed_name FROM authorships s WHERE s.organization_id = p.organization_id"
    " AND s.paper_id = p.id ORDER BY s.position LIMIT :names) AS authors,"
    " (SELECT count(*) FROM authorships s WHERE s.organization_id = p.organization_id"
    " AND s.paper_id = p.id) AS author_count"
    " FROM papers p WHERE p.organization_id = :organization"
    " AND p.id = ANY(CAST(:papers AS bigint[]))"
    " ORDER BY array_position(CAST(:papers AS bigint[]), p.id)"
)


def pairs(schemes: Sequence[str], values: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Two columns of equal length as (scheme, value) pairs."""
    return tuple(zip(schemes, values, strict=True))


def paper_summaries(
    session: Session, tenant: Tenant, paper_ids: Sequence[int]
) -> tuple[PaperSummary, ...]:
    """The papers with these ids, in their order; ids that the organization lacks are left out."""
    if not paper_ids:
        return ()
    asked = {
        "organization": tenant.organization_id,
        "papers": list(dict.fromkeys(paper_ids)),
        "names": SHOWN_AUTHORS,
    }
    return tuple(
        PaperSummary(
            id=row.id,
            title=row.title,
            year=row.year,
            venue=row.venue,
            type=row.type,
            doi=row.doi,
            citation_count=row.citation_count,
            authors=tuple(row.authors),
            author_count=row.author_count,
            has_abstract=row.has_abstract,
        )
        for row in session.execute(_SUMMARIES, asked)
    )
