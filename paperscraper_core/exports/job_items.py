"""The table of a scoring job's items: which paper stands where, and why one failed."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Final

from paperscraper_core.exports.types import Cell, Column, Field, Kind, Table, table_of
from paperscraper_core.scoring.job_types import ItemView


def _field(
    key: str,
    title: str,
    definition: str,
    value: Callable[[ItemView], Cell],
    kind: Kind = Kind.TEXT,
) -> Field[ItemView]:
    return Field(column=Column(key=key, title=title, definition=definition, kind=kind), value=value)


FIELDS: Final[tuple[Field[ItemView], ...]] = (
    _field("job_id", "Job", "Number of the scoring job.", lambda i: i.job_id, Kind.INTEGER),
    _field("id", "Id", "The paper's number in PaperScraper.", lambda i: i.paper_id, Kind.INTEGER),
    _field("title", "Title", "Title of the paper.", lambda i: i.title),
    _field(
        "state",
        "State",
        "waiting, running, done, failed or cancelled.",
        lambda i: i.state.value,
    ),
    _field(
        "overall",
        "Overall",
        "Overall score that this job gave, 0 to 10; empty without one.",
        lambda i: i.overall,
        Kind.NUMBER,
    ),
    _field("error", "Reason", "Why it failed.", lambda i: i.error),
    _field("attempt", "Attempts", "How often it was begun.", lambda i: i.attempt, Kind.INTEGER),
    _field("worker", "Worker", "Process that worked on it last.", lambda i: i.worker),
    _field("finished_at", "Finished", "When it ended.", lambda i: i.finished_at, Kind.MOMENT),
)


def job_items_table(
    items: Iterable[ItemView], *, as_of: datetime, filters: tuple[tuple[str, str], ...] = ()
) -> Table:
    """The table of a job's items; `items` is read lazily, once, in its own order."""
    return table_of("job items", FIELDS, items, as_of=as_of, filters=filters)
