"""Import: files into the library, with a preview before and a report after; or one by hand."""

import streamlit as st

from pages.components import (
    actions,
    actions_importing,
    data_importing,
    errors,
    importing_runs,
    importing_upload,
    login,
    paper_form,
)
from paperscraper_core.accounts.permissions import Permission

_LONGEST_ID = 18  # digits that surely fit into the database's numbers

tenant = login.require()
st.title("Import")

offer = actions.may(tenant, Permission.IMPORT) and not data_importing.open_runs(tenant)
if offer and data_importing.library_is_empty(tenant):
    with st.container(border=True):
        st.markdown(
            "**Your library is empty.** Import a file below, or look around first with a small"
            " demo library: 60 made-up papers by made-up authors, which say that they are made up."
        )
        if st.button("Load the demo library", key="import_demo"):
            with errors.shown():
                st.query_params["run"] = str(actions_importing.load_demo())
                st.rerun()

from_file, by_hand = st.tabs(["From files", "One paper by hand"])
with from_file, errors.shown():
    importing_upload.show(tenant)
with by_hand, errors.shown():
    if not actions.may(tenant, Permission.EDIT_PAPERS):
        st.info("Your role does not allow to add papers.")
    elif draft := paper_form.show("import_by_hand", "Add the paper"):
        paper_id = actions_importing.add_paper(draft)
        st.success(f"Added as number {paper_id}.")
        st.page_link("paper.py", label="Open the paper", query_params={"id": str(paper_id)})

wanted = st.query_params.get("run", "")
known = wanted.isascii() and wanted.isdigit() and len(wanted) < _LONGEST_ID
importing_runs.show(tenant, int(wanted) if known else None)
