"""The papers of a few authors with all that a comparison may ask of them: read once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from paperscraper_core.metrics import self_citation
from paperscraper_core.metrics.compare_types import ComparedPaper, KnownSelfCitation, Material
from paperscraper_core.metrics.freshness import library_date
from paperscraper_core.metrics.persons import persons
from paperscraper_core.metrics.self_citation import Link
from paperscraper_core.metrics.self_citation_queries import links_of
from paperscraper_core.metrics.types import LibraryDate, PaperCitations, YearCount
from paperscraper_core.tenancy import Tenant

_NAMES: Final = text(
    "SELECT id, name FROM authors WHERE organization_id = :organization_id AND id = ANY(:authors)"
)
_PAPERS: Final = text("""
SELECT a.author_id, a.paper_id, p.type, p.year, p.citation_count, t.n, k.years, k.citations
FROM authorships a
JOIN papers p ON p.organization_id = :organization_id AND p.id = a.paper_id
JOIN LATERAL (SELECT count(*) AS n FROM authorships x
  WHERE x.organization_id = :organization_id AND x.paper_id = a.paper_id) t ON true
LEFT JOIN LATERAL (SELECT array_agg(c.year ORDER BY c.year) AS years,
                          array_agg(c.citations ORDER BY c.year) AS citations
  FROM citation_counts c
  WHERE c.organization_id = :organization_id AND c.paper_id = a.paper_id) k ON true
WHERE a.organization_id = :organization_id AND a.author_id = ANY(:authors)
""")


def materials(
    session: Session, tenant: Tenant, author_ids: Sequence[int], *, judged: bool = True
) -> tuple[Material, ...]:
    """All papers of each author, in the order of the ids as given, each person once.

    Args:
        session: An open session.
        tenant: Whose library.
        author_ids: Two to ten authors.
        judged: Whether self-citations will be asked for: reading them costs the most.

    Raises:
        NotFound: one of the authors is not in the organization.
    """
    ids = persons(session, tenant, author_ids)
    values = {"organization_id": tenant.organization_id, "authors": list(ids)}
    date = library_date(session, tenant)
    names = {row.id: row.name for row in session.execute(_NAMES, values)}
    rows: dict[int, list[Row[Any]]] = defaultdict(list)
    for row in session.execute(_PAPERS, values):
        rows[row.author_id].append(row)
    links = links_of(session, tenant, ids) if judged else {}
    return tuple(_material(one, names[one], date, rows[one], links.get(one)) for one in ids)


def _material(
    author_id: int,
    name: str,
    date: LibraryDate,
    rows: Sequence[Row[Any]],
    links: Sequence[Link] | None,
) -> Material:
    cited: dict[int, list[Link]] = defaultdict(list)
    for link in links or ():
        cited[link.cited_id].append(link)
    counts = {row.paper_id: row.citation_count for row in rows}
    return Material(
        author_id=author_id,
        name=name,
        library_date=date,
        papers=tuple(_paper(row, cited[row.paper_id]) for row in rows),
        found=len(links or ()),
        coverage=None
        if links is None
        else self_citation.coverage(self_citation.by_paper(links, counts)),
    )


def _paper(row: Row[Any], links: Sequence[Link]) -> ComparedPaper:
    return ComparedPaper(
        paper=PaperCitations(
            paper_id=row.paper_id,
            year=row.year,
            citations=row.citation_count,
            n_authors=row.n,
            counts_by_year=tuple(
                YearCount(year=year, citations=citations)
                for year, citations in zip(row.years or (), row.citations or (), strict=True)
            ),
        ),
        type=row.type,
        self_citations=tuple(
            KnownSelfCitation(citing_year=link.citing_year, same_author=link.same_author)
            for link in links
            if link.any_author
        ),
    )
