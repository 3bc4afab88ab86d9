"""`authors`: one row an author with every metric."""

import argparse
import json
import sys
from dataclasses import asdict, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from paperscraper_core.metrics.types import AuthorList, AuthorRow

_WIDTHS: Final = (8, 32, 7, 10, 5, 5, 5, 9)
_HEADS: Final = ("id", "name", "works", "citations", "h", "g", "i10", "years")


def register(subparsers: "argparse._SubParsersAction[Any]") -> None:
    """Add the command to the parser."""
    parser = subparsers.add_parser(
        "authors",
        help="list authors with their metrics",
        description="One row an author: id, external ids, name, works, citations, h, g, i10 and the"
        " other metrics, first and last year. Unknown is null in JSON and empty in CSV.",
    )
    parser.add_argument("--org", required=True, metavar="SLUG", help="the organization")
    parser.add_argument(
        "--sort", default="h_index", metavar="METRIC", help="name, or a metric (default h_index)"
    )
    parser.add_argument("--ascending", action="store_true", help="lowest first")
    parser.add_argument("--name", default="", help="only authors whose name fits")
    parser.add_argument("--min-papers", type=int, default=1, metavar="N", help="default 1")
    papers = parser.add_argument_group(
        "papers", "The numbers are computed from the papers that fit; others do not count."
    )
    papers.add_argument(
        "--from-year", type=int, metavar="YEAR", help="papers of this year or later"
    )
    papers.add_argument("--to-year", type=int, metavar="YEAR", help="papers up to this year")
    papers.add_argument("--venue", default="", help="papers of this venue, its name in full")
    papers.add_argument("--topic", default="", help="papers with this topic")
    people = parser.add_argument_group("people", "Only these authors; the numbers stay.")
    people.add_argument("--institution", default="", help="part of the last known institution")
    people.add_argument("--country", default="", metavar="CC", help="its country, two letters")
    shape = parser.add_mutually_exclusive_group()
    shape.add_argument("--json", action="store_true", help="a JSON array")
    shape.add_argument("--csv", action="store_true", help="CSV with all columns")
    parser.set_defaults(run=_authors)


def _authors(arguments: argparse.Namespace) -> int:
    from paperscraper_core import db
    from paperscraper_core.accounts import queries as accounts
    from paperscraper_core.metrics import queries
    from paperscraper_core.metrics.types import LeaderboardCriteria

    criteria = LeaderboardCriteria(
        sort={"works": "papers"}.get(arguments.sort, arguments.sort),
        descending=not arguments.ascending and arguments.sort != "name",
        name=arguments.name,
        minimum_papers=arguments.min_papers,
        year_from=arguments.from_year,
        year_to=arguments.to_year,
        venue=arguments.venue,
        topic=arguments.topic,
        institution=arguments.institution,
        country=arguments.country.upper(),
    )
    with db.system() as session:
        tenant = accounts.tenant_for_cli(session, arguments.org)
    with db.reading(tenant) as session:
        found = queries.authors(session, tenant, criteria)
    if arguments.json:
        json.dump([as_json(row) for row in found.rows], sys.stdout, ensure_ascii=False, indent=1)
        print()
    elif arguments.csv:
        _csv(found)
    else:
        _lines(found)
    return 0


def as_json(row: "AuthorRow") -> dict[str, object]:
    """The row as the command writes it; keys are stable."""
    indices = asdict(row.indices)
    return {
        "id": row.author_id,
        "external_ids": _by_scheme(row.external_ids),
        "name": row.name,
        "orcid": row.orcid,
        "institution": row.institution,
        "country_code": row.country_code,
        "works": indices.pop("papers"),
        **indices,
    }


def _by_scheme(pairs: tuple[tuple[str, str], ...]) -> dict[str, object]:
    """Ids by scheme; a scheme with several ids holds a list of them."""
    told: dict[str, list[str]] = {}
    for scheme, value in pairs:
        told.setdefault(scheme, []).append(value)
    return {scheme: found if len(found) > 1 else found[0] for scheme, found in told.items()}


def _csv(found: "AuthorList") -> None:
    from paperscraper_core.exports import writing
    from paperscraper_core.exports.authors import authors_table
    from paperscraper_core.exports.types import Format

    table = authors_table(found.rows, as_of=datetime.now(UTC), counts_as_of=found.library_date.day)
    columns = tuple(
        replace(one, key="works") if one.key == "papers" else one for one in table.columns
    )
    table = replace(table, columns=columns)  # the command says works, as in its JSON
    writing.write(table, Format.CSV, sys.stdout.buffer)
    sys.stdout.buffer.flush()


def _lines(found: "AuthorList") -> None:
    _line(_HEADS)
    for row in found.rows:
        one = row.indices
        years = f"{one.first_year or '?'}–{one.last_year or '?'}"
        numbers = (one.papers, one.citations, one.h_index, one.g_index, one.i10_index)
        shown = ("?" if number is None else number for number in numbers)
        _line((row.author_id, row.name, *shown, years))
    day = found.library_date.day
    print(f"{len(found.rows):,} authors, counts as of {day or 'an unknown day'}", file=sys.stderr)


def _line(cells: tuple[object, ...]) -> None:
    parts = []
    for place, (cell, width) in enumerate(zip(cells, _WIDTHS, strict=True)):
        text = str(cell)[:width]
        parts.append(text.ljust(width) if place == 1 else text.rjust(width))
    print("  ".join(parts))
