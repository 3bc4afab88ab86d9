"""What a paper is: title, byline, where it appeared, and where it is on the web."""

from urllib.parse import quote

import streamlit as st

from pages.components import text
from paperscraper_core.library.types import AuthorLine, PaperDetail

#: Authors that stand as links; a larger byline goes on as a table.
FIRST_AUTHORS = 12
_SCHEMES = {
    "openalex": ("OpenAlex", "https://openalex.org/"),
    "external": ("Source id", None),
    "arxiv": ("arXiv", "https://arxiv.org/abs/"),
    "pmid": ("PubMed", "https://pubmed.ncbi.nlm.nih.gov/"),
    "pmcid": ("PubMed Central", "https://www.ncbi.nlm.nih.gov/pmc/articles/"),
    "mag": ("Microsoft Academic", None),
    "acl": ("ACL Anthology", "https://aclanthology.org/"),
    "doi": ("Further DOI", "https://doi.org/"),
}


def show(paper: PaperDetail) -> None:
    """Draw the head of a paper's page."""
    st.title(text.plain(paper.title))
    if paper.is_retracted:
        st.error("This paper has been retracted.", icon=":material/block:")
    st.markdown(text.plain(_appeared(paper)))
    _ways_out(paper)
    _byline(paper.authors)


def _appeared(paper: PaperDetail) -> str:
    issue = f"({paper.issue})" if paper.issue else ""
    volume = f"{paper.volume or ''}{issue}" or None
    pages = f"p. {paper.pages}" if paper.pages else None
    when = paper.publication_date or paper.year
    parts = (paper.type, paper.venue, volume, pages, when, paper.publisher)
    return (
        " · ".join(str(part) for part in parts if part) or "Nothing is known of where it appeared."
    )


def _ways_out(paper: PaperDetail) -> None:
    parts = []
    if paper.doi:
        parts.append(f"DOI [{text.plain(paper.doi)}](https://doi.org/{quote(paper.doi)})")
    for scheme, value in paper.external_ids:
        name, base = _SCHEMES.get(scheme, (scheme, None))
        shown = text.plain(value)
        parts.append(
            f"{text.plain(name)} [{shown}]({base}{quote(value)})"
            if base
            else f"{text.plain(name)} {shown}"
        )
    if paper.url and paper.url.startswith(("https://", "http://")):
        parts.append(f"[Landing page]({quote(paper.url, safe=':/?&=%#~+,;@!*.-_')})")
    if parts:
        st.caption(" · ".join(parts))


def _byline(authors: tuple[AuthorLine, ...]) -> None:
    if not authors:
        st.caption("No author is known.")
        return
    with st.container(horizontal=True, gap="small"):
        for author in authors[:FIRST_AUTHORS]:
            st.page_link(
                "authors.py",
                label=text.plain(author.printed_name)
                + (" :material/mail:" if author.is_corresponding else ""),
                query_params={"author": str(author.author_id)},
                help=_about(author),
                width="content",
            )
    if len(authors) > FIRST_AUTHORS:
        with st.expander(f"All {len(authors):,} authors"):
            _all(authors)


def _about(author: AuthorLine) -> str | None:
    parts = [text.plain(place) for place in author.affiliations[:3]]
    if author.name != author.printed_name:
        parts.insert(0, text.plain(author.name))
    if author.is_corresponding:
        parts.append("corresponding author")
    return "; ".join(parts) or None


def _all(authors: tuple[AuthorLine, ...]) -> None:
    st.dataframe(
        {
            "Place": [author.position for author in authors],
            "Name": [author.printed_name for author in authors],
            "Page": [f"/authors?author={author.author_id}" for author in authors],
            "Affiliations": ["; ".join(author.affiliations) for author in authors],
            "ORCID": [author.orcid for author in authors],
        },
        hide_index=True,
        key="paper_authors",
        column_config={"Page": st.column_config.LinkColumn(display_text="Open")},
    )
