"""The table of a comparison: one row an author and metric, by the rules that were chosen."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from paperscraper_core.exports.types import Cell, Column, Kind, Table
from paperscraper_core.metrics.compare_counting import shifts
from paperscraper_core.metrics.compare_types import Compared
from paperscraper_core.metrics.definitions import DEFINITIONS

_COLUMNS: Final = (
    Column(key="metric", title="Metric", definition="What is compared."),
    Column(key="author_id", title="Author id", definition="The number in PaperScraper.",
           kind=Kind.INTEGER),
    Column(key="author", title="Author", definition="Name of the author."),
    Column(key="value", title="Value by the rules", definition="Empty where it is not known.",
           kind=Kind.NUMBER),
    Column(key="rank", title="Rank by the rules", definition="1 is the highest; equals share it.",
           kind=Kind.INTEGER),
    Column(key="value_all", title="Value, all counted", definition="Where everything counts.",
           kind=Kind.NUMBER),
    Column(key="rank_all", title="Rank, all counted", definition="The same for its rank.",
           kind=Kind.INTEGER),
    Column(key="definition", title="Definition", definition="The metric in words."),
)  # fmt: skip


def comparison_table(
    names: Sequence[str],
    before: Sequence[Compared],
    after: Sequence[Compared],
    *,
    as_of: datetime,
    counts_as_of: date | None,
    rules: str,
) -> Table:
    """The table of a comparison.

    Args:
        names: The authors' names.
        before: The same authors where everything counts.
        after: And by the rules.
        as_of: When they were read.
        counts_as_of: The newest day of the citation counts; None: unknown.
        rules: The rules in words; empty when everything counts.
    """
    moved = {(one.author_id, one.key): one for one in shifts(before, after)}
    rows: list[tuple[Cell, ...]] = []
    for metric in DEFINITIONS:
        for name, old, new in zip(names, before, after, strict=True):
            rank = moved[new.author_id, metric.key]
            rows.append(
                (
                    metric.label,
                    new.author_id,
                    name,
                    _number(new.value(metric.key)),
                    rank.after,
                    _number(old.value(metric.key)),
                    rank.before,
                    f"{metric.sentence} ({metric.source})",
                )
            )
    day = counts_as_of.isoformat() if counts_as_of else "an unknown day"
    return Table(
        name="comparison",
        columns=_COLUMNS,
        rows=rows,
        as_of=as_of,
        filters=(("authors", "; ".join(names)), ("rules", rules or "everything counts")),
        notes=(
            "Computed from the papers of this library; known self-citations are those by papers"
            " that it holds.",
            f"Citation counts as of {day}.",
        ),
    )


def _number(value: float | None) -> float | None:
    return round(value, 4) if isinstance(value, float) else value
