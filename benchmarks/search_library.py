"""Libraries for the search benches: SciFact with its judgements, and 100,000 papers of arXiv."""

import csv
import gzip
import itertools
import json
import lzma
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import text

from paperscraper_core import db
from paperscraper_core.accounts.queries import system_tenant
from paperscraper_core.embedding.types import MODEL
from paperscraper_core.importing.text import title_key
from paperscraper_core.search import service
from paperscraper_core.tenancy import Tenant

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus"
SCIFACT = CORPUS / "search_scifact"
ARXIV = CORPUS / "arxiv_metadata"
Vectors = NDArray[np.float32]

_INSERT = text(
    "INSERT INTO papers (organization_id, title, title_key, abstract, year, type, citation_count,"
    " venue) SELECT :o, * FROM unnest(CAST(:t AS text[]), CAST(:k AS text[]), CAST(:a AS text[]),"
    " CAST(:y AS smallint[]), CAST(:p AS text[]), CAST(:c AS integer[]),"
    " CAST(:n AS text[])) RETURNING id"
)
_EMBED = text(
    "INSERT INTO embeddings (organization_id, model, paper_id, vector)"
    " SELECT :o, :m, * FROM unnest(CAST(:i AS bigint[]), CAST(:v AS halfvec[]))"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A paper to be: title, abstract and what filters ask for."""

    title: str
    abstract: str
    year: int | None = None
    type: str = "article"
    citations: int | None = None
    venue: str | None = None


def organization(slug: str) -> Tenant:
    """Make an organization."""
    with db.system() as session:
        row = session.execute(
            text("INSERT INTO organizations (slug, name) VALUES (:s, :s) RETURNING id"), {"s": slug}
        )
        return system_tenant(row.scalar_one())


def fill(tenant: Tenant, entries: Sequence[Entry], vectors: Vectors) -> list[int]:
    """Put entries with their vectors into the library and the index; return their ids."""
    found: list[int] = []
    for start in range(0, len(entries), 2000):
        part = entries[start : start + 2000]
        with db.transaction(tenant) as session:
            ids = session.scalars(
                _INSERT,
                {
                    "o": tenant.organization_id,
                    "t": [entry.title[:500] for entry in part],
                    "k": [title_key(entry.title) or "x" for entry in part],
                    "a": [entry.abstract for entry in part],
                    "y": [entry.year for entry in part],
                    "p": [entry.type for entry in part],
                    "c": [entry.citations for entry in part],
                    "n": [entry.venue for entry in part],
                },
            ).all()
            values = [f"[{','.join(f'{x:.5f}' for x in row)}]" for row in vectors[start:][:2000]]
            session.execute(
                _EMBED,
                {"o": tenant.organization_id, "m": MODEL, "i": list(ids), "v": values},
            )
            service.index_papers(session, tenant, ids)
        found += ids
    return found


def scifact() -> tuple[list[str], list[Entry]]:
    """SciFact's document ids and abstracts."""
    with gzip.open(SCIFACT / "corpus.jsonl.gz", "rt") as lines:
        rows = [json.loads(line) for line in lines]
    return [row["_id"] for row in rows], [
        Entry(title=row["title"], abstract=row["text"]) for row in rows
    ]


def judgements(split: str) -> dict[str, dict[str, int]]:
    """Relevant documents of each query of a split: query id → document id → grade."""
    found: dict[str, dict[str, int]] = {}
    with (SCIFACT / f"qrels_{split}.tsv").open() as lines:
        for row in csv.DictReader(lines, delimiter="\t"):
            if int(row["score"]) > 0:
                found.setdefault(row["query-id"], {})[row["corpus-id"]] = int(row["score"])
    return found


def questions() -> dict[str, str]:
    """SciFact's queries by id."""
    with (SCIFACT / "queries.jsonl").open() as lines:
        return {row["_id"]: row["text"] for row in map(json.loads, lines)}


def arxiv(count: int, chance: np.random.Generator) -> list[Entry]:
    """`count` papers of arXiv in random order; where there are fewer, shuffled copies follow."""
    known = {row["arxiv_id"]: row for row in _arxiv_rows()}
    entries = [_entry(row, chance) for row in known.values()]
    for original in itertools.islice(tuple(entries), max(0, count - len(entries))):
        words = original.abstract.split()
        chance.shuffle(words)
        entries.append(
            Entry(
                title=f"{original.title} revisited",
                abstract=" ".join(words),
                year=original.year,
                type=original.type,
                citations=original.citations,
                venue=original.venue,
            )
        )
    order = chance.permutation(len(entries))[:count]
    return [entries[place] for place in order]


def _arxiv_rows() -> Iterator[dict[str, str]]:
    csv.field_size_limit(10**8)
    for path in sorted(ARXIV.glob("*.tsv.xz")):
        with lzma.open(path, "rt", newline="") as lines:
            yield from csv.DictReader(lines, delimiter="\t")


def _entry(row: dict[str, str], chance: np.random.Generator) -> Entry:
    return Entry(
        title=" ".join(row["title"].split()),
        abstract=" ".join(row["abstract"].split()),
        year=int(row["created"][:4]),
        type="preprint" if chance.random() < 0.7 else "article",
        citations=int(chance.pareto(1.2) * 3),
        venue=_venue(row),
    )


def _venue(row: dict[str, str]) -> str | None:
    """One of some 3,000 journals of the paper's subject, few of which hold most of its papers."""
    number = zlib.crc32(row["arxiv_id"].encode()) % 1000
    return None if number < 100 else f"Letters of {row['primary_cat']} {number**3 // 50_000_000}"


def short_queries(entries: Iterable[Entry], count: int, chance: np.random.Generator) -> list[str]:
    """Two to eight words from titles, as people type them."""
    titles = [entry.title.split() for entry in entries]
    picked = [titles[place] for place in chance.integers(0, len(titles), count)]
    return [" ".join(words[: int(chance.integers(2, 9))]) for words in picked]
