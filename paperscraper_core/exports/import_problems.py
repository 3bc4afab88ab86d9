"""The table of an import's problems: what could not be taken, by row of the file."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from paperscraper_core.exports.types import Column, Field, Kind, Table, table_of
from paperscraper_core.importing.types import RowProblem

FIELDS: Final[tuple[Field[RowProblem], ...]] = (
    Field(
        column=Column(
            key="row",
            title="Row",
            definition="Number of the record in the file; in a table the row of the sheet. Empty"
            " when it concerns the whole file.",
            kind=Kind.INTEGER,
        ),
        value=lambda problem: problem.row,
    ),
    Field(
        column=Column(
            key="field",
            title="Field",
            definition="Which part of the record; empty when it is the whole of it.",
        ),
        value=lambda problem: problem.field,
    ),
    Field(
        column=Column(
            key="message", title="Problem", definition="What was wrong and what was done about it."
        ),
        value=lambda problem: problem.message,
    ),
)


def import_problems_table(
    problems: Iterable[RowProblem], *, as_of: datetime, filename: str
) -> Table:
    """The table of one import's problems; `problems` is read lazily, once, in its own order."""
    return table_of("import problems", FIELDS, problems, as_of=as_of, filters=(("File", filename),))
