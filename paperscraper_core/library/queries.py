"""What pages, exports and other rooms read of the library."""

from sqlalchemy import text
from sqlalchemy.orm import Session

from paperscraper_core.errors import NotFound
from paperscraper_core.importing.types import YearCount
from paperscraper_core.library.export_queries import export_rows
from paperscraper_core.library.summaries import pairs, paper_summaries
from paperscraper_core.library.types import (
    AuthorLine,
    LibraryHealth,
    LinkedPaper,
    PaperDetail,
    PaperOrigin,
    PaperSummary,
    YearTotal,
)
from paperscraper_core.tenancy import Tenant

__all__ = [
    "MAX_SHOWN",
    "export_rows",
    "health",
    "most_cited",
    "paper",
    "paper_summaries",
    "papers_by_year",
]

#: Most references, citing papers or import runs that a paper's page lists.
MAX_SHOWN = 200
_MAX_ID = 2**63 - 1

_PAPER = text(
    "SELECT p.*, (SELECT count(*) FROM paper_references r WHERE r.organization_id"
    " = p.organization_id AND r.citing_id = p.id) AS reference_total,"
    " (SELECT count(DISTINCT r.cited_id) FROM paper_references r WHERE r.organization_id"
    " = p.organization_id AND r.citing_id = p.id) AS references_in_library,"
    " (SELECT count(DISTINCT r.citing_id) FROM paper_references r WHERE r.organization_id"
    " = p.organization_id AND r.cited_id = p.id) AS cited_by_total,"
    " array(SELECT i.scheme FROM paper_identifiers i WHERE i.organization_id"
    " = p.organization_id AND i.paper_id = p.id ORDER BY i.scheme, i.value) AS schemes,"
    " array(SELECT i.value FROM paper_identifiers i WHERE i.organization_id"
    " = p.organization_id AND i.paper_id = p.id ORDER BY i.scheme, i.value) AS ids"
    " FROM papers p WHERE p.organization_id = :organization AND p.id = :paper"
)
_BYLINE = text(
    "SELECT s.position, s.printed_name, s.is_corresponding, s.affiliations, a.id, a.name, a.orcid,"
    " array(SELECT i.scheme FROM author_identifiers i WHERE i.organization_id"
    " = a.organization_id AND i.author_id = a.id ORDER BY i.scheme, i.value) AS schemes,"
    " array(SELECT i.value FROM author_identifiers i WHERE i.organization_id"
    " = a.organization_id AND i.author_id = a.id ORDER BY i.scheme, i.value) AS ids"
    " FROM authorships s JOIN authors a ON a.organization_id = s.organization_id"
    " AND a.id = s.author_id WHERE s.organization_id = :organization AND s.paper_id = :paper"
    " ORDER BY s.position"
)
_COUNTS = text(
    "SELECT year, citations FROM citation_counts WHERE organization_id = :organization"
    " AND paper_id = :paper ORDER BY year"
)
_REFERENCES = text(
    "SELECT p.id FROM papers p WHERE p.organization_id = :organization AND p.id IN ("
    "SELECT r.cited_id FROM paper_references r WHERE r.organization_id = :organization"
    " AND r.citing_id = :paper AND r.cited_id IS NOT NULL)"
    " ORDER BY p.citation_count DESC NULLS LAST, p.id LIMIT :most"
)
_CITED_BY = text(
    "SELECT p.id FROM papers p WHERE p.organization_id = :organization AND p.id IN ("
    "SELECT r.citing_id FROM paper_references r WHERE r.organization_id = :organization"
    " AND r.cited_id = :paper)"
    " ORDER BY p.citation_count DESC NULLS LAST, p.id LIMIT :most"
)
_LINKS = text(
    "SELECT CASE WHEN paper_id = :paper THEN other_id ELSE paper_id END AS other, kind, reason"
    " FROM paper_links WHERE organization_id = :organization"
    " AND (paper_id = :paper OR other_id = :paper) ORDER BY kind DESC, 1 LIMIT :most"
)
_ORIGINS = text(
    "SELECT r.id, r.filename, t.outcome, r.created_at FROM paper_runs t JOIN import_runs r"
    " ON r.organization_id = t.organization_id AND r.id = t.run_id"
    " WHERE t.organization_id = :organization AND t.paper_id = :paper"
    " ORDER BY r.created_at DESC, r.id DESC LIMIT :most"
)


def paper(session: Session, tenant: Tenant, paper_id: int) -> PaperDetail:
    """Everything about one paper, in a constant number of statements.

    Raises:
        NotFound: the organization has no such paper.
    """
    asked = {"organization": tenant.organization_id, "paper": paper_id, "most": MAX_SHOWN}
    row = session.execute(_PAPER, asked).one_or_none() if 0 < paper_id <= _MAX_ID else None
    if row is None:
        raise NotFound("paper", "number", paper_id)
    references = session.execute(_REFERENCES, asked).scalars().all()
    cited_by = session.execute(_CITED_BY, asked).scalars().all()
    links = session.execute(_LINKS, asked).all()
    numbers = {*references, *cited_by, *(link.other for link in links)}
    known = {one.id: one for one in paper_summaries(session, tenant, sorted(numbers))}
    return PaperDetail(
        **{name: getattr(row, name) for name in _SAME_NAME},
        keywords=tuple(row.keywords),
        topics=tuple(row.topics),
        external_ids=pairs(row.schemes, row.ids),
        authors=_byline(session, asked),
        citations_by_year=tuple(
            YearCount(year=year, citations=citations)
            for year, citations in session.execute(_COUNTS, asked)
        ),
        references=tuple(known[number] for number in references),
        cited_by=tuple(known[number] for number in cited_by),
        links=tuple(
            LinkedPaper(paper=known[link.other], kind=link.kind, reason=link.reason)
            for link in links
        ),
        origins=tuple(
            PaperOrigin(run_id=run, filename=filename, outcome=outcome, imported_at=moment)
            for run, filename, outcome, moment in session.execute(_ORIGINS, asked)
        ),
    )


_SAME_NAME = (
    "id", "title", "abstract", "year", "publication_date", "doi", "venue", "type", "language",
    "url", "volume", "issue", "pages", "publisher", "is_retracted", "citation_count",
    "counts_as_of", "source", "created_at", "updated_at", "references_in_library",
    "reference_total", "cited_by_total",
)  # fmt: skip


def _byline(session: Session, asked: dict[str, int]) -> tuple[AuthorLine, ...]:
    return tuple(
        AuthorLine(
            author_id=row.id,
            position=row.position,
            name=row.name,
            printed_name=row.printed_name,
            orcid=row.orcid,
            external_ids=pairs(row.schemes, row.ids),
            affiliations=tuple(row.affiliations),
            is_corresponding=row.is_corresponding,
        )
        for row in session.execute(_BYLINE, asked)
    )


_MOST_CITED = text(
    "SELECT id FROM papers WHERE organization_id = :organization AND citation_count IS NOT NULL"
    " ORDER BY citation_count DESC, id DESC LIMIT :most"
)


def most_cited(session: Session, tenant: Tenant, *, limit: int = 10) -> tuple[PaperSummary, ...]:
    """The papers with the most citations; those without a known count are left out."""
    asked = {"organization": tenant.organization_id, "most": limit}
    return paper_summaries(session, tenant, session.execute(_MOST_CITED, asked).scalars().all())


_BY_YEAR = text(
    "SELECT year, count(*) AS papers FROM papers WHERE organization_id = :organization"
    " AND year IS NOT NULL GROUP BY year ORDER BY year"
)


def papers_by_year(session: Session, tenant: Tenant) -> tuple[YearTotal, ...]:
    """How many papers appeared in each year that has any; unknown years are left out."""
    asked = {"organization": tenant.organization_id}
    return tuple(
        YearTotal(year=year, papers=papers) for year, papers in session.execute(_BY_YEAR, asked)
    )


_HEALTH = text(
    "SELECT count(*) AS papers, count(*) FILTER (WHERE abstract IS NULL) AS without_abstract,"
    " count(*) FILTER (WHERE year IS NULL) AS without_year,"
    " count(*) FILTER (WHERE citation_count IS NULL) AS without_citation_count,"
    " count(*) FILTER (WHERE doi IS NULL) AS without_doi,"
    " count(*) FILTER (WHERE is_retracted) AS retracted,"
    " count(*) - (SELECT count(DISTINCT paper_id) FROM authorships"
    " WHERE organization_id = :organization) AS without_authors,"
    " min(year) AS first_year, max(year) AS last_year,"
    " CAST(sum(citation_count) AS bigint) AS citations,"
    " (SELECT count(*) FROM authors WHERE organization_id = :organization"
    " AND merged_into IS NULL) AS authors,"
    " (SELECT count(*) FROM paper_links WHERE organization_id = :organization"
    " AND kind = 'suspected_duplicate') AS suspected_duplicates,"
    " (SELECT count(*) FROM paper_links WHERE organization_id = :organization"
    " AND kind = 'version') AS versions"
    " FROM papers WHERE organization_id = :organization"
)


def health(session: Session, tenant: Tenant) -> LibraryHealth:
    """Totals of the library, and how many papers lack what."""
    row = session.execute(_HEALTH, {"organization": tenant.organization_id}).one()
    return LibraryHealth(**row._mapping)
