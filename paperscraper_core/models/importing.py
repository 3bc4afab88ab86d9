"""Import runs, the files they read, and the rows they could not use."""

from typing import Any

from sqlalchemy import BigInteger, ForeignKeyConstraint, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from paperscraper_core.models.base import Base, BigInt, Created, Moment, OrganizationId, RowId


class ImportRun(Base):
    """One file on its way into the library.

    `state`: waiting, running, done, failed, cancelled. A worker claims the run with a lease and
    an attempt number and writes only while the attempt is still its own. `tries` counts workers
    that fell silent since the last batch. `records_*` count what the reader yields: papers,
    author profiles and problems.
    """

    __tablename__ = "import_runs"
    organization_id: Mapped[OrganizationId]
    id: Mapped[RowId]
    filename: Mapped[str]
    format: Mapped[str | None]
    mapping: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    content_sha256: Mapped[bytes | None]
    content_bytes: Mapped[BigInt]
    state: Mapped[str] = mapped_column(server_default="waiting")
    requested_by: Mapped[int | None] = mapped_column(BigInteger)
    attempt: Mapped[int] = mapped_column(server_default=text("0"))
    tries: Mapped[int] = mapped_column(server_default=text("0"))
    lease_until: Mapped[Moment | None]
    worker: Mapped[str | None]
    cancel_requested: Mapped[bool] = mapped_column(server_default=text("false"))
    records_total: Mapped[int | None]
    records_done: Mapped[int] = mapped_column(server_default=text("0"))
    created: Mapped[int] = mapped_column(server_default=text("0"))
    merged: Mapped[int] = mapped_column(server_default=text("0"))
    unchanged: Mapped[int] = mapped_column(server_default=text("0"))
    problems: Mapped[int] = mapped_column(server_default=text("0"))
    error: Mapped[str | None]
    created_at: Mapped[Created]
    started_at: Mapped[Moment | None]
    finished_at: Mapped[Moment | None]
    __table_args__ = (Index(None, "organization_id", "created_at"), Index(None, "state"))


class ImportChunk(Base):
    """One megabyte of a gzip-compressed upload; deleted when its run ends."""

    __tablename__ = "import_chunks"
    organization_id: Mapped[OrganizationId]
    run_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    data: Mapped[bytes]
    __table_args__ = (
        ForeignKeyConstraint(
            ["organization_id", "run_id"],
            ["import_runs.organization_id", "import_runs.id"],
            ondelete="CASCADE",
        ),
    )


class ImportProblem(Base):
    """Why a row, or a field of it, was not used."""

    __tablename__ = "import_problems"
    organization_id: Mapped[OrganizationId]
    id: Mapped[RowId]
    run_id: Mapped[BigInt]
    row: Mapped[int | None]
    field: Mapped[str | None]
    message: Mapped[str]
    __table_args__ = (
        ForeignKeyConstraint(
            ["organization_id", "run_id"],
            ["import_runs.organization_id", "import_runs.id"],
            ondelete="CASCADE",
        ),
        Index(None, "organization_id", "run_id"),
    )
