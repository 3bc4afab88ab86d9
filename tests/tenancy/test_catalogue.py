"""What Postgres itself says about row-level security, and that the checks would notice a hole."""

import pytest
from sqlalchemy import Connection, create_engine, text

from paperscraper_core.tenancy_policies import APP_ROLE, LOGIN_TABLES, SYSTEM_TABLES, UNOWNED
from tests.tenancy.twins import OWNED, Twin

_TABLES = text(
    "SELECT c.relname, c.relrowsecurity, c.relforcerowsecurity,"
    " array(SELECT pg_get_expr(p.polqual, c.oid) || ' / ' ||"
    "   coalesce(pg_get_expr(p.polwithcheck, c.oid), '') || ' / ' || p.polpermissive"
    "   FROM pg_policy p WHERE p.polrelid = c.oid) AS policies,"
    " array(SELECT a.attname FROM pg_index i JOIN pg_attribute a ON a.attrelid = c.oid"
    "   AND a.attnum = i.indkey[0] WHERE i.indrelid = c.oid AND i.indisprimary) AS first_key,"
    " EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid"
    "   AND a.attname = 'organization_id' AND NOT a.attisdropped) AS owned"
    " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
    " WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND c.relname <> 'alembic_version'"
)


def holes(connection: Connection) -> set[str]:
    """The tables of the catalogue that are not secured as they should be."""
    found = set()
    for row in connection.execute(_TABLES):
        good = row.relrowsecurity and row.relforcerowsecurity and len(row.policies) == 1
        if good and row.owned and row.relname not in LOGIN_TABLES:
            using, check, _ = row.policies[0].split(" / ")
            ours = "(organization_id = (NULLIF(current_setting('app.organization_id'::text, true),"
            good = using == check and ours in using and row.first_key == ["organization_id"]
            good = good and ("app.system" in using) == (row.relname in SYSTEM_TABLES)
        if not good:
            found.add(row.relname)
    return found


def leaks(connection: Connection, seeing: int, other: int) -> set[str]:
    """The owned tables that show a row of `other` to somebody inside `seeing`."""
    connection.execute(text(f"SET LOCAL ROLE {APP_ROLE}"))
    connection.execute(
        text(
            "SELECT set_config('app.organization_id', :o, true), set_config('app.system','',true)"
        ),
        {"o": str(seeing)},
    )
    parts = " UNION ALL ".join(
        f"SELECT '{table}' WHERE EXISTS (SELECT FROM {table} WHERE organization_id = :other)"
        for table in OWNED
    )
    found = set(connection.scalars(text(parts), {"other": other}))
    connection.execute(text("RESET ROLE"))
    return found


@pytest.fixture
def owner(twins: tuple[Twin, Twin], module_database: str):
    """A transaction of the database's owner that is rolled back."""
    engine = create_engine(module_database)
    with engine.connect() as connection:
        yield connection
        connection.rollback()
    engine.dispose()


def _give_a_row(connection: Connection, table: str, organization_id: int) -> None:
    """Make sure that the table has a row of the organization, whatever its columns mean."""
    here = {"o": organization_id}
    if connection.scalar(text(f"SELECT count(*) FROM {table} WHERE organization_id = :o"), here):
        return
    checks = "SELECT conname FROM pg_constraint WHERE conrelid = CAST(:t AS regclass)"
    for name in connection.scalars(text(f"{checks} AND contype = 'c'"), {"t": table}).all():
        connection.execute(text(f"ALTER TABLE {table} DROP CONSTRAINT {name}"))  # rolled back
    columns = connection.execute(
        text(
            "SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute"
            " WHERE attrelid = CAST(:t AS regclass) AND attnum > 0 AND NOT attisdropped"
            " AND attnotnull AND NOT atthasdef AND attidentity = ''"
            " AND attname <> 'organization_id'"
        ),
        {"t": table},
    ).all()
    zero = {"text": "''", "character varying": "''", "bytea": "''", "jsonb": "'{}'",
            "text[]": "'{}'", "timestamp with time zone": "now()", "tsvector": "''",
            "boolean": "false", "date": "now()"}  # fmt: skip
    names = ", ".join(["organization_id", *(name for name, _ in columns)])
    values = ", ".join(
        [":o", *(zero.get(kind, str(place)) for place, (_, kind) in enumerate(columns, 1))]
    )
    connection.execute(text("SET LOCAL session_replication_role = replica"))  # no foreign keys
    connection.execute(text(f"INSERT INTO {table} ({names}) VALUES ({values})"), here)
    connection.execute(text("SET LOCAL session_replication_role = origin"))


def test_every_table_of_the_catalogue_is_secured(owner: Connection) -> None:
    assert holes(owner) == set()
    known = {row.relname for row in owner.execute(_TABLES)}
    assert known == {*OWNED, *UNOWNED, *LOGIN_TABLES}
    assert len(OWNED) > 25


def test_foreign_keys_between_owned_tables_begin_with_the_organization(owner: Connection) -> None:
    rows = owner.execute(
        text(
            "SELECT k.conrelid::regclass::text AS here, k.confrelid::regclass::text AS there,"
            " array(SELECT attname::text FROM unnest(k.conkey) WITH ORDINALITY u(n, place)"
            "  JOIN pg_attribute ON attrelid = k.conrelid AND attnum = n ORDER BY place) AS mine,"
            " array(SELECT attname::text FROM unnest(k.confkey) WITH ORDINALITY u(n, place)"
            "  JOIN pg_attribute ON attrelid = k.confrelid AND attnum = n ORDER BY place) AS theirs"
            " FROM pg_constraint k WHERE k.contype = 'f'"
        )
    ).all()
    between = [row for row in rows if row.here in OWNED and row.there in OWNED]
    assert len(between) > 15
    for row in between:
        assert row.mine[0] == row.theirs[0] == "organization_id", row
        assert len(row.mine) > 1, row


def test_unique_keys_of_owned_tables_begin_with_the_organization(owner: Connection) -> None:
    rows = owner.execute(
        text(
            "SELECT i.indrelid::regclass::text AS here, a.attname AS first FROM pg_index i"
            " JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]"
            " WHERE i.indisunique AND i.indrelid::regclass::text = ANY(:owned)"
        ),
        {"owned": OWNED},
    )
    assert {row.here for row in rows if row.first != "organization_id"} == set()


def test_the_role_owns_nothing_and_bypasses_nothing(owner: Connection) -> None:
    role = owner.execute(text("SELECT * FROM pg_roles WHERE rolname = :r"), {"r": APP_ROLE}).one()
    rights = ("super", "bypassrls", "createrole", "createdb", "canlogin", "replication")
    assert [right for right in rights if getattr(role, f"rol{right}")] == []
    owned = owner.scalar(
        text("SELECT count(*) FROM pg_class WHERE relowner = CAST(:r AS regrole)"), {"r": APP_ROLE}
    )
    assert owned == 0
    above = owner.scalar(
        text("SELECT count(*) FROM pg_auth_members WHERE member = CAST(:r AS regrole)"),
        {"r": APP_ROLE},
    )
    assert above == 0  # it may become nobody else
    forbidden = owner.execute(
        text(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
            " AND relkind IN ('r', 'p') AND (has_table_privilege(:r, oid, 'TRUNCATE')"
            " OR has_table_privilege(:r, oid, 'TRIGGER')"
            " OR has_table_privilege(:r, oid, 'REFERENCES'))"
        ),
        {"r": APP_ROLE},
    ).all()
    assert forbidden == []
    assert not owner.scalar(
        text("SELECT has_schema_privilege(:r, 'public', 'CREATE')"), {"r": APP_ROLE}
    )


def test_no_function_runs_with_the_rights_of_its_owner(owner: Connection) -> None:
    named = owner.scalars(
        text(
            "SELECT proname FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace"
        )
    )
    assert named.all() == []


@pytest.mark.parametrize("table", OWNED)
def test_each_hole_is_noticed(owner: Connection, twins: tuple[Twin, Twin], table: str) -> None:
    """Row-level security is taken off each table in turn: both checks have to go red."""
    seeing, other = (twin.tenant.organization_id for twin in twins)
    _give_a_row(owner, table, other)
    assert leaks(owner, seeing, other) == set()
    for statement, shows in (
        (f"DROP POLICY organization ON {table}", False),  # shows nothing at all any more
        (f"ALTER POLICY organization ON {table} USING (true)", True),
        (f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY", False),
        (f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY", True),
    ):
        nested = owner.begin_nested()
        owner.execute(text(statement))
        assert holes(owner) == {table}
        if shows:
            assert leaks(owner, seeing, other) == {table}
        nested.rollback()
