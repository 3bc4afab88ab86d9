"""Papers that are somebody else's: split off to a new author, or to one that is here already."""

from typing import Final

import streamlit as st

from pages.components import (
    actions_identity,
    authors_identity,
    data_authors,
    data_identity,
    errors,
    labels,
    login,
    text,
)
from paperscraper_core.metrics.types import AuthorMetrics
from paperscraper_core.tenancy import Tenant

_NEW: Final = "A new author"
_HERE: Final = "Somebody who is here already"


@st.dialog("Split off papers", width="large", on_dismiss=authors_identity.close)
@errors.guarded
def dialog(author: AuthorMetrics) -> None:
    """Choose papers and whose they are, see the numbers before and after, and decide."""
    tenant = login.require()
    own = author.profile
    st.markdown(
        f"Choose the papers that are not by **{text.plain(own.name)}** but by somebody else of"
        " that name. Imports keep to it, and it can be taken back at any time."
    )
    papers = _papers(tenant, own.author_id)
    into_id, name, is_ready = _whose(tenant, author)
    reason = st.text_input("Why (kept in the history)", max_chars=500, key="identity_split_reason")
    if papers and is_ready:
        preview = data_identity.split_preview(tenant, own.author_id, papers, name, into_id)
        authors_identity.preview_table(preview)
    ready = bool(papers) and is_ready
    if st.button("Split off", type="primary", disabled=not ready, key="identity_split_now"):
        made = actions_identity.split(own.author_id, papers, name, reason, into_id)
        authors_identity.close()
        st.session_state[authors_identity.DONE] = (
            f"Split off: these papers are now of author no. {made}."
        )
        st.rerun()


def _papers(tenant: Tenant, author_id: int) -> tuple[int, ...]:
    rows = data_authors.every_paper(tenant, author_id)
    table = st.dataframe(
        {
            "Title": [row.title for row in rows],
            "Year": [row.year for row in rows],
            "Venue": [row.venue for row in rows],
            "Citations": [row.citations for row in rows],
        },
        hide_index=True,
        height=300,
        on_select="rerun",
        selection_mode="multi-row",
        column_config={"Year": st.column_config.NumberColumn(format="%d")},
        key="identity_papers",
        alt="Papers of this author",
    )
    places = table["selection"]["rows"]
    return tuple(rows[place].paper_id for place in places if place < len(rows))


def _whose(tenant: Tenant, author: AuthorMetrics) -> tuple[int | None, str, bool]:
    """Who has the papers then: the id (None: a new author), the name, and whether that is said."""
    own = author.profile
    whose = st.radio("Whose are they?", [_NEW, _HERE], horizontal=True, key="identity_whose")
    name = st.text_input("Name of the other author", value=own.name, key="identity_other_name")
    if whose == _NEW:
        return None, name, bool(name.strip())
    rows = authors_identity.others(tenant, own.author_id, name)
    said = labels.distinct({row.author_id: authors_identity.label(row) for row in rows})
    chosen = st.selectbox(
        "The other author",
        list(said),
        index=None,
        format_func=said.__getitem__,
        placeholder="Choose an author" if rows else "Nobody else has a name like that",
        key="identity_into",
    )
    return chosen, name, chosen is not None
