"""What a paper says and what is around it: abstract, citations, related papers, its origin."""

import streamlit as st

from pages.components import charts, paper_links, text
from paperscraper_core.charts import papers as figures
from paperscraper_core.charts.types import YearBar
from paperscraper_core.library.types import PaperDetail
from paperscraper_core.tenancy import Tenant

_KINDS = {"version": "Other version", "suspected_duplicate": "Suspected duplicate"}


#: Sources as they write themselves.
_SOURCES = {"openalex": "OpenAlex", "bibtex": "BibTeX", "ris": "RIS", "csv": "CSV"}


def abstract(paper: PaperDetail) -> None:
    """Draw the abstract, keywords and topics."""
    st.subheader("Abstract")
    if paper.abstract:
        st.markdown(text.plain(paper.abstract))
    else:
        st.caption("The library has no abstract of this paper; scores rest on its title alone.")
    for name, words in (("Keywords", paper.keywords), ("Topics", paper.topics)):
        if words:
            st.caption(f"**{name}:** " + text.plain("; ".join(words)))


def links(paper: PaperDetail) -> None:
    """Draw the other versions and suspected duplicates of the paper, if there are any."""
    for number, link in enumerate(paper.links):
        with st.container(border=True):
            st.markdown(f"**{_KINDS.get(link.kind, 'Linked paper')}:** {text.plain(link.reason)}")
            paper_links.one(
                link.paper.title,
                link.paper.id,
                paper_links.line(link.paper),
                key=f"paper_link_{number}",
            )


def citations(tenant: Tenant, paper: PaperDetail) -> None:
    """Draw the citation count and the chart of citations by year."""
    st.subheader("Citations")
    count = "unknown" if paper.citation_count is None else f"{paper.citation_count:,}"
    day = f" as of {paper.counts_as_of:%Y-%m-%d}" if paper.counts_as_of else ""
    source = f" by {_SOURCES.get(paper.source, paper.source)}" if paper.source else ""
    st.caption(text.plain(f"Citations: {count}{day}{source}."))
    bars = [YearBar(year=one.year, count=one.citations) for one in paper.citations_by_year]
    charts.show(
        figures.citations_of_paper(bars, charts.theme(), paper.counts_as_of, paper.citation_count),
        "paper_citations",
        tenant=tenant,
        filters=(("paper", paper.title), ("paper id", str(paper.id))),
    )


def related(tenant: Tenant, paper: PaperDetail) -> None:
    """Draw the papers of the library that this one cites, is cited by, or resembles."""
    cited, citing, similar = st.tabs(
        [
            f"References here ({paper.references_in_library:,})",
            f"Cited by, here ({paper.cited_by_total:,})",
            "Similar papers",
        ]
    )
    with cited:
        if paper.reference_total:
            st.caption(
                f"{paper.references_in_library:,} of {paper.reference_total:,} references are in"
                " your library."
            )
        else:
            st.caption("No reference of this paper is known.")
        paper_links.several(paper.references, paper.references_in_library, "paper_references")
    with citing:
        if not paper.cited_by:
            st.caption("No paper of your library is known to cite it.")
        paper_links.several(paper.cited_by, paper.cited_by_total, "paper_cited_by")
    with similar:
        paper_links.similar(tenant, paper.id)


def origin(paper: PaperDetail) -> None:
    """Draw where the record came from and when it changed."""
    with st.expander("Where this record comes from"):
        st.caption(
            f"Number {paper.id} in your library; added {paper.created_at:%Y-%m-%d %H:%M},"
            f" last changed {paper.updated_at:%Y-%m-%d %H:%M} (UTC)."
        )
        if paper.language:
            st.caption(text.plain(f"Language: {paper.language}"))
        if paper.origins:
            st.dataframe(
                {
                    "Import": [one.run_id for one in paper.origins],
                    "File": [one.filename for one in paper.origins],
                    "This paper was": [one.outcome for one in paper.origins],
                    "When (UTC)": [one.imported_at for one in paper.origins],
                },
                hide_index=True,
                key="paper_origins",
            )
        else:
            st.caption("It was typed by hand.")
