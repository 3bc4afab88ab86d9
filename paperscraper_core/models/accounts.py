"""Organizations, users, their sessions, and the audit trail."""

from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from paperscraper_core.models.base import Base, Created, Moment, OrganizationId, RowId


class Organization(Base):
    """A team whose rows nobody else sees."""

    __tablename__ = "organizations"
    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    created_at: Mapped[Created]


class User(Base):
    """A person who may log in; `email` is stored in lower case."""

    __tablename__ = "users"
    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    password_hash: Mapped[str]
    password_changed_at: Mapped[Created]
    disabled_at: Mapped[Moment | None]
    created_at: Mapped[Created]


class Membership(Base):
    """The role of a user in an organization."""

    __tablename__ = "memberships"
    organization_id: Mapped[OrganizationId]
    user_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("users.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    role: Mapped[str]
    created_at: Mapped[Created]


class LoginSession(Base):
    """A browser's login; every secret is kept as its SHA-256 only.

    Two secrets open the same session: one in the memory of the page that logged in
    (`token_hash`), one in the browser's cookie (`cookie_hash`), which exists once the page has
    handed in its one-time ticket.
    """

    __tablename__ = "login_sessions"
    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    cookie_hash: Mapped[bytes | None] = mapped_column(unique=True)
    ticket_hash: Mapped[bytes | None] = mapped_column(unique=True)
    ticket_expires_at: Mapped[Moment | None]
    user_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("users.id", ondelete="CASCADE"), index=True
    )
    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id", ondelete="CASCADE"))
    created_at: Mapped[Created]
    seen_at: Mapped[Created]
    device: Mapped[str] = mapped_column(server_default=text("''"))
    expires_at: Mapped[Moment]
    revoked_at: Mapped[Moment | None]
    revoked_reason: Mapped[str | None]


class LoginFailure(Base):
    """One failed login; the lockout counts the recent ones."""

    __tablename__ = "login_failures"
    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    email: Mapped[str]
    failed_at: Mapped[Created]
    __table_args__ = (Index(None, "email", "failed_at"),)


class RateEvent(Base):
    """One use of an expensive action; the limits count the recent ones."""

    __tablename__ = "rate_events"
    organization_id: Mapped[OrganizationId]
    id: Mapped[RowId]
    user_id: Mapped[int | None] = mapped_column(
        BigInteger, ForeignKey("users.id", ondelete="CASCADE")
    )
    action: Mapped[str]
    happened_at: Mapped[Created]
    __table_args__ = (Index(None, "organization_id", "action", "happened_at"),)


class AuditEntry(Base):
    """Who did what, when; never changed after it is written."""

    __tablename__ = "audit_entries"
    organization_id: Mapped[OrganizationId]
    id: Mapped[RowId]
    user_id: Mapped[int | None] = mapped_column(
        BigInteger, ForeignKey("users.id", ondelete="SET NULL")
    )
    action: Mapped[str]
    subject: Mapped[str]
    details: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'"))
    happened_at: Mapped[Created]
    __table_args__ = (Index(None, "organization_id", "happened_at"),)
