"""Web of Science plain text (``FN``, ``PT`` … ``ER``): not RIS, though it is saved as .ris."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from paperscraper_core.importing.identifiers import normalise_pmid
from paperscraper_core.importing.names import display_name
from paperscraper_core.importing.paper_types import normalise_type
from paperscraper_core.importing.readers.content import Source
from paperscraper_core.importing.readers.draft import Draft, present
from paperscraper_core.importing.types import AuthorRecord, Item

SOURCE_NAME = "web of science"
MAX_RECORD_LINES = 100_000
_LISTS = frozenset({"AU", "AF", "BA", "BE", "CR", "C1"})
_LINE = re.compile(r"^([A-Z][A-Z0-9])(?: (.*))?$")


def raw_records(lines: Iterable[str]) -> Iterator[tuple[dict[str, list[str]], bool]]:
    """(tag → lines, whether ER ended it) of each record; a line without a tag goes on the last."""
    record: dict[str, list[str]] | None = None
    last, held = "", 0
    for line in lines:
        found = _LINE.match(line)
        if found and found[1] == "PT":
            if record:
                yield record, False
            record, held = {}, 0
        if record is None:
            continue
        held += 1
        if found and found[1] == "ER":
            yield record, True
            record = None
        elif found and held < MAX_RECORD_LINES:
            last = found[1]
            record.setdefault(last, []).append(found[2] or "")
        elif line.startswith("  ") and last and held < MAX_RECORD_LINES:
            record.setdefault(last, []).append(line.strip())
    if record:
        yield record, False


def read(source: Source, today_year: int) -> Iterator[Item]:
    """Yield the records of a Web of Science export in its order."""
    for row, (tags, ended) in enumerate(raw_records(source.lines()), start=1):
        draft = Draft(row, today_year)
        if not ended:
            draft.problem(None, "The record has no ER line; it is read as far as it goes.")
        yield from _items(tags, draft)


def _items(tags: dict[str, list[str]], draft: Draft) -> Iterator[Item]:
    def joined(*names: str) -> str | None:
        return next((" ".join(tags[name]).strip() for name in names if tags.get(name)), None)

    pages = "-".join(part for part in (joined("BP"), joined("EP")) if part)
    accession = (joined("UT") or "").strip()
    names = [display_name(name)[:300] for name in tags.get("AF") or tags.get("AU") or ()]
    keywords = "; ".join(part for part in (joined("DE"), joined("ID")) if part)
    yield from draft.finish(
        title=draft.title(joined("TI")),
        source_name=SOURCE_NAME,
        abstract=draft.abstract(joined("AB")),
        year=draft.year(joined("PY")),
        doi=draft.doi(joined("DI")),
        external_ids=present([("wos", accession or None), ("pmid", normalise_pmid(joined("PM")))]),
        venue=draft.text("venue", joined("SO", "JI")),
        type=normalise_type(joined("DT")),
        language=draft.text("language", joined("LA"), 50),
        citation_count=draft.count("citation_count", joined("TC")),
        authors=tuple(
            AuthorRecord(name=name, position=i)
            for i, name in enumerate(filter(None, names), start=1)
        ),
        keywords=draft.names("keywords", keywords.split(";")[:100]),
        volume=draft.text("volume", joined("VL"), 100),
        issue=draft.text("issue", joined("IS"), 100),
        pages=draft.text("pages", pages, 100),
        publisher=draft.text("publisher", joined("PU")),
    )
