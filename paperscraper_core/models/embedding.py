"""Embeddings and the work queue that makes them."""

from pgvector.sqlalchemy import BIT, HALFVEC
from sqlalchemy import (
    BigInteger,
    Computed,
    ForeignKeyConstraint,
    Index,
    PrimaryKeyConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from paperscraper_core.models.base import Base, Created, Moment, OrganizationId


def _to_paper() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(
        ["organization_id", "paper_id"],
        ["papers.organization_id", "papers.id"],
        ondelete="CASCADE",
    )


class Embedding(Base):
    """The unit vector of a paper's title and abstract, by one model.

    `bits` are the signs of its numbers: at 48 bytes a paper, inside the key's index, they let a
    big organization's nearest papers be found without reading its vectors.
    """

    __tablename__ = "embeddings"
    organization_id: Mapped[OrganizationId]
    model: Mapped[str] = mapped_column(primary_key=True)
    paper_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    vector: Mapped[object] = mapped_column(HALFVEC(384))
    bits: Mapped[str] = mapped_column(
        BIT(384), Computed("binary_quantize(vector)::bit(384)", persisted=True)
    )
    created_at: Mapped[Created]
    __table_args__ = (
        PrimaryKeyConstraint("organization_id", "model", "paper_id", postgresql_include=["bits"]),
        _to_paper(),
        Index(None, "organization_id", "paper_id"),
    )


class EmbeddingTask(Base):
    """A paper that waits for its embedding; the row goes when the vector is stored.

    `attempt` counts the claims; results are stored only while it is unchanged.
    """

    __tablename__ = "embedding_tasks"
    organization_id: Mapped[OrganizationId]
    paper_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    attempt: Mapped[int] = mapped_column(server_default=text("0"))
    lease_until: Mapped[Moment | None]
    worker: Mapped[str | None]
    error: Mapped[str | None]
    created_at: Mapped[Created]
    __table_args__ = (_to_paper(), Index(None, "lease_until"))
