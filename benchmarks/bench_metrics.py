"""Author metrics: whole libraries in one statement, one page of a list, one changed paper.

Run inside a database of its own with made-up libraries; papers, authors and counts are spread as in
real ones (few authors with many papers, few papers with many citations).
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

AUTHORSHIPS, AUTHORS, PAPERS = 1_000_000, 237_000, 280_000
LISTED_AUTHORS, LISTED_AUTHORSHIPS, LISTED_PAPERS = 100_000, 420_000, 118_000
ROUNDS = 7

_PLAIN = """
SELECT a.author_id, count(*) AS papers, sum(p.citation_count) AS citations
FROM authorships a
JOIN papers p ON p.organization_id = a.organization_id AND p.id = a.paper_id
WHERE a.organization_id = :organization_id GROUP BY a.author_id
"""


def run() -> list[Row]:
    """Measure in a process of its own, with servers and settings of its own."""
    with tempfile.TemporaryDirectory(prefix="psbench-", ignore_cleanup_errors=True) as home:
        Path(home).chmod(0o755)  # the embedded server's own user has to reach its folder
        said = subprocess.run(
            [sys.executable, "-m", "benchmarks.bench_metrics"],
            env={**os.environ, "PAPERSCRAPER_HOME": home, "DATABASE_URL": ""},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
    found: dict[str, float] = json.loads(said.splitlines()[-1])
    return [
        _against(
            found,
            what=f"total, h, g, i10 of {AUTHORS:,} authors of {AUTHORSHIPS:,} authorships",
            ours="headline",
            peer_name="a plain GROUP BY of the same rows",
            peer="plain",
            bar=2.5,
        ),
        _against(
            found,
            what="all 25 numbers of the same authors",
            ours="everything",
            peer_name="a plain GROUP BY of the same rows",
            peer="plain",
            bar=None,
        ),
        _limit(found, "page", f"leaderboard page by h, {LISTED_AUTHORS:,} authors, p95"),
        _limit(found, "page_any", "the same by its slowest metric, median"),
        _limit(found, "page_name", "the same with a name searched, p95"),
        Row(
            area="metrics",
            what="the first page while 500 changed papers wait for a refresh, p95",
            ours=round(found["page_stale"] * 1000),
            unit="ms",
            note="their authors are computed while reading, so that the list is right all the same",
        ),
        Row(
            area="metrics",
            what="one changed paper refreshed",
            ours=round(found["one"] * 1000, 2),
            unit="ms",
            peer_name="total, h, g, i10 of everyone",
            peer=round(found["headline"] * 1000),
            bar="≤ 1/500",
            met=found["headline"] / found["one"] >= 500,
            note="median; stored and committed under row-level security",
        ),
    ]


def _against(
    found: dict[str, float], *, what: str, ours: str, peer_name: str, peer: str, bar: float | None
) -> Row:
    ratio = found[ours] / found[peer]
    return Row(
        area="metrics",
        what=what,
        ours=round(found[ours] * 1000),
        unit="ms",
        peer_name=peer_name,
        peer=round(found[peer] * 1000),
        ratio=round(ratio, 2),
        bar=f"≤ {bar} times" if bar else "",
        met=ratio <= bar if bar else None,
        note=f"median of {ROUNDS}, under row-level security",
    )


def _limit(found: dict[str, float], key: str, what: str, limit: float = 0.3) -> Row:
    return Row(
        area="metrics",
        what=what,
        ours=round(found[key] * 1000),
        unit="ms",
        peer_name="limit",
        peer=round(limit * 1000),
        ratio=round(found[key] / limit, 2),
        bar=f"≤ {limit * 1000:.0f} ms",
        met=found[key] <= limit,
        note="statements of the page together, under row-level security",
    )


def _fill(slug: str, authorships: int, authors: int, papers: int) -> int:
    """Write one organization's library as the owner, past the triggers."""
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
        values = {"o": organization, "p": papers, "a": authors, "n": authorships}
        for statement in _FILL:
            connection.execute(text(statement), {**values, "more": int(authorships * 1.3)})
    engine.dispose()
    _tidy()
    return organization


def _tidy() -> None:
    """What autovacuum does within a minute of a large import."""
    from sqlalchemy import create_engine, text

    from paperscraper_core import local_services

    engine = create_engine(local_services.database_url(), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("VACUUM ANALYZE"))
    engine.dispose()


_FILL = (
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
    """INSERT INTO author_metric_marks (organization_id, author_id)
    SELECT :o, id FROM authors WHERE organization_id = :o""",
)


def _times(call: Callable[[], object], rounds: int) -> list[float]:
    taken = []
    call()  # the first one reads from disk and plans
    for _ in range(rounds):
        start = time.perf_counter()
        call()
        taken.append(time.perf_counter() - start)
    return sorted(taken)


def _p95(times: list[float]) -> float:
    return times[math.ceil(0.95 * len(times)) - 1]


def _measure() -> dict[str, float]:
    from sqlalchemy import text

    from paperscraper_core import db, schema
    from paperscraper_core.accounts.queries import system_tenant
    from paperscraper_core.metrics import queries, service, statements
    from paperscraper_core.metrics.lists import SORTS
    from paperscraper_core.metrics.types import LeaderboardCriteria

    schema.migrate()
    big = system_tenant(_fill("big", AUTHORSHIPS, AUTHORS, PAPERS))
    small = system_tenant(_fill("small", LISTED_AUTHORSHIPS, LISTED_AUTHORS, LISTED_PAPERS))
    values = {"organization_id": big.organization_id, "as_of_year": 2026}

    def statement(body: str, column: str) -> Callable[[], object]:
        whole = text(f"SELECT count(*), sum({column}) FROM ({body}) every_author")

        def call() -> None:
            with db.reading(big) as session:
                session.execute(whole, values).one()

        return call

    found = {}
    for name, body, column in (
        ("plain", _PLAIN, "citations"),
        ("headline", statements.HEADLINE, "h_index + g_index"),
        ("everything", statements.indices_of(), "hm_index + contemporary_h"),
    ):
        found[name] = statistics.median(_times(statement(body, column), ROUNDS))

    def page(criteria: LeaderboardCriteria) -> Callable[[], object]:
        def call() -> None:
            with db.reading(small) as session:
                assert queries.leaderboard(session, small, criteria).rows

        return call

    for tenant in (big, small):
        with db.transaction(tenant) as session:
            service.refresh(session, tenant)
    _tidy()
    found["page"] = _p95(_times(page(LeaderboardCriteria()), 40))
    found["page_any"] = max(
        statistics.median(_times(page(LeaderboardCriteria(sort=sort, page=3)), 5)) for sort in SORTS
    )
    found["page_name"] = _p95(_times(page(LeaderboardCriteria(name="Family77, G.")), 40))
    found["one"] = statistics.median(_one_paper(big.organization_id))
    with db.transaction(small) as session:
        session.execute(
            text(
                "UPDATE papers SET citation_count = citation_count + 1 WHERE organization_id = :o"
                " AND id IN (SELECT id FROM papers WHERE organization_id = :o LIMIT 500)"
            ),
            {"o": small.organization_id},
        )
    found["page_stale"] = _p95(_times(page(LeaderboardCriteria()), 10))
    return found


def _one_paper(organization_id: int) -> list[float]:
    """Times to store the metrics of the authors of one changed paper."""
    from sqlalchemy import text

    from paperscraper_core import db
    from paperscraper_core.accounts.queries import system_tenant
    from paperscraper_core.metrics import service

    tenant = system_tenant(organization_id)
    with db.reading(tenant) as session:
        papers = session.execute(
            text("SELECT id FROM papers WHERE organization_id = :o ORDER BY id LIMIT 20"),
            {"o": organization_id},
        ).scalars()
        chosen = list(papers)
    taken = []
    for paper in chosen:
        with db.transaction(tenant) as session:
            session.execute(
                text(
                    "UPDATE papers SET citation_count = coalesce(citation_count, 0) + 1"
                    " WHERE organization_id = :o AND id = :p"
                ),
                {"o": organization_id, "p": paper},
            )
        start = time.perf_counter()
        with db.transaction(tenant) as session:
            assert service.refresh(session, tenant) > 0
        taken.append(time.perf_counter() - start)
    return taken


if __name__ == "__main__":
    from paperscraper_core import local_services

    try:
        print(json.dumps(_measure()))
    finally:
        local_services.stop_if_last()
