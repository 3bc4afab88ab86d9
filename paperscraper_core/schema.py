"""The schema's version: bring it up to date, or say that it is not."""

from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, pool

from paperscraper_core.local_services import database_url

_MIGRATIONS: Final = Path(__file__).resolve().parent.parent / "migrations"


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    return config


def migrate() -> None:
    """Bring the schema up to date, as the owner of the database."""
    command.upgrade(_config(), "head")


def versions() -> tuple[str | None, str | None]:
    """Return the database's version and the newest one known."""
    newest = ScriptDirectory.from_config(_config()).get_current_head()
    engine = create_engine(database_url(), poolclass=pool.NullPool)
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision(), newest
