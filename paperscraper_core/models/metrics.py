"""Author metrics kept ready for lists, and the marks that say which of them are out of date.

The numbers of an author depend on nothing but `authorships`, `citation_counts` and two columns of
`papers`. Triggers
mark whatever changes there, whoever changes it, so that no caller has to remember: a reader
computes marked authors anew, and a refresh stores them and takes the marks away.
"""

from datetime import date
from typing import Final

from sqlalchemy import (
    ARRAY,
    DDL,
    BigInteger,
    Double,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    SmallInteger,
    event,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from paperscraper_core.models.base import Base, Created, OrganizationId, RowId


class AuthorMetric(Base):
    """The indices of one author for one as-of year, named as in the metrics room; NULL: unknown."""

    __tablename__ = "author_metrics"
    organization_id: Mapped[OrganizationId]
    author_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    as_of_year: Mapped[int] = mapped_column(SmallInteger)
    papers: Mapped[int]
    papers_without_count: Mapped[int]
    papers_without_year: Mapped[int]
    first_year: Mapped[int | None] = mapped_column(SmallInteger)
    last_year: Mapped[int | None] = mapped_column(SmallInteger)
    fractional_papers: Mapped[float | None] = mapped_column(Double)
    citations: Mapped[int | None] = mapped_column(BigInteger)
    fractional_citations: Mapped[float | None] = mapped_column(Double)
    citations_per_year: Mapped[float | None] = mapped_column(Double)
    h_index: Mapped[int | None]
    g_index: Mapped[int | None]
    i10_index: Mapped[int | None]
    m_quotient: Mapped[float | None] = mapped_column(Double)
    e_index: Mapped[float | None] = mapped_column(Double)
    a_index: Mapped[float | None] = mapped_column(Double)
    r_index: Mapped[float | None] = mapped_column(Double)
    ar_index: Mapped[float | None] = mapped_column(Double)
    contemporary_h: Mapped[int | None]
    h5_index: Mapped[int | None]
    hi_norm: Mapped[int | None]
    hi_annual: Mapped[float | None] = mapped_column(Double)
    hm_index: Mapped[float | None] = mapped_column(Double)
    awcr: Mapped[float | None] = mapped_column(Double)
    aw_index: Mapped[float | None] = mapped_column(Double)
    h_year_ago_lower: Mapped[int | None]
    h_year_ago_upper: Mapped[int | None]
    __table_args__ = (
        ForeignKeyConstraint(
            ["organization_id", "author_id"],
            ["authors.organization_id", "authors.id"],
            ondelete="CASCADE",
        ),
        Index(None, "organization_id", "as_of_year", "author_id"),
    )


class AuthorMetricSnapshot(Base):
    """What was true of an author when an import ended: observed, never changed afterwards.

    A row is added only when a number differs from the newest one, so the newest row up to a day
    says what held on it. `core_papers` are the papers of the h-core, most cited first, with their
    citations then: they say later which papers raised h.
    """

    __tablename__ = "author_metric_snapshots"
    organization_id: Mapped[OrganizationId]
    author_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    observed_on: Mapped[date] = mapped_column(primary_key=True)
    counts_as_of: Mapped[date | None]
    papers: Mapped[int]
    papers_without_count: Mapped[int]
    citations: Mapped[int | None] = mapped_column(BigInteger)
    h_index: Mapped[int | None]
    g_index: Mapped[int | None]
    i10_index: Mapped[int | None]
    core_papers: Mapped[list[int]] = mapped_column(ARRAY(BigInteger), server_default=text("'{}'"))
    core_citations: Mapped[list[int]] = mapped_column(ARRAY(Integer), server_default=text("'{}'"))
    created_at: Mapped[Created]
    __table_args__ = (
        ForeignKeyConstraint(
            ["organization_id", "author_id"],
            ["authors.organization_id", "authors.id"],
            ondelete="CASCADE",
        ),
    )


class AuthorMetricMark(Base):
    """Something changed: the metrics of all authors of a paper, or of one author, are out of date.

    Only ever appended to and emptied, so that imports running at once never wait for each other.
    """

    __tablename__ = "author_metric_marks"
    organization_id: Mapped[int] = mapped_column(
        ForeignKey("organizations.id", ondelete="CASCADE"), primary_key=True
    )
    id: Mapped[RowId]
    paper_id: Mapped[int | None] = mapped_column(BigInteger)
    author_id: Mapped[int | None] = mapped_column(BigInteger)


# An organization that is being deleted takes its papers along; those need no marks any more.
_ALIVE: Final = "EXISTS (SELECT 1 FROM organizations o WHERE o.id = c.organization_id)"
_INTO_PAPERS: Final = "INSERT INTO author_metric_marks (organization_id, paper_id)"
_INTO_AUTHORS: Final = "INSERT INTO author_metric_marks (organization_id, author_id)"


def _function(name: str, body: str) -> str:
    return (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS"
        f" $body$ BEGIN {body} RETURN NULL; END $body$"
    )


def _trigger(table: str, action: str, tables: str, function: str) -> str:
    return (
        f"CREATE TRIGGER mark_{table}_{action.lower()} AFTER {action} ON {table}"
        f" REFERENCING {tables} FOR EACH STATEMENT EXECUTE FUNCTION {function}()"
    )


_ADDED: Final = (
    f"{_INTO_PAPERS} SELECT DISTINCT c.organization_id, c.paper_id FROM added c WHERE {_ALIVE};"
)
_DATED_REMOVED: Final = (
    f"{_INTO_PAPERS} SELECT DISTINCT c.organization_id, c.paper_id FROM removed c WHERE {_ALIVE};"
)
_REMOVED: Final = (
    f"{_DATED_REMOVED}"
    f"{_INTO_AUTHORS} SELECT DISTINCT c.organization_id, c.author_id FROM removed c WHERE {_ALIVE};"
)
_CHANGED: Final = (
    f"{_INTO_PAPERS} SELECT c.organization_id, c.id FROM added c JOIN removed r USING (id)"
    " WHERE (c.year, c.citation_count) IS DISTINCT FROM (r.year, r.citation_count);"
)
_STATEMENTS: Final = (
    _function("mark_authorships_added", _ADDED),
    _function("mark_authorships_removed", _REMOVED),
    _function("mark_authorships_changed", _ADDED + _REMOVED),
    _function("mark_papers_changed", _CHANGED),
    _trigger("authorships", "INSERT", "NEW TABLE AS added", "mark_authorships_added"),
    _trigger("authorships", "DELETE", "OLD TABLE AS removed", "mark_authorships_removed"),
    _trigger(
        "authorships",
        "UPDATE",
        "OLD TABLE AS removed NEW TABLE AS added",
        "mark_authorships_changed",
    ),
    _trigger("papers", "UPDATE", "OLD TABLE AS removed NEW TABLE AS added", "mark_papers_changed"),
    # h a year ago follows from the years in which citations came in
    _function("mark_citation_counts_added", _ADDED),
    _function("mark_citation_counts_removed", _DATED_REMOVED),
    _function("mark_citation_counts_changed", _ADDED + _DATED_REMOVED),
    _trigger("citation_counts", "INSERT", "NEW TABLE AS added", "mark_citation_counts_added"),
    _trigger("citation_counts", "DELETE", "OLD TABLE AS removed", "mark_citation_counts_removed"),
    _trigger(
        "citation_counts",
        "UPDATE",
        "OLD TABLE AS removed NEW TABLE AS added",
        "mark_citation_counts_changed",
    ),
    # a profile that is merged, or comes back, without any paper that moves along
    _function(
        "mark_author_merged",
        f"{_INTO_AUTHORS} VALUES (NEW.organization_id, NEW.id);",
    ),
    "CREATE TRIGGER mark_authors_merged AFTER UPDATE OF merged_into ON authors FOR EACH ROW"
    " WHEN (OLD.merged_into IS DISTINCT FROM NEW.merged_into)"
    " EXECUTE FUNCTION mark_author_merged()",
)
for _statement in _STATEMENTS:
    ddl = DDL(_statement)  # type: ignore[no-untyped-call]  # SQLAlchemy leaves DDL untyped
    event.listen(Base.metadata, "after_create", ddl)
