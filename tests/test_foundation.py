"""The doors and the schema."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from paperscraper_core import db, queue
from paperscraper_core.tenancy import Tenant


def _add_paper(tenant: Tenant, title: str) -> None:
    with db.transaction(tenant) as session:
        session.execute(
            text("INSERT INTO papers (organization_id, title, title_key) VALUES (:o, :t, 'key')"),
            {"o": tenant.organization_id, "t": title},
        )


def test_an_organization_sees_only_its_own_rows(tenant_a: Tenant, tenant_b: Tenant) -> None:
    _add_paper(tenant_a, "Paper of alpha")
    _add_paper(tenant_b, "Paper of beta")
    with db.reading(tenant_a) as session:
        assert session.execute(text("SELECT title FROM papers")).scalars().all() == [
            "Paper of alpha"
        ]


def test_a_row_of_another_organization_cannot_be_written(
    tenant_a: Tenant, tenant_b: Tenant
) -> None:
    with (
        pytest.raises(DBAPIError, match="row-level security"),
        db.transaction(tenant_a) as session,
    ):
        session.execute(
            text("INSERT INTO papers (organization_id, title, title_key) VALUES (:o, 'x', 'x')"),
            {"o": tenant_b.organization_id},
        )


def test_reading_cannot_write(tenant_a: Tenant) -> None:
    with pytest.raises(DBAPIError, match="read-only"), db.reading(tenant_a) as session:
        session.execute(text("DELETE FROM papers"))


def test_one_reading_sees_one_state(tenant_a: Tenant) -> None:
    count = text("SELECT count(*) FROM papers")
    with db.reading(tenant_a) as session:
        before = session.execute(count).scalar_one()
        _add_paper(tenant_a, "Imported meanwhile")
        assert session.execute(count).scalar_one() == before
    with db.reading(tenant_a) as session:
        assert session.execute(count).scalar_one() == before + 1


def test_the_system_door_shows_no_papers(tenant_a: Tenant) -> None:
    _add_paper(tenant_a, "Paper of alpha")
    with db.system() as session:
        assert session.execute(text("SELECT count(*) FROM papers")).scalar_one() == 0


def test_every_table_forces_row_level_security(database: str, tenant_a: Tenant) -> None:
    with db.reading(tenant_a) as session:
        open_tables = session.execute(
            text(
                "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
                " WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p')"
                " AND c.relname <> 'alembic_version'"
                " AND NOT (c.relrowsecurity AND c.relforcerowsecurity AND EXISTS"
                "   (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid))"
            )
        ).scalars()
        assert open_tables.all() == []
        owned = session.execute(
            text(
                "SELECT count(*) FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner"
                " WHERE r.rolname = current_user"
            )
        ).scalar_one()
        assert owned == 0


def test_a_message_is_sent_only_after_the_commit(tenant_a: Tenant, valkey: str) -> None:
    with db.transaction(tenant_a) as session:
        queue.defer(session, queue.SCORE, 1)
        assert queue.depth() == 0
    assert queue.depth() == 1
    with pytest.raises(ZeroDivisionError), db.transaction(tenant_a) as session:
        queue.defer(session, queue.SCORE, 2)
        _ = 1 / 0
    assert queue.depth() == 1
