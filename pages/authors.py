"""Authors: a place kept for the page."""

import streamlit as st

from pages.components import login

login.require()
st.title("Authors")
