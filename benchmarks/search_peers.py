"""What a search page on Postgres alone would do, on the same papers in the same run.

Each peer gets the index that its authors would give it (GIN over the lexemes, in a table of this
organization alone) and no row-level security, and gives twenty papers with the true total.
"""

from collections.abc import Callable, Sequence

import numpy as np
from sqlalchemy import Connection, create_engine, text

from benchmarks import search_timing
from benchmarks.results import Row
from benchmarks.search_library import Vectors
from paperscraper_core import local_services
from paperscraper_core.search.types import Mode, SearchCriteria
from paperscraper_core.tenancy import Tenant

_TABLE = (
    "CREATE TABLE plain_search AS SELECT paper_id, lexemes FROM search_documents"
    " WHERE organization_id = :o"
)
_INDEX = "CREATE INDEX ON plain_search USING gin (lexemes)"
_ASK = """
SELECT paper_id, {rank}(lexemes, q) AS score, count(*) OVER () AS total
FROM plain_search, CAST({query} AS tsquery) AS q WHERE lexemes @@ q
ORDER BY score DESC, paper_id LIMIT 20
"""
_OR = "replace(CAST(plainto_tsquery('english', :query) AS text), '&', '|')"
_AND = "websearch_to_tsquery('english', :query)"
_PEERS = (
    ("Postgres, OR of all words, ts_rank", _ASK.format(rank="ts_rank", query=_OR)),
    ("Postgres, AND of all words, ts_rank_cd", _ASK.format(rank="ts_rank_cd", query=_AND)),
)


def peer_rows(
    tenant: Tenant, papers: int, asked: Sequence[str], around: Vectors, vectors: Vectors
) -> list[Row]:
    """Words against Postgres' own search, and meaning against numpy over all vectors in memory.

    Args:
        tenant: whose library of `papers` is searched.
        papers: its size.
        asked: queries.
        around: their vectors.
        vectors: those of the papers.
    """
    words = _ours(tenant, SearchCriteria(mode=Mode.KEYWORD), asked, around)
    meaning = _ours(tenant, SearchCriteria(mode=Mode.SEMANTIC), asked, around)
    both = _ours(tenant, SearchCriteria(), asked, around)
    owner = create_engine(local_services.database_url(), isolation_level="AUTOCOMMIT")
    with owner.connect() as connection:
        connection.execute(text("DROP TABLE IF EXISTS plain_search"))
        connection.execute(text(_TABLE), {"o": tenant.organization_id})
        connection.execute(text(_INDEX))
        connection.execute(text("VACUUM ANALYZE plain_search"))
        plain = {name: _plain(connection, statement, asked) for name, statement in _PEERS}
    exact = _times([lambda v=vector: np.argpartition(-(vectors @ v), 20)[:20] for vector in around])
    rows = [_row("words", papers, words, name, times) for name, times in plain.items()]
    rows.append(_row("meaning", papers, meaning, "numpy, exact, all vectors in memory", exact))
    name, times = next(iter(plain.items()))
    rows.append(_row("words and meaning", papers, both, name, times))
    return rows


def _ours(
    tenant: Tenant, criteria: SearchCriteria, asked: Sequence[str], around: Vectors
) -> list[float]:
    return [float(one) for one in search_timing.protected(tenant, criteria, asked, around)[:, 0]]


def _plain(connection: Connection, statement: str, asked: Sequence[str]) -> list[float]:
    return _times(
        [lambda q=query: connection.execute(text(statement), {"query": q}).all() for query in asked]
    )


def _times(works: Sequence[Callable[[], object]]) -> list[float]:
    return [1000 * search_timing.seconds(work) for work in works]


def _row(
    mode: str, papers: int, ours: Sequence[float], peer_name: str, peer: Sequence[float]
) -> Row:
    return Row(
        area="search speed",
        what=f"{mode}, {papers:,} papers, no filter, true total, p50 in the database",
        ours=round(float(np.median(ours)), 1),
        unit="ms",
        peer_name=peer_name,
        peer=round(float(np.median(peer)), 1),
        note=f"p95 {np.percentile(ours, 95):.0f} ms; the peer's {np.percentile(peer, 95):.0f} ms",
    )
