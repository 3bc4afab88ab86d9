"""`import`: files into the library in the foreground, each in a run of its own."""

import argparse
import json
import os
import sys
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from paperscraper_core.errors import PaperScraperError

if TYPE_CHECKING:
    from paperscraper_core.embedding.types import EmbeddingWork
    from paperscraper_core.importing.types import ClaimedRun, RowProblem
    from paperscraper_core.tenancy import Tenant

#: Seconds between two looks at papers that other processes are embedding.
_POLL_SECONDS: Final = 1.0


class CannotOpen(PaperScraperError):
    """The file cannot be opened."""


@dataclass(slots=True)
class Report:
    """What became of one file."""

    file: str
    format: str | None = None
    records: int = 0
    created: int = 0
    merged: int = 0
    unchanged: int = 0
    problems: list["RowProblem"] = field(default_factory=list)
    error: str | None = None


def register(subparsers: "argparse._SubParsersAction[Any]") -> None:
    """Add the command to the parser."""
    parser = subparsers.add_parser(
        "import",
        help="import files of papers",
        description="Import OpenAlex JSON, BibTeX, RIS and CSV files, plain or gzip-compressed,"
        " each in a run of its own. What is good in a file is imported, every problem is named with"
        " its row. Exit code 1 when a file could not be read at all.",
    )
    parser.add_argument("files", nargs="+", metavar="FILE")
    parser.add_argument("--org", required=True, metavar="SLUG", help="the organization")
    parser.add_argument("--json", action="store_true", help="report as JSON on standard output")
    parser.add_argument(
        "--no-embed",
        action="store_true",
        help="do not wait for embeddings: leave them to the workers",
    )
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from paperscraper_core import db
    from paperscraper_core.accounts import queries
    from paperscraper_core.metrics import service as metrics_service

    with db.system() as session:
        tenant = queries.tenant_for_cli(session, arguments.org)
    reports = []
    for name in arguments.files:
        report = _import_file(tenant, name)
        reports.append(report)
        if not arguments.json:
            _print(report)
    with db.transaction(tenant) as session:  # lists of authors are faster for it, not righter
        metrics_service.refresh(session, tenant)
    try:
        if not arguments.no_embed:
            _embed(tenant)
    finally:  # the papers are in, whatever becomes of their embeddings
        if arguments.json:
            print(json.dumps({"files": [_plain(one) for one in reports]}, ensure_ascii=False))
    return 1 if any(report.error for report in reports) else 0


def _import_file(tenant: "Tenant", name: str) -> Report:
    """Import one file; what stops it is in the report, so that the next file has its turn."""
    from paperscraper_core import db
    from paperscraper_core.importing import work_service

    report = Report(file=name)
    path = Path(name)
    try:
        size = path.stat().st_size if path.is_file() else None
        if size is None:
            raise CannotOpen("There is no such file.")
        with db.transaction(tenant) as session:
            run = work_service.start_here(
                session, tenant, filename=path.name, size=size, worker=f"command:{os.getpid()}"
            )
        _read_into(tenant, run, path, report)
    except PaperScraperError as error:
        report.error = error.message
    except OSError as error:
        report.error = f"The file cannot be read: {error.strerror}."
    return report


def _read_into(tenant: "Tenant", run: "ClaimedRun", path: Path, report: Report) -> None:
    """Carry all batches of an opened run, and end the run whatever happens."""
    from paperscraper_core import db, intake
    from paperscraper_core.importing import readers, work_service
    from paperscraper_core.importing.types import RunState

    state, reason = RunState.CANCELLED, None  # what Ctrl-C leaves behind
    size = max(path.stat().st_size, 1)
    try:
        with path.open("rb") as stream:
            parsed = readers.open_parsed(path.name, stream)
            report.format = parsed.format
            with db.transaction(tenant) as session:
                work_service.keep(session, tenant, run, parsed.format)
            for batch in intake.batches(parsed.items()):
                outcome, cancelled = intake.carry(tenant, run, batch)
                report.created += outcome.created
                report.merged += outcome.merged
                report.unchanged += outcome.unchanged
                report.problems += outcome.problems
                report.records = report.created + report.merged + report.unchanged
                _progress(path.name, report.records, stream.tell() / size)
                if cancelled:
                    break
            else:
                state = RunState.DONE
    except PaperScraperError as error:
        state, reason = RunState.FAILED, error.message
        raise
    finally:
        _progress_end()
        with db.transaction(tenant) as session:
            work_service.finish(session, tenant, run, state, reason)


def _embed(tenant: "Tenant") -> None:
    """Embed what waits, here and together with any workers, until nothing does."""
    from paperscraper_core import db
    from paperscraper_core.embedding import queries, service

    done = 0
    while True:
        with db.transaction(tenant) as session:
            work = service.claim(session, tenant, worker=f"command:{os.getpid()}")
        if not work:
            with db.reading(tenant) as session:
                if not queries.progress(session, tenant).waiting:
                    break
            time.sleep(_POLL_SECONDS)  # workers hold the rest
            continue
        done += _embed_batch(tenant, work)
        _progress("embedding", done, None)
    _progress_end()


def _embed_batch(tenant: "Tenant", work: "tuple[EmbeddingWork, ...]") -> int:
    """Embed claimed papers; a text that fails is set aside alone."""
    from paperscraper_core import db
    from paperscraper_core.embedding import model, service
    from paperscraper_core.embedding.types import EmbeddedPaper

    try:
        vectors = model.encode([paper.text for paper in work])
    except (RuntimeError, ValueError, TypeError):
        if len(work) > 1:
            return sum(_embed_batch(tenant, (single,)) for single in work)
        with db.transaction(tenant) as session:
            service.fail(session, tenant, work[0], "This text cannot be embedded.")
        return 0
    results = [
        EmbeddedPaper(paper_id=paper.paper_id, attempt=paper.attempt, vector=vector)
        for paper, vector in zip(work, vectors, strict=True)
    ]
    with db.transaction(tenant) as session:
        return service.store_embeddings(session, tenant, results)


def _progress(what: str, papers: int, share: float | None) -> None:
    if sys.stderr.isatty():
        bar = f" {'█' * int(20 * min(share, 1)):░<20} {min(share, 1):4.0%}" if share else ""
        print(f"\r{what[:40]}:{bar} {papers:,} papers ", end="", file=sys.stderr, flush=True)


def _progress_end() -> None:
    if sys.stderr.isatty():
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def _print(report: Report) -> None:
    if report.error:
        print(f"{report.file}: {report.error}")
        return
    print(
        f"{report.file}: {report.format}, {report.records:,} papers: {report.created:,} created,"
        f" {report.merged:,} merged, {report.unchanged:,} unchanged;"
        f" {len(report.problems):,} problems"
    )
    for problem in report.problems:
        place = f"row {problem.row}" if problem.row is not None else "file"
        print(f"  {place}{f', {problem.field}' if problem.field else ''}: {problem.message}")


def _plain(report: Report) -> dict[str, object]:
    """The report as JSON; `error` only where there is one."""
    plain = asdict(report)
    if report.error is None:
        del plain["error"]
    return plain
