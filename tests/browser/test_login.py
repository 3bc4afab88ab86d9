"""Logging in and out in a real browser."""

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from paperscraper_core import db
from paperscraper_core.accounts import queries, service
from paperscraper_core.tenancy import Role
from paperscraper_core.web.cookie import COOKIE_NAME
from tests.conftest import make_tenants
from tests.web.conftest import PASSWORD, add_user, free_port, serving

pytestmark = pytest.mark.browser
expect.set_options(timeout=20_000)  # other tests may have the cores


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    made = chromium.new_context(viewport={"width": 1280, "height": 800})
    made.set_default_timeout(20_000)
    yield made
    made.close()


def log_in(page: Page, email: str, password: str = PASSWORD) -> None:
    page.get_by_role("textbox", name="E-mail address").fill(email)
    page.get_by_role("textbox", name="Password").fill(password)
    page.get_by_role("button", name="Log in").click()


def logged_in(page: Page) -> None:
    expect(page.get_by_role("button", name="Log out")).to_be_visible()


def logged_out(page: Page) -> None:
    expect(page.get_by_role("button", name="Log in")).to_be_visible()


def cookie(context: BrowserContext, after: object = None) -> dict[str, object] | None:
    """The session cookie, another than `after`; the page fetches it in the background."""
    for _ in range(100):
        held = [dict(one) for one in context.cookies() if one.get("name") == COOKIE_NAME]
        found = [one for one in held if one["value"] != after]
        if found:
            return found[0]
        time.sleep(0.1)
    return None


def test_a_login_survives_what_it_should_and_ends_when_it_should(
    module_database: str, tmp_path: Path, context: BrowserContext
) -> None:
    tenant, other = make_tenants()
    ada = add_user(tenant, "ada@alpha.test", Role.ADMIN)
    port, outside = free_port(), []
    context.on(
        "request",
        lambda request: (
            None
            if re.match(rf"(https?|ws)://127\.0\.0\.1:{port}/|data:|blob:", request.url)
            else outside.append(request.url)
        ),
    )
    page = context.new_page()
    with serving(module_database, tmp_path, port) as address:
        page.goto(f"{address}/account")
        log_in(page, "ada@alpha.test", "not the password")
        expect(page.get_by_text("is wrong")).to_be_visible()
        assert cookie_names(context) == {"_streamlit_xsrf"}

        log_in(page, "ada@alpha.test")
        logged_in(page)  # on the page of the deep link
        expect(page.get_by_role("heading", name="My account")).to_be_visible()
        assert page.url == f"{address}/account"
        held = cookie(context)
        assert held
        assert (held["httpOnly"], held["sameSite"]) == (True, "Lax")
        assert COOKIE_NAME not in page.evaluate("document.cookie")

        page.reload()
        logged_in(page)
        tab = context.new_page()
        tab.goto(f"{address}/admin")
        logged_in(tab)
        expect(tab.get_by_role("heading", name="Administration")).to_be_visible()

    with serving(module_database, tmp_path, port) as address:  # a restart of the app
        page.goto(f"{address}/account")
        logged_in(page)
        tab.goto(f"{address}/search")
        logged_in(tab)

        page.get_by_role("button", name="Log out").click()
        logged_out(page)
        tab.get_by_role("link", name="Authors").click()  # the next click
        logged_out(tab)
        page.reload()
        logged_out(page)

        # a stolen cookie is worth nothing after the logout
        context.add_cookies([{"name": COOKIE_NAME, "value": str(held["value"]), "url": address}])
        page.reload()
        logged_out(page)

        log_in(page, "ada@alpha.test")
        logged_in(page)
        assert cookie(context, after=held["value"])
        with db.system() as session:
            service.create_user(
                session, other, email="ada@alpha.test", role=Role.VIEWER, password_hash="-"
            )
        _switch_organization(page, address)
        with db.system() as session:
            service.remove_member(session, other, ada)
            assert [one.slug for one in queries.organizations_of(session, ada)] == ["alpha"]
        page.get_by_role("link", name="Search").click()
        logged_out(page)
    assert outside == []


def cookie_names(context: BrowserContext) -> set[str]:
    return {str(one.get("name")) for one in context.cookies()}


def _switch_organization(page: Page, address: str) -> None:
    page.goto(f"{address}/account")
    logged_in(page)
    page.get_by_role("combobox", name="Organization").click()
    page.get_by_role("option", name="Beta").click()
    expect(page.get_by_text("viewer")).to_be_visible()
    expect(page.get_by_role("link", name="Administration")).to_have_count(0)
