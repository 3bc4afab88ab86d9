"""Papers, authors and what ties them together."""

from datetime import date

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Computed,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    SmallInteger,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from paperscraper_core.models.base import Base, BigInt, Created, OrganizationId, RowId

_TEXTS = ARRAY(Text)


def _to_paper(column: str = "paper_id", ondelete: str = "CASCADE") -> ForeignKeyConstraint:
    return ForeignKeyConstraint(
        ["organization_id", column],
        ["papers.organization_id", "papers.id"],
        ondelete=ondelete,
    )


def _to_author(column: str = "author_id") -> ForeignKeyConstraint:
    return ForeignKeyConstraint(
        ["organization_id", column],
        ["authors.organization_id", "authors.id"],
        ondelete="CASCADE",
    )


class Paper(Base):
    """One paper of one organization; NULL means unknown, never zero.

    `doi` is bare and lower case; `title_key` is the normalised title that identity compares.
    """

    __tablename__ = "papers"
    organization_id: Mapped[OrganizationId]
    id: Mapped[RowId]
    title: Mapped[str]
    title_key: Mapped[str]
    abstract: Mapped[str | None]
    year: Mapped[int | None] = mapped_column(SmallInteger)
    publication_date: Mapped[date | None]
    doi: Mapped[str | None]
    venue: Mapped[str | None]
    type: Mapped[str | None]
    language: Mapped[str | None]
    url: Mapped[str | None]
    volume: Mapped[str | None]
    issue: Mapped[str | None]
    pages: Mapped[str | None]
    publisher: Mapped[str | None]
    keywords: Mapped[list[str]] = mapped_column(_TEXTS, server_default=text("'{}'"))
    topics: Mapped[list[str]] = mapped_column(_TEXTS, server_default=text("'{}'"))
    is_retracted: Mapped[bool | None]
    citation_count: Mapped[int | None]
    counts_as_of: Mapped[date | None]
    source: Mapped[str | None]
    created_at: Mapped[Created]
    updated_at: Mapped[Created]
    __table_args__ = (
        CheckConstraint("char_length(title) BETWEEN 1 AND 500", name="title_length"),
        Index(
            "uq_papers_organization_id_doi",
            "organization_id",
            "doi",
            unique=True,
            postgresql_where=text("doi IS NOT NULL"),
        ),
        Index(None, "organization_id", "title_key"),
        Index(None, "organization_id", "publication_date", "id"),
        Index(None, "organization_id", "year", "id"),
        Index(None, "organization_id", "citation_count", "id"),
        Index(None, "organization_id", "venue"),
        Index(None, "organization_id", "counts_as_of"),
        # authors of the same main topic: the first one is the one that the source holds for it
        Index("ix_papers_main_topic", "organization_id", text("(topics[1])")),
        Index(None, "organization_id", "created_at"),
        # lets a search filter its candidates, and facets count, without reading the papers
        Index(
            "ix_papers_filters",
            "organization_id",
            "id",
            postgresql_include=["year", "type", "citation_count", "venue", "created_at"],
        ),
    )


class PaperIdentifier(Base):
    """An id of a paper in a source: ("openalex", "W123"), ("arxiv", "2101.00001")."""

    __tablename__ = "paper_identifiers"
    organization_id: Mapped[OrganizationId]
    scheme: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(primary_key=True)
    paper_id: Mapped[BigInt]
    __table_args__ = (_to_paper(), Index(None, "organization_id", "paper_id"))


class AbsorbedRecord(Base):
    """The fingerprint of a record that a paper has taken in: the same record again is no news."""

    __tablename__ = "absorbed_records"
    organization_id: Mapped[OrganizationId]
    fingerprint: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    paper_id: Mapped[BigInt]
    __table_args__ = (_to_paper(), Index(None, "organization_id", "paper_id"))


class PaperLink(Base):
    """Two papers that are versions of one work, or suspected to be the same; low id first."""

    __tablename__ = "paper_links"
    organization_id: Mapped[OrganizationId]
    paper_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    other_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    kind: Mapped[str]
    reason: Mapped[str]
    created_at: Mapped[Created]
    __table_args__ = (
        _to_paper(),
        _to_paper("other_id"),
        Index(None, "organization_id", "other_id"),
    )


class PaperRun(Base):
    """Which import run touched which paper, and how: created, merged or unchanged."""

    __tablename__ = "paper_runs"
    organization_id: Mapped[OrganizationId]
    run_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    paper_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    outcome: Mapped[str]
    __table_args__ = (
        _to_paper(),
        ForeignKeyConstraint(
            ["organization_id", "run_id"],
            ["import_runs.organization_id", "import_runs.id"],
            ondelete="CASCADE",
        ),
        Index(None, "organization_id", "paper_id"),
    )


class Author(Base):
    """One person as far as the evidence tells; `reported_*` is what the source says of them.

    `name_key` is the folded name, given before family; `family_key` is its last word.

    `merged_into` is the person that a manager said this profile is, never a merged one itself; it
    follows from `identity_events`. Merged profiles keep their row, their ORCID and their ids.
    """

    __tablename__ = "authors"
    organization_id: Mapped[OrganizationId]
    id: Mapped[RowId]
    name: Mapped[str]
    name_key: Mapped[str]
    # a column and not an expression: row-level security leaves only plain comparisons to an index
    family_key: Mapped[str | None] = mapped_column(
        Computed("substring(name_key FROM '[^ ]+$')", persisted=True)
    )
    name_variants: Mapped[list[str]] = mapped_column(_TEXTS, server_default=text("'{}'"))
    orcid: Mapped[str | None]
    institution: Mapped[str | None]
    country_code: Mapped[str | None]
    reported_works_count: Mapped[int | None]
    reported_citations: Mapped[int | None]
    reported_h_index: Mapped[int | None]
    reported_i10_index: Mapped[int | None]
    reported_as_of: Mapped[date | None]
    reported_source: Mapped[str | None]
    merged_into: Mapped[int | None] = mapped_column(BigInteger)
    created_at: Mapped[Created]
    updated_at: Mapped[Created]
    __table_args__ = (
        ForeignKeyConstraint(
            ["organization_id", "merged_into"],
            ["authors.organization_id", "authors.id"],
            ondelete="SET NULL (merged_into)",
        ),
        Index(
            None,
            "organization_id",
            "merged_into",
            "id",
            postgresql_where=text("merged_into IS NOT NULL"),
        ),
        Index(
            "uq_authors_organization_id_orcid",
            "organization_id",
            "orcid",
            unique=True,
            postgresql_where=text("orcid IS NOT NULL"),
        ),
        Index(None, "organization_id", "name_key"),
        Index(None, "organization_id", "family_key"),
    )


class AuthorIdentifier(Base):
    """An id of an author in a source: ("openalex", "A123")."""

    __tablename__ = "author_identifiers"
    organization_id: Mapped[OrganizationId]
    scheme: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(primary_key=True)
    author_id: Mapped[BigInt]
    __table_args__ = (_to_author(), Index(None, "organization_id", "author_id"))


class Authorship(Base):
    """The place of an author on a paper; `position` counts from 1, an author stands once.

    `author_id` is the person after all decisions, and what everything counts by. `profile_id` is
    whom the evidence names, kept where a decision made that somebody else. Where two profiles of a
    person stand on one paper, the second place stays with its merged profile.
    """

    __tablename__ = "authorships"
    organization_id: Mapped[OrganizationId]
    paper_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[BigInt]
    printed_name: Mapped[str]
    is_corresponding: Mapped[bool | None]
    affiliations: Mapped[list[str]] = mapped_column(_TEXTS, server_default=text("'{}'"))
    profile_id: Mapped[int | None] = mapped_column(BigInteger)
    __table_args__ = (
        _to_paper(),
        _to_author(),
        _to_author("profile_id"),
        # checked at the end of a statement: one that trades two places needs no third hand
        UniqueConstraint(
            "organization_id",
            "author_id",
            "paper_id",
            name="uq_authorships_author_paper",
            deferrable=True,
            initially="IMMEDIATE",
            postgresql_include=["position"],
        ),
        Index(
            None,
            "organization_id",
            "profile_id",
            "paper_id",
            postgresql_where=text("profile_id IS NOT NULL"),
        ),
    )


class Institution(Base):
    """An organization that authors are affiliated with; `key` is its ROR id or folded name."""

    __tablename__ = "institutions"
    organization_id: Mapped[OrganizationId]
    id: Mapped[RowId]
    key: Mapped[str]
    name: Mapped[str]
    ror: Mapped[str | None]
    country_code: Mapped[str | None]
    type: Mapped[str | None]
    __table_args__ = (
        Index("uq_institutions_organization_id_key", "organization_id", "key", unique=True),
    )


class AuthorshipInstitution(Base):
    """An institution named in an authorship."""

    __tablename__ = "authorship_institutions"
    organization_id: Mapped[OrganizationId]
    paper_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    institution_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    __table_args__ = (
        ForeignKeyConstraint(
            ["organization_id", "paper_id", "position"],
            ["authorships.organization_id", "authorships.paper_id", "authorships.position"],
            ondelete="CASCADE",
        ),
        ForeignKeyConstraint(
            ["organization_id", "institution_id"],
            ["institutions.organization_id", "institutions.id"],
            ondelete="CASCADE",
        ),
        Index(None, "organization_id", "institution_id"),
    )


class CitationCount(Base):
    """Citations that a paper received in one calendar year."""

    __tablename__ = "citation_counts"
    organization_id: Mapped[OrganizationId]
    paper_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    year: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    citations: Mapped[int]
    __table_args__ = (_to_paper(),)


class PaperReference(Base):
    """A reference of a paper by source id; `cited_id` is set once the library holds that paper."""

    __tablename__ = "paper_references"
    # the longest table: its organization is proved by the citing paper, not checked once more
    organization_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    citing_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    scheme: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(primary_key=True)
    cited_id: Mapped[int | None] = mapped_column(BigInteger)
    __table_args__ = (
        _to_paper("citing_id"),
        # only the link is lost when the cited paper goes: the reference itself stands
        ForeignKeyConstraint(
            ["organization_id", "cited_id"],
            ["papers.organization_id", "papers.id"],
            ondelete="SET NULL (cited_id)",
        ),
        Index(None, "organization_id", "scheme", "value"),
        Index(
            None,
            "organization_id",
            "cited_id",
            "citing_id",
            postgresql_where=text("cited_id IS NOT NULL"),
        ),
    )
