"""The house stays in order: arrows, names, and each kind of line in its room."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
CODE = ("paperscraper_core", "workers", "pages", "benchmarks")


def _sources(*folders: str) -> Iterator[Path]:
    for folder in folders:
        yield from (ROOT / folder).rglob("*.py")


def _imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def test_imports_follow_the_arrows() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    outcome = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True)
    assert outcome.returncode == 0, outcome.stdout


def test_pages_reach_the_database_only_through_their_doors() -> None:
    doors = ("data", "actions", "login", "downloads")
    for path in _sources("pages"):
        opens = any(name.startswith("paperscraper_core.db") for name in _imports(path))
        if opens:
            assert path.parent.name == "components", path
            assert path.stem.split("_")[0] in doors, path


@pytest.mark.parametrize("name", ["utils", "helpers", "common", "manager"])
def test_no_file_is_named_after_nothing(name: str) -> None:
    assert [path for path in _sources(*CODE) if path.stem == name] == []


def test_only_settings_read_the_environment() -> None:
    for path in _sources("paperscraper_core", "workers", "pages"):
        text = path.read_text()
        if path.name == "settings.py":
            continue
        reads = "os.environ.get" in text or "os.getenv" in text or "environ[" in text
        assert not reads, f"{path} reads the environment"


def test_the_system_door_is_for_accounts_and_dispatch() -> None:
    allowed = {"accounts", "workers", "cli", "web"}
    for path in _sources("paperscraper_core", "workers", "pages"):
        if "db.system()" in path.read_text() and path.name != "db.py":
            assert set(path.relative_to(ROOT).parts) & allowed or path.stem.startswith(
                ("login", "actions", "data", "downloads")
            ), path


def test_only_the_maintenance_of_indexes_acts_as_the_owner() -> None:
    callers = {
        path.name
        for path in _sources("paperscraper_core", "workers", "pages")
        if "db.owner()" in path.read_text()
    }
    assert callers == {"maintenance.py"}


def test_readers_never_import_sql() -> None:
    for path in _sources("paperscraper_core/importing/readers"):
        assert not any(name.startswith("sqlalchemy") for name in _imports(path)), path


def test_every_decision_has_a_number_of_its_own() -> None:
    numbers = [path.name[:4] for path in (ROOT / "docs" / "decisions").glob("[0-9]*.md")]
    assert len(numbers) == len(set(numbers))
