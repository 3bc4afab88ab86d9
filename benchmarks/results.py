"""One measured figure, and the table of all of them."""

import json
import os
import platform
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Final

import psutil

FOLDER: Final = Path(__file__).resolve().parent
TABLE: Final = FOLDER / "RESULTS.md"
#: The rows behind the table, so that one bench can be run again without losing the others.
ROWS: Final = FOLDER / "results.json"
_PACKAGES: Final = ("streamlit", "SQLAlchemy", "psycopg", "onnxruntime", "rq")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One figure beside its peer or limit.

    Attributes:
        area: the room it belongs to.
        what: what was measured, in words.
        ours: our figure.
        unit: its unit; empty for a pure number.
        peer_name: what stands beside it: another way to do the same, or a limit.
        peer: the peer's figure in the same unit, from the same run.
        ratio: ours to the peer's; computed where it is not given.
        bar: what we ask of ourselves, in words.
        met: whether the bar is met; None where there is none.
        note: how it was measured, or why it misses.
    """

    area: str
    what: str
    ours: float
    unit: str = ""
    peer_name: str = ""
    peer: float | None = None
    ratio: float | None = None
    bar: str = ""
    met: bool | None = None
    note: str = ""

    def cells(self, measured: str) -> list[str]:
        """The row's cells in the table."""
        ratio = self.ratio
        if ratio is None and self.peer:
            ratio = self.ours / self.peer
        return [
            self.area,
            self.what,
            f"**{_number(self.ours)}** {self.unit}".strip(),
            self.peer_name,
            "" if self.peer is None else f"{_number(self.peer)} {self.unit}".strip(),
            "" if ratio is None else _number(ratio),
            self.bar,
            {True: "met", False: "**missed**", None: ""}[self.met],
            self.note,
            measured,
        ]


def _number(value: float) -> str:
    if value and abs(value) < 10:
        return f"{value:.3g}"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.1f}"


def _machine() -> str:
    memory = psutil.virtual_memory().total / 2**30
    packages = ", ".join(f"{name} {version(name)}" for name in _PACKAGES)
    return (
        f"{os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()} {platform.machine()},"
        f" Python {platform.python_version()}; {packages}"
    )


def save(bench: str, rows: Sequence[Row]) -> None:
    """Keep the rows of one bench, replacing its earlier ones, and write the table anew."""
    known = json.loads(ROWS.read_text()) if ROWS.exists() else {}
    today = datetime.now(UTC).date().isoformat()
    known[bench] = {"measured": today, "rows": [asdict(row) for row in rows]}
    ROWS.write_text(json.dumps(known, indent=1, sort_keys=True) + "\n")
    TABLE.write_text(_table(known))


def _table(known: dict[str, dict[str, object]]) -> str:
    heads = ["area", "what", "ours", "beside", "its figure", "ratio", "bar", "", "note", "date"]
    lines = [
        "# Results",
        "",
        "Written by `make bench`. Times do not carry from machine to machine: the figure beside",
        "each of ours is of the same run. What misses its bar is said as such.",
        "",
        f"Machine: {_machine()}",
        "",
        _line(heads),
        _line(["---"] * len(heads)),
    ]
    for bench in sorted(known):
        measured = str(known[bench]["measured"])
        rows: Iterable[dict[str, object]] = known[bench]["rows"]  # type: ignore[assignment]  # JSON
        lines += [_line(Row(**row).cells(measured)) for row in rows]  # type: ignore[arg-type]  # JSON
    return "\n".join(lines) + "\n"


def _line(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
