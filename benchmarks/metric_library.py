"""Made-up libraries for the bench of author metrics, written past the triggers.

Papers, authors and counts are spread as in real ones: few authors with many papers, few papers with
many citations, and citations by year since 2012.
"""

from typing import Final

from sqlalchemy import create_engine, text

from paperscraper_core import local_services

_FILL: Final = (
    """INSERT INTO papers (organization_id, title, title_key, year, citation_count, counts_as_of)
    SELECT :o, 'Paper ' || i, 'paper' || i, 1980 + (random() * 45)::integer,
      CASE WHEN random() > 0.05 THEN floor(exp(random() * random() * 7) - 1)::integer END,
      '2026-01-31' FROM generate_series(1, CAST(:p AS integer)) i""",
    """INSERT INTO authors (organization_id, name, name_key)
    SELECT :o, n, lower(n) FROM (SELECT 'Given' || i % 977 || ' Family' || i AS n
      FROM generate_series(1, CAST(:a AS integer)) i) named""",
    """INSERT INTO authorships (organization_id, paper_id, position, author_id, printed_name)
    SELECT :o, lp + p, row_number() OVER (PARTITION BY p), la + a, 'A' FROM (
      SELECT DISTINCT floor(random() * :p)::bigint AS p,
        floor(:a * random() ^ 1.6)::bigint AS a
      FROM generate_series(1, CAST(:more AS integer)) LIMIT :n) drawn,
      (SELECT min(id) AS lp FROM papers WHERE organization_id = :o) first_paper,
      (SELECT min(id) AS la FROM authors WHERE organization_id = :o) first_author""",
    """INSERT INTO citation_counts (organization_id, paper_id, year, citations)
    SELECT :o, p.id, y, p.citation_count / (2027 - greatest(p.year, 2012))
    FROM papers p, generate_series(greatest(p.year, 2012), 2026) y
    WHERE p.organization_id = :o AND p.citation_count >= 2027 - greatest(p.year, 2012)""",
)


_MARK_ALL: Final = """INSERT INTO author_metric_marks (organization_id, author_id)
    SELECT :o, id FROM authors WHERE organization_id = :o"""


def fill(slug: str, authorships: int, authors: int, papers: int) -> int:
    """Write one organization's library as the owner, past the triggers; returns its id."""
    made = organization(slug)
    engine = create_engine(local_services.database_url())
    values = {"o": made, "p": papers, "a": authors, "n": authorships}
    with engine.begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        connection.execute(text("SELECT setseed(0.4)"))
        for statement in (*_FILL, _MARK_ALL):
            connection.execute(text(statement), {**values, "more": int(authorships * 1.3)})
    engine.dispose()
    tidy()
    return made


def organization(slug: str) -> int:
    """Make an empty organization; returns its id."""
    engine = create_engine(local_services.database_url())
    with engine.begin() as connection:
        made: int = connection.execute(
            text("INSERT INTO organizations (slug, name) VALUES (:s, :s) RETURNING id"), {"s": slug}
        ).scalar_one()
    engine.dispose()
    return made


def mark_all(organization_id: int) -> None:
    """Say that the numbers of every author are out of date."""
    engine = create_engine(local_services.database_url())
    with engine.begin() as connection:
        connection.execute(text(_MARK_ALL), {"o": organization_id})
    engine.dispose()


def tidy() -> None:
    """What autovacuum does within a minute of a large import."""
    engine = create_engine(local_services.database_url(), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("VACUUM ANALYZE"))
    engine.dispose()
