"""`search`: one query, or a file of queries as a TREC run."""

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from paperscraper_core.errors import PaperScraperError, ValidationFailed
from paperscraper_core.search.types import Mode, SearchCriteria, SearchHit, Sort

if TYPE_CHECKING:
    from paperscraper_core.paging import Page
    from paperscraper_core.search.facet_types import Facets
    from paperscraper_core.tenancy import Tenant

_MOST_HITS = 1000


class BadQueryFile(PaperScraperError):
    """The file of queries cannot be read."""


def register(subparsers: "argparse._SubParsersAction[Any]") -> None:
    """Add the command to the parser."""
    parser = subparsers.add_parser(
        "search",
        help="search the library",
        description='Words are alternatives, ranked; "words in quotes" stand together; -word leaves'
        " papers out. --batch reads lines of query id, TAB, text and writes a TREC run.",
    )
    parser.add_argument("query", nargs="?", metavar="QUERY")
    parser.add_argument("--org", required=True, metavar="SLUG", help="the organization")
    parser.add_argument("--mode", choices=[mode.value for mode in Mode], default="hybrid")
    parser.add_argument(
        "--limit", type=_limit, default=10, metavar="N", help=f"hits, at most {_MOST_HITS}"
    )
    parser.add_argument("--sort", choices=[sort.value for sort in Sort], default="relevance")
    parser.add_argument(
        "--weight", type=_weight, action="append", default=[], metavar="NAME=NUMBER",
        help="how much a score dimension, or relevance, counts in --sort weighted: 0 to 10",
    )  # fmt: skip
    parser.add_argument(
        "--facets", action="store_true",
        help="count the papers by year, venue and type too; with --json the answer is an object"
        " of hits, total and facets",
    )  # fmt: skip
    parser.add_argument("--json", action="store_true", help="JSON rows on standard output")
    parser.add_argument(
        "--batch", type=Path, metavar="FILE", help="tab-separated query ids and queries"
    )
    parser.set_defaults(run=_run, usage_error=parser.error)


def _limit(value: str) -> int:
    number = int(value)
    if not 1 <= number <= _MOST_HITS:
        raise argparse.ArgumentTypeError(f"has to be from 1 to {_MOST_HITS}")
    return number


def _weight(value: str) -> tuple[str, float]:
    name, equals, number = value.partition("=")
    if not equals:
        raise argparse.ArgumentTypeError("has to be NAME=NUMBER")
    return name, float(number)


def _run(arguments: argparse.Namespace) -> int:
    from paperscraper_core import db
    from paperscraper_core.accounts import queries

    if (arguments.query is None) == (arguments.batch is None):
        arguments.usage_error("give either QUERY or --batch FILE")
    if arguments.batch is not None and (arguments.facets or arguments.sort != Sort.RELEVANCE):
        arguments.usage_error("a batch ranks by relevance and counts nothing")
    with db.system() as session:
        tenant = queries.tenant_for_cli(session, arguments.org)
    if arguments.batch is not None:
        return _run_batch(arguments, tenant)
    page, facets = _search(tenant, arguments.query, arguments)
    rows = [_row(hit) for hit in page.rows]
    if arguments.json and facets is not None:
        counts = {"years": facets.years, "venues": facets.venues, "types": facets.types}
        answer = {"hits": rows, "total": page.total, "facets": counts}
        print(json.dumps(answer, ensure_ascii=False))
    elif arguments.json:
        print(json.dumps(rows, ensure_ascii=False))
    else:
        for hit in page.rows:
            print(f"{hit.rank:>4}  {hit.year or '    '}  {hit.title.text}")
        if facets is not None:
            _print_facets(facets)
        print(f"{page.total:,} papers", file=sys.stderr)
    return 0


def _print_facets(facets: "Facets") -> None:
    for name, counts in (
        ("Years", facets.years),
        ("Venues", facets.venues),
        ("Types", facets.types),
    ):
        print(f"\n{name}")
        for value, papers in counts:
            print(f"{papers:>8,}  {'not known' if value is None else value}")


def _search(
    tenant: "Tenant", query: str, arguments: argparse.Namespace
) -> tuple["Page[SearchHit]", "Facets | None"]:
    from paperscraper_core import db
    from paperscraper_core.search import facets, queries, vectors

    criteria = SearchCriteria(
        query=query,
        mode=Mode(arguments.mode),
        sort=Sort(arguments.sort),
        weights=tuple(arguments.weight),
        size=arguments.limit,
    )
    vector = vectors.query_vector(criteria)
    with db.reading(tenant) as session:
        page = queries.search(session, tenant, criteria, vector, marked=False)
        counted = facets.facets(session, tenant, criteria, vector) if arguments.facets else None
    return page, counted


def _run_batch(arguments: argparse.Namespace, tenant: "Tenant") -> int:
    """Write `query_id Q0 external_id rank score mode` for every hit of every query."""
    for number, line in enumerate(_lines(arguments.batch), start=1):
        if not line.strip():
            continue
        query_id, tab, query = line.partition("\t")
        if not tab or not query_id.strip() or not query.strip():
            raise ValidationFailed("batch", f"Line {number} is not: query id, TAB, query.")
        for hit in _search(tenant, query, arguments)[0].rows:
            score = hit.score if hit.score is not None else 0.0
            print(
                query_id.strip(), "Q0", _external_id(hit), hit.rank, f"{score:.6f}", arguments.mode
            )
    return 0


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadQueryFile(f"{path} cannot be read as UTF-8 text: {error}.") from error


def _external_id(hit: SearchHit) -> str:
    """The id under which the paper came: the file's own, else a source's, DOI, or ours."""
    known = dict(hit.external_ids)
    found = known.get("external") or next(iter(known.values()), None) or hit.doi
    return found.replace(" ", "_") if found else str(hit.paper_id)


def _row(hit: SearchHit) -> dict[str, object]:
    return {
        "rank": hit.rank,
        "id": hit.paper_id,
        "title": hit.title.text,
        "year": hit.year,
        "doi": hit.doi,
        "external_ids": dict(hit.external_ids),
        "score": hit.score,
    }
