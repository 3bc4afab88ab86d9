"""Scoring jobs, their items, and scores."""

from typing import Any

from sqlalchemy import REAL, BigInteger, ForeignKeyConstraint, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from paperscraper_core.models.base import Base, BigInt, Created, Moment, OrganizationId, RowId


class ScoringJob(Base):
    """A request to score papers; its progress is counted from its items.

    `reference` holds the percentiles that all of its papers are compared with, once the first
    worker has measured them.
    """

    __tablename__ = "scoring_jobs"
    organization_id: Mapped[OrganizationId]
    id: Mapped[RowId]
    scorer: Mapped[str]
    description: Mapped[str]
    selection_hash: Mapped[str]
    requested_by: Mapped[int | None] = mapped_column(BigInteger)
    cancel_requested: Mapped[bool] = mapped_column(server_default=text("false"))
    reference: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    created_at: Mapped[Created]
    finished_at: Mapped[Moment | None]
    __table_args__ = (Index(None, "organization_id", "created_at"),)


class ScoringItem(Base):
    """One paper of a job. `state`: waiting, running, done, failed, cancelled.

    `attempt` counts every claim and fences results; `tries` counts claims since the last retry
    that somebody asked for.
    """

    __tablename__ = "scoring_items"
    organization_id: Mapped[OrganizationId]
    job_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    paper_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    state: Mapped[str] = mapped_column(server_default="waiting")
    attempt: Mapped[int] = mapped_column(server_default=text("0"))
    tries: Mapped[int] = mapped_column(server_default=text("0"))
    lease_until: Mapped[Moment | None]
    worker: Mapped[str | None]
    error: Mapped[str | None]
    finished_at: Mapped[Moment | None]
    __table_args__ = (
        ForeignKeyConstraint(
            ["organization_id", "job_id"],
            ["scoring_jobs.organization_id", "scoring_jobs.id"],
            ondelete="CASCADE",
        ),
        ForeignKeyConstraint(
            ["organization_id", "paper_id"],
            ["papers.organization_id", "papers.id"],
            ondelete="CASCADE",
        ),
        Index(None, "organization_id", "paper_id"),
        Index(
            "ix_scoring_items_open",
            "organization_id",
            "job_id",
            "lease_until",
            postgresql_where=text("state IN ('waiting', 'running')"),
        ),
    )


class Score(Base):
    """One scoring of one paper; a NULL dimension is insufficient evidence, not zero.

    `details` holds confidence, reasons and evidence per dimension as written by the scorer.
    """

    __tablename__ = "scores"
    organization_id: Mapped[OrganizationId]
    id: Mapped[RowId]
    paper_id: Mapped[BigInt]
    job_id: Mapped[int | None] = mapped_column(BigInteger)
    scorer: Mapped[str]
    scorer_version: Mapped[str]
    inputs_hash: Mapped[str]
    is_latest: Mapped[bool] = mapped_column(server_default=text("true"))
    overall: Mapped[float | None] = mapped_column(REAL)
    coverage: Mapped[float] = mapped_column(REAL)
    confidence: Mapped[float | None] = mapped_column(REAL)
    novelty: Mapped[float | None] = mapped_column(REAL)
    ip_potential: Mapped[float | None] = mapped_column(REAL)
    marketability: Mapped[float | None] = mapped_column(REAL)
    feasibility: Mapped[float | None] = mapped_column(REAL)
    commercialization: Mapped[float | None] = mapped_column(REAL)
    team_readiness: Mapped[float | None] = mapped_column(REAL)
    weights: Mapped[dict[str, Any]] = mapped_column(JSONB)
    details: Mapped[dict[str, Any]] = mapped_column(JSONB)
    created_at: Mapped[Created]
    __table_args__ = (
        ForeignKeyConstraint(
            ["organization_id", "paper_id"],
            ["papers.organization_id", "papers.id"],
            ondelete="CASCADE",
        ),
        Index(
            "uq_scores_latest",
            "organization_id",
            "paper_id",
            unique=True,
            postgresql_where=text("is_latest"),
            # orders by a score, and by a weighting of them, read this index alone
            postgresql_include=[
                "overall",
                "novelty",
                "ip_potential",
                "marketability",
                "feasibility",
                "commercialization",
                "team_readiness",
            ],
        ),
        Index("uq_scores_job_item", "organization_id", "job_id", "paper_id", unique=True),
        Index(None, "organization_id", "paper_id", "created_at"),
    )


class ScoreWeight(Base):
    """How much a dimension counts in an organization's overall score; absent means 1."""

    __tablename__ = "score_weights"
    organization_id: Mapped[OrganizationId]
    dimension: Mapped[str] = mapped_column(primary_key=True)
    weight: Mapped[float] = mapped_column(REAL)
