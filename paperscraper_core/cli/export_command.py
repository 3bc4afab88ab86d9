"""`export`: a table as a file, by the same functions that the pages call."""

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from paperscraper_core.errors import PaperScraperError

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from paperscraper_core.exports.types import PaperSet, Table
    from paperscraper_core.tenancy import Tenant

_TABLES: Final = ("papers", "authors", "scores", "items", "problems")
#: Tables of one run or job, and the option that names it.
_OF_ONE: Final = {"items": "job", "problems": "run"}
_FORMATS: Final = ("csv", "xlsx", "bibtex", "ris", "jsonl")


class CannotWrite(PaperScraperError):
    """The file cannot be written."""


def register(subparsers: "argparse._SubParsersAction[Any]") -> None:
    """Add the command to the parser."""
    parser = subparsers.add_parser(
        "export",
        help="write a table to a file",
        description="Write all papers, authors or latest scores of an organization, the items of"
        " one scoring job or the problems of one import to a file. Text that a spreadsheet would"
        " take for a formula is disarmed in CSV and XLSX.",
    )
    parser.add_argument("table", choices=_TABLES)
    parser.add_argument("--org", required=True, metavar="SLUG", help="the organization")
    parser.add_argument(
        "--format", required=True, choices=_FORMATS, help="bibtex and ris are for papers only"
    )
    parser.add_argument(
        "-o", "--output", required=True, metavar="FILE", help="the file; - is standard output"
    )
    parser.add_argument("--job", type=int, metavar="ID", help="whose items, with `items`")
    parser.add_argument("--run", dest="import_run", type=int, metavar="ID", help="whose problems")
    parser.add_argument(
        "--bom", action="store_true", help="begin CSV with a byte-order mark, for Excel"
    )
    parser.add_argument(
        "--notes",
        action="store_true",
        help="begin CSV with lines that say what the table and its columns are",
    )
    parser.set_defaults(run=_export)


def _export(arguments: argparse.Namespace) -> int:
    from paperscraper_core import db
    from paperscraper_core.accounts import audit, queries
    from paperscraper_core.exports import writing
    from paperscraper_core.exports.types import Format

    file_format = Format(arguments.format)
    writing.check(arguments.table, file_format)
    if arguments.notes and file_format is Format.CSV:
        file_format = Format.CSV_NOTES
    number = {"items": arguments.job, "problems": arguments.import_run}.get(arguments.table)
    if arguments.table in _OF_ONE and number is None:
        raise CannotWrite(f"Say which one: --{_OF_ONE[arguments.table]} ID.")
    with db.system() as session:
        tenant = queries.tenant_for_cli(session, arguments.org)
    with _whole_or_nothing(arguments.output) as out:
        with db.reading(tenant) as session:
            source = _source(session, tenant, arguments.table, number)
            rows = writing.write(source, file_format, out, bom=arguments.bom)
        with db.transaction(tenant) as session:
            audit.record(
                session,
                tenant,
                f"export.{arguments.table}",
                arguments.table,
                format=file_format.value,
                rows=rows,
                filters="",
                way="command",
            )
    print(f"wrote {rows:,} {arguments.table} to {_shown(arguments.output)}", file=sys.stderr)
    return 0


def _source(
    session: "Session", tenant: "Tenant", table: str, number: int | None
) -> "PaperSet | Table":
    """The rows of a table; read from the session while they are written."""
    from paperscraper_core.exports.authors import authors_table
    from paperscraper_core.exports.scores import scores_table
    from paperscraper_core.exports.types import PaperSet
    from paperscraper_core.library import queries as library
    from paperscraper_core.metrics import lists
    from paperscraper_core.metrics.types import LeaderboardCriteria
    from paperscraper_core.scoring import score_queries

    now = datetime.now(UTC)
    if number is not None:
        return _of_one(session, tenant, table, number, now)
    match table:
        case "papers":
            return PaperSet(papers=library.export_rows(session, tenant), as_of=now)
        case "authors":
            found = lists.authors(session, tenant, LeaderboardCriteria())
            return authors_table(found.rows, as_of=now, counts_as_of=found.library_date.day)
        case _:
            return scores_table(score_queries.score_rows(session, tenant), as_of=now)


def _of_one(
    session: "Session", tenant: "Tenant", table: str, number: int, now: datetime
) -> "Table":
    """The items of one scoring job, or the problems of one import run."""
    from paperscraper_core.exports.import_problems import import_problems_table
    from paperscraper_core.exports.job_items import job_items_table
    from paperscraper_core.importing import queries as importing
    from paperscraper_core.importing.types import MAX_KEPT_PROBLEMS
    from paperscraper_core.scoring import queries as scoring

    if table == "items":
        items = scoring.items(session, tenant, number, size=1_000_000)
        return job_items_table(items.rows, as_of=now, filters=(("job", str(number)),))
    filename = importing.run(session, tenant, number).filename
    problems = importing.problems(session, tenant, number, size=MAX_KEPT_PROBLEMS)
    return import_problems_table(problems.rows, as_of=now, filename=filename)


@contextmanager
def _whole_or_nothing(output: str) -> Iterator[BinaryIO]:
    """A file that takes its place only when all went well; what stood there is kept until then."""
    target = Path(output).expanduser()
    if output == "-" or (target.exists() and not target.is_file()):
        with tempfile.TemporaryFile() as held:
            yield held
            held.seek(0)
            _copy(held, output)
        return
    target = target.resolve()  # a link keeps pointing to the file it points to
    try:
        descriptor, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    except OSError as error:
        raise CannotWrite(f"{output} cannot be written: {error.strerror}.") from error
    try:
        with os.fdopen(descriptor, "wb+") as out:
            yield out
        os.chmod(name, 0o666 & ~_umask())  # mkstemp lets nobody else read
        os.replace(name, target)
    except OSError as error:
        raise CannotWrite(f"{output} cannot be written: {error.strerror}.") from error
    finally:
        with suppress(FileNotFoundError):  # it is gone when it has taken its place
            os.unlink(name)


def _copy(held: BinaryIO, output: str) -> None:
    """Send a finished file to standard output, or into a pipe or device."""
    if output == "-":
        shutil.copyfileobj(held, sys.stdout.buffer)
        sys.stdout.buffer.flush()
        return
    try:
        with open(output, "wb") as out:
            shutil.copyfileobj(held, out)
    except OSError as error:
        raise CannotWrite(f"{output} cannot be written: {error.strerror}.") from error


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _shown(output: str) -> str:
    return "standard output" if output == "-" else output
