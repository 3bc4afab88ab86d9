"""Who may do what, and what is cached for whom: read off the code, so that nothing is forgotten."""

import ast
import importlib
import inspect
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from pages.components import actions_search, data_search_saved, downloads, login
from paperscraper_core import db
from paperscraper_core.accounts import login_service
from paperscraper_core.errors import NotAllowed, NotFound
from paperscraper_core.exports.types import Format, PaperSet
from paperscraper_core.search import saved_service
from paperscraper_core.tenancy import Role, Tenant
from tests.tenancy.twins import Twin, fingerprint, forget, settle

ROOT = Path(__file__).resolve().parents[2]
COMPONENTS = ROOT / "pages" / "components"
#: What everybody does to their own login.
OWN_LOGIN = {
    "change_my_password", "end_my_other_sessions", "end_my_session", "enter_organization", "set_up",
}  # fmt: skip
#: Whoever may search keeps searches of their own, viewers too; sharing them is a right of its own.
OWN_SEARCHES = {"save_search", "rename_search", "delete_search", "mark_search_seen"}


def _functions(*folders: Path) -> Iterator[tuple[Path, ast.FunctionDef]]:
    for folder in folders:
        for path in sorted(folder.rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.FunctionDef):
                    yield path, node


def _actions() -> list[tuple[str, str]]:
    return [
        (path.stem, node.name)
        for path, node in _functions(COMPONENTS)
        if path.stem.startswith("actions_") and node.name[0] != "_" and node.name not in OWN_LOGIN
    ]


def test_the_actions_are_found() -> None:
    assert len(_actions()) >= 15
    assert {("actions_library", "delete_paper"), ("actions_scoring", "request")} <= set(_actions())


@pytest.mark.parametrize(
    ("module", "name"), [one for one in _actions() if one[1] not in OWN_SEARCHES]
)
def test_a_viewer_takes_no_action(
    twins: tuple[Twin, Twin], monkeypatch: pytest.MonkeyPatch, module: str, name: str
) -> None:
    seeing = twins[0]
    viewer = Tenant(
        organization_id=seeing.tenant.organization_id, user_id=seeing.user_id, role=Role.VIEWER
    )
    monkeypatch.setattr(login, "require", lambda: viewer)
    action = getattr(importlib.import_module(f"pages.components.{module}"), name)
    asked = [
        "a value" if one.annotation is str else seeing.paper_id
        for one in inspect.signature(action).parameters.values()
        if one.default is one.empty and one.kind is not one.KEYWORD_ONLY
    ]
    named = {
        key: "a value"
        for key, one in inspect.signature(action).parameters.items()
        if one.default is one.empty and one.kind is one.KEYWORD_ONLY
    }
    before = fingerprint(seeing.tenant)
    with pytest.raises(NotAllowed):
        action(*asked, **named)
    assert fingerprint(seeing.tenant) == before


def test_a_viewer_keeps_searches_and_touches_no_others(
    twins: tuple[Twin, Twin], monkeypatch: pytest.MonkeyPatch
) -> None:
    seeing = twins[0]
    viewer = _colleague(seeing.tenant, Role.VIEWER)
    with db.transaction(seeing.tenant) as session:
        shared = saved_service.save(session, seeing.tenant, "shared", "q=x", True)
        private = saved_service.save(session, seeing.tenant, "private", "q=x")
    monkeypatch.setattr(login, "require", lambda: viewer)
    own = actions_search.save_search("mine", "q=y")
    actions_search.rename_search(own, "still mine")
    actions_search.mark_search_seen(shared)
    before = fingerprint(seeing.tenant)
    for refused in (
        lambda: actions_search.share_search(own, True),
        lambda: actions_search.rename_search(shared, "taken over"),
        lambda: actions_search.delete_search(shared),
    ):
        with pytest.raises(NotAllowed):
            refused()
    for action in (
        lambda: actions_search.rename_search(private, "taken over"),
        lambda: actions_search.delete_search(private),
        lambda: actions_search.mark_search_seen(private),
    ):
        with pytest.raises(NotFound):
            action()
    assert fingerprint(seeing.tenant) == before
    actions_search.delete_search(own)
    assert [one.name for one in data_search_saved.saved(viewer)] == ["shared"]
    with db.transaction(seeing.tenant) as session:
        for mine in (shared, private):
            saved_service.delete(session, seeing.tenant, mine)


def _colleague(tenant: Tenant, role: Role) -> Tenant:
    with db.system() as session:
        user_id = session.execute(
            text(
                "INSERT INTO users (email, name, password_hash)"
                " VALUES (:e, 'Colleague', 'unusable') RETURNING id"
            ),
            {"e": f"{role}@{tenant.organization_id}.test"},
        ).scalar_one()
        session.execute(
            text("INSERT INTO memberships VALUES (:o, :u, :r)"),
            {"o": tenant.organization_id, "u": user_id, "r": role.value},
        )
    return Tenant(organization_id=tenant.organization_id, user_id=user_id, role=role)


@pytest.mark.parametrize(("module", "name"), _actions())
def test_without_a_login_nothing_is_done(
    twins: tuple[Twin, Twin], monkeypatch: pytest.MonkeyPatch, module: str, name: str
) -> None:
    class LoggedOut(BaseException):
        pass

    def nobody() -> Tenant:
        raise LoggedOut

    monkeypatch.setattr(login, "require", nobody)
    action = getattr(importlib.import_module(f"pages.components.{module}"), name)
    parameters = inspect.signature(action).parameters
    with pytest.raises(LoggedOut):
        action(**dict.fromkeys(parameters, "x"))


def test_a_viewer_exports_nothing_however_the_button_is_reached(twins: tuple[Twin, Twin]) -> None:
    tenant = twins[0].tenant
    viewer = Tenant(
        organization_id=tenant.organization_id, user_id=tenant.user_id, role=Role.VIEWER
    )

    def build() -> PaperSet:
        raise AssertionError("the rows were read")

    with pytest.raises(NotAllowed):
        downloads.export(viewer, "papers", Format.CSV, build)


def test_a_download_asks_for_the_login_at_the_click(twins: tuple[Twin, Twin]) -> None:
    seeing, other = twins
    with db.system() as session:
        entered = login_service.open_session(session, seeing.user_id)
    ask = downloads.login_at_the_click(seeing.tenant, entered.token, None)
    assert ask() == seeing.tenant
    with pytest.raises(NotAllowed):  # the page was drawn for an organization that was left since
        downloads.login_at_the_click(other.tenant, entered.token, None)()
    with db.system() as session:
        login_service.revoke(session, "test", user_id=seeing.user_id)
    for refused in (ask, downloads.login_at_the_click(seeing.tenant, None, None)):
        with pytest.raises(NotAllowed):
            refused()


def _decorated(node: ast.FunctionDef, name: str) -> ast.expr | None:
    return next((one for one in node.decorator_list if name in ast.unparse(one)), None)


def test_cached_reads_have_the_tenant_in_their_key() -> None:
    cached = [
        (path, node)
        for path, node in _functions(ROOT / "pages")
        if _decorated(node, "cache_data") or _decorated(node, "cache_resource")
    ]
    assert len(cached) > 15
    for path, node in cached:
        names = [one.arg for one in (*node.args.posonlyargs, *node.args.args)]
        decorator = ast.unparse(_decorated(node, "cache") or ast.Pass())
        if "scope='session'" in decorator and "db." not in ast.unparse(node):
            continue  # a reading of the browser's own upload
        assert names[:1] == ["tenant"], f"{path.name}: {node.name}"
        assert not [name for name in names if name.startswith("_")], f"{path.name}: {node.name}"


def test_caches_of_the_process_hold_nothing_of_an_organization() -> None:
    """`functools` caches live as long as the process and know no tenant."""
    for path, node in _functions(ROOT / "pages", ROOT / "paperscraper_core", ROOT / "workers"):
        if any("cache" in ast.unparse(one) and "st." not in ast.unparse(one)
               for one in node.decorator_list):  # fmt: skip
            names = {one.arg for one in node.args.args}
            assert not names & {"tenant", "session"}, f"{path.name}: {node.name}"


def test_fragments_and_dialogs_ask_for_the_login_before_they_read() -> None:
    functions = {(path, node.name): node for path, node in _functions(ROOT / "pages")}
    found = 0
    for path in sorted((ROOT / "pages").rglob("*.py")):
        tree = ast.parse(path.read_text())
        named = {
            ast.unparse(call.args[0])
            for call in ast.walk(tree)
            if isinstance(call, ast.Call) and ast.unparse(call.func) == "st.fragment" and call.args
        }
        named |= {
            node.name for node in ast.walk(tree)
            if isinstance(node, ast.FunctionDef)
            and (_decorated(node, "st.fragment") or _decorated(node, "st.dialog"))
        }  # fmt: skip
        for name in named:
            body = ast.unparse(functions[path, name])
            found += 1
            reads = "data_" in body or "db." in body
            assert "login.require()" in body or not reads, f"{path.name}: {name}"
    assert found >= 4


_SECRETS = ("password", "token", "secret", "cookie", "ticket", "hash", "credential", "api_key")


def test_no_line_of_the_log_is_given_a_secret() -> None:
    calls = 0
    for folder in ("paperscraper_core", "pages", "workers"):
        for path in (ROOT / folder).rglob("*.py"):
            for call in ast.walk(ast.parse(path.read_text())):
                if not (isinstance(call, ast.Call) and ast.unparse(call.func).startswith("log.")):
                    continue
                calls += 1
                given = " ".join(ast.unparse(one) for one in call.args[1:]).lower()
                assert not [word for word in _SECRETS if word in given], ast.unparse(call)
    assert calls > 15


def test_the_text_of_a_database_error_holds_no_values(tenant_a: Tenant) -> None:
    with pytest.raises(SQLAlchemyError) as caught, db.system() as session:
        session.execute(
            text("INSERT INTO users (email, name, password_hash) VALUES (:e, 'x', :h)"),
            {"e": "admin@alpha.test", "h": "$2b$12$the-hash"},
        )
    said = f"{caught.value} {caught.value.__cause__} {caught.value!r}"
    assert "the-hash" not in said
    assert "admin@alpha.test" not in said


def test_nothing_stays_of_a_deleted_organization(tenants: tuple[Tenant, Tenant]) -> None:
    gone, stays = settle(tenants[0], "alpha"), settle(tenants[1], "beta")
    before = fingerprint(stays.tenant)
    with db.system() as session:
        session.execute(
            text("DELETE FROM organizations WHERE id = :o"), {"o": gone.tenant.organization_id}
        )
    assert {count for count, _ in fingerprint(gone.tenant).values()} == {0}
    assert fingerprint(stays.tenant) == before
    forget()
