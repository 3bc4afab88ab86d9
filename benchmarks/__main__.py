"""Runs the benches, all or those that are named: `python -m benchmarks [NAME…]`.

Every bench is a module `bench_NAME` with `run() -> list[Row]`. Each runs in a process and in
servers of its own, so that none measures what another has left behind.
"""

import argparse
import importlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path

from benchmarks.results import FOLDER, TABLE, Row, save


def _names() -> list[str]:
    return sorted(path.stem.removeprefix("bench_") for path in FOLDER.glob("bench_*.py"))


def _one(name: str, output: Path) -> None:
    """Run one bench in this process and write its rows."""
    rows = importlib.import_module(f"benchmarks.bench_{name}").run()
    output.write_text(json.dumps([asdict(row) for row in rows]))


def _apart(name: str) -> list[Row]:
    """Run one bench in a process with an empty home."""
    home = Path(tempfile.mkdtemp(prefix="psb-"))
    if os.geteuid() == 0:
        home.chmod(0o755)  # the embedded server's own user has to reach its folder
    environment = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "REDIS_URL"}}
    output = home / "rows.json"
    try:
        subprocess.run(
            [sys.executable, "-m", "benchmarks", "--one", name, "--output", str(output)],
            env=environment | {"PAPERSCRAPER_HOME": str(home)},
            check=True,
        )
        return [Row(**row) for row in json.loads(output.read_text())]
    finally:
        shutil.rmtree(home, ignore_errors=True)


def main() -> int:
    """Run the benches and write the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(_names())}")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    parser.add_argument("--output", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one:
        _one(arguments.one, arguments.output)
        return 0
    failed = 0
    for name in arguments.names or _names():
        print(f"{name} …", flush=True)
        began = time.perf_counter()
        try:
            rows = _apart(name)
        except subprocess.CalledProcessError:
            print(f"  {name} failed", flush=True)
            failed = 1
            continue
        save(name, rows)
        for row in rows:
            print("  " + " | ".join(cell for cell in row.cells("")[1:8] if cell))
        print(f"  took {time.perf_counter() - began:.0f} s", flush=True)
    print(f"wrote {TABLE.relative_to(Path.cwd()) if TABLE.is_relative_to(Path.cwd()) else TABLE}")
    return failed


if __name__ == "__main__":
    sys.exit(main())
