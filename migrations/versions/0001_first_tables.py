"""The first tables.

Revision: 0001
"""

import sqlalchemy as sa
from alembic import op
from pgvector.sqlalchemy import BIT, HALFVEC
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create every table; 0003 secures them in the same transaction."""
    op.execute("CREATE EXTENSION IF NOT EXISTS vector")
    op.create_table(
        "login_failures",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column(
            "failed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.PrimaryKeyConstraint("id", name=("pk_login_failures")),
    )
    op.create_index(
        ("ix_login_failures_email_failed_at"),
        "login_failures",
        ["email", "failed_at"],
        unique=False,
    )
    op.create_table(
        "organizations",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name=("pk_organizations")),
        sa.UniqueConstraint("slug", name=("uq_organizations_slug")),
    )
    op.create_table(
        "search_postings",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("term_id", sa.Integer(), nullable=False),
        sa.Column("paper_id", sa.BigInteger(), nullable=False),
        sa.Column("frequency", sa.REAL(), nullable=False),
        sa.Column("length", sa.REAL(), nullable=False),
        sa.PrimaryKeyConstraint(
            "organization_id", "term_id", "paper_id", name=("pk_search_postings")
        ),
    )
    op.create_table(
        "users",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column(
            "password_changed_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name=("pk_users")),
        sa.UniqueConstraint("email", name=("uq_users_email")),
    )
    op.create_table(
        "worker_processes",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("hostname", sa.String(), nullable=False),
        sa.Column("pid", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=True),
        sa.Column(
            "started_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "seen_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.PrimaryKeyConstraint("id", name=("pk_worker_processes")),
    )
    op.create_table(
        "audit_entries",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=True),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column(
            "details",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'"),
            nullable=False,
        ),
        sa.Column(
            "happened_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=("fk_audit_entries_organization_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=("fk_audit_entries_user_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=("pk_audit_entries")),
    )
    op.create_index(
        ("ix_audit_entries_organization_id_happened_at"),
        "audit_entries",
        ["organization_id", "happened_at"],
        unique=False,
    )
    op.create_table(
        "author_metric_marks",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("paper_id", sa.BigInteger(), nullable=True),
        sa.Column("author_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=("fk_author_metric_marks_organization_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=("pk_author_metric_marks")),
    )
    op.create_table(
        "authors",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=False),
        sa.Column(
            "name_variants",
            postgresql.ARRAY(sa.Text()),
            server_default=sa.text("'{}'"),
            nullable=False,
        ),
        sa.Column("orcid", sa.String(), nullable=True),
        sa.Column("institution", sa.String(), nullable=True),
        sa.Column("country_code", sa.String(), nullable=True),
        sa.Column("reported_works_count", sa.Integer(), nullable=True),
        sa.Column("reported_citations", sa.Integer(), nullable=True),
        sa.Column("reported_h_index", sa.Integer(), nullable=True),
        sa.Column("reported_i10_index", sa.Integer(), nullable=True),
        sa.Column("reported_as_of", sa.Date(), nullable=True),
        sa.Column("reported_source", sa.String(), nullable=True),
        sa.Column("merged_into", sa.BigInteger(), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "merged_into"],
            ["authors.organization_id", "authors.id"],
            name=("fk_authors_organization_id_merged_into"),
            ondelete="SET NULL (merged_into)",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=("fk_authors_organization_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=("pk_authors")),
    )
    op.create_index(
        ("ix_authors_organization_id_merged_into_id"),
        "authors",
        ["organization_id", "merged_into", "id"],
        unique=False,
        postgresql_where=sa.text("merged_into IS NOT NULL"),
    )
    op.create_index(
        ("ix_authors_organization_id_name_key"),
        "authors",
        ["organization_id", "name_key"],
        unique=False,
    )
    op.create_index(
        "uq_authors_organization_id_orcid",
        "authors",
        ["organization_id", "orcid"],
        unique=True,
        postgresql_where=sa.text("orcid IS NOT NULL"),
    )
    op.create_table(
        "import_runs",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("filename", sa.String(), nullable=False),
        sa.Column("format", sa.String(), nullable=True),
        sa.Column("mapping", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("content_sha256", sa.LargeBinary(), nullable=True),
        sa.Column("content_bytes", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(), server_default="waiting", nullable=False),
        sa.Column("requested_by", sa.BigInteger(), nullable=True),
        sa.Column("attempt", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("tries", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("worker", sa.String(), nullable=True),
        sa.Column(
            "cancel_requested", sa.Boolean(), server_default=sa.text("false"), nullable=False
        ),
        sa.Column("records_total", sa.Integer(), nullable=True),
        sa.Column("records_done", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("created", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("merged", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("unchanged", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("problems", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("error", sa.String(), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=("fk_import_runs_organization_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=("pk_import_runs")),
    )
    op.create_index(
        ("ix_import_runs_organization_id_created_at"),
        "import_runs",
        ["organization_id", "created_at"],
        unique=False,
    )
    op.create_index(("ix_import_runs_state"), "import_runs", ["state"], unique=False)
    op.create_table(
        "institutions",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("ror", sa.String(), nullable=True),
        sa.Column("country_code", sa.String(), nullable=True),
        sa.Column("type", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=("fk_institutions_organization_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=("pk_institutions")),
    )
    op.create_index(
        "uq_institutions_organization_id_key",
        "institutions",
        ["organization_id", "key"],
        unique=True,
    )
    op.create_table(
        "login_sessions",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("cookie_hash", sa.LargeBinary(), nullable=True),
        sa.Column("ticket_hash", sa.LargeBinary(), nullable=True),
        sa.Column("ticket_expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "seen_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.Column("device", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_reason", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=("fk_login_sessions_organization_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=("fk_login_sessions_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=("pk_login_sessions")),
        sa.UniqueConstraint("cookie_hash", name=("uq_login_sessions_cookie_hash")),
        sa.UniqueConstraint("ticket_hash", name=("uq_login_sessions_ticket_hash")),
        sa.UniqueConstraint("token_hash", name=("uq_login_sessions_token_hash")),
    )
    op.create_index(("ix_login_sessions_user_id"), "login_sessions", ["user_id"], unique=False)
    op.create_table(
        "memberships",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=("fk_memberships_organization_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=("fk_memberships_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("organization_id", "user_id", name=("pk_memberships")),
    )
    op.create_index(("ix_memberships_user_id"), "memberships", ["user_id"], unique=False)
    op.create_table(
        "papers",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("title_key", sa.String(), nullable=False),
        sa.Column("abstract", sa.String(), nullable=True),
        sa.Column("year", sa.SmallInteger(), nullable=True),
        sa.Column("publication_date", sa.Date(), nullable=True),
        sa.Column("doi", sa.String(), nullable=True),
        sa.Column("venue", sa.String(), nullable=True),
        sa.Column("type", sa.String(), nullable=True),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column("url", sa.String(), nullable=True),
        sa.Column("volume", sa.String(), nullable=True),
        sa.Column("issue", sa.String(), nullable=True),
        sa.Column("pages", sa.String(), nullable=True),
        sa.Column("publisher", sa.String(), nullable=True),
        sa.Column(
            "keywords", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False
        ),
        sa.Column(
            "topics", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False
        ),
        sa.Column("is_retracted", sa.Boolean(), nullable=True),
        sa.Column("citation_count", sa.Integer(), nullable=True),
        sa.Column("counts_as_of", sa.Date(), nullable=True),
        sa.Column("source", sa.String(), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint("char_length(title) BETWEEN 1 AND 500", name=("ck_papers_title_length")),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=("fk_papers_organization_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=("pk_papers")),
    )
    op.create_index(
        "ix_papers_filters",
        "papers",
        ["organization_id", "id"],
        unique=False,
        postgresql_include=["year", "type", "citation_count"],
    )
    op.create_index(
        ("ix_papers_organization_id_citation_count_id"),
        "papers",
        ["organization_id", "citation_count", "id"],
        unique=False,
    )
    op.create_index(
        ("ix_papers_organization_id_counts_as_of"),
        "papers",
        ["organization_id", "counts_as_of"],
        unique=False,
    )
    op.create_index(
        ("ix_papers_organization_id_publication_date_id"),
        "papers",
        ["organization_id", "publication_date", "id"],
        unique=False,
    )
    op.create_index(
        ("ix_papers_organization_id_title_key"),
        "papers",
        ["organization_id", "title_key"],
        unique=False,
    )
    op.create_index(
        ("ix_papers_organization_id_venue"), "papers", ["organization_id", "venue"], unique=False
    )
    op.create_index(
        ("ix_papers_organization_id_year_id"),
        "papers",
        ["organization_id", "year", "id"],
        unique=False,
    )
    op.create_index(
        "uq_papers_organization_id_doi",
        "papers",
        ["organization_id", "doi"],
        unique=True,
        postgresql_where=sa.text("doi IS NOT NULL"),
    )
    op.create_table(
        "rate_events",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=True),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column(
            "happened_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=("fk_rate_events_organization_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=("fk_rate_events_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=("pk_rate_events")),
    )
    op.create_index(
        ("ix_rate_events_organization_id_action_happened_at"),
        "rate_events",
        ["organization_id", "action", "happened_at"],
        unique=False,
    )
    op.create_table(
        "score_weights",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("dimension", sa.String(), nullable=False),
        sa.Column("weight", sa.REAL(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=("fk_score_weights_organization_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("organization_id", "dimension", name=("pk_score_weights")),
    )
    op.create_table(
        "scoring_jobs",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("scorer", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("selection_hash", sa.String(), nullable=False),
        sa.Column("requested_by", sa.BigInteger(), nullable=True),
        sa.Column(
            "cancel_requested", sa.Boolean(), server_default=sa.text("false"), nullable=False
        ),
        sa.Column("reference", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=("fk_scoring_jobs_organization_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=("pk_scoring_jobs")),
    )
    op.create_index(
        ("ix_scoring_jobs_organization_id_created_at"),
        "scoring_jobs",
        ["organization_id", "created_at"],
        unique=False,
    )
    op.create_table(
        "search_statistics",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("documents", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("total_length", sa.Double(), server_default=sa.text("0"), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=("fk_search_statistics_organization_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("organization_id", name=("pk_search_statistics")),
    )
    op.create_table(
        "search_terms",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("term", sa.String(), nullable=False),
        sa.Column("papers", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=("fk_search_terms_organization_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=("pk_search_terms")),
        postgresql_with={"fillfactor": 70},
    )
    op.create_index(
        "uq_search_terms_organization_id_term",
        "search_terms",
        ["organization_id", "term"],
        unique=True,
    )
    op.create_table(
        "absorbed_records",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(length=16), nullable=False),
        sa.Column("paper_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "paper_id"],
            ["papers.organization_id", "papers.id"],
            name=("fk_absorbed_records_organization_id_paper_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=("fk_absorbed_records_organization_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("organization_id", "fingerprint", name=("pk_absorbed_records")),
    )
    op.create_index(
        ("ix_absorbed_records_organization_id_paper_id"),
        "absorbed_records",
        ["organization_id", "paper_id"],
        unique=False,
    )
    op.create_table(
        "author_identifiers",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("scheme", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("author_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "author_id"],
            ["authors.organization_id", "authors.id"],
            name=("fk_author_identifiers_organization_id_author_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=("fk_author_identifiers_organization_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "organization_id", "scheme", "value", name=("pk_author_identifiers")
        ),
    )
    op.create_index(
        ("ix_author_identifiers_organization_id_author_id"),
        "author_identifiers",
        ["organization_id", "author_id"],
        unique=False,
    )
    op.create_table(
        "author_metrics",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.BigInteger(), nullable=False),
        sa.Column("as_of_year", sa.SmallInteger(), nullable=False),
        sa.Column("papers", sa.Integer(), nullable=False),
        sa.Column("papers_without_count", sa.Integer(), nullable=False),
        sa.Column("papers_without_year", sa.Integer(), nullable=False),
        sa.Column("first_year", sa.SmallInteger(), nullable=True),
        sa.Column("last_year", sa.SmallInteger(), nullable=True),
        sa.Column("fractional_papers", sa.Double(), nullable=True),
        sa.Column("citations", sa.BigInteger(), nullable=True),
        sa.Column("fractional_citations", sa.Double(), nullable=True),
        sa.Column("citations_per_year", sa.Double(), nullable=True),
        sa.Column("h_index", sa.Integer(), nullable=True),
        sa.Column("g_index", sa.Integer(), nullable=True),
        sa.Column("i10_index", sa.Integer(), nullable=True),
        sa.Column("m_quotient", sa.Double(), nullable=True),
        sa.Column("e_index", sa.Double(), nullable=True),
        sa.Column("a_index", sa.Double(), nullable=True),
        sa.Column("r_index", sa.Double(), nullable=True),
        sa.Column("ar_index", sa.Double(), nullable=True),
        sa.Column("contemporary_h", sa.Integer(), nullable=True),
        sa.Column("h5_index", sa.Integer(), nullable=True),
        sa.Column("hi_norm", sa.Integer(), nullable=True),
        sa.Column("hi_annual", sa.Double(), nullable=True),
        sa.Column("hm_index", sa.Double(), nullable=True),
        sa.Column("awcr", sa.Double(), nullable=True),
        sa.Column("aw_index", sa.Double(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organization_id", "author_id"],
            ["authors.organization_id", "authors.id"],
            name=("fk_author_metrics_organization_id_author_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=("fk_author_metrics_organization_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("organization_id", "author_id", name=("pk_author_metrics")),
    )
    op.create_index(
        ("ix_author_metrics_organization_id_as_of_year_author_id"),
        "author_metrics",
        ["organization_id", "as_of_year", "author_id"],
        unique=False,
    )
    op.create_table(
        "authorships",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("paper_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.BigInteger(), nullable=False),
        sa.Column("printed_name", sa.String(), nullable=False),
        sa.Column("is_corresponding", sa.Boolean(), nullable=True),
        sa.Column(
            "affiliations",
            postgresql.ARRAY(sa.Text()),
            server_default=sa.text("'{}'"),
            nullable=False,
        ),
        sa.Column("profile_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organization_id", "author_id"],
            ["authors.organization_id", "authors.id"],
            name=("fk_authorships_organization_id_author_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "paper_id"],
            ["papers.organization_id", "papers.id"],
            name=("fk_authorships_organization_id_paper_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "profile_id"],
            ["authors.organization_id", "authors.id"],
            name=("fk_authorships_organization_id_profile_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=("fk_authorships_organization_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("organization_id", "paper_id", "position", name=("pk_authorships")),
        sa.UniqueConstraint(
            "organization_id",
            "author_id",
            "paper_id",
            deferrable=True,
            initially="IMMEDIATE",
            name="uq_authorships_author_paper",
            postgresql_include=["position"],
        ),
    )
    op.create_index(
        ("ix_authorships_organization_id_profile_id_paper_id"),
        "authorships",
        ["organization_id", "profile_id", "paper_id"],
        unique=False,
        postgresql_where=sa.text("profile_id IS NOT NULL"),
    )
    op.create_table(
        "citation_counts",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("paper_id", sa.BigInteger(), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("citations", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "paper_id"],
            ["papers.organization_id", "papers.id"],
            name=("fk_citation_counts_organization_id_paper_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=("fk_citation_counts_organization_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("organization_id", "paper_id", "year", name=("pk_citation_counts")),
    )
    op.create_table(
        "embedding_tasks",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("paper_id", sa.BigInteger(), nullable=False),
        sa.Column("attempt", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("worker", sa.String(), nullable=True),
        sa.Column("error", sa.String(), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "paper_id"],
            ["papers.organization_id", "papers.id"],
            name=("fk_embedding_tasks_organization_id_paper_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=("fk_embedding_tasks_organization_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("organization_id", "paper_id", name=("pk_embedding_tasks")),
    )
    op.create_index(
        ("ix_embedding_tasks_lease_until"), "embedding_tasks", ["lease_until"], unique=False
    )
    op.create_table(
        "embeddings",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("paper_id", sa.BigInteger(), nullable=False),
        sa.Column("vector", HALFVEC(dim=384), nullable=False),
        sa.Column(
            "bits",
            BIT(length=384),
            sa.Computed("binary_quantize(vector)::bit(384)", persisted=True),
            nullable=False,
        ),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "paper_id"],
            ["papers.organization_id", "papers.id"],
            name=("fk_embeddings_organization_id_paper_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=("fk_embeddings_organization_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("organization_id", "model", "paper_id", name=("pk_embeddings")),
    )
    op.create_index(
        ("ix_embeddings_organization_id_paper_id"),
        "embeddings",
        ["organization_id", "paper_id"],
        unique=False,
    )
    op.create_table(
        "identity_decisions",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("author_id", sa.BigInteger(), nullable=False),
        sa.Column("other_id", sa.BigInteger(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=True),
        sa.Column("reasons", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.Column(
            "decided_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "verdict IN ('same', 'different')", name=("ck_identity_decisions_verdict")
        ),
        sa.CheckConstraint("author_id < other_id", name=("ck_identity_decisions_low_first")),
        sa.ForeignKeyConstraint(
            ["organization_id", "author_id"],
            ["authors.organization_id", "authors.id"],
            name=("fk_identity_decisions_organization_id_author_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "other_id"],
            ["authors.organization_id", "authors.id"],
            name=("fk_identity_decisions_organization_id_other_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=("fk_identity_decisions_organization_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=("pk_identity_decisions")),
    )
    op.create_index(
        ("ix_identity_decisions_organization_id_author_id_other_id"),
        "identity_decisions",
        ["organization_id", "author_id", "other_id"],
        unique=False,
    )
    op.create_index(
        ("ix_identity_decisions_organization_id_other_id"),
        "identity_decisions",
        ["organization_id", "other_id"],
        unique=False,
    )
    op.create_table(
        "identity_events",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("from_id", sa.BigInteger(), nullable=False),
        sa.Column("to_id", sa.BigInteger(), nullable=False),
        sa.Column("makes_author", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("undoes", sa.BigInteger(), nullable=True),
        sa.Column("user_id", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.Column(
            "happened_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "(kind = 'undo') = (undoes IS NOT NULL)", name=("ck_identity_events_undoes")
        ),
        sa.CheckConstraint("kind IN ('merge', 'split', 'undo')", name=("ck_identity_events_kind")),
        sa.ForeignKeyConstraint(
            ["organization_id", "from_id"],
            ["authors.organization_id", "authors.id"],
            name=("fk_identity_events_organization_id_from_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "to_id"],
            ["authors.organization_id", "authors.id"],
            name=("fk_identity_events_organization_id_to_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "undoes"],
            ["identity_events.organization_id", "identity_events.id"],
            name=("fk_identity_events_organization_id_undoes"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=("fk_identity_events_organization_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=("pk_identity_events")),
    )
    op.create_index(
        ("ix_identity_events_organization_id_from_id"),
        "identity_events",
        ["organization_id", "from_id"],
        unique=False,
    )
    op.create_index(
        ("ix_identity_events_organization_id_to_id"),
        "identity_events",
        ["organization_id", "to_id"],
        unique=False,
    )
    op.create_index(
        "uq_identity_events_undoes",
        "identity_events",
        ["organization_id", "undoes"],
        unique=True,
        postgresql_where=sa.text("undoes IS NOT NULL"),
    )
    op.create_table(
        "import_chunks",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "run_id"],
            ["import_runs.organization_id", "import_runs.id"],
            name=("fk_import_chunks_organization_id_run_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=("fk_import_chunks_organization_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("organization_id", "run_id", "number", name=("pk_import_chunks")),
    )
    op.create_table(
        "import_problems",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("run_id", sa.BigInteger(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=True),
        sa.Column("field", sa.String(), nullable=True),
        sa.Column("message", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "run_id"],
            ["import_runs.organization_id", "import_runs.id"],
            name=("fk_import_problems_organization_id_run_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=("fk_import_problems_organization_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=("pk_import_problems")),
    )
    op.create_index(
        ("ix_import_problems_organization_id_run_id"),
        "import_problems",
        ["organization_id", "run_id"],
        unique=False,
    )
    op.create_table(
        "paper_identifiers",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("scheme", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("paper_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "paper_id"],
            ["papers.organization_id", "papers.id"],
            name=("fk_paper_identifiers_organization_id_paper_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=("fk_paper_identifiers_organization_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "organization_id", "scheme", "value", name=("pk_paper_identifiers")
        ),
    )
    op.create_index(
        ("ix_paper_identifiers_organization_id_paper_id"),
        "paper_identifiers",
        ["organization_id", "paper_id"],
        unique=False,
    )
    op.create_table(
        "paper_links",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("paper_id", sa.BigInteger(), nullable=False),
        sa.Column("other_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "other_id"],
            ["papers.organization_id", "papers.id"],
            name=("fk_paper_links_organization_id_other_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "paper_id"],
            ["papers.organization_id", "papers.id"],
            name=("fk_paper_links_organization_id_paper_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=("fk_paper_links_organization_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("organization_id", "paper_id", "other_id", name=("pk_paper_links")),
    )
    op.create_index(
        ("ix_paper_links_organization_id_other_id"),
        "paper_links",
        ["organization_id", "other_id"],
        unique=False,
    )
    op.create_table(
        "paper_references",
        sa.Column("organization_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("citing_id", sa.BigInteger(), nullable=False),
        sa.Column("scheme", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("cited_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organization_id", "cited_id"],
            ["papers.organization_id", "papers.id"],
            name=("fk_paper_references_organization_id_cited_id"),
            ondelete="SET NULL (cited_id)",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "citing_id"],
            ["papers.organization_id", "papers.id"],
            name=("fk_paper_references_organization_id_citing_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "organization_id", "citing_id", "scheme", "value", name=("pk_paper_references")
        ),
    )
    op.create_index(
        ("ix_paper_references_organization_id_cited_id_citing_id"),
        "paper_references",
        ["organization_id", "cited_id", "citing_id"],
        unique=False,
        postgresql_where=sa.text("cited_id IS NOT NULL"),
    )
    op.create_index(
        ("ix_paper_references_organization_id_scheme_value"),
        "paper_references",
        ["organization_id", "scheme", "value"],
        unique=False,
    )
    op.create_table(
        "paper_runs",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.BigInteger(), nullable=False),
        sa.Column("paper_id", sa.BigInteger(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "paper_id"],
            ["papers.organization_id", "papers.id"],
            name=("fk_paper_runs_organization_id_paper_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "run_id"],
            ["import_runs.organization_id", "import_runs.id"],
            name=("fk_paper_runs_organization_id_run_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=("fk_paper_runs_organization_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("organization_id", "run_id", "paper_id", name=("pk_paper_runs")),
    )
    op.create_index(
        ("ix_paper_runs_organization_id_paper_id"),
        "paper_runs",
        ["organization_id", "paper_id"],
        unique=False,
    )
    op.create_table(
        "scores",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("paper_id", sa.BigInteger(), nullable=False),
        sa.Column("job_id", sa.BigInteger(), nullable=True),
        sa.Column("scorer", sa.String(), nullable=False),
        sa.Column("scorer_version", sa.String(), nullable=False),
        sa.Column("inputs_hash", sa.String(), nullable=False),
        sa.Column("is_latest", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("overall", sa.REAL(), nullable=True),
        sa.Column("coverage", sa.REAL(), nullable=False),
        sa.Column("confidence", sa.REAL(), nullable=True),
        sa.Column("novelty", sa.REAL(), nullable=True),
        sa.Column("ip_potential", sa.REAL(), nullable=True),
        sa.Column("marketability", sa.REAL(), nullable=True),
        sa.Column("feasibility", sa.REAL(), nullable=True),
        sa.Column("commercialization", sa.REAL(), nullable=True),
        sa.Column("team_readiness", sa.REAL(), nullable=True),
        sa.Column("weights", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("details", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "paper_id"],
            ["papers.organization_id", "papers.id"],
            name=("fk_scores_organization_id_paper_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=("fk_scores_organization_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=("pk_scores")),
    )
    op.create_index(
        ("ix_scores_organization_id_paper_id_created_at"),
        "scores",
        ["organization_id", "paper_id", "created_at"],
        unique=False,
    )
    op.create_index(
        "uq_scores_job_item", "scores", ["organization_id", "job_id", "paper_id"], unique=True
    )
    op.create_index(
        "uq_scores_latest",
        "scores",
        ["organization_id", "paper_id"],
        unique=True,
        postgresql_where=sa.text("is_latest"),
    )
    op.create_table(
        "scoring_items",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("job_id", sa.BigInteger(), nullable=False),
        sa.Column("paper_id", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(), server_default="waiting", nullable=False),
        sa.Column("attempt", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("tries", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("worker", sa.String(), nullable=True),
        sa.Column("error", sa.String(), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organization_id", "job_id"],
            ["scoring_jobs.organization_id", "scoring_jobs.id"],
            name=("fk_scoring_items_organization_id_job_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "paper_id"],
            ["papers.organization_id", "papers.id"],
            name=("fk_scoring_items_organization_id_paper_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=("fk_scoring_items_organization_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("organization_id", "job_id", "paper_id", name=("pk_scoring_items")),
    )
    op.create_index(
        "ix_scoring_items_open",
        "scoring_items",
        ["organization_id", "job_id", "lease_until"],
        unique=False,
        postgresql_where=sa.text("state IN ('waiting', 'running')"),
    )
    op.create_index(
        ("ix_scoring_items_organization_id_paper_id"),
        "scoring_items",
        ["organization_id", "paper_id"],
        unique=False,
    )
    op.create_table(
        "search_documents",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("paper_id", sa.BigInteger(), nullable=False),
        sa.Column("length", sa.REAL(), nullable=False),
        sa.Column("lexemes", postgresql.TSVECTOR(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "paper_id"],
            ["papers.organization_id", "papers.id"],
            name=("fk_search_documents_organization_id_paper_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=("fk_search_documents_organization_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("organization_id", "paper_id", name=("pk_search_documents")),
    )
    op.create_table(
        "authorship_institutions",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("paper_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("institution_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "institution_id"],
            ["institutions.organization_id", "institutions.id"],
            name=("fk_authorship_institutions_organization_id_institution_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "paper_id", "position"],
            ["authorships.organization_id", "authorships.paper_id", "authorships.position"],
            name=("fk_authorship_institutions_organization_id_paper_id_position"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=("fk_authorship_institutions_organization_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "organization_id",
            "paper_id",
            "position",
            "institution_id",
            name=("pk_authorship_institutions"),
        ),
    )
    op.create_index(
        ("ix_authorship_institutions_organization_id_institution_id"),
        "authorship_institutions",
        ["organization_id", "institution_id"],
        unique=False,
    )
    op.create_table(
        "identity_moves",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.BigInteger(), nullable=False),
        sa.Column("paper_id", sa.BigInteger(), nullable=False),
        sa.Column("profile_id", sa.BigInteger(), nullable=False),
        sa.Column("from_id", sa.BigInteger(), nullable=False),
        sa.Column("to_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "event_id"],
            ["identity_events.organization_id", "identity_events.id"],
            name=("fk_identity_moves_organization_id_event_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "paper_id"],
            ["papers.organization_id", "papers.id"],
            name=("fk_identity_moves_organization_id_paper_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=("fk_identity_moves_organization_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "organization_id", "event_id", "paper_id", "profile_id", name=("pk_identity_moves")
        ),
    )
    op.create_index(
        ("ix_identity_moves_organization_id_paper_id_profile_id"),
        "identity_moves",
        ["organization_id", "paper_id", "profile_id"],
        unique=False,
    )


def downgrade() -> None:
    """Drop every table, the last made first."""
    for table in (
        "identity_moves",
        "authorship_institutions",
        "search_documents",
        "scoring_items",
        "scores",
        "paper_runs",
        "paper_references",
        "paper_links",
        "paper_identifiers",
        "import_problems",
        "import_chunks",
        "identity_events",
        "identity_decisions",
        "embeddings",
        "embedding_tasks",
        "citation_counts",
        "authorships",
        "author_metrics",
        "author_identifiers",
        "absorbed_records",
        "search_terms",
        "search_statistics",
        "scoring_jobs",
        "score_weights",
        "rate_events",
        "papers",
        "memberships",
        "login_sessions",
        "institutions",
        "import_runs",
        "authors",
        "author_metric_marks",
        "audit_entries",
        "worker_processes",
        "users",
        "search_postings",
        "organizations",
        "login_failures",
    ):
        op.drop_table(table)
