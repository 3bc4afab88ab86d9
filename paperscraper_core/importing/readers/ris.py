"""RIS: records of two-letter tags, read by rispy one record at a time, in its many dialects."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

import rispy

from paperscraper_core.importing.dates import parse_date
from paperscraper_core.importing.identifiers import normalise_doi, normalise_pmcid, normalise_pmid
from paperscraper_core.importing.names import display_name
from paperscraper_core.importing.paper_types import normalise_type
from paperscraper_core.importing.readers.content import Source
from paperscraper_core.importing.readers.draft import Draft, present
from paperscraper_core.importing.types import AuthorRecord, Item

SOURCE_NAME = "ris"
MAX_RECORD_LINES = 100_000
_TAG = re.compile(r"^\s*([A-Z][A-Z0-9])  ?-(?: |$)(.*)$")
_REPEATED = ("AU", "A1", "AD", "KW", "UR", "L1", "L2", "N1", "C1", "C2", "C3", "SN")


class _TagParser(rispy.RisParser):  # type: ignore[misc]  # rispy carries no types
    """Keeps the tags as they are, so that each dialect's choice of tag can be judged here."""

    DEFAULT_MAPPING: ClassVar[dict[str, str]] = {tag: tag for tag in rispy.TAG_KEY_MAPPING}
    DEFAULT_LIST_TAGS: ClassVar[list[str]] = list(_REPEATED)
    DEFAULT_DELIMITER_MAPPING: ClassVar[dict[str, str]] = {}


Tags = Mapping[str, Sequence[str]]


@dataclass(slots=True)
class RawRecord:
    """The lines of one record, from its TY line to its ER line."""

    lines: list[str] = field(default_factory=list)
    ended: bool = False


def raw_records(lines: Iterable[str]) -> Iterator[RawRecord]:
    """Cut the file at TY and ER; what stands outside of a record is dropped."""
    record: RawRecord | None = None
    for line in lines:
        tag = _TAG.match(line)
        name = tag[1] if tag else None
        if name == "TY":
            if record:
                yield record
            record = RawRecord()
        if record is None:
            continue
        if name == "ER":
            record.ended = True
            yield record
            record = None
        elif len(record.lines) < MAX_RECORD_LINES and line.strip():
            record.lines.append(f"{name}  - {tag[2]}" if tag else line)
    if record:
        yield record


def read(source: Source, today_year: int) -> Iterator[Item]:
    """Yield the records of a RIS file in its order."""
    parser = _TagParser(enforce_list_tags=False)
    for row, raw in enumerate(raw_records(source.lines()), start=1):
        draft = Draft(row, today_year)
        if not raw.ended:
            draft.problem(None, "The record has no ER line; it is read as far as it goes.")
        parsed = parser.parse_lines(iter([*_rejoined(raw.lines), "ER  - "]))
        tags = _flattened(parsed[0]) if parsed else {}
        if set(tags) <= {"TY", "N1"} and not tags.get("TI"):
            draft.problem("title", "The record is empty; it is skipped.")
            yield from draft.problems
            continue
        yield from _items(tags, draft)


def _rejoined(lines: list[str]) -> Iterator[str]:
    """One line a tag: loose lines after a keyword or author are further ones, others go on.

    rispy joins loose lines itself, but fails where the tag they belong to occurs twice.
    """
    last, held = "", list[str]()
    for line in lines:
        tag = _TAG.match(line)
        if tag is None and last not in ("KW", "AU", "A1"):
            held.append(line.strip())
            continue
        if held:
            yield " ".join(held)
        last = tag[1] if tag else last
        held = [line if tag else f"{last}  - {line.strip()}"]
    if held and last:
        yield " ".join(held)


def _flattened(record: Mapping[str, object]) -> Tags:
    tags: dict[str, list[str]] = {}
    for tag, value in record.items():
        if tag == "UK" and isinstance(value, Mapping):
            tags.update({name: [str(v) for v in values] for name, values in value.items()})
            continue
        texts = [str(v) for v in value] if isinstance(value, list) else [str(value)]
        tags[tag] = [text for text in texts if text.strip()]
    return {tag: values for tag, values in tags.items() if values}


def _items(tags: Tags, draft: Draft) -> Iterator[Item]:
    def first(*names: str) -> str | None:
        return next(
            (value for name in names for value in tags.get(name, ()) if value.strip()), None
        )

    kind = first("TY")
    chapter = normalise_type(kind) in ("book-chapter", "proceedings-article")
    yield from draft.finish(
        title=draft.title(first("TI", "T1", "CT", "ST") or (None if chapter else first("BT"))),
        source_name=SOURCE_NAME,
        abstract=draft.abstract(" ".join(tags.get("AB", ())) or first("N2")),
        year=draft.year(first("PY", "Y1") or first("DA")),
        publication_date=parse_date(first("DA")) or parse_date(first("Y1", "PY")),
        doi=_doi(tags, draft),
        external_ids=_paper_ids(tags),
        venue=draft.text("venue", first("JF", "JO", "T2", "BT", "JA", "J2", "T3")),
        type=_type(kind, first("M3")),
        language=draft.text("language", first("LA"), 50),
        authors=authors_of([*tags.get("AU", ()), *tags.get("A1", ())]),
        keywords=draft.names("keywords", tags.get("KW", ())[:100]),
        url=draft.text("url", first("UR", "L2", "LK"), 2000),
        volume=draft.text("volume", first("VL", "VO"), 100),
        issue=draft.text("issue", first("IS", "CP"), 100),
        pages=_pages(draft.text("pages", first("SP"), 50), draft.text("pages", first("EP"), 50)),
        publisher=draft.text("publisher", first("PB")),
    )


def authors_of(names: Iterable[str]) -> tuple[AuthorRecord, ...]:
    """Authors in order, each once: IEEE repeats every author line."""
    found: dict[str, None] = {}
    for name in names:
        text = display_name(name, family_first=True)[:300]
        if text:
            found.setdefault(text)
    return tuple(AuthorRecord(name=name, position=i) for i, name in enumerate(found, start=1))


def _doi(tags: Tags, draft: Draft) -> str | None:
    for tag in ("DO", "DI"):
        for value in tags.get(tag, ()):
            return draft.doi(value)
    for tag in ("M3", "L3", "UR", "N1"):
        for value in tags.get(tag, ()):
            if re.match(r"(?i)\s*(?:https?://(?:dx\.)?doi\.org/|doi[:\s]|10\.\d{4})", value):
                return normalise_doi(value)
    return None


def _paper_ids(tags: Tags) -> tuple[tuple[str, str], ...]:
    database = " ".join([*tags.get("DB", ()), *tags.get("DP", ())]).lower()
    urls = " ".join([*tags.get("UR", ()), *tags.get("L2", ())])
    number = "".join(tags.get("AN", ())[:1])
    custom = "".join(tags.get("C2", ())[:1])
    pubmed = number if "pubmed" in database or "medline" in database or "nlm" in database else None
    link = re.search(r"ncbi\.nlm\.nih\.gov/pubmed/(\d+)|pubmed\.ncbi\.nlm\.nih\.gov/(\d+)", urls)
    scopus = re.search(r"eid=(2-s2\.0-\d+)", urls)
    return present([
        ("pmid", normalise_pmid((link[1] or link[2]) if link else pubmed)),
        ("pmcid", normalise_pmcid(custom)),
        ("scopus", scopus[1] if scopus else None),
    ])  # fmt: skip


def _type(kind: str | None, detail: str | None) -> str | None:
    normal = normalise_type(kind)
    said = normalise_type(detail)
    return (
        said
        if normal == "article" and said in ("review", "proceedings-article", "preprint")
        else normal
    )


def _pages(first: str | None, last: str | None) -> str | None:
    return f"{first}-{last}" if first and last and first != last else first or last
