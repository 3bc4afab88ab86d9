"""Times of author metrics, measured inside a database of its own; `bench_metrics` makes the rows.

PAPERSCRAPER_HOME=… python -m benchmarks.metric_measures
"""

import json
import math
import statistics
import time
from collections.abc import Callable
from functools import partial
from typing import Final

#: Authorships, authors and papers of the two libraries.
LARGE, LISTED = (1_000_000, 237_000, 280_000), (420_000, 100_000, 118_000)
ROUNDS: Final = 5
CHANGES: Final = 10_000
#: Changed papers that are timed, after as many as a worker's connection needs to keep its plans.
CHANGED, WARM = 30, 12

_PLAIN = """
SELECT a.author_id, count(*) AS papers, sum(p.citation_count) AS citations
FROM authorships a
JOIN papers p ON p.organization_id = a.organization_id AND p.id = a.paper_id
WHERE a.organization_id = :organization_id GROUP BY a.author_id
"""


def _times(call: Callable[[], object], rounds: int) -> list[float]:
    call()  # the first one reads from disk and plans
    return sorted(_timed(call) for _ in range(rounds))


def _timed(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def _p95(times: list[float]) -> float:
    return times[math.ceil(0.95 * len(times)) - 1]


def _measure() -> dict[str, float]:
    from benchmarks import metric_library
    from benchmarks.drift import Drift
    from paperscraper_core import schema
    from paperscraper_core.accounts.queries import system_tenant

    schema.migrate()
    start = time.perf_counter()
    drift = Drift(system_tenant(metric_library.organization("drift")), seed=1)
    refreshed, difference = drift.run(CHANGES)
    found = {
        "drift": float(difference),
        "refreshed": float(refreshed),
        "drift_seconds": time.perf_counter() - start,
    }
    small = metric_library.fill("small", *LISTED)
    large = metric_library.fill("large", *LARGE)
    return found | _of_large(large) | _of_listed(small)


def _of_large(organization_id: int) -> dict[str, float]:
    """Statements over everybody, and what one changed paper costs among them."""
    from sqlalchemy import text

    from benchmarks import metric_library
    from paperscraper_core import db
    from paperscraper_core.accounts.queries import system_tenant
    from paperscraper_core.metrics import service, statements

    tenant = system_tenant(organization_id)
    values = {"organization_id": organization_id, "as_of_year": 2026}

    def everybody(body: str, column: str) -> None:
        whole = text(f"SELECT count(*), sum({column}) FROM ({body}) every_author")
        with db.reading(tenant) as session:
            session.execute(whole, values).one()

    def refresh() -> None:
        with db.transaction(tenant) as session:
            service.refresh(session, tenant)

    found = {"first_refresh": _timed(refresh)}
    metric_library.mark_all(organization_id)
    metric_library.tidy()
    found["again"] = _timed(refresh)
    metric_library.tidy()
    for name, body, column in (
        ("plain", _PLAIN, "citations"),
        ("headline", statements.HEADLINE, "h_index + g_index"),
        ("everything", statements.indices_of(), "hm_index + contemporary_h"),
    ):
        found[name] = statistics.median(_times(partial(everybody, body, column), ROUNDS))
    return found | _one_paper(organization_id)


def _one_paper(organization_id: int) -> dict[str, float]:
    """Computing the numbers of the authors of one changed paper, and refreshing them."""
    from sqlalchemy import text

    from paperscraper_core import db
    from paperscraper_core.accounts.queries import system_tenant
    from paperscraper_core.metrics import service, statements

    tenant = system_tenant(organization_id)
    theirs = statements.HEADLINE.replace(
        "WHERE a.organization_id = :organization_id",
        "WHERE a.organization_id = :organization_id AND a.author_id IN (SELECT y.author_id"
        " FROM authorships y WHERE y.organization_id = :organization_id AND y.paper_id = :p)",
        1,
    )
    raised = text(
        "UPDATE papers SET citation_count = coalesce(citation_count, 0) + 1"
        " WHERE organization_id = :organization_id AND id = :p"
    )
    with db.reading(tenant) as session:
        papers = session.execute(
            text(
                "SELECT id FROM papers p WHERE organization_id = :organization_id"
                " AND EXISTS (SELECT FROM authorships a WHERE a.organization_id = :organization_id"
                " AND a.paper_id = p.id) ORDER BY hashint8(id) LIMIT :n"
            ),
            {"organization_id": organization_id, "n": WARM + CHANGED},
        ).scalars()
        chosen = list(papers)
    computed, refreshed = [], []
    for paper in chosen:
        values = {"organization_id": organization_id, "p": paper}
        with db.transaction(tenant) as session:
            session.execute(raised, values)
        start = time.perf_counter()
        with db.transaction(tenant) as session:
            assert service.refresh(session, tenant) > 0
        refreshed.append(time.perf_counter() - start)
        with db.reading(tenant) as session:
            start = time.perf_counter()
            assert session.execute(text(theirs), values).all()
            computed.append(time.perf_counter() - start)
    return {
        "one": statistics.median(refreshed[WARM:]),
        "one_headline": statistics.median(computed[WARM:]),
    }


def _of_listed(organization_id: int) -> dict[str, float]:
    """Pages over the smaller library: lists, and authors in full."""
    from sqlalchemy import text

    from benchmarks import metric_library
    from paperscraper_core import db
    from paperscraper_core.accounts.queries import system_tenant
    from paperscraper_core.metrics import queries, service
    from paperscraper_core.metrics.lists import SORTS
    from paperscraper_core.metrics.types import LeaderboardCriteria

    tenant = system_tenant(organization_id)
    with db.transaction(tenant) as session:
        service.refresh(session, tenant)
    metric_library.tidy()

    def page(criteria: LeaderboardCriteria) -> None:
        with db.reading(tenant) as session:
            assert queries.leaderboard(session, tenant, criteria).rows

    def authors(ids: list[int]) -> None:
        with db.reading(tenant) as session:
            assert len(queries.compare(session, tenant, ids)) == len(ids)

    by_h = _times(partial(page, LeaderboardCriteria()), 30)
    with db.reading(tenant) as session:
        most = queries.leaderboard(session, tenant, LeaderboardCriteria(sort="papers")).rows[:10]
    ids = [row.author_id for row in most]
    found: dict[str, float] = {
        "page_median": statistics.median(by_h),
        "page": _p95(by_h),
        "page_any": max(
            statistics.median(_times(partial(page, LeaderboardCriteria(sort=sort, page=3)), 3))
            for sort in SORTS
        ),
        "page_name": _p95(_times(partial(page, LeaderboardCriteria(name="Family77, G.")), 20)),
        "most": most[0].indices.papers,
        "author": _p95(_times(partial(authors, ids[:1]), 20)),
        "compared": _p95(_times(partial(authors, ids), 20)),
    }
    with db.transaction(tenant) as session:
        session.execute(
            text(
                "UPDATE papers SET citation_count = citation_count + 1 WHERE organization_id = :o"
                " AND id IN (SELECT id FROM papers WHERE organization_id = :o LIMIT 500)"
            ),
            {"o": organization_id},
        )
    found["page_stale"] = _p95(_times(partial(page, LeaderboardCriteria()), 10))
    return found


if __name__ == "__main__":
    from paperscraper_core import local_services

    try:
        print(json.dumps(_measure()))
    finally:
        local_services.stop_if_last()
