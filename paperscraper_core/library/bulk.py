"""Many rows in one statement: they travel as one JSON text, which Postgres unfolds.

COPY would be faster still, but Postgres refuses it under row-level security.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache

from sqlalchemy import Table, TextClause, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Session

from paperscraper_core.models import Base
from paperscraper_core.tenancy import Tenant

Row = Mapping[str, object]


def _plain(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes):
        return f"\\x{value.hex()}"
    raise TypeError(f"{type(value).__name__} in a row")


def encoded(rows: Sequence[Row]) -> str:
    """Rows as the JSON text that `recordset` reads."""
    return json.dumps(rows, ensure_ascii=False, default=_plain)


def table_of(model: type[Base]) -> Table:
    """The table of a model."""
    table = model.__table__
    assert isinstance(table, Table)  # noqa: S101 - for the type checker: models are plain tables
    return table


def recordset(model: type[Base], columns: Sequence[str], extra: str = "") -> str:
    """SQL that unfolds `:rows` into `r` with the model's column types."""
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy leaves it untyped
    known = table_of(model).columns
    typed = ", ".join(f"{name} {known[name].type.compile(dialect)}" for name in columns)
    return f"json_to_recordset(CAST(:rows AS json)) AS r({typed}{extra})"


@cache
def _insert(model: type[Base], columns: tuple[str, ...], suffix: str) -> TextClause:
    return text(
        f"INSERT INTO {model.__tablename__} (organization_id, {', '.join(columns)})"
        f" SELECT CAST(:organization AS integer), {', '.join(f'r.{c}' for c in columns)}"
        f" FROM {recordset(model, columns)} {suffix}"
    )


def insert(
    session: Session, tenant: Tenant, model: type[Base], rows: Sequence[Row], suffix: str = ""
) -> None:
    """Insert rows of equal columns into the tenant's organization; no rows, no statement.

    Args:
        session: the transaction.
        tenant: whose rows they are.
        model: the table.
        rows: column → value, without `organization_id`.
        suffix: an ON CONFLICT clause.
    """
    if rows:
        session.execute(
            _insert(model, tuple(rows[0]), suffix),
            {"organization": tenant.organization_id, "rows": encoded(rows)},
        )


@cache
def _update(model: type[Base], columns: tuple[str, ...]) -> TextClause:
    assignments = ", ".join(f"{name} = r.{name}" for name in columns if name != "id")
    return text(
        f"UPDATE {model.__tablename__} t SET {assignments}, updated_at = now()"
        f" FROM {recordset(model, columns)}"
        " WHERE t.organization_id = :organization AND t.id = r.id"
    )


def update(session: Session, tenant: Tenant, model: type[Base], rows: Sequence[Row]) -> None:
    """Set the columns of rows of the tenant's organization, found by their `id`."""
    if rows:
        session.execute(
            _update(model, tuple(rows[0])),
            {"organization": tenant.organization_id, "rows": encoded(rows)},
        )


def reserve_ids(session: Session, table: str, count: int) -> list[int]:
    """Take `count` new ids of a table, so that rows that refer to each other go in one by one."""
    if not count:
        return []
    taken = text(
        "SELECT nextval(pg_get_serial_sequence(:table, 'id')) FROM generate_series(1, :count)"
    )
    return list(session.execute(taken, {"table": table, "count": count}).scalars())
