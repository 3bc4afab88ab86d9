"""Pages are run as the browser runs them: through the frame, with a login of the database."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from pages.components import login
from paperscraper_core import db
from paperscraper_core.accounts import login_service
from paperscraper_core.tenancy import Tenant

FRAME = str(Path(__file__).resolve().parents[2] / "pages" / "main.py")
OpenPage = Callable[..., AppTest]


@pytest.fixture
def open_page() -> Iterator[OpenPage]:
    """Open a page as a tenant: `open_page("paper.py", tenant_a, id="12")`; None is logged out."""
    st.cache_data.clear()  # shared by all tests of the process

    def opened(page: str, tenant: Tenant | None, **query: str) -> AppTest:
        app = AppTest.from_file(FRAME, default_timeout=30)
        if tenant is not None and tenant.user_id is not None:
            with db.system() as session:
                entered = login_service.open_session(
                    session, tenant.user_id, organization_id=tenant.organization_id
                )
            app.session_state[login.TOKEN] = entered.token
        app.run()  # pages can be switched to once the frame has named them
        for name, value in query.items():
            app.query_params[name] = value
        return app.switch_page(page).run()

    yield opened
    st.cache_data.clear()
