"""Embedding: texts a second, closeness, loading and memory beside sentence-transformers.

sentence-transformers brings torch, gigabytes that PaperScraper does not need: it is measured where
it is installed beside us, or by the interpreter that PAPERSCRAPER_BENCH_ST_PYTHON names.
"""

import gzip
import importlib.util
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

from benchmarks.results import Row
from paperscraper_core.embedding.text import embedding_text
from paperscraper_core.embedding.types import MODEL
from paperscraper_core.embedding.weights import locate
from paperscraper_core.importing import readers
from paperscraper_core.importing.types import PaperRecord

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus"
SPEED_BAR, COSINE_BAR = 4.0, 0.9999
ROUNDS = 3
_NO_PEER = "sentence-transformers is not here; PAPERSCRAPER_BENCH_ST_PYTHON names a Python with it"
_PEER = "sentence-transformers"
_LIMIT = "four fifths of our time are fp32 matrix products at the processor's limit"

#: Both run in processes of their own, in turns, one text set after another; the best round counts.
_COMMON = """
import json, resource, sys, time
import numpy as np
before = time.perf_counter()
{load}
loading = time.perf_counter() - before
sets = json.load(open(sys.argv[1]))
found = {{"loading": loading}}
vectors = []
for name, texts in sets.items():
    encode(texts[:8])
    best = float("inf")
    for _ in range({rounds}):
        before = time.perf_counter()
        vectors.append(encode(texts))
        best = min(best, time.perf_counter() - before)
    found[name] = len(texts) / best
found["memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
np.save(sys.argv[2], np.vstack(vectors[:: {rounds}]))
print(json.dumps(found))
"""
_OURS = "from paperscraper_core.embedding import model\nencode = model.encoder().encode"
_THEIRS = (
    "from sentence_transformers import SentenceTransformer\n"
    "loaded = SentenceTransformer({folder!r}, device='cpu')\n"
    "encode = lambda texts: loaded.encode(texts, normalize_embeddings=True)"
)


def run() -> list[Row]:
    """Measure both on the same texts, one after the other."""
    sets = _texts()
    if not sets:
        return []
    python = _peer_python()
    with tempfile.TemporaryDirectory() as folder:
        texts = Path(folder) / "texts.json"
        texts.write_text(json.dumps(sets))
        ours, our_vectors = _measured(sys.executable, _OURS, texts)
        if python is None:
            return [_speed(name, ours, None) for name in sets]
        load = _THEIRS.format(folder=str(locate().weights.parent))
        theirs, their_vectors = _measured(python, load, texts)
        ours = _better(ours, _measured(sys.executable, _OURS, texts)[0])
        theirs = _better(theirs, _measured(python, load, texts)[0])
    return [
        *(_speed(name, ours, theirs) for name in sets),
        _closeness(our_vectors, their_vectors),
        _beside("loading the model", "s", ours["loading"], theirs["loading"], 2),
        _beside("most memory while it embeds", "MB", ours["memory"], theirs["memory"], 0),
    ]


def _texts() -> dict[str, list[str]]:
    """A library as it comes (titles, some with abstracts), and long abstracts."""
    found = {}
    bundles = sorted((CORPUS / "openalex" / "authors_a").glob("*.json.gz"))[:4]
    mixed = [text for bundle in bundles for text in _library(bundle)][:200]
    if mixed:
        found["works of OpenAlex"] = mixed
    scifact = CORPUS / "search_scifact" / "corpus.jsonl.gz"
    if scifact.is_file():
        with gzip.open(scifact, "rt") as lines:
            papers = [json.loads(line) for line, _ in zip(lines, range(120), strict=False)]
        found["abstracts of SciFact"] = [f"{p['title']}. {p['text']}" for p in papers]
    return found


def _library(bundle: Path) -> list[str]:
    return [
        embedding_text(item.title, item.abstract)
        for item in readers.parse(bundle.name, bundle.read_bytes()).items()
        if isinstance(item, PaperRecord)
    ]


def _peer_python() -> str | None:
    named = os.environ.get("PAPERSCRAPER_BENCH_ST_PYTHON")
    if named:
        return named
    return sys.executable if importlib.util.find_spec("sentence_transformers") else None


def _measured(python: str, load: str, texts: Path) -> tuple[dict[str, float], "np.ndarray"]:
    vectors = texts.with_name("vectors.npy")
    said = subprocess.run(
        [python, "-c", _COMMON.format(load=load, rounds=ROUNDS), str(texts), str(vectors)],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    found: dict[str, float] = json.loads(said.splitlines()[-1])
    return found, np.load(vectors)


def _better(one: dict[str, float], other: dict[str, float]) -> dict[str, float]:
    """The higher speeds, the lower seconds and megabytes of two goes."""
    least = {"loading", "memory"}
    return {k: (min if k in least else max)(one[k], other[k]) for k in one}


def _speed(name: str, ours: dict[str, float], theirs: dict[str, float] | None) -> Row:
    peer = theirs[name] if theirs else None
    return Row(
        area="embedding",
        what=f"{name}, by {MODEL}",
        ours=round(ours[name], 1),
        unit="texts/s",
        peer_name=_PEER,
        peer=round(peer, 1) if peer else None,
        bar=f"≥ {SPEED_BAR:.0f} times",
        met=ours[name] >= SPEED_BAR * peer if peer else None,
        note=f"best of {2 * ROUNDS}, in turns; {_LIMIT}" if theirs else _NO_PEER,
    )


def _closeness(ours: "np.ndarray", theirs: "np.ndarray") -> Row:
    lowest = float((ours * theirs).sum(axis=1).min())
    return Row(
        area="embedding",
        what="lowest cosine to the peer's vector of the same text",
        ours=round(lowest, 7),
        peer_name=_PEER,
        peer=1.0,
        bar=f"≥ {COSINE_BAR}",
        met=lowest >= COSINE_BAR,
        note=f"{len(ours)} texts, fp32",
    )


def _beside(what: str, unit: str, ours: float, theirs: float, digits: int) -> Row:
    return Row(
        area="embedding",
        what=what,
        ours=round(ours, digits),
        unit=unit,
        peer_name=_PEER,
        peer=round(theirs, digits),
    )
