"""What an author works on, and where it appears."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.orm import Session

from paperscraper_core.metrics.analysis_types import Topics, Venues
from paperscraper_core.metrics.freshness import library_date
from paperscraper_core.metrics.persons import person
from paperscraper_core.metrics.work import Work, by_topic, by_venue
from paperscraper_core.tenancy import Tenant

# The first topic of a paper is the one that its source holds for the main one.
_WORKS = text("""
SELECT p.id, p.year, p.citation_count, p.venue, nullif(btrim(p.topics[1]), '') AS topic
FROM authorships a
JOIN papers p ON p.organization_id = :organization_id AND p.id = a.paper_id
WHERE a.organization_id = :organization_id AND a.author_id = :author_id
""")


def topics_over_time(session: Session, tenant: Tenant, author_id: int, top: int = 8) -> Topics:
    """Papers by year under the first topic that their source names, each paper once.

    Args:
        session: An open session.
        tenant: Whose library.
        author_id: The author; a merged profile leads to its person.
        top: How many topics stand alone; all others are one series.

    Raises:
        NotFound: there is no such author in the organization.
    """
    one = person(session, tenant, author_id)
    works = _works(session, tenant, one)
    series, other, other_topics, unknown = by_topic(works, top)
    return Topics(
        author_id=one,
        library_date=library_date(session, tenant),
        series=series,
        other=other,
        other_topics=other_topics,
        unknown=unknown,
        papers=len(works),
        papers_without_topic=unknown.papers if unknown else 0,
        papers_without_year=sum(work.year is None for work in works),
    )


def venues(session: Session, tenant: Tenant, author_id: int) -> Venues:
    """Papers, citations and years of each venue; most papers first.

    Raises:
        NotFound: there is no such author in the organization.
    """
    one = person(session, tenant, author_id)
    works = _works(session, tenant, one)
    rows, unknown = by_venue(works)
    return Venues(
        author_id=one,
        library_date=library_date(session, tenant),
        rows=rows,
        unknown=unknown,
        papers=len(works),
    )


def _works(session: Session, tenant: Tenant, author_id: int) -> list[Work]:
    values = {"organization_id": tenant.organization_id, "author_id": author_id}
    return [
        Work(
            paper_id=row.id,
            year=row.year,
            citations=row.citation_count,
            venue=row.venue,
            topic=row.topic,
        )
        for row in session.execute(_WORKS, values)
    ]
