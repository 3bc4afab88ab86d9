"""Analyses of one author in a made-up library of 100,000: peers, self-citations, network, work.

    python -m benchmarks.author_analytics

Run inside a database of its own. The library is spread like a real one: few authors with many
papers, few topics with many papers, neighbours who write together and cite each other, and two
papers with 7,000 authors.
"""

import json
import math
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.results import Row

AUTHORS, PAPERS, AUTHORSHIPS, REFERENCES = 100_000, 118_000, 420_000, 900_000
TOPICS, VENUES, INSTITUTIONS, CROWD = 2_000, 3_000, 5_000, 7_000
ROUNDS = 20

# Authors of one paper have neighbouring numbers, or else nobody would write with anybody twice;
# papers of neighbours begin in the same year, or else all careers would be equally long.
_FILL = (
    """INSERT INTO papers (organization_id, title, title_key, year, citation_count, counts_as_of,
      venue, topics)
    SELECT :o, 'Paper ' || i, 'paper' || i,
      2026 - ((1 + i / 24 * 7 % 46) * (1 - random() ^ 2))::integer,
      CASE WHEN random() > 0.05 THEN floor(exp(random() * random() * 7) - 1)::integer END,
      '2026-01-31', CASE WHEN random() > 0.03 THEN 'Venue ' || (i * 7919 % :venues) END,
      CASE WHEN random() > 0.05 THEN ARRAY[
        'Topic ' || ((i::bigint * :topics / :p + floor(8 * random() ^ 3))::integer % :topics),
        'Topic ' || floor(:topics * random()), 'Topic ' || floor(:topics * random())]
      ELSE '{}' END
    FROM generate_series(1, CAST(:p AS integer)) i""",
    """INSERT INTO authors (organization_id, name, name_key)
    SELECT :o, n, lower(n) FROM (SELECT 'Given' || i % 977 || ' Family' || i AS n
      FROM generate_series(1, CAST(:a AS integer)) i) named""",
    """INSERT INTO authorships (organization_id, paper_id, position, author_id, printed_name)
    SELECT :o, lp + p, row_number() OVER (PARTITION BY p), la + a, 'A' FROM (
      SELECT DISTINCT p, (p * :a / :p - p * :a / :p % 20 + floor(20 * random() ^ 2.5)
        + CASE WHEN random() < 0.1 THEN floor(:a * random()) ELSE 0 END)::bigint % :a AS a
      FROM (SELECT floor(random() * :p)::bigint AS p
        FROM generate_series(1, CAST(:n * 1.3 AS integer))) drawn LIMIT :n) pairs,
      (SELECT min(id) AS lp FROM papers WHERE organization_id = :o) first_paper,
      (SELECT min(id) AS la FROM authors WHERE organization_id = :o) first_author""",
    """INSERT INTO authorships (organization_id, paper_id, position, author_id, printed_name)
    SELECT :o, p.id, 1000 + row_number() OVER (PARTITION BY p.id ORDER BY a.id), a.id, 'A'
    FROM (SELECT id FROM papers WHERE organization_id = :o ORDER BY id LIMIT 2) p
    CROSS JOIN (SELECT id FROM authors WHERE organization_id = :o ORDER BY id LIMIT :crowd) a
    WHERE NOT EXISTS (SELECT FROM authorships x WHERE x.organization_id = :o
      AND x.paper_id = p.id AND x.author_id = a.id)""",
    """INSERT INTO paper_references (organization_id, citing_id, scheme, value, cited_id)
    SELECT :o, lp + citing, 'openalex', 'W' || cited, lp + cited FROM (
      SELECT DISTINCT citing, (citing + :p - floor(400 * random() ^ 3))::bigint % :p AS cited
      FROM (SELECT floor(random() * :p)::bigint AS citing
        FROM generate_series(1, CAST(:r AS integer))) drawn) pairs,
      (SELECT min(id) AS lp FROM papers WHERE organization_id = :o) first_paper
    WHERE citing <> cited""",
    """INSERT INTO institutions (organization_id, key, name, country_code)
    SELECT :o, 'i' || i, 'Institution ' || i, chr(65 + i % 26) || chr(65 + i % 7)
    FROM generate_series(1, CAST(:i AS integer)) i""",
    """INSERT INTO authorship_institutions (organization_id, paper_id, position, institution_id)
    SELECT :o, s.paper_id, s.position, li + (s.author_id / 20) % :i
    FROM authorships s,
      (SELECT min(id) AS li FROM institutions WHERE organization_id = :o) first_institution
    WHERE s.organization_id = :o AND random() > 0.1""",
    """INSERT INTO author_metric_marks (organization_id, author_id)
    SELECT :o, id FROM authors WHERE organization_id = :o""",
)


def run() -> list[Row]:
    """Measure in a process of its own, with servers and settings of its own."""
    with tempfile.TemporaryDirectory(prefix="psbench-", ignore_cleanup_errors=True) as home:
        Path(home).chmod(0o755)  # the embedded server's own user has to reach its folder
        said = subprocess.run(
            [sys.executable, "-m", "benchmarks.author_analytics"],
            env={**os.environ, "PAPERSCRAPER_HOME": home, "DATABASE_URL": ""},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
    return rows(json.loads(said.splitlines()[-1]))


def rows(found: dict[str, float]) -> list[Row]:
    """The measured seconds as rows of the results; a limit where one is set."""
    limits = {"peers": 0.1, "self_citations_of": 0.1}
    names = {
        "peers": f"peers and expected range of an author, {AUTHORS:,} authors, p95",
        "self_citations": "self-citations of an author by both rules, p95",
        "self_citations_of": "the same of ten authors at once, p95",
        "network": "co-author network of 50 with communities and layout, p95",
        "topics": "topics over time, p95",
        "venues": "venues, p95",
        "collaborations": "collaborations by institution and country, p95",
        "crowd": "the slowest of these for an author of two papers with 7,000 authors, median",
    }
    return [
        Row(
            area="metrics",
            what=what,
            ours=round(found[key] * 1000, 1),
            unit="ms",
            peer_name="limit" if key in limits else "",
            peer=round(limits[key] * 1000) if key in limits else None,
            ratio=round(found[key] / limits[key], 2) if key in limits else None,
            bar=f"≤ {limits[key] * 1000:.0f} ms" if key in limits else "",
            met=found[key] <= limits[key] if key in limits else None,
            note="the author with most papers among them; under row-level security",
        )
        for key, what in names.items()
    ]


def fill(slug: str = "analytics") -> int:
    """Write the library past the triggers; returns the organization's id."""
    from sqlalchemy import create_engine, text

    from paperscraper_core import local_services

    engine = create_engine(local_services.database_url())
    with engine.begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        connection.execute(text("SELECT setseed(0.4)"))
        organization: int = connection.execute(
            text("INSERT INTO organizations (slug, name) VALUES (:s, :s) RETURNING id"),
            {"s": slug},
        ).scalar_one()
        values = {
            "o": organization, "p": PAPERS, "a": AUTHORS, "n": AUTHORSHIPS, "r": REFERENCES,
            "topics": TOPICS, "venues": VENUES, "i": INSTITUTIONS, "crowd": CROWD,
        }  # fmt: skip
        for statement in _FILL:
            connection.execute(text(statement), values)
    engine.dispose()
    tidy()
    return organization


def tidy() -> None:
    """What autovacuum does within a minute of a large import."""
    from sqlalchemy import create_engine, text

    from paperscraper_core import local_services

    engine = create_engine(local_services.database_url(), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("VACUUM ANALYZE"))
    engine.dispose()


def _times(call: Callable[[], object], rounds: int = ROUNDS) -> list[float]:
    taken = []
    call()  # the first one reads from disk and plans
    for _ in range(rounds):
        start = time.perf_counter()
        call()
        taken.append(time.perf_counter() - start)
    return sorted(taken)


def _p95(times: list[float]) -> float:
    return times[math.ceil(0.95 * len(times)) - 1]


def measure(organization_id: int) -> dict[str, float]:
    """Seconds of each analysis, of the busiest authors and of one among thousands."""
    from sqlalchemy import text

    from paperscraper_core import db
    from paperscraper_core.accounts.queries import system_tenant
    from paperscraper_core.metrics import (
        collaboration_queries,
        network_queries,
        peer_queries,
        self_citation_queries,
        topic_queries,
    )

    tenant = system_tenant(organization_id)
    with db.reading(tenant) as session:
        busiest = list(
            session.execute(
                text(
                    "SELECT author_id FROM author_metrics WHERE organization_id = :o"
                    " ORDER BY papers DESC, author_id LIMIT 10"
                ),
                {"o": organization_id},
            ).scalars()
        )
        crowd = session.execute(
            text("SELECT min(id) + 17 FROM authors WHERE organization_id = :o"),
            {"o": organization_id},
        ).scalar_one()

    def reading(function: Callable[..., object], who: object) -> Callable[[], object]:
        def call() -> object:
            with db.reading(tenant) as session:
                return function(session, tenant, who)

        return call

    functions: dict[str, Callable[..., object]] = {
        "peers": peer_queries.peers,
        "self_citations": self_citation_queries.self_citations,
        "network": network_queries.coauthor_network,
        "topics": topic_queries.topics_over_time,
        "venues": topic_queries.venues,
        "collaborations": collaboration_queries.collaborations,
    }
    found = {name: _p95(_times(reading(one, busiest[0]))) for name, one in functions.items()}
    found["self_citations_of"] = _p95(
        _times(reading(self_citation_queries.self_citations_of, busiest))
    )
    found["crowd"] = max(
        statistics.median(_times(reading(one, crowd), 5)) for one in functions.values()
    )
    return found


def main() -> None:
    """Fill a library, refresh its metrics, measure, and print JSON."""
    from paperscraper_core import db, schema
    from paperscraper_core.accounts.queries import system_tenant
    from paperscraper_core.metrics import service

    schema.migrate()
    organization = fill()
    tenant = system_tenant(organization)
    with db.transaction(tenant) as session:
        service.refresh(session, tenant)
    tidy()
    print(json.dumps(measure(organization)))


if __name__ == "__main__":
    from paperscraper_core import local_services

    try:
        main()
    finally:
        local_services.stop_if_last()
