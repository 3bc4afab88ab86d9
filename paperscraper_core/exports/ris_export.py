"""RIS: one record a paper, for Zotero, EndNote, Mendeley and screening tools."""

from collections.abc import Iterable, Iterator
from typing import Final

from paperscraper_core.exports.cells import without_controls
from paperscraper_core.exports.citation_names import family_first
from paperscraper_core.library.types import PaperExport

_PAPERS_PER_CHUNK: Final = 100
_KINDS: Final = {
    "article": "JOUR",
    "review": "JOUR",
    "preprint": "UNPB",
    "proceedings-article": "CPAPER",
    "book": "BOOK",
    "book-chapter": "CHAP",
    "dissertation": "THES",
    "report": "RPRT",
    "dataset": "DATA",
    "patent": "PAT",
    "software": "COMP",
}


def ris_chunks(papers: Iterable[PaperExport]) -> Iterator[bytes]:
    """Write one record a paper, UTF-8, lines ended by CRLF; unknown fields are left out."""
    records: list[str] = []
    for paper in papers:
        records.append(record(paper))
        if len(records) >= _PAPERS_PER_CHUNK:
            yield "".join(records).encode()
            records.clear()
    yield "".join(records).encode()


def record(paper: PaperExport) -> str:
    """The record of one paper, from TY to ER."""
    lines = [("TY", _KINDS.get(paper.type or "", "GEN")), *_fields(paper)]
    texts = [(tag, " ".join(without_controls(value).split())) for tag, value in lines if value]
    return "".join(f"{tag}  - {text}\r\n" for tag, text in texts if text) + "ER  - \r\n\r\n"


def _fields(paper: PaperExport) -> Iterator[tuple[str, str | None]]:
    ids = dict(paper.external_ids)
    first, last = _page_range(paper.pages)
    yield "TI", paper.title
    for author in paper.authors:
        yield "AU", family_first(author) or author
    yield "PY", str(paper.year) if paper.year else None
    if paper.publication_date:
        yield "DA", paper.publication_date.strftime("%Y/%m/%d")
    yield "T2", paper.venue
    yield "VL", paper.volume
    yield "IS", paper.issue
    yield "SP", first
    yield "EP", last
    yield "PB", paper.publisher
    yield "DO", paper.doi
    yield "UR", paper.url or (f"https://doi.org/{paper.doi}" if paper.doi else None)
    yield "AB", paper.abstract
    for keyword in paper.keywords:
        yield "KW", keyword
    yield "LA", paper.language
    yield "M3", "Review" if paper.type == "review" else None
    yield "C2", ids.get("pmcid")
    if "pmid" in ids:
        yield "AN", ids["pmid"]
        yield "DB", "PubMed"


def _page_range(pages: str | None) -> tuple[str | None, str | None]:
    if not pages:
        return None, None
    for dash in ("--", "-", "–"):
        first, found, last = pages.partition(dash)
        if found and first.strip() and last.strip():
            return first.strip(), last.strip()
    return pages, None
