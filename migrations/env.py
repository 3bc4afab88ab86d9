"""Alembic environment: migrations run as the owner, never as the app role."""

from alembic import context
from sqlalchemy import create_engine, pool, text

from paperscraper_core.local_services import database_url
from paperscraper_core.models import Base


def run() -> None:
    """Run the migrations on the connection handed over, or on the settings' database."""
    given = context.config.attributes.get("connection")
    if given is not None:
        _migrate(given)
        return
    engine = create_engine(database_url(), poolclass=pool.NullPool)
    with engine.connect() as connection:
        _migrate(connection)


def _migrate(connection):  # type: ignore[no-untyped-def]  # Alembic's own template has none
    connection.execute(text("SELECT pg_advisory_lock(7240001)"))  # one migration at a time
    connection.execute(text("SET lock_timeout = '5s'"))
    connection.commit()
    context.configure(connection=connection, target_metadata=Base.metadata)
    with context.begin_transaction():
        context.run_migrations()
    connection.execute(text("SELECT pg_advisory_unlock(7240001)"))
    connection.commit()


run()
