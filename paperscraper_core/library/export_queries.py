"""Papers with all their columns, for exports."""

from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import TextClause, text
from sqlalchemy.orm import Session

from paperscraper_core.importing.types import YearCount
from paperscraper_core.library.summaries import pairs
from paperscraper_core.library.types import PaperExport
from paperscraper_core.tenancy import Tenant

_EXPORT_CHUNK = 1000

_EXPORT = (
    "SELECT p.*,"
    " array(SELECT s.printed_name FROM authorships s WHERE s.organization_id = p.organization_id"
    " AND s.paper_id = p.id ORDER BY s.position) AS authors,"
    " array(SELECT i.scheme FROM paper_identifiers i WHERE i.organization_id"
    " = p.organization_id AND i.paper_id = p.id ORDER BY i.scheme, i.value) AS schemes,"
    " array(SELECT i.value FROM paper_identifiers i WHERE i.organization_id"
    " = p.organization_id AND i.paper_id = p.id ORDER BY i.scheme, i.value) AS ids,"
    " array(SELECT name FROM (SELECT t.name, min(s.position) AS place FROM authorships s,"
    " unnest(s.affiliations) AS t(name) WHERE s.organization_id = p.organization_id"
    " AND s.paper_id = p.id GROUP BY t.name) AS named ORDER BY place, name) AS affiliations,"
    " array(SELECT ARRAY[s.printed_name, a.orcid] FROM authorships s JOIN authors a"
    " ON a.organization_id = s.organization_id AND a.id = s.author_id"
    " WHERE s.organization_id = p.organization_id AND s.paper_id = p.id"
    " AND a.orcid IS NOT NULL ORDER BY s.position) AS orcids,"
    " array(SELECT s.printed_name FROM authorships s WHERE s.organization_id = p.organization_id"
    " AND s.paper_id = p.id AND s.is_corresponding ORDER BY s.position) AS corresponding,"
    " array(SELECT ARRAY[c.year, c.citations] FROM citation_counts c WHERE c.organization_id"
    " = p.organization_id AND c.paper_id = p.id ORDER BY c.year) AS counts,"
    " (SELECT count(DISTINCT r.cited_id) FROM paper_references r WHERE r.organization_id"
    " = p.organization_id AND r.citing_id = p.id) AS references_in_library,"
    " (SELECT count(DISTINCT r.citing_id) FROM paper_references r WHERE r.organization_id"
    " = p.organization_id AND r.cited_id = p.id) AS cited_by_in_library"
    " FROM papers p WHERE p.organization_id = :organization"
)
_EXPORT_ALL = text(f"{_EXPORT} AND p.id > :after ORDER BY p.id LIMIT :chunk")
_EXPORT_SOME = text(
    f"{_EXPORT} AND p.id = ANY(CAST(:papers AS bigint[]))"
    " ORDER BY array_position(CAST(:papers AS bigint[]), p.id)"
)
_EXPORT_NAMES = (
    "id", "title", "abstract", "year", "publication_date", "venue", "type", "doi", "volume",
    "issue", "pages", "publisher", "language", "url", "is_retracted", "citation_count",
    "counts_as_of", "references_in_library", "cited_by_in_library", "source", "created_at",
    "updated_at",
)  # fmt: skip


def export_rows(
    session: Session, tenant: Tenant, paper_ids: Sequence[int] | None = None
) -> Iterator[PaperExport]:
    """All columns of the given papers in their order, or of all papers, oldest first.

    Reads a thousand at a time, so that memory does not grow with the library. Ids that the
    organization does not have are left out.
    """
    if paper_ids is not None:
        for start in range(0, len(paper_ids), _EXPORT_CHUNK):
            chunk = list(dict.fromkeys(paper_ids[start : start + _EXPORT_CHUNK]))
            asked = {"organization": tenant.organization_id, "papers": chunk}
            yield from _exported(session, _EXPORT_SOME, asked)
        return
    after = 0
    while True:
        page = {"organization": tenant.organization_id, "after": after, "chunk": _EXPORT_CHUNK}
        rows = _exported(session, _EXPORT_ALL, page)
        yield from rows
        if len(rows) < _EXPORT_CHUNK:
            return
        after = rows[-1].id


def _exported(
    session: Session, statement: TextClause, asked: Mapping[str, object]
) -> list[PaperExport]:
    return [
        PaperExport(
            **{name: getattr(row, name) for name in _EXPORT_NAMES},
            authors=tuple(row.authors),
            external_ids=pairs(row.schemes, row.ids),
            keywords=tuple(row.keywords),
            topics=tuple(row.topics),
            affiliations=tuple(row.affiliations),
            orcids=tuple((name, orcid) for name, orcid in row.orcids),
            corresponding=tuple(row.corresponding),
            citations_by_year=tuple(
                YearCount(year=year, citations=citations) for year, citations in row.counts
            ),
        )
        for row in session.execute(statement, asked)
    ]
