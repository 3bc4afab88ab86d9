"""Import: seconds for 58 author bundles of OpenAlex, the same again, and memory for a long file.

Everything that the import command does but the embeddings: reading, upsert, search index, report.
"""

import csv
import json
import lzma
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import psutil

from benchmarks.results import Row
from paperscraper_core import db, intake, schema
from paperscraper_core.accounts import queries, service
from paperscraper_core.importing import readers, work_service
from paperscraper_core.importing.types import RunState
from paperscraper_core.tenancy import Tenant

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus"
SECONDS_BAR, AGAIN_BAR, MEMORY_BAR = 15.0, 0.5, 400.0
LONG_ROWS = 80_000


def run() -> list[Row]:
    """Measure where the corpus is at hand."""
    bundles = sorted((CORPUS / "openalex" / "authors_a").glob("*.json.gz"))
    if not bundles:
        return []
    schema.migrate()
    tenant = _organization("bench")
    first, records = _timed(tenant, bundles)
    again, _ = _timed(tenant, bundles)
    reading = _read_only(bundles)
    return [
        Row(
            area="import",
            what=f"{records:,} OpenAlex works in {len(bundles)} files, search index included",
            ours=round(first, 1),
            unit="s",
            peer_name="only reading the same files",
            peer=round(reading, 1),
            bar=f"≤ {SECONDS_BAR:.0f} s",
            met=first <= SECONDS_BAR,
            note=f"{records / first:,.0f} works a second, without embeddings",
        ),
        Row(
            area="import",
            what="the same files again: nothing created, nothing changed",
            ours=round(again, 1),
            unit="s",
            peer_name="their first import",
            peer=round(first, 1),
            bar=f"≤ {AGAIN_BAR} times",
            met=again <= AGAIN_BAR * first,
        ),
        _memory(),
    ]


def _organization(slug: str) -> Tenant:
    with db.system() as session:
        made = service.create_organization(session, slug, slug.title())
    return queries.system_tenant(made.id)


def _timed(tenant: Tenant, files: Sequence[Path]) -> tuple[float, int]:
    """Seconds to import the files, and how many records of papers they hold."""
    began, records = time.perf_counter(), 0
    for path in files:
        records += _import(tenant, path)
    return time.perf_counter() - began, records


def _import(tenant: Tenant, path: Path) -> int:
    records = 0
    with db.transaction(tenant) as session:
        run = work_service.start_here(
            session, tenant, filename=path.name, size=path.stat().st_size, worker="bench"
        )
    with path.open("rb") as stream:
        for batch in intake.batches(readers.open_parsed(path.name, stream).items()):
            outcome, _ = intake.carry(tenant, run, batch)
            records += outcome.created + outcome.merged + outcome.unchanged
    with db.transaction(tenant) as session:
        work_service.finish(session, tenant, run, RunState.DONE, None)
    return records


def _read_only(files: Sequence[Path]) -> float:
    began = time.perf_counter()
    for path in files:
        with path.open("rb") as stream:
            for _ in readers.open_parsed(path.name, stream).items():
                pass
    return time.perf_counter() - began


def _memory() -> Row:
    """Memory of a process that imports one long table, above what it had before it began."""
    with tempfile.TemporaryDirectory(prefix="psbench-") as folder:
        path = Path(folder) / "arxiv.csv"
        rows = _write_long(path)
        said = subprocess.run(
            [sys.executable, "-m", "benchmarks.bench_import", str(path)],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
    found = json.loads(said.splitlines()[-1])
    return Row(
        area="import",
        what=f"memory above the start, one file of {rows:,} rows with abstracts",
        ours=round(found["grown"]),
        unit="MB",
        peer_name="limit",
        peer=MEMORY_BAR,
        bar=f"≤ {MEMORY_BAR:.0f} MB",
        met=found["grown"] <= MEMORY_BAR,
        note=f"{found['records']:,} records in {found['seconds']:.0f} s",
    )


def _write_long(path: Path) -> int:
    """Put arXiv's tables one below the other until there are enough rows."""
    rows = 0
    with path.open("w", newline="") as target:
        writer = csv.writer(target)
        writer.writerow(["title", "abstract", "authors", "year", "doi", "arxiv_id"])
        for row in _arxiv():
            writer.writerow(row)
            rows += 1
            if rows == LONG_ROWS:
                break
    return rows


def _arxiv() -> Iterator[list[str]]:
    for source in sorted((CORPUS / "arxiv_metadata").glob("*.tsv.xz")):
        with lzma.open(source, "rt", newline="") as stream:
            for row in csv.DictReader(stream, delimiter="\t"):
                yield [
                    row["title"], row["abstract"], row["author_text"], row["created"][:4],
                    row["doi"], row["arxiv_id"],
                ]  # fmt: skip


def _watched(path: Path) -> dict[str, float]:
    """Import one file in this process and watch its memory."""
    tenant = _organization("long")
    own, done = psutil.Process(), threading.Event()
    start = peak = own.memory_info().rss

    def watch() -> None:
        nonlocal peak
        while not done.wait(0.1):
            peak = max(peak, own.memory_info().rss)

    watcher = threading.Thread(target=watch)
    watcher.start()
    began = time.perf_counter()
    records = _import(tenant, path)
    seconds = time.perf_counter() - began
    done.set()
    watcher.join()
    return {"grown": (peak - start) / 1e6, "seconds": seconds, "records": records}


if __name__ == "__main__":
    print(json.dumps(_watched(Path(sys.argv[1]))))
