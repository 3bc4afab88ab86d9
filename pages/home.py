"""Overview: the library at a glance; every figure leads to the rows behind it."""

import streamlit as st

from pages.components import data_overview, login, overview

tenant = login.require()
st.title("Overview")
seen = data_overview.overview(tenant)
if seen.health.papers:
    overview.show(tenant, seen)
else:
    data_overview.overview.clear(tenant)  # an import may be under way: look again next time
    overview.empty(tenant)
