"""What a file is: by its content first, by its name only where the content leaves it open."""

from __future__ import annotations

import re

from paperscraper_core.errors import UnreadableFile
from paperscraper_core.importing.readers.columns import recognised
from paperscraper_core.importing.readers.content import Source
from paperscraper_core.importing.readers.csv_table import header_of
from paperscraper_core.importing.text import NUL_MARK

OPENALEX, BIBTEX, RIS, WOS, CSV = "openalex", "bibtex", "ris", "wos", "csv"
EXTENSIONS = (".json", ".jsonl", ".ndjson", ".bib", ".bibtex", ".ris", ".csv", ".tsv", ".txt")
_WAYS = "Import OpenAlex JSON, BibTeX, RIS or CSV."
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (
        b"%PDF",
        "This is a PDF; export the reference from its publisher as BibTeX or RIS and import that.",
    ),
    (
        b"PK\x03\x04",
        "This is a ZIP archive or an Office file; unpack it, or save the sheet as CSV.",
    ),
    (b"\xd0\xcf\x11\xe0", "This is an old Office file; save it as CSV and import that."),
    (b"\xfd7zXZ", "This file is packed with xz; unpack it, or pack it with gzip, and import that."),
    (b"BZh", "This file is packed with bzip2; unpack it, or pack it with gzip, and import that."),
    (b"7z\xbc\xaf", "This is a 7-Zip archive; unpack it and import what is inside."),
    (b"\x28\xb5\x2f\xfd", "This file is packed with Zstandard; unpack it and import that."),
    (b"PAR1", "This is a Parquet file; save it as CSV and import that."),
    (b"SQLite format 3", "This is a database file; export its papers as CSV and import that."),
    (b"\x89PNG", "This is a picture, not a list of papers."),
    (b"\xff\xd8\xff", "This is a picture, not a list of papers."),
    (b"\x1f\x8b", "This file is packed with gzip twice; unpack it once and import that."),
)
_RIS = re.compile(r"^\s*TY  ?-(?: |$)", re.MULTILINE)
_WOS = re.compile(r"^\ufeff?(?:FN [A-Z]|PT [A-Z]\s*$)", re.MULTILINE)
_BIB = re.compile(r"^[^\S\n]*@\s*[A-Za-z]+\s*[{(]", re.MULTILINE)
_ODD = (NUL_MARK, "\ufffd")
_JSON = re.compile(r"[\[{]\s*(?:[\[{\"\]}]|null\b|true\b|false\b|-?\d|$)")
_MEDLINE = re.compile(r"^PMID- ?\d", re.MULTILINE)
_REFER = re.compile(r"^%[0AT] ", re.MULTILINE)


def extension(filename: str) -> str:
    """The lower-case ending of a name, without ``.gz``."""
    name = filename.lower().removesuffix(".gz")
    return name[name.rfind(".") :] if "." in name else ""


def detect(source: Source, filename: str) -> str:
    """The format of a file.

    Raises:
        UnreadableFile: with one sentence that says why and what to do.
    """
    head = source.head()
    if not head:
        raise UnreadableFile(source.cut or "The file is empty.")
    for magic, message in _MAGIC:
        if head.startswith(magic):
            raise UnreadableFile(message)
    text = source.text_head()
    sample = text.replace(NUL_MARK, "").lstrip("\ufeff \t\r\n")
    if not sample:
        raise UnreadableFile("The file holds no text.")
    if _looks_binary(text):
        raise UnreadableFile(f"This is not a text file. {_WAYS}")
    return _by_content(sample) or _by_name(sample, source, extension(filename))


def _looks_binary(text: str) -> bool:
    odd = sum((c < " " and c not in "\t\n\r\f\x1a") or c in _ODD for c in text[:20_000])
    return odd > 0.05 * min(len(text), 20_000)


def _by_content(sample: str) -> str | None:
    if sample[0] in "{[" and _JSON.match(sample):
        _refuse_foreign_json(sample)
        return OPENALEX
    if sample[0] == "<":
        page = re.match(r"(?is)<(?:!doctype\s+)?html", sample)
        what = "a web page, not an export" if page else "XML"
        raise UnreadableFile(
            f"This is {what}; export the papers as RIS, BibTeX or CSV and import that."
        )
    if _RIS.search(sample):
        return RIS
    if _WOS.search(sample):
        return WOS
    if _MEDLINE.search(sample):
        raise UnreadableFile(
            "This is PubMed's own format; export from PubMed as CSV and import that."
        )
    if _REFER.search(sample):
        raise UnreadableFile(
            "This is EndNote's own format; export as RIS or BibTeX and import that."
        )
    return BIBTEX if _BIB.search(sample) else None


def _refuse_foreign_json(sample: str) -> None:
    if '"message-type"' in sample[:2000] and '"status"' in sample[:200]:
        raise UnreadableFile(
            "This is JSON of Crossref, which cannot be read; fetch the papers as BibTeX or RIS."
        )


def _by_name(sample: str, source: Source, ending: str) -> str:
    if ending in (".bib", ".bibtex"):
        raise UnreadableFile("There is no BibTeX entry (such as @article{…}) in this file.")
    if ending == ".ris":
        raise UnreadableFile("There is no RIS record (beginning with “TY  -”) in this file.")
    if ending in (".json", ".jsonl", ".ndjson"):
        raise UnreadableFile("This is not JSON, although its name says so.")
    headings = header_of(source)
    if ending in (".csv", ".tsv", ".tab") or (len(headings) > 1 and recognised(headings)):
        return CSV
    raise UnreadableFile(f"This is not a list of papers in a known format. {_WAYS}")
