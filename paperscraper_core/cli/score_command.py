"""`score` and `scores`: ask for scores, and read them."""

import argparse
import json
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from paperscraper_core.scoring.job_types import JobView, ScoreRow
    from paperscraper_core.tenancy import Tenant

_POLL_SECONDS: Final = 0.5
#: Hits of a query that are scored: more than anybody reads, less than a mistake would cost.
_MOST_HITS: Final = 1_000


def register(subparsers: "argparse._SubParsersAction[Any]") -> None:
    """Add both commands to the parser."""
    score = subparsers.add_parser(
        "score",
        help="have papers scored by the workers",
        description="Request a scoring job. The workers of `up` do it; --wait watches them.",
    )
    score.add_argument("--org", required=True, metavar="SLUG", help="the organization")
    what = score.add_mutually_exclusive_group(required=True)
    what.add_argument("--all", action="store_true", help="every paper of the library")
    what.add_argument("--paper", nargs="+", type=int, metavar="ID", help="these papers")
    what.add_argument("--query", metavar="Q", help=f"the hits of a search, {_MOST_HITS} at most")
    score.add_argument("--scorer", default="evidence", help="default: evidence")
    score.add_argument("--wait", action="store_true", help="show the progress until it ends")
    score.add_argument("--json", action="store_true", help="the job as JSON on standard output")
    score.set_defaults(run=_score)

    scores = subparsers.add_parser(
        "scores",
        help="print the latest score of each paper",
        description="The latest score of each paper, best first. Unknown is null or empty.",
    )
    scores.add_argument("--org", required=True, metavar="SLUG", help="the organization")
    kind = scores.add_mutually_exclusive_group()
    kind.add_argument("--json", action="store_true", help="one JSON array")
    kind.add_argument("--csv", action="store_true", help="as `export scores --format csv`")
    scores.set_defaults(run=_scores)


def _tenant(slug: str) -> "Tenant":
    from paperscraper_core import db
    from paperscraper_core.accounts import queries

    with db.system() as session:
        return queries.tenant_for_cli(session, slug)


def _score(arguments: argparse.Namespace) -> int:
    from paperscraper_core import db
    from paperscraper_core.scoring import queries, service

    tenant = _tenant(arguments.org)
    paper_ids, description = _selection(tenant, arguments)
    with db.transaction(tenant) as session:
        job_id = service.request(
            session,
            tenant,
            paper_ids=paper_ids,
            scorer=arguments.scorer,
            description=description,
        )
    if arguments.wait:
        job = _watch(tenant, job_id)
    else:
        with db.reading(tenant) as session:
            job = queries.job(session, tenant, job_id)
    _print_job(job, as_json=arguments.json)
    return 1 if job.failed and not job.is_active else 0


def _selection(tenant: "Tenant", arguments: argparse.Namespace) -> tuple[list[int] | None, str]:
    if arguments.all:
        return None, "All papers"
    if arguments.paper:
        return arguments.paper, f"{len(arguments.paper)} papers by id"
    return _hits(tenant, arguments.query), f"Search: {arguments.query}"


def _hits(tenant: "Tenant", query: str) -> list[int]:
    from paperscraper_core import db
    from paperscraper_core.search import queries
    from paperscraper_core.search.types import Mode, SearchCriteria

    criteria = SearchCriteria(query=query, mode=Mode.KEYWORD)
    with db.reading(tenant) as session:
        return list(queries.all_ids(session, tenant, criteria)[:_MOST_HITS])


def _watch(tenant: "Tenant", job_id: int) -> "JobView":
    """Show the progress on standard error until no paper of the job is open."""
    from paperscraper_core import db
    from paperscraper_core.scoring import queries

    warned = False
    while True:
        with db.reading(tenant) as session:
            job = queries.job(session, tenant, job_id)
            alive = queries.workers_alive(session)
        print(f"\r{_progress(job)}", end="", file=sys.stderr, flush=True)
        if not job.is_active:
            print(file=sys.stderr)
            return job
        if not alive and not warned:
            print("\nno worker is alive; the job waits for one (`up` starts it)", file=sys.stderr)
            warned = True
        time.sleep(_POLL_SECONDS)


def _progress(job: "JobView") -> str:
    ended = job.total - job.waiting - job.running
    return f"job {job.id}: {ended:,} of {job.total:,} papers, {job.failed:,} failed"


def _print_job(job: "JobView", *, as_json: bool) -> None:
    if not as_json:
        print(f"{_progress(job)}, {job.state.value}")
        return
    counts = {
        name: getattr(job, name)
        for name in ("total", "waiting", "running", "done", "failed", "cancelled")
    }
    print(json.dumps({"job": job.id, "state": job.state.value, **counts}))


def _scores(arguments: argparse.Namespace) -> int:
    from paperscraper_core import db
    from paperscraper_core.exports import writing
    from paperscraper_core.exports.scores import scores_table
    from paperscraper_core.exports.types import Format
    from paperscraper_core.scoring import score_queries

    tenant = _tenant(arguments.org)
    with db.reading(tenant) as session:
        rows = score_queries.score_rows(session, tenant)
        if arguments.csv:
            table = scores_table(rows, as_of=datetime.now(UTC))
            writing.write(table, Format.CSV, sys.stdout.buffer)
        elif arguments.json:
            _print_array(rows)
        else:
            for row in rows:
                print(_line(row))
    return 0


def _print_array(rows: "Iterator[ScoreRow]") -> None:
    print("[", end="")
    for place, row in enumerate(rows):
        print(",\n" if place else "\n", json.dumps(_plain(row), ensure_ascii=False), sep="", end="")
    print("\n]")


def _plain(row: "ScoreRow") -> dict[str, object]:
    confidences, headlines = dict(row.confidences), dict(row.headlines)
    return {
        "id": row.paper_id,
        "title": row.title,
        "year": row.year,
        "doi": row.doi,
        "external_ids": dict(row.external_ids),
        "overall": row.overall,
        "confidence": row.confidence,
        "coverage": row.coverage,
        "dimensions": {
            dimension.value: {
                "value": value,
                "confidence": confidences[dimension],
                "finding": headlines[dimension],
            }
            for dimension, value in row.values
        },
        "scorer": row.scorer,
        "scorer_version": row.scorer_version,
        "reference": row.reference,
        "inputs_hash": row.inputs_hash,
        "scored_at": row.scored_at.astimezone(UTC).isoformat(timespec="seconds"),
    }


def _line(row: "ScoreRow") -> str:
    overall = "  –" if row.overall is None else f"{row.overall:4.1f}"
    values = " ".join("  – " if value is None else f"{value:4.1f}" for _, value in row.values)
    return f"{overall}  {values}  {row.paper_id:>7}  {row.title[:80]}"
