"""Libraries too big to be made the usual way: text of arXiv's words, vectors near real ones.

A paper is a real title with twelve words of another paper's abstract; its vector is a mixture of
two real ones and noise. Tables are filled by COPY, the index of words by the index's own service.
"""

import time
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import psycopg
from pgvector import HalfVector
from pgvector.psycopg import register_vector
from sqlalchemy.engine import make_url

from benchmarks.search_library import Entry, Vectors
from paperscraper_core import db, local_services
from paperscraper_core.embedding.types import MODEL
from paperscraper_core.importing.text import title_key
from paperscraper_core.search import service
from paperscraper_core.tenancy import Tenant

_ROUND = 10_000


def near_real(real: Vectors, count: int, chance: np.random.Generator) -> Vectors:
    """`count` unit vectors: the real ones, then mixtures of two of them with noise."""
    if count <= len(real):
        return real[:count]
    return np.concatenate([real, spread(real, count - len(real), chance)])


def spread(real: Vectors, count: int, chance: np.random.Generator) -> Vectors:
    """`count` unit vectors, each between two real ones, with noise of half their length."""
    made = np.empty((count, real.shape[1]), dtype=np.float32)
    for start in range(0, count, _ROUND):
        size = min(_ROUND, count - start)
        one, other = chance.integers(0, len(real), (2, size))
        noise = chance.normal(size=(size, real.shape[1])).astype(np.float32)
        noise *= 0.5 / np.sqrt(real.shape[1])
        mixed = real[one] + 0.6 * real[other] + noise
        made[start : start + size] = mixed / np.linalg.norm(mixed, axis=1, keepdims=True)
    return made


def fill(
    tenant: Tenant, entries: Sequence[Entry], vectors: Vectors, chance: np.random.Generator
) -> tuple[float, list[int]]:
    """Fill an organization; return the milliseconds of a paper's index of words, and the ids."""
    with _bulk() as connection:
        row = connection.execute("SELECT coalesce(max(id), 0) FROM papers").fetchone()
        first = row[0] + 1 if row else 1
        columns = "organization_id, id, title, title_key, abstract, year, type, citation_count"
        _copy(connection, "papers", columns, _papers(tenant, first, len(vectors), entries, chance))
        connection.execute("SELECT setval('papers_id_seq', %s)", (first + len(vectors),))
        _copy(
            connection,
            "embeddings",
            "organization_id, model, paper_id, vector",
            (
                (tenant.organization_id, MODEL, first + place, HalfVector(vector))
                for place, vector in enumerate(vectors)
            ),
        )
    ids = list(range(first, first + len(vectors)))
    began = time.perf_counter()
    for start in range(0, len(ids), 2_000):
        with db.transaction(tenant) as session:
            service.index_papers(session, tenant, ids[start : start + 2_000])
    return 1000 * (time.perf_counter() - began) / len(ids), ids


def _papers(
    tenant: Tenant, first: int, count: int, entries: Sequence[Entry], chance: np.random.Generator
) -> Iterator[tuple[Any, ...]]:
    words = [entry.abstract.split() for entry in entries]
    for start in range(0, count, _ROUND):
        size = min(_ROUND, count - start)
        picked = chance.integers(0, len(entries), (2, size))
        for offset, (one, other) in enumerate(picked.T):
            entry, text = entries[one], words[other]
            place = int(chance.integers(0, max(1, len(text) - 12)))
            yield (
                tenant.organization_id,
                first + start + offset,
                entry.title[:500],
                f"{title_key(entry.title)[:400]} {start + offset}",
                " ".join(text[place : place + 12]),
                entry.year,
                entry.type,
                entry.citations,
            )


def _bulk() -> psycopg.Connection[Any]:
    """A superuser's connection that checks no foreign keys: the rows are made to fit."""
    url = make_url(local_services.database_url()).set(drivername="postgresql")
    connection = psycopg.connect(url.render_as_string(hide_password=False))
    register_vector(connection)
    connection.execute("SET session_replication_role = replica")
    return connection


def _copy(
    connection: psycopg.Connection[Any], table: str, columns: str, rows: Iterator[tuple[Any, ...]]
) -> None:
    with connection.cursor().copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
