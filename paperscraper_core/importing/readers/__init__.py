"""Reading files of papers: `open_parsed` for all of one, `preview` for a look at it.

Reading is lazy and repeatable: memory does not grow with the file, and the same file gives the
same sequence of records and problems each time.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import date
from typing import BinaryIO

from paperscraper_core.importing.readers import bibtex, csv_table, openalex, ris, wos
from paperscraper_core.importing.readers.columns import guess
from paperscraper_core.importing.readers.content import MAX_UNPACKED_BYTES, Source
from paperscraper_core.importing.readers.sniff import CSV, EXTENSIONS, detect
from paperscraper_core.importing.text import title_key
from paperscraper_core.importing.types import (
    AuthorProfileRecord,
    ColumnMapping,
    Item,
    PaperRecord,
    ParsedFile,
    Preview,
    RowProblem,
)

MAX_PREVIEW_PROBLEMS = 200
_READERS: dict[str, Callable[[Source, int], Iterator[Item]]] = {
    "openalex": openalex.read,
    "bibtex": bibtex.read,
    "ris": ris.read,
    "wos": wos.read,
}


def open_parsed(
    filename: str,
    stream: BinaryIO,
    mapping: ColumnMapping | None = None,
    *,
    today: date | None = None,
    max_bytes: int = MAX_UNPACKED_BYTES,
) -> ParsedFile:
    """Recognise a file and make it ready to be read.

    Args:
        filename: its name, used only where the content does not tell the format.
        stream: seekable bytes, plain or gzip-compressed; stays open while items are read.
        mapping: for tables: which column holds which field, instead of the guess.
        today: the day by which years are judged; the present one if not given.
        max_bytes: how much text may come out of the file.

    Raises:
        UnreadableFile: the file as a whole cannot be read; its message says what to do.
    """
    source = Source(stream, max_bytes)
    year = (today or date.today()).year
    kind = detect(source, filename)
    source.check_size()
    columns = csv_table.header_of(source) if kind == CSV else ()
    chosen = (mapping or guess(columns)) if kind == CSV else None

    def read() -> Iterator[Item]:
        inner = (
            csv_table.read(source, year, chosen) if kind == CSV else _READERS[kind](source, year)
        )
        yield from inner
        if source.cut:
            yield RowProblem(row=None, field=None, message=source.cut)

    return ParsedFile(
        format=kind,
        filename=filename,
        read=read,
        encoding=lambda: source.encoding,
        columns=columns,
        mapping=chosen,
    )


def parse(filename: str, content: bytes, mapping: ColumnMapping | None = None) -> ParsedFile:
    """`open_parsed` for content that is in memory anyway."""
    return open_parsed(filename, io.BytesIO(content), mapping)


def preview(
    filename: str,
    stream: BinaryIO,
    mapping: ColumnMapping | None = None,
    limit: int = 20,
    *,
    today: date | None = None,
    max_bytes: int = MAX_UNPACKED_BYTES,
) -> Preview:
    """Read the whole file once and say what an import would bring; holds only ``limit`` records.

    Raises:
        UnreadableFile: as `open_parsed`.
    """
    parsed = open_parsed(filename, stream, mapping, today=today, max_bytes=max_bytes)
    rows = papers = profiles = problem_count = duplicates = without_abstract = without_year = 0
    records: list[PaperRecord] = []
    problems: list[RowProblem] = []
    seen: set[int] = set()
    for item in parsed.items():
        rows += 1
        if isinstance(item, PaperRecord):
            papers += 1
            without_abstract += item.abstract is None
            without_year += item.year is None
            identity = hash(
                item.doi
                or next(iter(item.external_ids), None)
                or (title_key(item.title), item.year)
            )
            duplicates += identity in seen
            seen.add(identity)
            if len(records) < limit:
                records.append(item)
        elif isinstance(item, AuthorProfileRecord):
            profiles += 1
        else:
            problem_count += 1
            if len(problems) < MAX_PREVIEW_PROBLEMS:
                problems.append(item)
    return Preview(
        filename=filename,
        format=parsed.format,
        encoding=parsed.encoding(),
        rows=rows,
        papers=papers,
        profiles=profiles,
        problem_count=problem_count,
        records=tuple(records),
        problems=tuple(problems),
        duplicates=duplicates,
        without_abstract=without_abstract,
        without_year=without_year,
        columns=parsed.columns,
        mapping=parsed.mapping,
    )


__all__ = ["EXTENSIONS", "open_parsed", "parse", "preview"]
