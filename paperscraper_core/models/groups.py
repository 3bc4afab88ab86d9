"""Named sets of authors: a department, a portfolio."""

from sqlalchemy import BigInteger, CheckConstraint, ForeignKeyConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from paperscraper_core.models.base import Base, Created, OrganizationId, RowId


class AuthorGroup(Base):
    """A set of authors that is looked at as one; its name is unique in the organization."""

    __tablename__ = "author_groups"
    organization_id: Mapped[OrganizationId]
    id: Mapped[RowId]
    name: Mapped[str]
    description: Mapped[str] = mapped_column(server_default=text("''"))
    created_by: Mapped[int | None] = mapped_column(BigInteger)
    created_at: Mapped[Created]
    __table_args__ = (
        CheckConstraint("char_length(name) BETWEEN 1 AND 100", name="name_length"),
        Index("uq_author_groups_organization_id_name", "organization_id", "name", unique=True),
    )


class AuthorGroupMember(Base):
    """An author in a group; a profile that is merged later counts as the person it became."""

    __tablename__ = "author_group_members"
    organization_id: Mapped[OrganizationId]
    group_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    author_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    added_at: Mapped[Created]
    __table_args__ = (
        ForeignKeyConstraint(
            ["organization_id", "group_id"],
            ["author_groups.organization_id", "author_groups.id"],
            ondelete="CASCADE",
        ),
        ForeignKeyConstraint(
            ["organization_id", "author_id"],
            ["authors.organization_id", "authors.id"],
            ondelete="CASCADE",
        ),
        Index(None, "organization_id", "author_id"),
    )
