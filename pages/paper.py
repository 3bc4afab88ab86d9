"""Paper: everything known about one, who wrote it, what is around it, and its scores."""

import streamlit as st

from pages.components import login, paper_page

tenant = login.require()
paper_page.show(tenant, st.query_params.get("id", ""))
