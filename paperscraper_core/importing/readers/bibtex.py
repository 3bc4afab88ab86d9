"""BibTeX and biblatex, entry by entry: pybtex reads the fields, pylatexenc the LaTeX in them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from paperscraper_core.importing.dates import parse_date
from paperscraper_core.importing.identifiers import (
    normalise_arxiv_id,
    normalise_doi,
    normalise_openalex_id,
    normalise_pmcid,
    normalise_pmid,
)
from paperscraper_core.importing.latex import latex_to_text
from paperscraper_core.importing.paper_types import normalise_type
from paperscraper_core.importing.readers.bibtex_entry import Entry, EntryParser
from paperscraper_core.importing.readers.bibtex_names import authors_of
from paperscraper_core.importing.readers.bibtex_split import Block, blocks
from paperscraper_core.importing.readers.content import Source
from paperscraper_core.importing.readers.draft import Draft, present
from paperscraper_core.importing.types import Item, RowProblem

SOURCE_NAME = "bibtex"
_NOT_ENTRIES = frozenset({"comment", "preamble", "string", "set", "xdata"})
_CROSSREF = re.compile(r"\b(?:crossref|xdata)\s*=\s*[{\"]?\s*([^\s{}\",]+)", re.IGNORECASE)
_KEY = re.compile(r"[{(]\s*([^,]*?)\s*,", re.DOTALL)


def read(source: Source, today_year: int) -> Iterator[Item]:
    """Yield the records of a BibTeX file in the order of its entries."""
    parser = EntryParser()
    parents = _parents(source, parser)
    row = 0
    for block in blocks(source.lines()):
        if block.kind == "string":
            parser.define(block.text)
        if block.kind in _NOT_ENTRIES:
            continue
        row += 1
        entry = parser.parse(block)
        if entry is None:
            yield RowProblem(row=row, field=None, message=_unreadable(block))
            continue
        yield from _items(entry, parents, row, today_year)


def _unreadable(block: Block) -> str:
    key = _KEY.search(block.text[:300])
    name = f" “{key[1][:80]}”" if key and key[1] else ""
    why = "has no closing brace" if block.depth else "cannot be read"
    return f"The entry{name} {why}; it is skipped."


def _parents(source: Source, parser: EntryParser) -> dict[str, Entry]:
    """The entries that others inherit from (crossref, xdata), by key."""
    targets: set[str] = set()
    for block in blocks(source.lines()):
        targets.update(key.lower() for key in _CROSSREF.findall(block.text))
    if not targets:
        return {}
    parents: dict[str, Entry] = {}
    for block in blocks(source.lines()):
        if block.kind == "string":
            parser.define(block.text)
        elif block.kind not in ("comment", "preamble"):
            key = _KEY.search(block.text[:300])
            if key and key[1].lower() in targets and (entry := parser.parse(block)):
                parents[key[1].lower()] = entry
    return parents


def _inherited(entry: Entry, parents: Mapping[str, Entry]) -> Mapping[str, str]:
    """The entry's fields over those of its parents; the parent's title is where it appeared."""
    fields = dict(entry.fields)
    for key in [*fields.get("xdata", "").split(","), fields.get("crossref", "")]:
        parent = parents.get(key.strip().lower())
        if parent is None or parent is entry:
            continue
        for name, value in parent.fields.items():
            if parent.kind != "xdata":
                if name in (
                    "author",
                    "doi",
                    "abstract",
                    "keywords",
                    "url",
                    "crossref",
                    "note",
                    "pages",
                ):
                    continue
                name = {"title": "booktitle", "journaltitle": "journal"}.get(name, name)
            fields.setdefault(name, value)
    return fields


def _items(entry: Entry, parents: Mapping[str, Entry], row: int, today_year: int) -> Iterator[Item]:
    fields = _inherited(entry, parents)
    draft = Draft(row, today_year)
    for message in entry.complaints:
        draft.problem(None, message)

    def text(*names: str, limit: int = 500) -> str | None:
        for name in names:
            if value := draft.text(name, latex_to_text(fields.get(name, "")), limit):
                return value
        return None

    yield from draft.finish(
        title=draft.title(_title(fields)),
        source_name=SOURCE_NAME,
        abstract=draft.abstract(latex_to_text(fields.get("abstract", ""))),
        year=draft.year(latex_to_text(fields.get("year", "")) or _plain_year(fields)),
        publication_date=parse_date(fields.get("date")),
        doi=_doi(fields, draft),
        external_ids=_paper_ids(fields),
        venue=text("journal", "journaltitle", "booktitle", "eventtitle", "series"),
        type=_type(entry.kind, fields),
        language=text("language", "langid", limit=50),
        citation_count=None,
        authors=authors_of(fields, draft),
        keywords=draft.names("keywords", _keywords(fields)),
        url=draft.text("url", fields.get("url", "").replace("\\", "").strip("{}"), 2000),
        volume=text("volume", limit=100),
        issue=text("number", "issue", limit=100),
        pages=_pages(text("pages", limit=100)),
        publisher=text("publisher", "school", "institution", "organization"),
        citation_key=entry.key[:300] or None,
    )


def _title(fields: Mapping[str, str]) -> str:
    title = latex_to_text(fields.get("title", "")).strip()
    subtitle = latex_to_text(fields.get("subtitle", "")).strip()
    if title and subtitle:
        return f"{title}{'' if title[-1] in '?!:.' else ':'} {subtitle}"
    return title


def _plain_year(fields: Mapping[str, str]) -> str:
    """The year of a biblatex date; ranges and open dates count by their beginning."""
    return fields.get("date", "").split("/")[0][:4]


def _doi(fields: Mapping[str, str], draft: Draft) -> str | None:
    value = (
        fields.get("doi", "")
        .replace("\\_", "_")
        .replace("{", "")
        .replace("}", "")
        .replace("\\", "")
    )
    return draft.doi(value) or next(
        (
            normalise_doi(fields[name])
            for name in ("url", "ee", "note")
            if "doi.org/" in fields.get(name, "")
        ),
        None,
    )


def _paper_ids(fields: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    kind = (fields.get("archiveprefix") or fields.get("eprinttype") or "").lower()
    eprint = fields.get("eprint", "")
    url = fields.get("url", "")
    acl = re.search(r"aclanthology\.org/([\w.-]+?)(?:\.pdf|/)?$", url)
    return present([
        ("arxiv", normalise_arxiv_id(eprint) if kind in ("arxiv", "") and eprint else None),
        ("arxiv", normalise_arxiv_id(url) if "arxiv.org/" in url else None),
        ("openalex", normalise_openalex_id(fields.get("openalex"), "W")),
        ("pmid", normalise_pmid(fields.get("pmid") or (eprint if kind == "pubmed" else ""))),
        ("pmcid", normalise_pmcid(fields.get("pmcid"))),
        ("acl", acl[1] if acl else None),
    ])  # fmt: skip


def _type(kind: str, fields: Mapping[str, str]) -> str | None:
    if kind in ("misc", "online", "electronic", "www"):
        preprint = (
            "arxiv"
            in (
                fields.get("eprinttype", "")
                + fields.get("archiveprefix", "")
                + fields.get("url", "")
            ).lower()
        )
        return (
            "preprint"
            if preprint or normalise_arxiv_id(fields.get("eprint"))
            else normalise_type(fields.get("howpublished") and "other")
        )
    return normalise_type(kind)


def _keywords(fields: Mapping[str, str]) -> list[str]:
    value = latex_to_text(fields.get("keywords") or fields.get("keyword") or "")
    return re.split(r";" if ";" in value else r",", value)[:50]


def _pages(value: str | None) -> str | None:
    return re.sub(r"\s*[-‐-―]+\s*", "-", value) if value else None
