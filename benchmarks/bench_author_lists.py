"""The list of authors with each of its filters, and comparisons by other rules.

    python -m benchmarks author_lists

Runs inside a database of its own with the made-up library of `metric_library`: 100,000 authors.
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
from dataclasses import replace
from pathlib import Path
from typing import Final

from benchmarks.metric_measures import LISTED
from benchmarks.results import Row

ROUNDS: Final = 20
LIMIT: Final = 0.3
#: What a list is asked for: (name, criteria, whether the numbers are computed from some papers).
LISTS: Final = (
    ("no filter", {}),
    ("sorted by hm-index, page 40", {"sort": "hm_index", "page": 40}),
    ("name", {"name": "Family77, G."}),
    ("institution", {"institution": "institute 17"}),
    ("country", {"country": "SE"}),
    ("career of 10–20 years", {"career_from": 10, "career_to": 20}),
    ("at least 5 papers", {"minimum_papers": 5}),
    ("group of 500", {"group_id": 0}),
)
ON_PAPERS: Final = (
    ("papers of one year", {"year_from": 2020, "year_to": 2020}),
    ("papers of six years", {"year_from": 2015, "year_to": 2020}),
    ("papers of one venue of 300", {"venue": "Venue 17"}),
    ("papers on one topic of 200", {"topic": "Topic 17"}),
    ("papers since 1990 (four of five)", {"year_from": 1990}),
    ("papers of six years and a country", {"year_from": 2015, "year_to": 2020, "country": "SE"}),
)

_FILL: Final = (
    """UPDATE papers SET venue = 'Venue ' || (id * 7919 % 300),
      topics = ARRAY['Topic ' || (id * 104729 % 200), 'Topic ' || (id % 199)],
      type = CASE WHEN id % 5 = 0 THEN 'review' ELSE 'article' END WHERE organization_id = :o""",
    """UPDATE authors SET institution = 'Institute ' || (id * 31 % 2000),
      country_code = (ARRAY['SE', 'US', 'DE', 'FR', 'IN'])[1 + id % 5]
    WHERE organization_id = :o""",
    """INSERT INTO author_group_members (organization_id, group_id, author_id)
    SELECT :o, :g, id FROM authors WHERE organization_id = :o AND id % 199 = 0 LIMIT 500""",
    """INSERT INTO paper_references (organization_id, citing_id, scheme, value, cited_id)
    SELECT :o, citing, 'x', cited::text, cited FROM (
      SELECT DISTINCT lp + floor(random() * n)::bigint AS citing,
        lp + floor(n * random() ^ 2)::bigint AS cited
      FROM generate_series(1, 500000), (SELECT min(id) AS lp, count(*) AS n FROM papers
        WHERE organization_id = :o) known) drawn WHERE citing <> cited""",
)


def run() -> list[Row]:
    """Measure in a process of its own, with servers and settings of its own."""
    with tempfile.TemporaryDirectory(prefix="psbench-", ignore_cleanup_errors=True) as home:
        Path(home).chmod(0o755)  # the embedded server's own user has to reach its folder
        said = subprocess.run(
            [sys.executable, "-m", "benchmarks.bench_author_lists"],
            env={**os.environ, "PAPERSCRAPER_HOME": home, "DATABASE_URL": ""},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
    found: dict[str, list[float]] = json.loads(said.splitlines()[-1])
    lists = [(f"list of {LISTED[1]:,} authors: {name}", name, True) for name, _ in LISTS]
    lists += [(f"the same over {name}, computed live", name, False) for name, _ in ON_PAPERS]
    lists += [
        ("h of ten years of the 50 authors on its first page", "trend", True),
        ("what its filters offer, counted", "choices", True),
        (
            "papers of the ten authors with most papers, read for a comparison, once a minute",
            "read",
            True,
        ),
        ("the same with their self-citations, once a minute", "read_judged", True),
        ("an answer of the comparison to other rules, the slowest", "answer", True),
    ]
    return [_row(found[name], what, limited) for what, name, limited in lists]


def _row(times: list[float], what: str, limited: bool) -> Row:
    p50, p95 = statistics.median(times), times[math.ceil(0.95 * len(times)) - 1]
    return Row(
        area="authors",
        what=f"{what}, p95",
        ours=round(p95 * 1000, 1),
        unit="ms",
        peer_name="limit" if limited else "",
        peer=round(LIMIT * 1000) if limited else None,
        bar=f"≤ {LIMIT * 1000:.0f} ms" if limited else "",
        met=p95 <= LIMIT if limited else None,
        note=f"median {p50 * 1000:.1f} ms, under row-level security",
    )


def _times(call: Callable[[], object], rounds: int = ROUNDS) -> list[float]:
    call()  # the first one reads from disk and plans
    taken = []
    for _ in range(rounds):
        start = time.perf_counter()
        call()
        taken.append(time.perf_counter() - start)
    return sorted(taken)


def _fill() -> tuple[int, int]:
    """Write the library and its group; returns the ids of the organization and the group."""
    from sqlalchemy import create_engine, text

    from benchmarks import metric_library
    from paperscraper_core import db, local_services
    from paperscraper_core.accounts.queries import system_tenant
    from paperscraper_core.metrics import service

    organization = metric_library.fill("lists", *LISTED)
    engine = create_engine(local_services.database_url())
    with engine.begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        group: int = connection.execute(
            text("INSERT INTO author_groups (organization_id, name) VALUES (:o, 'g') RETURNING id"),
            {"o": organization},
        ).scalar_one()
        for statement in _FILL:
            connection.execute(text(statement), {"o": organization, "g": group})
    engine.dispose()
    tenant = system_tenant(organization)
    with db.transaction(tenant) as session:
        service.refresh(session, tenant)
    metric_library.tidy()
    return organization, group


def _measure() -> dict[str, list[float]]:
    from paperscraper_core import db, schema
    from paperscraper_core.accounts.queries import system_tenant
    from paperscraper_core.metrics import board_history, lists
    from paperscraper_core.metrics.board_choices import board_choices
    from paperscraper_core.metrics.types import LeaderboardCriteria

    schema.migrate()
    organization, group = _fill()
    tenant = system_tenant(organization)
    plain = LeaderboardCriteria()

    def page(criteria: LeaderboardCriteria) -> None:
        with db.reading(tenant) as session:
            assert lists.leaderboard(session, tenant, criteria).rows

    found = {}
    for name, filters in (*LISTS, *ON_PAPERS):
        given = {**filters, **({"group_id": group} if "group_id" in filters else {})}
        criteria = replace(plain, **given)
        found[name] = _times(lambda asked=criteria: page(asked))
    with db.reading(tenant) as session:
        first = lists.leaderboard(session, tenant, plain).rows

    def trend() -> None:
        with db.reading(tenant) as session:
            board_history.recent_h(session, tenant, first, plain)

    def choices() -> None:
        with db.reading(tenant) as session:
            board_choices(session, tenant)

    return found | {"trend": _times(trend), "choices": _times(choices)} | _compare(organization)


def _compare(organization: int) -> dict[str, list[float]]:
    from paperscraper_core import db
    from paperscraper_core.accounts.queries import system_tenant
    from paperscraper_core.metrics import lists
    from paperscraper_core.metrics.analysis_types import SelfCitationRule
    from paperscraper_core.metrics.compare_counting import compared, shifts
    from paperscraper_core.metrics.compare_queries import materials
    from paperscraper_core.metrics.compare_types import Choices
    from paperscraper_core.metrics.types import LeaderboardCriteria

    tenant = system_tenant(organization)
    with db.reading(tenant) as session:
        most = lists.leaderboard(session, tenant, LeaderboardCriteria(sort="papers", size=10)).rows
        ids = tuple(row.author_id for row in most)
        loaded = materials(session, tenant, ids)

    def read(judged: bool) -> None:
        with db.reading(tenant) as session:
            materials(session, tenant, ids, judged=judged)

    def answer(choices: Choices) -> None:
        before = [compared(one, Choices()) for one in loaded]
        shifts(before, [compared(one, choices) for one in loaded])

    rules = (
        Choices(without=SelfCitationRule.ANY_AUTHOR),
        Choices(fractional=True),
        Choices(types=("article",), year_from=2000),
        Choices(without=SelfCitationRule.SAME_AUTHOR, fractional=True, year_from=1990),
    )
    times = [_times(lambda asked=one: answer(asked), 10) for one in rules]
    return {
        "read": _times(lambda: read(False)),
        "read_judged": _times(lambda: read(True)),
        "answer": max(times, key=statistics.median),
    }


if __name__ == "__main__":
    from paperscraper_core import local_services

    try:
        print(json.dumps(_measure()))
    finally:
        local_services.stop_if_last()
