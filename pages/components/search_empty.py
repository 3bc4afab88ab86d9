"""What the search page says when there is nothing, or not yet everything, to show."""

import streamlit as st

from pages.components import text
from paperscraper_core.embedding.types import EmbeddingProgress
from paperscraper_core.search.found import Found, Match
from paperscraper_core.search.types import Mode, SearchCriteria


def no_library() -> None:
    """Nothing was imported yet."""
    st.info("Your library is empty: there is nothing to search yet.")
    st.page_link("import_papers.py", label="Import papers", icon=":material/upload_file:")


def embedding_note(criteria: SearchCriteria, progress: EmbeddingProgress) -> None:
    """Say how far the library can be found by meaning, where that matters and is not all."""
    if criteria.mode is Mode.KEYWORD or not criteria.query.strip():
        return
    if progress.waiting:
        st.caption(
            f"{progress.embedded:,} of {progress.papers:,} papers can be found by meaning;"
            " the others are being prepared and are found by their words."
        )


def understood(found: Found) -> None:
    """Say what the library made of the query, where that is not what one would think."""
    if found.match is Match.WEAK:
        st.info("No paper has these words; the nearest by meaning are shown.")
    elif found.match is Match.MEANING:
        st.caption("No paper has these words; those shown come close in meaning.")
    elif found.unknown:
        words = ", ".join(f"“{text.plain(word)}”" for word in found.unknown)
        st.caption(f"No paper has {words}.")
    for begun, whole in found.completed:
        ends = ", ".join(f"{text.plain(word)}…" for word in whole[:5])  # stems, not words
        more = " and others" if len(whole) > 5 else ""
        st.caption(f"“{text.plain(begun)}” was taken for the beginning of {ends}{more}.")


def no_hits(criteria: SearchCriteria) -> None:
    """The search covers no paper: say what could help."""
    st.info("No paper matches this search.")
    ideas = []
    if criteria.mode is Mode.KEYWORD:
        ideas.append("Search by words and meaning: papers need not use the same words then.")
    if '"' in criteria.query:
        ideas.append("Take the quotes away: quoted words have to stand together.")
    if criteria.query.strip():
        ideas.append("Use other or fewer special words; very common ones alone find nothing.")
    ideas.append("Clear or widen the filters.")
    st.markdown("\n".join(f"- {idea}" for idea in ideas))
