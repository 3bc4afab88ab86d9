"""The paper page: which paper the address names, and what is shown of it."""

import streamlit as st

from pages.components import data_library, paper_body, paper_edit, paper_head, paper_scores
from paperscraper_core.tenancy import Tenant

_LONGEST_ID = 18  # digits that surely fit into the database's numbers


def show(tenant: Tenant, wanted: str) -> None:
    """Draw the paper whose number stands in the address, or say that there is none."""
    known = wanted.isascii() and wanted.isdigit() and len(wanted) <= _LONGEST_ID
    paper = data_library.paper(tenant, int(wanted)) if known else None
    if paper is None:
        _none(wanted)
        return
    paper_head.show(paper)
    paper_edit.bar(tenant, paper)
    left, right = st.columns(2, gap="medium")  # the radar needs half of it
    with left:
        paper_body.abstract(paper)
        paper_body.links(paper)
        paper_body.citations(tenant, paper)
    with right:
        paper_scores.show(tenant, paper)
    paper_body.related(tenant, paper)
    paper_body.origin(paper)


def _none(wanted: str) -> None:
    st.title("Paper")
    if done := st.session_state.pop(paper_edit.DONE, None):
        st.success(done)
    if wanted:
        st.info("There is no paper with this number in your library. It may have been deleted.")
    else:
        st.info("Choose a paper: find it by its words, or through one of its authors.")
    st.page_link("search.py", label="Search the library", icon=":material/search:")
    st.page_link("authors.py", label="Authors", icon=":material/groups:")
