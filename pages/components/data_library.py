"""Cached reads of the library: one paper with all around it."""

from datetime import UTC, datetime

import streamlit as st

from paperscraper_core import db
from paperscraper_core.errors import NotFound
from paperscraper_core.exports.types import PaperSet
from paperscraper_core.library import queries
from paperscraper_core.library.types import PaperDetail
from paperscraper_core.tenancy import Tenant


@st.cache_data(ttl=30, show_spinner=False)
def paper(tenant: Tenant, paper_id: int) -> PaperDetail | None:
    """One paper; None when the organization has no such paper."""
    with db.reading(tenant) as session:
        try:
            return queries.paper(session, tenant, paper_id)
        except NotFound:
            return None


def export(tenant: Tenant, paper_id: int) -> PaperSet:
    """One paper, for a download."""
    with db.reading(tenant) as session:
        rows = tuple(queries.export_rows(session, tenant, [paper_id]))
    return PaperSet(papers=rows, as_of=datetime.now(UTC), filters=(("paper", str(paper_id)),))
