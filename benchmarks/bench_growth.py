"""Growth: the same search at 1,000, 10,000 and 100,000 papers, and what a paper costs.

Papers come in the way an import puts them in. `PAPERSCRAPER_BENCH_LARGE=320000,1000000` adds
bigger libraries (see `large_library`), which take their time and their disk.
"""

import os
import time
from collections.abc import Iterator, Sequence

import numpy as np
from sqlalchemy import create_engine, text

from benchmarks import large_library, search_timing, search_ways
from benchmarks import search_library as library
from benchmarks.large_library import near_real, spread
from benchmarks.results import Row
from benchmarks.search_library import Vectors
from benchmarks.search_ways import Library
from paperscraper_core import db, local_services, schema
from paperscraper_core.embedding import model
from paperscraper_core.search.layout import Way
from paperscraper_core.search.types import SearchCriteria
from paperscraper_core.tenancy import Tenant
from workers import maintenance

SIZES = (1_000, 10_000, 100_000)
#: Titles whose real vectors the others are made from: embedding them all would take minutes.
REAL = 20_000
_SOME = SearchCriteria(year_from=2010, year_to=2018, types=("preprint",))
#: The tables that hold a paper, by what for.
GROUPS = {
    "the paper": ("papers",),
    "words": ("search_documents", "search_postings", "search_terms", "search_statistics"),
    "vector": ("embeddings", "embedding_tasks"),
}


def run() -> list[Row]:
    """Measure where the corpus is at hand."""
    schema.migrate()
    return list(_rows()) if library.ARXIV.is_dir() else []


def _rows() -> Iterator[Row]:
    chance = np.random.default_rng(23)
    entries = library.arxiv(max(SIZES), chance)
    real = model.encode([entry.title for entry in entries[:REAL]])
    vectors = near_real(real, len(entries), chance)
    asked = library.short_queries(entries[:1_000], 40, chance)
    around = model.encode(asked)
    library.fill(library.organization("warm-up"), entries[:500], vectors[:500])
    first: float | None = None
    for papers in SIZES:
        tenant = library.organization(f"of-{papers}")
        before, began = _sizes(), time.perf_counter()
        library.fill(tenant, entries[:papers], vectors[:papers])
        cost = 1000 * (time.perf_counter() - began) / papers
        settle()
        first = first or cost
        yield cost_row(papers, cost, first, "150 words a paper, vectors stored")
        yield from storage_rows(papers, before, _sizes())
        yield from time_rows(papers, tenant, "", asked, around)
    for papers in map(int, filter(None, os.environ.get("PAPERSCRAPER_BENCH_LARGE", "").split(","))):
        yield from _large_rows(papers, entries, real, chance, asked, around)


def _large_rows(
    papers: int, entries: Sequence[library.Entry], real: Vectors, chance: np.random.Generator,
    asked: Sequence[str], around: Vectors,
) -> Iterator[Row]:  # fmt: skip
    """A big library: by signs, then by the index that the maintenance builds."""
    tenant = library.organization(f"of-{papers}")
    before = _sizes()
    vectors = spread(real, papers, chance)
    cost, ids = large_library.fill(tenant, entries, vectors, chance)
    settle()
    yield cost_row(papers, cost, None, "index of words alone: a title and 12 words a paper")
    yield from storage_rows(papers, before, _sizes())
    yield from time_rows(papers, tenant, " by signs", asked, around)
    began = time.perf_counter()
    maintenance.maintain_slice(tenant.organization_id)
    if not maintenance.wait(7_200):
        raise TimeoutError("the index is not built")
    built = time.perf_counter() - began
    one = Library(tenant=tenant, ids=ids, vectors=vectors, share="")
    recall = search_ways.recall_row(one, SearchCriteria(), "", asked[:20], around[:20]).ours
    yield Row(
        area="growth", what=f"{papers:,} papers: building the organization's own index",
        ours=round(built, 1), unit="s", note=f"searching goes on; recall@10 then {recall:.3f}",
    )  # fmt: skip
    yield from storage_rows(papers, before, _sizes(), only="vector")
    yield from time_rows(papers, tenant, f" by way “{Way.INDEX}”", asked, around)


def cost_row(papers: int, cost: float, first: float | None, note: str) -> Row:
    """What indexing a paper costs."""
    return Row(
        area="growth",
        what=f"{papers:,} papers: indexing a paper",
        ours=round(cost, 3),
        unit="ms",
        peer_name="" if first is None else f"at {SIZES[0]:,}",
        peer=None if first is None else round(first, 3),
        bar="" if first is None else "flat: ratio ≤ 1.3",
        met=None if first is None else cost <= 1.3 * first,
        note=note,
    )


def time_rows(
    papers: int, tenant: Tenant, how: str, asked: Sequence[str], around: Vectors
) -> Iterator[Row]:
    """Median and 95th percentile of a search by words and meaning."""
    for name, criteria in (("no filter", SearchCriteria()), ("years and type", _SOME)):
        times = search_timing.protected(tenant, criteria, asked, around)[:, 0]
        median, slow = np.percentile(times, (50, 95))
        barred = papers <= 100_000
        yield Row(
            area="growth",
            what=f"{papers:,} papers{how}: words and meaning with true total, {name}, p50",
            ours=round(float(median), 1),
            unit="ms",
            bar="≤ 60 ms, p95 ≤ 150 ms" if barred else "",
            met=bool(median <= 60 and slow <= 150) if barred else None,
            note=f"p95 {slow:.0f} ms; in the database; {len(asked)} queries of 2–8 words",
        )


def storage_rows(
    papers: int, before: dict[str, int], after: dict[str, int], only: str = ""
) -> Iterator[Row]:
    """Bytes on disk of a paper, indexes and dead space included."""
    for group in GROUPS:
        if only in ("", group):
            yield Row(
                area="growth",
                what=f"{papers:,} papers: storage of a paper, {group}"
                + (" with its own index" if only else ""),
                ours=round((after[group] - before[group]) / papers / 1000, 2),
                unit="kB",
            )


def settle() -> None:
    """What autovacuum does within a minute."""
    owner = create_engine(local_services.database_url(), isolation_level="AUTOCOMMIT")
    with owner.connect() as connection:
        connection.execute(text("VACUUM ANALYZE"))


def _sizes() -> dict[str, int]:
    with db.system() as session:
        return {
            group: sum(
                session.execute(
                    text("SELECT pg_total_relation_size(CAST(:t AS regclass))"), {"t": table}
                ).scalar_one()
                for table in tables
            )
            for group, tables in GROUPS.items()
        }
