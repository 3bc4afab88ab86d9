"""Row-level security, enabled and forced on every table, for a role that owns nothing.

Revision: 0003
Revises: 0002
"""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

ROLE = "paperscraper_app"
#: Tables whose rows are never changed.
APPEND_ONLY = ("audit_entries",)
#: Each rule, and the tables whose rows the role may touch under it.
RULES = {
    "current_setting('app.system', true) = 'on'": (
        "login_failures",
        "login_sessions",
    ),
    "id = nullif(current_setting('app.organization_id', true), '')::integer OR current_setting('app.system', true) = 'on'": (
        "organizations",
    ),
    "organization_id = nullif(current_setting('app.organization_id', true), '')::integer": (
        "search_postings",
        "author_metric_marks",
        "authors",
        "institutions",
        "papers",
        "score_weights",
        "search_statistics",
        "search_terms",
        "absorbed_records",
        "author_identifiers",
        "author_metrics",
        "authorships",
        "citation_counts",
        "embeddings",
        "identity_decisions",
        "identity_events",
        "import_chunks",
        "import_problems",
        "paper_identifiers",
        "paper_links",
        "paper_references",
        "paper_runs",
        "scores",
        "search_documents",
        "authorship_institutions",
        "identity_moves",
    ),
    "current_setting('app.system', true) = 'on' OR EXISTS (SELECT 1 FROM memberships m WHERE m.user_id = users.id AND m.organization_id = nullif(current_setting('app.organization_id', true), '')::integer)": (
        "users",
    ),
    "true": ("worker_processes",),
    "organization_id = nullif(current_setting('app.organization_id', true), '')::integer OR current_setting('app.system', true) = 'on'": (
        "audit_entries",
        "import_runs",
        "memberships",
        "rate_events",
        "scoring_jobs",
        "embedding_tasks",
        "scoring_items",
    ),
}


def upgrade() -> None:
    """Make the role, or take the one that an administrator made, and secure the tables."""
    op.execute(
        f"""
        DO $$ BEGIN
            IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = '{ROLE}') THEN
                CREATE ROLE {ROLE} NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB
                    NOCREATEROLE NOINHERIT;
            END IF;
        EXCEPTION WHEN duplicate_object THEN NULL;
        END $$;
        DO $$ BEGIN
            IF NOT pg_has_role(current_user, '{ROLE}', 'SET') THEN
                GRANT {ROLE} TO CURRENT_USER;
            END IF;
        END $$
        """
    )
    op.execute(f"GRANT USAGE ON SCHEMA public TO {ROLE}")
    for rule, tables in RULES.items():
        for table in tables:
            op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
            op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
            op.execute(
                f"CREATE POLICY organization ON {table} TO {ROLE} USING ({rule}) WITH CHECK ({rule})"
            )
            rights = "SELECT, INSERT" if table in APPEND_ONLY else "SELECT, INSERT, UPDATE, DELETE"
            op.execute(f"GRANT {rights} ON {table} TO {ROLE}")
    op.execute(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {ROLE}")


def downgrade() -> None:
    """Drop the policies; the role stays, other databases of the server may use it."""
    for tables in RULES.values():
        for table in tables:
            op.execute(f"DROP POLICY organization ON {table}")
            op.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
