"""The lexical index: postings, term statistics and documents of each organization.

The counts that BM25 needs are kept by triggers, so that they stay exact whatever path a paper
takes in, through a change, or out (a cascade included). Their statements look rows up one by one
(LATERAL … OFFSET 0, loops): the planner knows nothing yet of an organization whose first import
is under way, takes its tables for empty, and would choose joins that never end.
"""

from sqlalchemy import (
    DDL,
    REAL,
    BigInteger,
    CheckConstraint,
    ForeignKeyConstraint,
    Identity,
    Index,
    Integer,
    PrimaryKeyConstraint,
    event,
    text,
)
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from paperscraper_core.models.base import Base, Moment, OrganizationId


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
        # for beginnings of words: the one above serves them in a database of collation C alone
        Index(
            "ix_search_terms_beginnings",
            "organization_id",
            "term",
            postgresql_ops={"term": "text_pattern_ops"},
        ),
        {"postgresql_with": {"fillfactor": 70}},  # counts change often: room to do it in place
    )


class SearchDocument(Base):
    """What the index knows of a paper: its lexemes with positions (title: A) and its length."""

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
    """A term's weighted frequency in a paper, with the paper's length: all that BM25 adds up.

    Both ride in the key's index, so a ranking reads nothing else. There are about a hundred rows
    a paper: foreign keys would double the time of an import, so the triggers below stand in.
    """

    __tablename__ = "search_postings"
    organization_id: Mapped[int]
    term_id: Mapped[int]
    paper_id: Mapped[int] = mapped_column(BigInteger)
    frequency: Mapped[float] = mapped_column(REAL)
    length: Mapped[float] = mapped_column(REAL)
    __table_args__ = (
        PrimaryKeyConstraint(
            "organization_id",
            "term_id",
            "paper_id",
            postgresql_include=["frequency", "length"],
        ),
    )


class SearchLayout(Base):
    """How an organization's vectors are searched, as the maintenance job last decided.

    `way`: exact, bits or index. `papers` is the size it was decided for; the lease keeps two
    workers from building the same index.
    """

    __tablename__ = "search_layouts"
    organization_id: Mapped[OrganizationId]
    way: Mapped[str] = mapped_column(server_default="exact")
    papers: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    attempt: Mapped[int] = mapped_column(server_default=text("0"))
    lease_until: Mapped[Moment | None]
    worker: Mapped[str | None]
    error: Mapped[str | None]
    decided_at: Mapped[Moment | None]
    __table_args__ = (CheckConstraint("way IN ('exact', 'bits', 'index')", name="way"),)


#: First key of the advisory lock under which an organization's index changes.
INDEX_LOCK = 7301

_TRIGGERS = {
    SearchDocument: f"""
CREATE OR REPLACE FUNCTION search_documents_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO search_statistics AS s (organization_id, documents, total_length)
  SELECT organization_id, count(*), sum(length::float8) FROM added GROUP BY organization_id
  ON CONFLICT (organization_id) DO UPDATE SET documents = s.documents + excluded.documents,
    total_length = s.total_length + excluded.total_length;
  RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION search_documents_removed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock({INDEX_LOCK}, organization_id)
  FROM (SELECT DISTINCT organization_id FROM removed) o;
  DELETE FROM search_postings WHERE ctid = ANY (ARRAY(
    SELECT p.ctid FROM removed d CROSS JOIN LATERAL unnest(d.lexemes) u
      CROSS JOIN LATERAL (SELECT t.id FROM search_terms t
        WHERE t.organization_id = d.organization_id AND t.term = u.lexeme OFFSET 0) t
      CROSS JOIN LATERAL (SELECT x.ctid FROM search_postings x
        WHERE x.organization_id = d.organization_id AND x.term_id = t.id
          AND x.paper_id = d.paper_id OFFSET 0) p));
  UPDATE search_statistics s SET documents = s.documents - r.documents,
    total_length = s.total_length - r.total_length
  FROM (SELECT organization_id, count(*) AS documents, sum(length::float8) AS total_length
        FROM removed GROUP BY organization_id) r
  WHERE s.organization_id = r.organization_id;
  RETURN NULL;
END $$;
CREATE TRIGGER added AFTER INSERT ON search_documents REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION search_documents_added();
CREATE TRIGGER removed AFTER DELETE ON search_documents REFERENCING OLD TABLE AS removed
  FOR EACH STATEMENT EXECUTE FUNCTION search_documents_removed();
""",
    SearchPosting: """
CREATE OR REPLACE FUNCTION search_postings_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE c record;
BEGIN
  FOR c IN SELECT organization_id, term_id, count(*)::integer AS papers
           FROM changed GROUP BY organization_id, term_id ORDER BY term_id LOOP
    UPDATE search_terms t SET papers = t.papers + TG_ARGV[0]::integer * c.papers
    WHERE t.organization_id = c.organization_id AND t.id = c.term_id;
  END LOOP;
  RETURN NULL;
END $$;
CREATE TRIGGER added AFTER INSERT ON search_postings REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION search_postings_changed('1');
CREATE TRIGGER removed AFTER DELETE ON search_postings REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION search_postings_changed('-1');
""",
    # Statistics know nothing of an organization that has just come, so its terms would be taken for
    # one row, and any index that begins with the organization for as good as the right one.
    # Without statistics it is taken for a two-hundredth of the table, and the right one wins.
    SearchTerm: """
ALTER TABLE search_terms ALTER COLUMN organization_id SET STATISTICS 0;
CREATE OR REPLACE FUNCTION search_terms_removed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM search_postings p USING removed t
  WHERE p.organization_id = t.organization_id AND p.term_id = t.id;
  RETURN NULL;
END $$;
CREATE TRIGGER removed AFTER DELETE ON search_terms REFERENCING OLD TABLE AS removed
  FOR EACH STATEMENT EXECUTE FUNCTION search_terms_removed();
""",
}
for _model, _statements in _TRIGGERS.items():
    _ddl = DDL(_statements)  # type: ignore[no-untyped-call]  # SQLAlchemy left it without types
    event.listen(_model.__table__, "after_create", _ddl)
