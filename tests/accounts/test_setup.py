"""The first visit: one administrator, whoever comes first."""

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from paperscraper_core import db
from paperscraper_core.accounts import first_start, setup_code, setup_service
from paperscraper_core.accounts.sign_in import sign_in
from paperscraper_core.accounts.types import AlreadySetUp
from paperscraper_core.cli.main import main
from paperscraper_core.errors import ValidationFailed
from paperscraper_core.settings import settings
from paperscraper_core.tenancy import Role, Tenant
from tests.accounts.conftest import PASSWORD


@pytest.fixture
def home(database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PAPERSCRAPER_HOME", str(tmp_path))
    settings.cache_clear()
    return tmp_path


def test_the_code_is_one_and_nobody_elses_to_read(home: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        codes = set(pool.map(lambda _: setup_code.current(), range(8)))
    assert len(codes) == 1
    code = codes.pop()
    assert stat.S_IMODE(os.stat(home / "setup_code").st_mode) == 0o600
    assert [file.name for file in home.iterdir()] == ["setup_code"]
    assert setup_code.matches(code)
    assert setup_code.matches(f" {code.lower().replace('-', ' ')} ")
    for wrong in ("", "AAAA-AAAA-AAAA-AAAA", code[:-1], "é"):
        assert not setup_code.matches(wrong)
    setup_code.forget()
    assert not setup_code.matches(code)
    assert not setup_code.matches("")


def test_two_first_visits_make_one_administrator(home: Path) -> None:
    def visit(number: int) -> bool:
        try:
            with db.system() as session:
                setup_service.create_first_administrator(
                    session,
                    organization=f"Team {number}",
                    email=f"first{number}@team.test",
                    password_hash="unused",
                )
        except AlreadySetUp:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(visit, range(4))) == 1


def test_an_unattended_start_makes_the_administrator_once(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAPERSCRAPER_ADMIN_EMAIL", "Root@Team.test")
    monkeypatch.setenv("PAPERSCRAPER_PASSWORD", PASSWORD)
    settings.cache_clear()
    assert first_start.prepare() is None
    assert first_start.prepare() is None
    assert sign_in("root@team.test", PASSWORD).tenant.role is Role.ADMIN
    assert not (home / "setup_code").exists()


def test_an_unattended_start_takes_the_organization_that_a_command_made(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["org", "create", "glass-lab"]) == 0
    monkeypatch.setenv("PAPERSCRAPER_ADMIN_EMAIL", "root@team.test")
    monkeypatch.setenv("PAPERSCRAPER_PASSWORD", PASSWORD)
    settings.cache_clear()
    first_start.prepare()
    with db.system() as session:
        from paperscraper_core.accounts import queries

        expected = queries.tenant_for_cli(session, "glass-lab").organization_id
    assert sign_in("root@team.test", PASSWORD).tenant.organization_id == expected


def test_an_unattended_start_refuses_a_weak_password(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAPERSCRAPER_ADMIN_EMAIL", "root@team.test")
    monkeypatch.setenv("PAPERSCRAPER_PASSWORD", "short")
    settings.cache_clear()
    with pytest.raises(ValidationFailed):
        first_start.prepare()


def test_a_start_names_the_code_until_somebody_can_log_in(home: Path) -> None:
    assert first_start.prepare() == first_start.prepare() == setup_code.current()


def test_a_start_with_users_forgets_the_code(home: Path, tenants: tuple[Tenant, Tenant]) -> None:
    setup_code.current()
    assert first_start.prepare() is None
    assert not (home / "setup_code").exists()


def test_the_commands_create_an_organization_and_a_user(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PAPERSCRAPER_PASSWORD", PASSWORD)
    settings.cache_clear()
    assert main(["org", "create", "glass-lab", "--name", "Glass Lab"]) == 0
    assert main(["org", "create", "glass-lab"]) == 1
    user = ["user", "create", "Ada@Glass.test", "--org", "glass-lab", "--role", "manager"]
    assert main(user) == 0
    assert main(user) == 1
    assert main([*user[:4], "nowhere", *user[5:]]) == 1
    assert sign_in("ada@glass.test", PASSWORD).tenant.role is Role.MANAGER
    shown = capsys.readouterr()
    assert shown.out.splitlines() == [
        "created organization glass-lab",
        "added ada@glass.test to glass-lab as manager",
    ]
    assert [line.split(":")[0] for line in shown.err.splitlines() if "error" in line] == [
        "error"
    ] * 3
