"""The frame of every page: configuration, login, organization, menu, and the page itself."""

import streamlit as st

from pages.components import browser_cookie, errors, layout, login
from paperscraper_core.tenancy import Role

# An emoji: a :material/…: page icon would be fetched from outside; in the menu the font is our own.
st.set_page_config(page_title="PaperScraper", page_icon="📚", layout="wide")


def _pages(*, administrator: bool) -> list[st.Page]:
    """Name every page; `url_path` equals the file name: AppTest and deep links use the same one."""
    only_administrators = "visible" if administrator else "hidden"
    return [
        st.Page("home.py", title="Overview", icon=":material/home:", url_path="home", default=True),
        st.Page("search.py", title="Search", icon=":material/search:", url_path="search"),
        st.Page("paper.py", title="Paper", url_path="paper", visibility="hidden"),
        st.Page("authors.py", title="Authors", icon=":material/groups:", url_path="authors"),
        st.Page(
            "scoring_queue.py",
            title="Scoring queue",
            icon=":material/hourglass_top:",
            url_path="scoring_queue",
        ),
        st.Page(
            "import_papers.py",
            title="Import",
            icon=":material/upload_file:",
            url_path="import_papers",
        ),
        st.Page("account.py", title="My account", icon=":material/person:", url_path="account"),
        st.Page(
            "admin.py",
            title="Administration",
            icon=":material/key:",
            url_path="admin",
            visibility=only_administrators,
        ),
    ]


with errors.shown():
    layout.style()
    browser_cookie.synchronise()
    found = login.info()
    # Without a login all pages are registered, so that a deep link survives it, but none runs.
    page = st.navigation(
        _pages(administrator=found is not None and found.tenant.role is Role.ADMIN),
        position="sidebar" if found else "hidden",
    )
    if found is None:
        login.require()
    else:
        layout.sidebar(found)
        page.run()
