"""`migrate` and `doctor`."""

import argparse
import platform
from importlib.metadata import version
from typing import Any

from sqlalchemy import create_engine, pool, text

from paperscraper_core import db, local_services, logs, queue, schema
from paperscraper_core.settings import settings


def register(subparsers: "argparse._SubParsersAction[Any]") -> None:
    """Add the commands to the parser."""
    migrate = subparsers.add_parser("migrate", help="bring the schema up to date")
    migrate.set_defaults(run=_migrate)
    doctor = subparsers.add_parser(
        "doctor", help="say versions, connections, effective settings, queue depths"
    )
    doctor.set_defaults(run=_doctor)


def _migrate(_arguments: argparse.Namespace) -> int:
    schema.migrate()
    print(f"schema is at version {schema.versions()[0]}")
    return 0


def _doctor(_arguments: argparse.Namespace) -> int:
    print(f"python        {platform.python_version()} on {platform.platform()}")
    for package in ("streamlit", "SQLAlchemy", "psycopg", "rq", "onnxruntime"):
        print(f"{package:<13} {version(package)}")
    for name in settings().__slots__:
        value = getattr(settings(), name)
        shown = "(set)" if name == "password" and value else logs.redact(str(value))
        print(f"setting       {name} = {shown}")
    return max(_doctor_postgres(), _doctor_queue())


def _doctor_postgres() -> int:
    engine = create_engine(local_services.database_url(), poolclass=pool.NullPool)
    with engine.connect() as connection:
        server = connection.execute(text("SHOW server_version")).scalar_one()
        vector = connection.execute(
            text("SELECT default_version FROM pg_available_extensions WHERE name = 'vector'")
        ).scalar()
    current, newest = schema.versions()
    print(f"postgres      {server}, pgvector {vector or 'MISSING'}")
    print(f"schema        {current or 'none'} (newest {newest})")
    if current != newest:
        print("              run: python -m paperscraper_core migrate")
        return 1
    with db.system() as session:
        safe = session.execute(
            text("SELECT NOT (rolsuper OR rolbypassrls) FROM pg_roles WHERE rolname = current_user")
        ).scalar_one()
    print(
        f"app role      {'row-level security applies' if safe else 'BYPASSES row-level security'}"
    )
    return 0 if safe and vector else 1


def _doctor_queue() -> int:
    depth = queue.depth()
    print(f"queue         {'does not answer' if depth is None else f'{depth} waiting messages'}")
    return 1 if depth is None else 0
