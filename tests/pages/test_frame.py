"""The frame: nothing without a login, every page with one."""

import pytest

from paperscraper_core.tenancy import Tenant
from tests.pages.conftest import OpenPage

PAGES = [
    "home.py", "search.py", "paper.py", "authors.py", "scoring_queue.py", "import_papers.py",
    "account.py", "admin.py",
]  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
def test_a_cold_deep_link_shows_the_login_and_nothing_else(
    page: str, open_page: OpenPage, tenant_a: Tenant
) -> None:
    app = open_page(page, None)
    assert [field.label for field in app.text_input] == ["E-mail address", "Password"]
    assert not app.sidebar.button
    assert not app.dataframe


@pytest.mark.parametrize("page", PAGES)
def test_with_a_login_the_page_shows(page: str, open_page: OpenPage, tenant_a: Tenant) -> None:
    app = open_page(page, tenant_a)
    assert not app.exception
    assert "Password" not in [field.label for field in app.text_input]
    assert app.sidebar.button(key="frame_logout")
