"""Author metrics: whole libraries in one statement, one page of a list, one changed paper, drift.

Runs inside a database of its own with the made-up libraries of `metric_library`.
"""

import json
import os
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path

from benchmarks.metric_measures import CHANGED, CHANGES, LARGE, LISTED, ROUNDS
from benchmarks.results import Row

_GROUP_BY = "a plain GROUP BY of the same rows"


def run() -> list[Row]:
    """Measure in a process of its own, with servers and settings of its own."""
    with tempfile.TemporaryDirectory(prefix="psbench-", ignore_cleanup_errors=True) as home:
        Path(home).chmod(0o755)  # the embedded server's own user has to reach its folder
        said = subprocess.run(
            [sys.executable, "-m", "benchmarks.metric_measures"],
            env={**os.environ, "PAPERSCRAPER_HOME": home, "DATABASE_URL": ""},
            stdout=subprocess.PIPE,  # what goes wrong is said at once
            text=True,
            check=True,
        ).stdout
    found: dict[str, float] = json.loads(said.splitlines()[-1])
    return [*_whole_libraries(found), *_pages(found), *_changes(found)]


def _whole_libraries(found: dict[str, float]) -> list[Row]:
    under = f"median of {ROUNDS}, under row-level security"
    against = partial(_row, found, digits=0)
    return [
        against(
            f"total, h, g, i10 of {LARGE[1]:,} authors of {LARGE[0]:,} authorships",
            "headline", _GROUP_BY, "plain", bar=2.5, note=under,
        ),
        against("all numbers of the same authors", "everything", _GROUP_BY, "plain", note=under),
        against(
            "all of these computed, stored and observed for the first time",
            "first_refresh", "computing them", "everything", note="once",
        ),
        against(
            "the same when all are marked and nothing differs: no snapshot is added",
            "again", "the first time", "first_refresh", note="once",
        ),
    ]  # fmt: skip


def _pages(found: dict[str, float]) -> list[Row]:
    return [
        _limit(found, "page_median", f"leaderboard page by h, {LISTED[1]:,} authors, median"),
        _limit(found, "page", "the same, p95"),
        _limit(found, "page_any", "the same by its slowest metric, median"),
        _limit(found, "page_name", "the same with a name searched, p95"),
        _limit(
            found, "page_stale", "the first page while 500 changed papers wait for a refresh, p95",
            note="their authors are computed while reading, so that the list is right all the same",
        ),
        _limit(
            found, "author", f"everything of the author with {found['most']:.0f} papers, p95",
            note="h of each year, what raised it, series, reasons",
        ),
        _limit(found, "compared", "the same of the ten authors with most papers, p95"),
    ]  # fmt: skip


def _changes(found: dict[str, float]) -> list[Row]:
    against = partial(_row, found, digits=2, bar=1 / 500)
    return [
        against(
            "total, h, g, i10 of the authors of one paper", "one_headline",
            "the same statement for everyone", "headline", note="median, computed only",
        ),
        against(
            "one changed paper: its authors' numbers refreshed", "one",
            "everyone's numbers refreshed", "again",
            note=f"median of {CHANGED}: computed, stored, observed and committed",
        ),
        against(
            "the same transaction", "one", "only computing total, h, g, i10 of everyone",
            "headline",
            note="27 numbers, a snapshot, the marks and a commit against a statement that stores"
            " nothing: five round trips alone take a third of the bar",
        ),
        Row(
            area="metrics",
            what=f"numbers that differ from a full recompute after {CHANGES:,} random changes",
            ours=found["drift"],
            peer_name="limit",
            peer=0,
            ratio=None,
            bar="0",
            met=found["drift"] == 0,
            note=f"papers, counts, years, bylines, merges, splits, undone ones;"
            f" {found['refreshed']:.0f} refreshes in between, {found['drift_seconds']:.0f} s",
        ),
    ]  # fmt: skip


def _row(
    found: dict[str, float],
    what: str,
    ours: str,
    peer_name: str,
    peer: str,
    *,
    digits: int,
    bar: float | None = None,
    note: str = "",
) -> Row:
    ratio = found[ours] / found[peer]
    words = "" if bar is None else f"≤ {bar} times" if bar > 1 else f"≤ 1/{1 / bar:.0f}"
    return Row(
        area="metrics",
        what=what,
        ours=round(found[ours] * 1000, digits or None),
        unit="ms",
        peer_name=peer_name,
        peer=round(found[peer] * 1000),
        ratio=round(ratio, 2 if ratio > 0.1 else 5),
        bar=words,
        met=None if bar is None else ratio <= bar,
        note=note,
    )


def _limit(found: dict[str, float], key: str, what: str, limit: float = 0.3, note: str = "") -> Row:
    return Row(
        area="metrics",
        what=what,
        ours=round(found[key] * 1000),
        unit="ms",
        peer_name="limit",
        peer=round(limit * 1000),
        ratio=round(found[key] / limit, 2),
        bar=f"≤ {limit * 1000:.0f} ms",
        met=found[key] <= limit,
        note=note or "statements of the page together, under row-level security",
    )
