"""Self-citations from the references inside the library."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from paperscraper_core.metrics import self_citation as rules
from paperscraper_core.metrics.analysis_types import SelfCitations
from paperscraper_core.metrics.freshness import library_date
from paperscraper_core.metrics.indices import h_index
from paperscraper_core.metrics.persons import persons
from paperscraper_core.metrics.self_citation import Link
from paperscraper_core.metrics.types import LibraryDate
from paperscraper_core.tenancy import Tenant

_COUNTS: Final = text("""
SELECT a.author_id, a.paper_id, p.citation_count
FROM authorships a
JOIN papers p ON p.organization_id = :organization_id AND p.id = a.paper_id
WHERE a.organization_id = :organization_id AND a.author_id = ANY(:authors)
""")
# A pair of papers counts once, however often the one names the other. Whether they share any author
# is asked only where this author does not answer it, and ends with the first one found: one probe
# for each author of the citing paper (OFFSET 0), never a read of 7,000 authors of the cited one.
_LINKS: Final = text("""
WITH links AS MATERIALIZED (
  SELECT a.author_id, r.cited_id, r.citing_id,
         EXISTS (SELECT FROM authorships s WHERE s.organization_id = :organization_id
                 AND s.author_id = a.author_id AND s.paper_id = r.citing_id) AS same
  FROM authorships a
  JOIN paper_references r ON r.organization_id = :organization_id AND r.cited_id = a.paper_id
  WHERE a.organization_id = :organization_id AND a.author_id = ANY(:authors)
    AND r.citing_id <> r.cited_id
  GROUP BY a.author_id, r.cited_id, r.citing_id)
SELECT l.author_id, l.cited_id, l.citing_id, p.year, l.same,
       l.same OR EXISTS (
         SELECT FROM authorships x
         WHERE x.organization_id = :organization_id AND x.paper_id = l.citing_id
           AND EXISTS (SELECT FROM authorships y WHERE y.organization_id = :organization_id
             AND y.author_id = x.author_id AND y.paper_id = l.cited_id OFFSET 0)) AS shared
FROM links l
JOIN papers p ON p.organization_id = :organization_id AND p.id = l.citing_id
""")


def self_citations(session: Session, tenant: Tenant, author_id: int) -> SelfCitations:
    """Self-citations of one author by both rules, as far as the library holds the citing papers.

    Raises:
        NotFound: there is no such author in the organization.
    """
    return self_citations_of(session, tenant, (author_id,))[0]


def self_citations_of(
    session: Session, tenant: Tenant, author_ids: Sequence[int]
) -> tuple[SelfCitations, ...]:
    """The same for several authors, in the order of their ids as given, each person once.

    Raises:
        NotFound: one of the authors is not in the organization.
    """
    ids = persons(session, tenant, author_ids)
    values = {"organization_id": tenant.organization_id, "authors": list(ids)}
    date = library_date(session, tenant)
    counts: dict[int, dict[int, int | None]] = defaultdict(dict)
    for row in session.execute(_COUNTS, values):
        counts[row.author_id][row.paper_id] = row.citation_count
    links = links_of(session, tenant, ids)
    return tuple(_summary(one, counts[one], links[one], date) for one in ids)


def links_of(session: Session, tenant: Tenant, author_ids: Sequence[int]) -> dict[int, list[Link]]:
    """The citations of the authors' papers by papers of the library, by person.

    Raises:
        NotFound: one of the authors is not in the organization.
    """
    ids = persons(session, tenant, author_ids)
    links: dict[int, list[Link]] = {one: [] for one in ids}
    values = {"organization_id": tenant.organization_id, "authors": list(ids)}
    for row in session.execute(_LINKS, values):
        links[row.author_id].append(
            Link(
                cited_id=row.cited_id,
                citing_id=row.citing_id,
                citing_year=row.year,
                same_author=row.same,
                any_author=row.shared,
            )
        )
    return links


def _summary(
    author_id: int, counts: dict[int, int | None], links: Sequence[Link], date: LibraryDate
) -> SelfCitations:
    papers = rules.by_paper(links, counts)
    known = [count for count in counts.values() if count is not None]
    covered = rules.coverage(papers)
    return SelfCitations(
        author_id=author_id,
        library_date=date,
        citations=sum(known) if known else None,
        found=len(links),
        same_author=sum(link.same_author for link in links),
        any_author=sum(link.any_author for link in links),
        coverage=covered,
        h_index=h_index(known) if known else None,
        h_without_known_self_citations=rules.h_without(papers, any_author=False),
        h_without_known_any_author=rules.h_without(papers, any_author=True),
        years=rules.by_year(links),
        papers=papers,
        warning=rules.warning(len(links), covered),
    )
