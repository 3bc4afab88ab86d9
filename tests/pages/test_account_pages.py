"""The first visit, the account page and the administration page."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pages.components import login
from paperscraper_core import db
from paperscraper_core.accounts import passwords, queries, service, setup_code
from paperscraper_core.accounts.sign_in import sign_in
from paperscraper_core.accounts.types import AuthFailure
from paperscraper_core.settings import settings
from paperscraper_core.tenancy import Role, Tenant
from tests.pages.conftest import OpenPage

PASSWORD = "the otters swim at noon"


@pytest.fixture(autouse=True)
def cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "COST", 4)


@pytest.fixture
def home(database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("PAPERSCRAPER_HOME", str(tmp_path))
    settings.cache_clear()
    yield tmp_path
    settings.cache_clear()


def add_user(tenant: Tenant, email: str, role: Role = Role.ANALYST) -> Tenant:
    password_hash = passwords.new_hash(PASSWORD)
    with db.system() as session:
        service.create_user(session, tenant, email=email, role=role, password_hash=password_hash)
        user_id = next(user.id for user in queries.users(session, tenant) if user.email == email)
    return Tenant(organization_id=tenant.organization_id, user_id=user_id, role=role)


def press(app: AppTest, label: str) -> AppTest:
    button = next(one for one in app.button if one.label == label)
    return button.click().run()


def fill(app: AppTest, **values: str) -> None:
    for label, value in values.items():
        field = next(one for one in app.text_input if one.label == label.replace("_", " "))
        field.input(value)


def texts(app: AppTest) -> str:
    return " ".join(
        str(one.value)
        for kind in (app.markdown, app.success, app.error, app.info, app.caption, app.title)
        for one in kind
    ).replace("\\", "")


def set_up(app: AppTest, code: str, password: str = PASSWORD, again: str = PASSWORD) -> AppTest:
    fill(
        app,
        **{
            "Set-up code": code,
            "Name of the organization": "Glass Lab",
            "Your e-mail address": "Ada@Glass.test",
            "Password": password,
            "Password again": again,
        },
    )
    return press(app, "Create and log in")


def test_the_first_visit_makes_the_administrator_and_logs_in(
    home: Path, open_page: OpenPage
) -> None:
    code = setup_code.current()
    app = open_page("search.py", None)
    set_up(app, "AAAA-AAAA-AAAA-AAAA")
    assert "not the set-up code" in texts(app)
    set_up(app, code, again="something else")
    assert "two passwords differ" in texts(app)
    set_up(app, code, "short", "short")
    assert "at least 10 characters" in texts(app)
    set_up(app, code)
    assert not app.exception
    assert "Glass Lab" in texts(app)
    assert app.sidebar.button(key="frame_logout")
    assert not (home / "setup_code").exists()
    assert sign_in("ada@glass.test", PASSWORD).tenant.role is Role.ADMIN


def test_after_the_first_visit_the_form_is_gone(home: Path, open_page: OpenPage) -> None:
    code = setup_code.current()
    late = open_page("home.py", None)
    set_up(open_page("home.py", None), code)
    set_up(late, code)
    assert [one.label for one in late.button] == ["Log in"]
    assert [one.label for one in open_page("home.py", None).button] == ["Log in"]


def test_the_login_form_logs_in_and_out(tenant_a: Tenant, open_page: OpenPage) -> None:
    add_user(tenant_a, "ada@alpha.test")
    app = open_page("account.py", None)
    fields = {one.label: one for one in app.text_input}
    fields["E-mail address"].input("ada@alpha.test")
    fields["Password"].input("wrong")
    press(app, "Log in")
    assert "is wrong" in texts(app)
    fields = {one.label: one for one in app.text_input}
    fields["Password"].input(PASSWORD)
    press(app, "Log in")
    assert app.title[0].value == "My account"  # the page of the deep link
    app.sidebar.button(key="frame_logout").click().run()
    assert "Log in" in [one.label for one in app.button]
    assert login.TOKEN not in app.session_state


def test_changing_the_password_ends_other_sessions_and_keeps_this_one(
    tenant_a: Tenant, open_page: OpenPage
) -> None:
    ada = add_user(tenant_a, "ada@alpha.test")
    app, other = open_page("account.py", ada), open_page("account.py", ada)
    fill(
        app,
        Present_password="wrong",
        New_password="a better one",
        New_password_again="a better one",
    )
    press(app, "Change password")
    assert "is wrong" in texts(app)
    fill(
        app,
        Present_password=PASSWORD,
        New_password="a better one",
        New_password_again="a better one",
    )
    press(app, "Change password")
    assert "Your password is changed" in texts(app)
    assert app.title[0].value == "My account"
    other.run()
    assert [one.label for one in other.button] == ["Log in"]
    with pytest.raises(AuthFailure):
        sign_in("ada@alpha.test", PASSWORD)
    sign_in("ada@alpha.test", "a better one")


def test_a_session_can_be_ended_from_another(tenant_a: Tenant, open_page: OpenPage) -> None:
    ada = add_user(tenant_a, "ada@alpha.test")
    other = open_page("account.py", ada)
    app = open_page("account.py", ada)
    press(app, "End")
    other.run()
    assert [one.label for one in other.button] == ["Log in"]
    assert app.run().title[0].value == "My account"


@pytest.mark.parametrize("role", [Role.VIEWER, Role.ANALYST, Role.MANAGER])
def test_administration_is_for_administrators(
    role: Role, tenant_a: Tenant, open_page: OpenPage
) -> None:
    app = open_page("admin.py", add_user(tenant_a, "ada@alpha.test", role))
    assert "for administrators" in texts(app)
    assert not app.dataframe
    assert not app.text_input


def test_the_administrator_adds_changes_and_disables(
    tenant_a: Tenant, tenant_b: Tenant, open_page: OpenPage
) -> None:
    app = open_page("admin.py", tenant_a)
    fill(app, Name="Ada", First_password=PASSWORD)
    next(one for one in app.text_input if one.label == "E-mail address").input("ada@alpha.test")
    press(app, "Add user")
    assert "is added" in texts(app)
    ada = sign_in("ada@alpha.test", PASSWORD).tenant
    assert ada.role is Role.ANALYST
    table = app.dataframe[0].value
    assert list(table["E-mail address"]) == ["ada@alpha.test", "admin@alpha.test"]

    theirs = open_page("search.py", ada)
    select = {"selection": {"rows": [0], "columns": []}}
    app.session_state["admin_users"] = select
    app.run()
    press(app, "Disable")
    assert "is disabled" in texts(app)
    theirs.run()
    assert [one.label for one in theirs.button] == ["Log in"]
    trail = app.dataframe[1].value
    assert list(trail["What"]) == ["user.disable", "user.login", "user.add"]
    assert "beta" not in str(trail)


def test_what_somebody_wrote_is_shown_as_it_is(tenant_a: Tenant, open_page: OpenPage) -> None:
    with db.system() as session:
        made = service.create_organization(session, "odd", "![x](http://evil.test/x.png) <b>")
    odd = Tenant(organization_id=made.id, user_id=None, role=Role.ADMIN)
    app = open_page("search.py", add_user(odd, "ada@odd.test"))
    shown = " ".join(str(one.value) for one in app.sidebar.markdown)
    assert "![" not in shown
    assert "<b>" not in shown.replace("\\<b\\>", "")
