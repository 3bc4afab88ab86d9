"""The lexical index: postings, term statistics and documents of each organization."""

from sqlalchemy import REAL, BigInteger, ForeignKeyConstraint, Identity, Index, Integer, text
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from paperscraper_core.models.base import Base, OrganizationId


class SearchStatistics(Base):
    """Number and total length of an organization's indexed papers: BM25's N and average length."""

    __tablename__ = "search_statistics"
    organization_id: Mapped[OrganizationId]
    documents: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    total_length: Mapped[float] = mapped_column(server_default=text("0"))


class SearchTerm(Base):
    """A lexeme of an organization's library and the number of papers that hold it."""

    __tablename__ = "search_terms"
    organization_id: Mapped[OrganizationId]
    id: Mapped[int] = mapped_column(Integer, Identity(), primary_key=True)
    term: Mapped[str]
    papers: Mapped[int] = mapped_column(server_default=text("0"))
    __table_args__ = (
        Index("uq_search_terms_organization_id_term", "organization_id", "term", unique=True),
    )


class SearchDocument(Base):
    """What the index knows of a paper: its lexemes with positions and its length."""

    __tablename__ = "search_documents"
    organization_id: Mapped[OrganizationId]
    paper_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    length: Mapped[float] = mapped_column(REAL)
    lexemes: Mapped[str] = mapped_column(TSVECTOR)
    __table_args__ = (
        ForeignKeyConstraint(
            ["organization_id", "paper_id"],
            ["papers.organization_id", "papers.id"],
            ondelete="CASCADE",
        ),
    )


class SearchPosting(Base):
    """A term's weighted frequency in a paper."""

    __tablename__ = "search_postings"
    organization_id: Mapped[OrganizationId]
    term_id: Mapped[int] = mapped_column(primary_key=True)
    paper_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    frequency: Mapped[float] = mapped_column(REAL)
    __table_args__ = (
        ForeignKeyConstraint(
            ["organization_id", "paper_id"],
            ["search_documents.organization_id", "search_documents.paper_id"],
            ondelete="CASCADE",
        ),
        Index(None, "organization_id", "paper_id"),
    )
