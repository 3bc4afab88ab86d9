"""Row-level security: which rows the role `paperscraper_app` may touch.

An owned row belongs to the organization that the transaction has entered. `app.system` opens
the few tables that login, set-up and job dispatch need before an organization is known.
Policies call `current_setting` directly: wrapped in a sub-select it hides the tenant's
statistics from the planner.
"""

from typing import Final

from sqlalchemy import Connection, text

from paperscraper_core.models import Base

APP_ROLE: Final = "paperscraper_app"
_ORGANIZATION: Final = "nullif(current_setting('app.organization_id', true), '')::integer"
_SYSTEM: Final = "current_setting('app.system', true) = 'on'"

#: Owned tables that dispatch and login may also see before an organization is known.
SYSTEM_TABLES: Final = frozenset(
    {
        "memberships",
        "import_runs",
        "scoring_jobs",
        "scoring_items",
        "embedding_tasks",
        "audit_entries",
        "rate_events",
        "search_layouts",
        "search_statistics",
    }
)
#: Tables without `organization_id`, each with its own rule.
UNOWNED: Final = {
    "organizations": f"id = {_ORGANIZATION} OR {_SYSTEM}",
    "users": (
        f"{_SYSTEM} OR EXISTS (SELECT 1 FROM memberships m"
        f" WHERE m.user_id = users.id AND m.organization_id = {_ORGANIZATION})"
    ),
    "login_failures": _SYSTEM,
    "worker_processes": "true",
}
#: Tables that name an organization but belong to a user's login.
LOGIN_TABLES: Final = {"login_sessions": _SYSTEM}
#: Tables whose rows are never changed: not even a defect of ours may rewrite history.
APPEND_ONLY: Final = frozenset({"audit_entries"})


def policy_of(table: str) -> str:
    """Return the SQL condition under which the app role may touch a row of `table`."""
    special = UNOWNED.get(table) or LOGIN_TABLES.get(table)
    if special:
        return special
    owned = f"organization_id = {_ORGANIZATION}"
    return f"{owned} OR {_SYSTEM}" if table in SYSTEM_TABLES else owned


def grants_of(table: str) -> str:
    """Return what the app role may do with `table` at all."""
    return "SELECT, INSERT" if table in APPEND_ONLY else "SELECT, INSERT, UPDATE, DELETE"


def secure_table(connection: Connection, table: str) -> None:
    """Enable and force row-level security on `table` and grant it to the app role."""
    rule = policy_of(table)
    for statement in (
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
        f"CREATE POLICY organization ON {table} TO {APP_ROLE} USING ({rule}) WITH CHECK ({rule})",
        f"GRANT {grants_of(table)} ON {table} TO {APP_ROLE}",
    ):
        connection.execute(text(statement))


def secure_all_tables(connection: Connection) -> None:
    """Create the app role and secure every table of the models."""
    # A managed server may not let us create roles: one that an administrator made is taken.
    connection.execute(
        text(
            f"""
            DO $$ BEGIN
                IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = '{APP_ROLE}') THEN
                    CREATE ROLE {APP_ROLE} NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB
                        NOCREATEROLE NOINHERIT;
                END IF;
            EXCEPTION WHEN duplicate_object THEN NULL;
            END $$;
            DO $$ BEGIN
                IF NOT pg_has_role(current_user, '{APP_ROLE}', 'SET') THEN
                    GRANT {APP_ROLE} TO CURRENT_USER;
                END IF;
            END $$
            """
        )
    )
    connection.execute(text(f"GRANT USAGE ON SCHEMA public TO {APP_ROLE}"))
    for table in Base.metadata.sorted_tables:
        secure_table(connection, table.name)
    connection.execute(text(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {APP_ROLE}"))
