"""Downloads: made at the click, only for who may, counted, and kept in the audit trail."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import select, text
from streamlit.testing.v1 import AppTest

from pages.components import downloads, login
from paperscraper_core import db
from paperscraper_core.accounts import limits, login_service
from paperscraper_core.errors import NotAllowed, TooManyRequests
from paperscraper_core.exports.types import Column, Format, PaperSet, Table
from paperscraper_core.models import AuditEntry
from paperscraper_core.tenancy import Role, Tenant
from tests.exports.samples import PLAIN

NOW = datetime(2026, 11, 3, tzinfo=UTC)


def _table() -> Table:
    column = Column(key="title", title="Title", definition="The title.")
    rows = (("=1+1",), ("plain",))
    return Table(
        name="papers", columns=(column,), rows=rows, as_of=NOW, filters=(("Year", "2020"),)
    )


def _entries(tenant: Tenant) -> list[AuditEntry]:
    with db.reading(tenant) as session:
        return list(
            session.scalars(
                select(AuditEntry).where(AuditEntry.organization_id == tenant.organization_id)
            )
        )


def test_an_export_is_guarded_and_noted(tenant_a: Tenant, tenant_b: Tenant) -> None:
    content = downloads.export(tenant_a, "papers", Format.CSV, _table).getvalue()
    assert content == "\ufefftitle\r\n'=1+1\r\nplain\r\n".encode()
    (entry,) = _entries(tenant_a)
    assert (entry.action, entry.user_id) == ("export.papers", tenant_a.user_id)
    assert entry.details == {"format": "csv", "rows": 2, "filters": "Year: 2020", "way": "page"}
    assert _entries(tenant_b) == []


def test_papers_leave_as_a_bibliography(tenant_a: Tenant) -> None:
    content = downloads.export(
        tenant_a, "papers", Format.RIS, lambda: PaperSet(papers=[PLAIN], as_of=NOW)
    )
    assert content.getvalue().startswith(b"TY  - JOUR\r\n")


@pytest.mark.parametrize(
    ("role", "may"),
    [(Role.VIEWER, False), (Role.ANALYST, True), (Role.MANAGER, True), (Role.ADMIN, True)],
)
def test_exporting_is_a_right_of_its_own(tenant_a: Tenant, role: Role, may: bool) -> None:
    tenant = replace(tenant_a, role=role)
    if may:
        assert downloads.export(tenant, "papers", Format.CSV, _table).getvalue()
        return
    with pytest.raises(NotAllowed):
        downloads.export(tenant, "papers", Format.CSV, _table)
    assert _entries(tenant_a) == []


def test_exports_are_limited(tenant_a: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "EXPORT", replace(limits.EXPORT, per_user=2))
    for _ in range(2):
        downloads.export(tenant_a, "papers", Format.CSV, _table)
    with pytest.raises(TooManyRequests):
        downloads.export(tenant_a, "papers", Format.CSV, _table)


def _page() -> None:
    """A page with one download; run by AppTest in a script of its own."""
    import streamlit as st

    from pages.components import downloads, login

    tenant = login.require()
    st.session_state["built"] = []

    def build() -> None:
        raise AssertionError("made before anybody clicked")

    downloads.download_table(tenant, "Papers", "papers", build, formats=("csv", "xlsx", "ris"))  # type: ignore[arg-type]  # never called


def _open(tenant: Tenant) -> AppTest:
    assert tenant.user_id is not None
    with db.system() as session:
        entered = login_service.open_session(
            session, tenant.user_id, organization_id=tenant.organization_id
        )
    app = AppTest.from_function(_page)
    app.session_state[login.TOKEN] = entered.token
    return app.run()


def test_drawing_the_buttons_makes_nothing(tenant_a: Tenant) -> None:
    app = _open(tenant_a)
    assert not app.exception
    labels = [button.proto.label for button in app.get("download_button")]
    assert labels == ["Papers · CSV", "Papers · Excel", "Papers · RIS"]


def test_viewers_see_buttons_that_are_switched_off(tenant_a: Tenant) -> None:
    with db.system() as session:
        session.execute(
            text("UPDATE memberships SET role = 'viewer' WHERE user_id = :user"),
            {"user": tenant_a.user_id},
        )
    app = _open(tenant_a)
    assert not app.exception
    assert all(button.proto.disabled for button in app.get("download_button"))


def test_a_click_after_logging_out_gives_nothing(tenant_a: Tenant, tenant_b: Tenant) -> None:
    """The page still stands in the browser, but its login is gone, or is for somebody else now."""
    assert tenant_a.user_id is not None
    with db.system() as session:
        entered = login_service.open_session(
            session, tenant_a.user_id, organization_id=tenant_a.organization_id
        )
    ask = downloads.login_at_the_click(tenant_a, entered.token, None)
    assert ask() == tenant_a
    with pytest.raises(NotAllowed):
        downloads.login_at_the_click(tenant_b, entered.token, None)()
    with db.system() as session:
        login_service.revoke(session, "logout", user_id=tenant_a.user_id)
    with pytest.raises(NotAllowed):
        ask()
