"""BibTeX: one entry a paper, UTF-8, readable by BibTeX, biber and reference managers."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final

from paperscraper_core.exports.cells import without_controls
from paperscraper_core.exports.citation_names import family_first, family_name
from paperscraper_core.library.types import PaperExport

_PAPERS_PER_CHUNK: Final = 100
#: BibTeX's own abbreviations, January first.
_MONTHS: Final = (
    *("jan", "feb", "mar", "apr", "may", "jun"),
    *("jul", "aug", "sep", "oct", "nov", "dec"),
)
_KINDS: Final = {
    "article": "article",
    "review": "article",
    "proceedings-article": "inproceedings",
    "book": "book",
    "book-chapter": "incollection",
    "dissertation": "phdthesis",
    "report": "techreport",
    "dataset": "dataset",
    "patent": "patent",
    "software": "software",
}
_VENUE_FIELD: Final = {
    "article": "journal",
    "inproceedings": "booktitle",
    "incollection": "booktitle",
}
_PUBLISHER_FIELD: Final = {"phdthesis": "school", "techreport": "institution"}
_SPECIAL: Final = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{character: f"\\{character}" for character in "&%$#_"},
}
_SPECIALS: Final = re.compile(r"[\\~^&%$#_{}]")
_SMALL_WORDS: Final = frozenset(
    {"a", "an", "the", "on", "of", "for", "in", "to", "and", "with", "from", "by", "at", "is"}
)
_NOT_VERBATIM: Final = {"{": "%7B", "}": "%7D", "\\": "%5C", " ": "%20"}


def bibtex_chunks(papers: Iterable[PaperExport]) -> Iterator[bytes]:
    """Write one entry a paper; unknown fields are left out."""
    entries: list[str] = []
    for paper in papers:
        entries.append(entry(paper))
        if len(entries) >= _PAPERS_PER_CHUNK:
            yield ("\n".join(entries) + "\n").encode()
            entries.clear()
    yield ("\n".join(entries) + "\n").encode() if entries else b""


def entry(paper: PaperExport) -> str:
    """The entry of one paper, each field on one line."""
    fields = _fields(paper, kind_of(paper))
    lines = [f"  {name} = {value}," for name, value in fields if value]
    return "\n".join([f"@{kind_of(paper)}{{{citation_key(paper)},", *lines, "}", ""])


def kind_of(paper: PaperExport) -> str:
    """The entry type: that of classic BibTeX where it has one, else biblatex's."""
    if paper.type == "preprint":
        return "misc" if dict(paper.external_ids).get("arxiv") else "unpublished"
    return _KINDS.get(paper.type or "", "misc")


def citation_key(paper: PaperExport) -> str:
    """``vaswani2017attention-12``: the paper's number makes it unique and the same every time."""
    family = _ascii(family_name(paper.authors[0])) if paper.authors else ""
    words = [_ascii(word) for word in paper.title.split()]
    word = next((word for word in words if word and word not in _SMALL_WORDS), "")
    return f"{family or 'anonymous'}{paper.year or ''}{word[:30]}-{paper.id}"


def escaped(text: str) -> str:
    """Text on one line with what LaTeX would take for a command escaped.

    Braces are counted by BibTeX even when escaped, so a lone one is written by its name.
    """
    text = " ".join(without_controls(text).split())
    braces = {"{": r"\{", "}": r"\}"}
    if not _balanced(text):
        braces = {"{": r"\textbraceleft{}", "}": r"\textbraceright{}"}
    return _SPECIALS.sub(lambda match: (_SPECIAL | braces)[match[0]], text)


def _fields(paper: PaperExport, kind: str) -> Iterator[tuple[str, str]]:
    ids = dict(paper.external_ids)
    venue = _VENUE_FIELD.get(kind, "howpublished" if kind in {"misc", "unpublished"} else "series")
    yield "title", _braced(_protected(paper.title))
    yield "author", _braced(" and ".join(_name(author) for author in paper.authors))
    yield "year", _braced(str(paper.year or ""))
    if paper.publication_date:
        yield "month", _MONTHS[paper.publication_date.month - 1]
        yield "date", _braced(paper.publication_date.isoformat())
    yield venue, _text(paper.venue)
    if venue == "howpublished":  # printed by styles, but only this is read by reference managers
        yield "journal", _text(paper.venue)
    yield "volume", _text(paper.volume)
    yield "number", _text(paper.issue)
    yield "pages", _text(re.sub(r"(?<=\w)[-‐-―](?=\w)", "--", paper.pages or ""))
    yield _PUBLISHER_FIELD.get(kind, "publisher"), _text(paper.publisher)
    yield "doi", _braced(_verbatim(paper.doi))
    yield "url", _braced(_verbatim(paper.url))
    if "arxiv" in ids:
        yield "eprint", _braced(_verbatim(ids["arxiv"]))
        yield "archiveprefix", "{arXiv}"
    for scheme in ("pmid", "pmcid", "openalex"):
        yield scheme, _braced(_verbatim(ids.get(scheme)))
    yield "language", _text(paper.language)
    yield "keywords", _text("; ".join(paper.keywords))
    yield "abstract", _text(paper.abstract)


def _braced(value: str) -> str:
    return f"{{{value}}}" if value else ""


def _text(value: str | None) -> str:
    return _braced(escaped(value or ""))


def _verbatim(value: str | None) -> str:
    """DOIs and addresses are taken letter by letter, so nothing in them is escaped."""
    return "".join(_NOT_VERBATIM.get(c, c) for c in without_controls(value or "").strip())


def _protected(title: str) -> str:
    """The title with words such as DNA or McCarthy in braces, so that styles keep their case."""
    words = without_controls(title).split()
    if not _balanced(title):
        return escaped(title)
    return " ".join(
        f"{{{escaped(word)}}}"
        if any(c.isupper() for c in word[1:]) and _balanced(word)
        else _inside(word)
        for word in words
    )


def _inside(word: str) -> str:
    """A word of a title whose braces balance as a whole."""
    return (
        escaped(word)
        if _balanced(word)
        else _SPECIALS.sub(lambda match: (_SPECIAL | {"{": r"\{", "}": r"\}"})[match[0]], word)
    )


def _name(name: str) -> str:
    inverted = family_first(name)
    if inverted is None or re.search(r"\band\b|[{}]", inverted, re.IGNORECASE):
        return _braced(escaped(name))
    return escaped(inverted)


def _balanced(text: str) -> bool:
    depth = 0
    for character in text:
        depth += (character == "{") - (character == "}")
        if depth < 0:
            return False
    return depth == 0


def _ascii(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]", "", folded.lower())
