"""The form of a paper typed by hand, for adding one and for correcting one."""

import streamlit as st

from paperscraper_core.importing.text import MAX_TITLE
from paperscraper_core.library.types import PaperDraft

_TYPES = (
    "article", "review", "preprint", "proceedings-article", "book", "book-chapter",
    "dissertation", "report", "dataset", "patent", "software", "other",
)  # fmt: skip


def show(key: str, button: str, known: PaperDraft | None = None) -> PaperDraft | None:
    """Draw the form; the draft when it was sent, checked by the library, not here.

    Args:
        key: distinguishes forms of one page.
        button: what the button says.
        known: what to start from when a paper is corrected.
    """
    draft = known or PaperDraft(title="")
    types = [*_TYPES, draft.type] if draft.type and draft.type not in _TYPES else [*_TYPES]
    with st.form(key):
        title = st.text_input("Title", draft.title, max_chars=MAX_TITLE)
        authors = st.text_area("Authors, one on each line", "\n".join(draft.authors), height=100)
        left, middle, right = st.columns(3)
        year = left.number_input("Year", 1500, 2200, draft.year, step=1, format="%d")
        doi = middle.text_input("DOI", draft.doi or "", placeholder="10.1234/abc.5")
        kind = right.selectbox("Type", types, index=types.index(draft.type) if draft.type else None)
        left, right = st.columns([2, 1])
        venue = left.text_input("Journal, conference or publisher", draft.venue or "")
        cited = right.number_input(
            "Citations", 0, 2_000_000_000, draft.citation_count, help="Leave empty when unknown."
        )
        abstract = st.text_area("Abstract", draft.abstract or "", height=160)
        left, right = st.columns(2)
        keywords = left.text_input("Keywords, divided by ;", "; ".join(draft.keywords))
        url = right.text_input("Address on the web", draft.url or "", placeholder="https://")
        sent = st.form_submit_button(button, type="primary")
    if not sent:
        return None
    return PaperDraft(
        title=title,
        authors=tuple(line.strip() for line in authors.splitlines() if line.strip()),
        year=int(year) if year is not None else None,
        doi=doi or None,
        type=kind,
        venue=venue or None,
        citation_count=int(cited) if cited is not None else None,
        abstract=abstract or None,
        keywords=tuple(word.strip() for word in keywords.split(";") if word.strip()),
        url=url or None,
    )
