"""The ways to find the nearest vectors, each forced upon libraries of several sizes."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

import numpy as np
from sqlalchemy import text

from benchmarks import search_timing
from benchmarks.results import Row
from benchmarks.search_library import Vectors
from paperscraper_core import db
from paperscraper_core.search import layout, layout_service, queries
from paperscraper_core.search.layout import Way
from paperscraper_core.search.types import Mode, SearchCriteria
from paperscraper_core.tenancy import Tenant

_RECALL_BAR = 0.99


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """An organization with its papers' ids and vectors, and its share of all papers."""

    tenant: Tenant
    ids: Sequence[int]
    vectors: Vectors
    share: str


def recall_row(
    library: Library, criteria: SearchCriteria, name: str, asked: Sequence[str], around: Vectors
) -> Row:
    """How many of the ten nearest that numpy finds are found, and whether any row is missing."""
    found = wanted = short = 0
    ids = np.array(library.ids)
    allowed = _allowed(library, criteria)
    among = np.flatnonzero(np.isin(ids, allowed))
    for words, vector in zip(asked, around, strict=True):
        best = among[np.argsort(-(library.vectors[among] @ vector), kind="stable")[:10]]
        one = replace(criteria, query=words, mode=Mode.SEMANTIC, size=10)
        with db.reading(library.tenant) as session:
            page = queries.search(session, library.tenant, one, vector, marked=False)
        found += len(set(ids[best].tolist()) & {hit.paper_id for hit in page.rows})
        wanted += len(best)
        short += len(page.rows) != min(10, len(among)) or page.total != len(among)
    recall = found / max(1, wanted)
    return Row(
        area="search quality",
        what=f"meaning, {name}, recall@10",
        ours=round(recall, 4),
        peer_name="numpy, exact",
        peer=1.0,
        bar=f"≥ {_RECALL_BAR}, all rows",
        met=recall >= _RECALL_BAR and not short,
        note=f"{len(asked)} queries among {len(among):,} papers;"
        f" pages short of rows or with a wrong total: {short}",
    )


def _allowed(library: Library, criteria: SearchCriteria) -> list[int]:
    with db.reading(library.tenant) as session:
        rows = session.scalars(
            text(
                "SELECT id FROM papers WHERE organization_id = :o AND (CAST(:f AS int) IS NULL OR"
                " year >= :f) AND (CAST(:t AS int) IS NULL OR year <= :t)"
                " AND (CAST(:c AS int) IS NULL OR citation_count >= :c)"
            ),
            {
                "o": library.tenant.organization_id,
                "f": criteria.year_from,
                "t": criteria.year_to,
                "c": criteria.citations_from,
            },
        )
        return list(rows)


def way_rows(library: Library, asked: Sequence[str], around: Vectors) -> Iterator[Row]:
    """Time of the meaning's leg alone, by each way."""
    by_way = {}
    for way in Way:
        with forced(library.tenant, way, len(library.ids)):
            criteria = SearchCriteria(mode=Mode.SEMANTIC)
            times = search_timing.protected(library.tenant, criteria, asked, around)[:, 0]
            recall = recall_row(library, SearchCriteria(), "", asked, around).ours
        by_way[way] = (float(np.median(times)), recall)
    exact = by_way[Way.EXACT][0]
    for way, (median, recall) in by_way.items():
        yield Row(
            area="search ways",
            what=f"meaning among {len(library.ids):,} papers, way “{way}”, p50 in the database",
            ours=round(median, 1),
            unit="ms",
            peer_name="" if way is Way.EXACT else "exact",
            peer=None if way is Way.EXACT else round(exact, 1),
            note=f"recall@10 {recall:.3f}; page and highlights included",
        )


@contextmanager
def forced(tenant: Tenant, way: Way, papers: int) -> Iterator[None]:
    """Search a library one way, whatever its size."""
    usual = layout.BITS_FROM
    if way is Way.INDEX:
        with db.owner() as owner:
            layout_service.build_index(owner, tenant.organization_id, papers)
    _store(tenant, way)
    layout.BITS_FROM = 10**9 if way is Way.EXACT else -1  # type: ignore[misc]  # for the bench
    try:
        yield
    finally:
        layout.BITS_FROM = usual  # type: ignore[misc]  # as above
        _store(tenant, layout.in_use(None, papers))


def _store(tenant: Tenant, way: Way) -> None:
    with db.system() as session:
        session.execute(
            text(
                "INSERT INTO search_layouts (organization_id, way) VALUES (:o, :w)"
                " ON CONFLICT (organization_id) DO UPDATE SET way = excluded.way"
            ),
            {"o": tenant.organization_id, "w": way},
        )
