"""The web application: Streamlit's pages inside our routes, guards and headers."""

import sys
from pathlib import Path

import streamlit as st
from streamlit import config

# The checkout holds the packages `pages` and `paperscraper_core`; no server puts it on the path
# by itself in every way of starting.
if (_checkout := str(Path(__file__).resolve().parent)) not in sys.path:
    sys.path.insert(0, _checkout)

from paperscraper_core.settings import settings
from paperscraper_core.web import application

# .streamlit/config.toml cannot read the environment
config.set_option("server.maxUploadSize", settings().max_upload_mb)

app = st.App(
    Path(__file__).resolve().parent / "pages" / "main.py",
    routes=application.routes(),
    middleware=application.middleware(),
    lifespan=application.lifespan,
)
