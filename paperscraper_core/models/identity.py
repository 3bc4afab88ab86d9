"""What managers decided about who is who: events that are only ever added, and remembered answers.

Evidence (ORCID, ids, names) stays where imports put it. These tables say which profiles are one
person and which papers belong to somebody else; `authorships.author_id` follows from both, so that
taking a decision back gives exactly what was there before.
"""

from sqlalchemy import BigInteger, CheckConstraint, ForeignKeyConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from paperscraper_core.models.base import Base, BigInt, Created, OrganizationId, RowId


def _to_author(column: str) -> ForeignKeyConstraint:
    return ForeignKeyConstraint(
        ["organization_id", column],
        ["authors.organization_id", "authors.id"],
        ondelete="CASCADE",
    )


class IdentityEvent(Base):
    """One decision: profile `from_id` is person `to_id`, or some of its papers are `to_id`'s.

    An event with `undoes` takes another one back; nothing is ever changed or deleted. `user_id` is
    NULL when an import proved two profiles to be one. `makes_author`: a split made `to_id`.
    """

    __tablename__ = "identity_events"
    organization_id: Mapped[OrganizationId]
    id: Mapped[RowId]
    kind: Mapped[str]
    from_id: Mapped[BigInt]
    to_id: Mapped[BigInt]
    makes_author: Mapped[bool] = mapped_column(server_default=text("false"))
    undoes: Mapped[int | None] = mapped_column(BigInteger)
    user_id: Mapped[int | None] = mapped_column(BigInteger)
    reason: Mapped[str] = mapped_column(server_default=text("''"))
    happened_at: Mapped[Created]
    __table_args__ = (
        CheckConstraint("kind IN ('merge', 'split', 'undo')", name="kind"),
        CheckConstraint("(kind = 'undo') = (undoes IS NOT NULL)", name="undoes"),
        _to_author("from_id"),
        _to_author("to_id"),
        ForeignKeyConstraint(
            ["organization_id", "undoes"],
            ["identity_events.organization_id", "identity_events.id"],
            ondelete="CASCADE",
        ),
        Index(None, "organization_id", "from_id"),
        Index(None, "organization_id", "to_id"),
        # nothing is taken back twice
        Index(
            "uq_identity_events_undoes",
            "organization_id",
            "undoes",
            unique=True,
            postgresql_where=text("undoes IS NOT NULL"),
        ),
    )


class IdentityMove(Base):
    """An authorship that an event moved: the place of `profile_id` on the paper.

    `profile_id` is whom the imported record names; the move leads from person to person.
    """

    __tablename__ = "identity_moves"
    organization_id: Mapped[OrganizationId]
    event_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    paper_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    profile_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    from_id: Mapped[BigInt]
    to_id: Mapped[BigInt]
    __table_args__ = (
        ForeignKeyConstraint(
            ["organization_id", "event_id"],
            ["identity_events.organization_id", "identity_events.id"],
            ondelete="CASCADE",
        ),
        ForeignKeyConstraint(
            ["organization_id", "paper_id"],
            ["papers.organization_id", "papers.id"],
            ondelete="CASCADE",
        ),
        Index(None, "organization_id", "paper_id", "profile_id"),
    )


class IdentityDecision(Base):
    """What a manager said of a pair of profiles, low id first: `same` or `different`.

    The newest row of a pair counts.
    """

    __tablename__ = "identity_decisions"
    organization_id: Mapped[OrganizationId]
    id: Mapped[RowId]
    author_id: Mapped[BigInt]
    other_id: Mapped[BigInt]
    verdict: Mapped[str]
    user_id: Mapped[int | None] = mapped_column(BigInteger)
    reasons: Mapped[str] = mapped_column(server_default=text("''"))
    decided_at: Mapped[Created]
    __table_args__ = (
        CheckConstraint("verdict IN ('same', 'different')", name="verdict"),
        CheckConstraint("author_id < other_id", name="low_first"),
        _to_author("author_id"),
        _to_author("other_id"),
        Index(None, "organization_id", "author_id", "other_id"),
        Index(None, "organization_id", "other_id"),
    )
