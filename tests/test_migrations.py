"""The migrations make what the models say, and can be taken back."""

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.engine import make_url

from paperscraper_core import schema
from paperscraper_core.models import Base
from paperscraper_core.tenancy_policies import policy_of, secure_all_tables

_CODE = """
SELECT regexp_replace(pg_get_functiondef(p.oid), '\\s+', ' ', 'g') FROM pg_proc p
JOIN pg_namespace n ON n.oid = p.pronamespace JOIN pg_language l ON l.oid = p.prolang
WHERE n.nspname = 'public' AND l.lanname = 'plpgsql'
UNION ALL
SELECT c.relname || '.' || a.attname || ' statistics ' || a.attstattarget
FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
WHERE c.relnamespace = 'public'::regnamespace AND a.attnum > 0 AND a.attstattarget IS NOT NULL
UNION ALL
SELECT c.relname || c.reloptions::text FROM pg_class c
WHERE c.relnamespace = 'public'::regnamespace AND c.reloptions IS NOT NULL
UNION ALL
SELECT pg_get_indexdef(i.indexrelid) FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
WHERE c.relnamespace = 'public'::regnamespace AND c.relname <> 'alembic_version'
UNION ALL
SELECT pg_get_triggerdef(t.oid) FROM pg_trigger t WHERE NOT tgisinternal
UNION ALL
SELECT table_name || privilege_type FROM information_schema.role_table_grants
WHERE grantee = 'paperscraper_app'
UNION ALL
SELECT tablename || policyname || roles::text || qual || with_check FROM pg_policies
ORDER BY 1
"""


def _code(connection: Connection) -> list[str]:
    return list(connection.execute(text(_CODE)).scalars())


def test_the_migrated_schema_is_that_of_the_models(server: str, database: str) -> None:
    other = make_url(server).set(database="from_the_models")
    maintenance = create_engine(make_url(server).set(database="postgres")).execution_options(
        isolation_level="AUTOCOMMIT"
    )
    with maintenance.connect() as connection:
        connection.execute(text("CREATE DATABASE from_the_models"))
    made, migrated = create_engine(other), create_engine(make_url(database))
    try:
        with made.begin() as connection:
            connection.execute(text("CREATE EXTENSION vector"))
            Base.metadata.create_all(connection)
            secure_all_tables(connection)
            expected = _code(connection)
        with migrated.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            assert compare_metadata(context, Base.metadata) == []
            assert _code(connection) == expected
        assert any("CREATE TRIGGER" in line for line in expected)
    finally:
        made.dispose()
        migrated.dispose()
        with maintenance.connect() as connection:
            connection.execute(text("DROP DATABASE from_the_models WITH (FORCE)"))
        maintenance.dispose()


def test_every_table_has_a_policy_of_its_own_rule(database: str) -> None:
    for table in Base.metadata.sorted_tables:
        if "organization_id" in table.columns:
            assert "app.organization_id" in policy_of(table.name) or table.name == "login_sessions"


def test_the_migrations_can_be_taken_back(database: str) -> None:
    command.downgrade(schema._config(), "base")
    assert schema.versions()[0] is None
    schema.migrate()
    assert schema.versions()[0] == schema.versions()[1]
