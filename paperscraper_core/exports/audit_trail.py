"""The table of an organization's audit trail: who did what, and when."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from paperscraper_core.accounts.types import AuditRow
from paperscraper_core.exports.types import Column, Field, Kind, Table, table_of

FIELDS: Final[tuple[Field[AuditRow], ...]] = (
    Field(
        column=Column(key="id", title="Id", definition="Number of the entry.", kind=Kind.INTEGER),
        value=lambda row: row.id,
    ),
    Field(
        column=Column(
            key="happened_at", title="When", definition="When it happened.", kind=Kind.MOMENT
        ),
        value=lambda row: row.happened_at,
    ),
    Field(
        column=Column(
            key="who", title="Who", definition="E-mail address; empty for the system itself."
        ),
        value=lambda row: row.email,
    ),
    Field(
        column=Column(key="action", title="What", definition="What was done."),
        value=lambda row: row.action,
    ),
    Field(
        column=Column(key="subject", title="To", definition="What it was done to."),
        value=lambda row: row.subject,
    ),
    Field(
        column=Column(key="details", title="Details", definition="More about it."),
        value=lambda row: row.details,
    ),
)


def audit_trail_table(rows: Iterable[AuditRow], *, as_of: datetime) -> Table:
    """The table of the audit trail; `rows` is read lazily, once, in its own order."""
    return table_of("audit trail", FIELDS, rows, as_of=as_of)
