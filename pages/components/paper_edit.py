"""Correcting and deleting the paper on the page."""

import streamlit as st

from pages.components import (
    actions,
    actions_library,
    data_library,
    downloads,
    errors,
    paper_form,
    text,
)
from paperscraper_core.accounts.permissions import Permission
from paperscraper_core.exports.types import Format
from paperscraper_core.library.types import PaperDetail, PaperDraft
from paperscraper_core.tenancy import Tenant

#: Name of the message that survives the rerun after an action.
DONE = "paper_done"
#: Name of the dialog that is open, with its paper: ("edit", 12).
_OPEN = "paper_dialog"


def bar(tenant: Tenant, paper: PaperDetail) -> None:
    """Draw what can be done with the paper, as far as the role allows."""
    if done := st.session_state.pop(DONE, None):
        st.toast(done)
    with st.container(horizontal=True, gap="small"):
        if actions.may(tenant, Permission.EDIT_PAPERS):
            st.button(
                "Correct",
                key="paper_edit",
                icon=":material/edit:",
                on_click=_open,
                args=("edit", paper.id),
            )
        if actions.may(tenant, Permission.DELETE_PAPERS):
            st.button(
                "Delete",
                key="paper_delete",
                icon=":material/delete:",
                on_click=_open,
                args=("delete", paper.id),
            )
        with st.popover("Export this paper"):
            downloads.download_table(
                tenant,
                "Paper",
                f"paper-{paper.id}",
                lambda: data_library.export(tenant, paper.id),
                (Format.BIBTEX, Format.RIS, Format.CSV),
            )
    if st.session_state.get(_OPEN) == ("edit", paper.id):
        _correct(paper)
    elif st.session_state.get(_OPEN) == ("delete", paper.id):
        _delete(paper)


def _open(dialog: str, paper_id: int) -> None:
    st.session_state[_OPEN] = (dialog, paper_id)


def _close() -> None:
    st.session_state.pop(_OPEN, None)


@st.dialog("Correct this paper", width="large", on_dismiss=_close)
def _correct(paper: PaperDetail) -> None:
    st.caption("What you leave empty becomes unknown. No import overwrites what you typed.")
    known = PaperDraft(
        title=paper.title,
        doi=paper.doi,
        year=paper.year,
        abstract=paper.abstract,
        venue=paper.venue,
        type=paper.type,
        url=paper.url,
        citation_count=paper.citation_count,
        authors=tuple(author.printed_name for author in paper.authors),
        keywords=paper.keywords,
    )
    with errors.shown():
        draft = paper_form.show("paper_correction", "Save", known)
        if draft is not None:
            actions_library.update_paper(paper.id, draft)
            _close()
            st.session_state[DONE] = "Saved."
            st.rerun()


@st.dialog("Delete this paper?", on_dismiss=_close)
def _delete(paper: PaperDetail) -> None:
    st.markdown(f"**{text.plain(paper.title)}**")
    st.markdown(
        "Its scores, citations and place in the search go with it, and so do authors who have no"
        " other paper here. This cannot be undone."
    )
    if st.button("Delete it", type="primary", key="paper_delete_sure"):
        with errors.shown():
            actions_library.delete_paper(paper.id)
            _close()
            st.session_state[DONE] = "Deleted."
            st.query_params.clear()
            st.rerun()
