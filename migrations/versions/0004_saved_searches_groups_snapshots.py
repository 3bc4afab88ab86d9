"""Saved searches, groups of authors, observed metrics, and how an organization is searched.

Revision: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

ROLE = "paperscraper_app"
ORGANIZATION = "organization_id = nullif(current_setting('app.organization_id', true), '')::integer"
OR_SYSTEM = f"{ORGANIZATION} OR current_setting('app.system', true) = 'on'"
#: The new tables, and the rule under which the role may touch their rows.
RULES = {
    "search_layouts": OR_SYSTEM,
    "saved_searches": ORGANIZATION,
    "saved_search_views": ORGANIZATION,
    "author_groups": ORGANIZATION,
    "author_group_members": ORGANIZATION,
    "author_metric_snapshots": ORGANIZATION,
}
_ALIVE = "EXISTS (SELECT 1 FROM organizations o WHERE o.id = c.organization_id)"
_MARK = (
    "INSERT INTO author_metric_marks (organization_id, paper_id) SELECT DISTINCT"
    " c.organization_id, c.paper_id FROM {changed} c WHERE " + _ALIVE + ";"
)
_ADDED, _REMOVED = _MARK.format(changed="added"), _MARK.format(changed="removed")
#: What marks the authors of papers whose dated citations change: action, rows seen, body.
MARKS = (
    ("INSERT", "added", "NEW TABLE AS added", _ADDED),
    ("DELETE", "removed", "OLD TABLE AS removed", _REMOVED),
    ("UPDATE", "changed", "OLD TABLE AS removed NEW TABLE AS added", _ADDED + _REMOVED),
)

#: The values of a score that lists are put in order by.
DIMENSIONS = (
    "overall",
    "novelty",
    "ip_potential",
    "marketability",
    "feasibility",
    "commercialization",
    "team_readiness",
)
#: Keys whose index is to hold what searching reads beside them: the earlier migrations left the
#: riders out, so each scan of the signs read all the vectors.
KEYS = {
    "embeddings": ("organization_id, model, paper_id", "bits"),
    "search_postings": ("organization_id, term_id, paper_id", "frequency, length"),
}


def _make_key(table: str, columns: str, riders: str = "") -> None:
    included = f" INCLUDE ({riders})" if riders else ""
    op.execute(
        f"ALTER TABLE {table} DROP CONSTRAINT pk_{table},"
        f" ADD CONSTRAINT pk_{table} PRIMARY KEY ({columns}){included}"
    )


def upgrade() -> None:
    """Create the tables and secure them in the same transaction."""
    op.create_table(
        "author_groups",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("description", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "char_length(name) BETWEEN 1 AND 100", name=("ck_author_groups_name_length")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=("fk_author_groups_organization_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=("pk_author_groups")),
    )
    op.create_index(
        "uq_author_groups_organization_id_name",
        "author_groups",
        ["organization_id", "name"],
        unique=True,
    )
    op.create_table(
        "search_layouts",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("way", sa.String(), server_default="exact", nullable=False),
        sa.Column("papers", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("attempt", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("worker", sa.String(), nullable=True),
        sa.Column("error", sa.String(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("way IN ('exact', 'bits', 'index')", name=("ck_search_layouts_way")),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=("fk_search_layouts_organization_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("organization_id", name=("pk_search_layouts")),
    )
    op.create_table(
        "author_group_members",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.BigInteger(), nullable=False),
        sa.Column("author_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "added_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "author_id"],
            ["authors.organization_id", "authors.id"],
            name=("fk_author_group_members_organization_id_author_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "group_id"],
            ["author_groups.organization_id", "author_groups.id"],
            name=("fk_author_group_members_organization_id_group_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=("fk_author_group_members_organization_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "organization_id", "group_id", "author_id", name=("pk_author_group_members")
        ),
    )
    op.create_index(
        ("ix_author_group_members_organization_id_author_id"),
        "author_group_members",
        ["organization_id", "author_id"],
        unique=False,
    )
    op.create_table(
        "author_metric_snapshots",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.BigInteger(), nullable=False),
        sa.Column("observed_on", sa.Date(), nullable=False),
        sa.Column("counts_as_of", sa.Date(), nullable=True),
        sa.Column("papers", sa.Integer(), nullable=False),
        sa.Column("papers_without_count", sa.Integer(), nullable=False),
        sa.Column("citations", sa.BigInteger(), nullable=True),
        sa.Column("h_index", sa.Integer(), nullable=True),
        sa.Column("g_index", sa.Integer(), nullable=True),
        sa.Column("i10_index", sa.Integer(), nullable=True),
        sa.Column(
            "core_papers", sa.ARRAY(sa.BigInteger()), server_default=sa.text("'{}'"), nullable=False
        ),
        sa.Column(
            "core_citations", sa.ARRAY(sa.Integer()), server_default=sa.text("'{}'"), nullable=False
        ),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "author_id"],
            ["authors.organization_id", "authors.id"],
            name=("fk_author_metric_snapshots_organization_id_author_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=("fk_author_metric_snapshots_organization_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "organization_id", "author_id", "observed_on", name=("pk_author_metric_snapshots")
        ),
    )
    op.create_table(
        "saved_searches",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("owner_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("is_shared", sa.Boolean(), server_default=sa.text("false"), nullable=False),
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
        sa.CheckConstraint(
            "char_length(address) <= 20000", name=("ck_saved_searches_address_length")
        ),
        sa.CheckConstraint(
            "char_length(name) BETWEEN 1 AND 100", name=("ck_saved_searches_name_length")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "owner_id"],
            ["memberships.organization_id", "memberships.user_id"],
            name=("fk_saved_searches_organization_id_owner_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=("fk_saved_searches_organization_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=("pk_saved_searches")),
    )
    op.create_index(
        "uq_saved_searches_organization_id_owner_id_name",
        "saved_searches",
        ["organization_id", "owner_id", "name"],
        unique=True,
    )
    op.create_table(
        "saved_search_views",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("saved_search_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "saved_search_id"],
            ["saved_searches.organization_id", "saved_searches.id"],
            name=("fk_saved_search_views_organization_id_saved_search_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "user_id"],
            ["memberships.organization_id", "memberships.user_id"],
            name=("fk_saved_search_views_organization_id_user_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=("fk_saved_search_views_organization_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "organization_id", "saved_search_id", "user_id", name=("pk_saved_search_views")
        ),
    )
    for table, rule in RULES.items():
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(
            f"CREATE POLICY organization ON {table} TO {ROLE} USING ({rule}) WITH CHECK ({rule})"
        )
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO {ROLE}")
    # dispatch asks which organizations have outgrown the way that they are searched
    op.execute(
        f"ALTER POLICY organization ON search_statistics USING ({OR_SYSTEM}) WITH CHECK ({OR_SYSTEM})"
    )
    op.execute(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {ROLE}")
    for table, (columns, riders) in KEYS.items():
        _make_key(table, columns, riders)
    _keep_h_of_a_year_ago()
    _find_by_names_and_beginnings()
    _let_facets_read_one_index()
    op.create_index("ix_papers_main_topic", "papers", ["organization_id", sa.text("(topics[1])")])


def _let_facets_read_one_index() -> None:
    """Counts by year, venue and type, and orders by scores, read no paper and no score itself."""
    _make_filters("year", "type", "citation_count", "venue", "created_at")
    _make_latest(*DIMENSIONS)
    op.create_index(
        "ix_papers_organization_id_created_at", "papers", ["organization_id", "created_at"]
    )


def _make_filters(*riders: str) -> None:
    op.drop_index("ix_papers_filters", "papers")
    op.create_index(
        "ix_papers_filters", "papers", ["organization_id", "id"], postgresql_include=list(riders)
    )


def _make_latest(*riders: str) -> None:
    op.drop_index("uq_scores_latest", "scores")
    op.create_index(
        "uq_scores_latest",
        "scores",
        ["organization_id", "paper_id"],
        unique=True,
        postgresql_where=sa.text("is_latest"),
        postgresql_include=list(riders),
    )


def _find_by_names_and_beginnings() -> None:
    """Find the papers of "Smith 2019", and words by their beginning, from an index under RLS."""
    last_word = sa.Computed("substring(name_key FROM '[^ ]+$')", persisted=True)
    op.add_column("authors", sa.Column("family_key", sa.String(), last_word, nullable=True))
    op.create_index(
        "ix_authors_organization_id_family_key", "authors", ["organization_id", "family_key"]
    )
    op.create_index(
        "ix_search_terms_beginnings",
        "search_terms",
        ["organization_id", "term"],
        postgresql_ops={"term": "text_pattern_ops"},
    )


def _keep_h_of_a_year_ago() -> None:
    """Keep h of a year ago beside the stored metrics, and marks where the citations by year change."""
    op.add_column("author_metrics", sa.Column("h_year_ago_lower", sa.Integer(), nullable=True))
    op.add_column("author_metrics", sa.Column("h_year_ago_upper", sa.Integer(), nullable=True))
    # Stored numbers without it are out of date: as if of another year. An UPDATE would be bound by
    # row-level security where the owner is not a superuser.
    op.execute("ALTER TABLE author_metrics ALTER COLUMN as_of_year TYPE smallint USING 0")
    for action, name, tables, body in MARKS:
        function = f"mark_citation_counts_{name}"
        op.execute(
            f"CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS"
            f" $body$ BEGIN {body} RETURN NULL; END $body$"
        )
        op.execute(
            f"CREATE TRIGGER mark_citation_counts_{action.lower()} AFTER {action} ON"
            f" citation_counts REFERENCING {tables} FOR EACH STATEMENT EXECUTE FUNCTION"
            f" {function}()"
        )


def downgrade() -> None:
    """Drop the tables, the last made first."""
    op.drop_index("ix_papers_main_topic", "papers")
    op.drop_index("ix_papers_organization_id_created_at", "papers")
    _make_latest()
    _make_filters("year", "type", "citation_count")
    for table, (columns, _) in KEYS.items():
        _make_key(table, columns)
    op.drop_index("ix_search_terms_beginnings", "search_terms")
    op.drop_index("ix_authors_organization_id_family_key", "authors")
    op.drop_column("authors", "family_key")
    for action, name, _, _ in MARKS:
        op.execute(f"DROP TRIGGER mark_citation_counts_{action.lower()} ON citation_counts")
        op.execute(f"DROP FUNCTION mark_citation_counts_{name}()")
    op.drop_column("author_metrics", "h_year_ago_upper")
    op.drop_column("author_metrics", "h_year_ago_lower")
    op.execute(
        f"ALTER POLICY organization ON search_statistics USING ({ORGANIZATION})"
        f" WITH CHECK ({ORGANIZATION})"
    )
    for table in (
        "saved_search_views",
        "saved_searches",
        "author_group_members",
        "author_groups",
        "author_metric_snapshots",
        "search_layouts",
    ):
        op.drop_table(table)
