"""Searches that people keep, share and come back to."""

from sqlalchemy import BigInteger, CheckConstraint, ForeignKeyConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from paperscraper_core.models.base import Base, BigInt, Created, Moment, OrganizationId, RowId


class SavedSearch(Base):
    """A search under a name of its owner's choice; `address` is its query string on the page.

    Others of the organization see it once it is shared.
    """

    __tablename__ = "saved_searches"
    organization_id: Mapped[OrganizationId]
    id: Mapped[RowId]
    owner_id: Mapped[BigInt]
    name: Mapped[str]
    address: Mapped[str]
    is_shared: Mapped[bool] = mapped_column(server_default=text("false"))
    created_at: Mapped[Created]
    updated_at: Mapped[Created]
    __table_args__ = (
        CheckConstraint("char_length(name) BETWEEN 1 AND 100", name="name_length"),
        CheckConstraint("char_length(address) <= 20000", name="address_length"),
        # a saved search leaves with its owner's membership
        ForeignKeyConstraint(
            ["organization_id", "owner_id"],
            ["memberships.organization_id", "memberships.user_id"],
            ondelete="CASCADE",
        ),
        Index(
            "uq_saved_searches_organization_id_owner_id_name",
            "organization_id",
            "owner_id",
            "name",
            unique=True,
        ),
    )


class SavedSearchView(Base):
    """When somebody last looked at a saved search: papers added later are new to them."""

    __tablename__ = "saved_search_views"
    organization_id: Mapped[OrganizationId]
    saved_search_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    user_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    seen_at: Mapped[Moment]
    __table_args__ = (
        ForeignKeyConstraint(
            ["organization_id", "saved_search_id"],
            ["saved_searches.organization_id", "saved_searches.id"],
            ondelete="CASCADE",
        ),
        ForeignKeyConstraint(
            ["organization_id", "user_id"],
            ["memberships.organization_id", "memberships.user_id"],
            ondelete="CASCADE",
        ),
    )
