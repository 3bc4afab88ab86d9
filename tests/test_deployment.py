"""What is needed to run PaperScraper elsewhere is listed completely, and holds no secret."""

import importlib.util
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from paperscraper_core import db, local_services, schema, settings

ROOT = Path(__file__).resolve().parent.parent
_VARIABLE = re.compile(r"\"((?:PAPERSCRAPER_|DATABASE_|REDIS_)[A-Z_]+)\"")
_REFERENCE = re.compile(r"(?<!\$)\$\{([A-Z_]+)")


def _settings() -> set[str]:
    return set(_VARIABLE.findall((ROOT / "paperscraper_core" / "settings.py").read_text()))


def _example() -> dict[str, str]:
    lines = re.findall(
        r"^(?:# )?([A-Z_]+)=(.*)$", (ROOT / ".env.example").read_text(), re.MULTILINE
    )
    return dict(lines)


def _compose() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())
    return loaded


def test_there_are_settings_to_list() -> None:
    assert {"PAPERSCRAPER_HOME", "DATABASE_URL", "REDIS_URL"} <= _settings()


def test_the_example_lists_every_setting() -> None:
    assert _settings() - set(_example()) == set()


def test_the_example_lists_nothing_that_is_not_read() -> None:
    assert set(_example()) - _settings() == {"POSTGRES_PASSWORD", "REDIS_PASSWORD"}


def test_the_documentation_explains_every_setting() -> None:
    text = (ROOT / "docs" / "configuration.md").read_text()
    explained = set(re.findall(r"^\| `([A-Z_]+)` \|", text, re.MULTILINE))
    assert _settings() ^ explained == set()


def test_variables_are_read_in_one_place_only() -> None:
    allowed = {"settings.py", "up.py"}  # `up` hands its own environment on to its children
    readers = [
        str(path.relative_to(ROOT))
        for folder in ("paperscraper_core", "workers", "pages")
        for path in (ROOT / folder).rglob("*.py")
        if path.name not in allowed and re.search(r"os\.(?:environ|getenv)", path.read_text())
    ]
    assert readers == []


def test_compose_uses_only_variables_of_the_example() -> None:
    used = set(_REFERENCE.findall((ROOT / "compose.yaml").read_text()))
    assert used - set(_example()) == set()
    known = _settings() | {"POSTGRES_USER", "POSTGRES_PASSWORD", "POSTGRES_DB", "REDIS_PASSWORD"}
    for service in _compose()["services"].values():
        assert set(service.get("environment", {})) <= known


def test_passwords_have_to_be_chosen() -> None:
    text = (ROOT / "compose.yaml").read_text()
    for name in ("POSTGRES_PASSWORD", "REDIS_PASSWORD"):
        assert _example()[name] == ""
        uses = re.findall(rf"\$\{{{name}[^}}]*\}}", text)
        assert uses
        assert all(use.startswith(f"${{{name}:?") for use in uses), "refused when it is empty"


def test_only_the_web_app_is_published_and_only_here() -> None:
    services = _compose()["services"]
    assert [name for name, service in services.items() if service.get("ports")] == ["web"]
    assert all(port.startswith("127.0.0.1:") for port in services["web"]["ports"])
    for name in ("postgres", "redis"):
        assert services[name]["networks"] == ["inside"]
    assert _compose()["networks"]["inside"]["internal"] is True


def test_data_live_in_named_volumes_and_the_queue_is_durable() -> None:
    compose = _compose()
    mounted = {
        volume.split(":")[0]
        for service in compose["services"].values()
        for volume in service.get("volumes", [])
    }
    assert mounted == set(compose["volumes"])
    assert "--appendonly yes" in " ".join(compose["services"]["redis"]["command"])


def test_every_service_that_serves_is_checked_and_the_image_is_not_root() -> None:
    services = _compose()["services"]
    assert "test" in services["postgres"]["healthcheck"]
    assert "test" in services["redis"]["healthcheck"]
    dockerfile = (ROOT / "Dockerfile").read_text()
    assert "HEALTHCHECK" in dockerfile
    assert re.findall(r"^USER (.+)$", dockerfile, re.MULTILINE) == ["paperscraper"]
    assert ".env" in (ROOT / ".dockerignore").read_text().split()


@pytest.mark.parametrize("name", ["web", "worker", "release"])
def test_the_processes_named_in_the_procfile_can_be_started(name: str) -> None:
    lines = dict(
        line.split(": ", 1) for line in (ROOT / "Procfile").read_text().splitlines() if line
    )
    module = re.search(r"python -m ([\w.]+)", lines[name])
    assert module is not None
    assert importlib.util.find_spec(module[1]) is not None
    if name == "web":
        assert (ROOT / "app.py").is_file()


def test_a_managed_server_needs_no_superuser(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The owner of a database migrates and works where an administrator made role and extension."""
    owner = create_engine(make_url(server).set(database="postgres"), isolation_level="AUTOCOMMIT")
    with owner.connect() as connection:
        connection.execute(text("CREATE ROLE plain_owner LOGIN NOSUPERUSER NOCREATEROLE"))
        connection.execute(text("GRANT paperscraper_app TO plain_owner"))
        connection.execute(text("CREATE DATABASE managed OWNER plain_owner"))
    managed = make_url(server).set(database="managed")
    administrator = create_engine(managed, isolation_level="AUTOCOMMIT")
    with administrator.connect() as connection:
        connection.execute(text("CREATE EXTENSION vector"))
    administrator.dispose()
    url = managed.set(username="plain_owner").render_as_string(hide_password=False)
    monkeypatch.setenv("DATABASE_URL", url)
    caches = (settings.settings, local_services.database_url, db.engine)
    for cached in caches:
        cached.cache_clear()
    try:
        schema.migrate()
        with db.system() as session:
            assert session.execute(text("SELECT current_user")).scalar_one() == "paperscraper_app"
    finally:
        db.engine().dispose()
        monkeypatch.undo()
        for cached in caches:
            cached.cache_clear()
        with owner.connect() as connection:
            connection.execute(text("DROP DATABASE managed WITH (FORCE)"))
            connection.execute(text("DROP ROLE plain_owner"))
        owner.dispose()
