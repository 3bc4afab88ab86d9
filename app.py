"""The web application: Streamlit's pages inside our routes, guards and headers."""

import sys
from pathlib import Path

import streamlit as st

# The checkout holds the packages `pages` and `paperscraper_core`; no server puts it on the path
# by itself in every way of starting.
if (_checkout := str(Path(__file__).resolve().parent)) not in sys.path:
    sys.path.insert(0, _checkout)

from paperscraper_core.web import application

app = st.App(
    Path(__file__).resolve().parent / "pages" / "main.py",
    routes=application.routes(),
    middleware=application.middleware(),
    lifespan=application.lifespan,
)
