"""The counts beside a result, for a bench that has a library of many papers at hand.

The peer counts the same by three plain GROUP BY statements, each joined to what the query finds
by Postgres' own text search: what a page does without an index made for it.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from sqlalchemy import text
from sqlalchemy.orm import Session

from benchmarks import search_timing
from benchmarks.results import Row
from benchmarks.search_library import Vectors
from paperscraper_core import db
from paperscraper_core.search import queries
from paperscraper_core.search.facets import facets
from paperscraper_core.search.types import Mode, SearchCriteria, Sort
from paperscraper_core.tenancy import Tenant

_BAR, _PAGE_BAR = 100.0, 300.0
_SOME = SearchCriteria(year_from=2010, year_to=2018, types=("preprint",))
_COLUMNS = ("year", "venue", "type")
_CASES = (
    ("no query, no filter", SearchCriteria(), False),
    ("words and meaning", SearchCriteria(), True),
    ("words and meaning, years and type", _SOME, True),
    ("words alone, years and type", replace(_SOME, mode=Mode.KEYWORD), True),
    ("words and meaning, newest first", SearchCriteria(sort=Sort.NEWEST), True),
)


def facet_rows(tenant: Tenant, papers: int, asked: Sequence[str], around: Vectors) -> list[Row]:
    """Time the facets, and the search with its facets, beside plain counting.

    Args:
        tenant: whose library of `papers` is counted.
        papers: its size.
        asked: queries.
        around: their vectors.
    """
    rows = []
    for name, criteria, with_query in _CASES:
        ours, whole, plain = [], [], []
        for words, vector in zip(asked, around, strict=True):
            one = replace(criteria, query=words) if with_query else criteria
            given = vector if with_query and one.mode is not Mode.KEYWORD else None
            ours.append(_milliseconds(tenant, lambda s, o=one, g=given: facets(s, tenant, o, g)))
            searched = _milliseconds(
                tenant, lambda s, o=one, g=given: queries.search(s, tenant, o, g)
            )
            whole.append(ours[-1] + searched)
            plain.append(_plain(tenant, one))
        rows += _rows(f"{papers:,} papers, {name}", ours, whole, plain)
    return rows


def _rows(
    name: str, ours: Sequence[float], whole: Sequence[float], plain: Sequence[float]
) -> list[Row]:
    median, page = float(np.median(ours)), float(np.median(whole))
    return [
        Row(
            area="search facets",
            what=f"years, venues and types, {name}",
            ours=round(median, 1),
            unit="ms",
            peer_name="three GROUP BYs on Postgres' own search",
            peer=round(float(np.median(plain)), 1),
            bar=f"≤ {_BAR:.0f} ms",
            met=median <= _BAR,
            note=f"p50 of {len(ours)} queries, p95 {np.percentile(ours, 95):.0f} ms",
        ),
        Row(
            area="search facets",
            what=f"a page with its facets, {name}",
            ours=round(page, 1),
            unit="ms",
            peer_name="limit",
            peer=_PAGE_BAR,
            bar=f"≤ {_PAGE_BAR:.0f} ms",
            met=page <= _PAGE_BAR,
            note=f"p50; p95 {np.percentile(whole, 95):.0f} ms",
        ),
    ]


def _milliseconds(tenant: Tenant, work: Callable[..., object]) -> float:
    def go() -> None:
        with db.reading(tenant) as session:
            work(session)

    return 1000 * search_timing.seconds(go)


def _plain(tenant: Tenant, criteria: SearchCriteria) -> float:
    """Each facet by a statement of its own, under all filters but its own."""
    bounds = {
        "year": "p.year BETWEEN :low AND :high" if criteria.year_from else "true",
        "type": "p.type = ANY(:types)" if criteria.types else "true",
        "venue": "true",
    }
    found = (
        " AND p.id IN (SELECT paper_id FROM search_documents d WHERE d.organization_id = :o"
        " AND d.lexemes @@ CAST(replace(CAST(plainto_tsquery('english', :q) AS text), '&', '|')"
        " AS tsquery))"
    )
    statements = [
        f"SELECT p.{column}, count(*) FROM papers p WHERE p.organization_id = :o"
        + "".join(f" AND {bounds[other]}" for other in _COLUMNS if other != column)
        + (found if criteria.query else "")
        + f" GROUP BY p.{column} ORDER BY 2 DESC LIMIT 15"
        for column in _COLUMNS
    ]
    asked = {
        "o": tenant.organization_id, "q": criteria.query, "low": criteria.year_from,
        "high": criteria.year_to, "types": list(criteria.types),
    }  # fmt: skip

    def count(session: Session) -> None:
        for statement in statements:
            session.execute(text(statement), asked).all()

    return _milliseconds(tenant, count)
