"""Reading a fixture or bytes into records and problems."""

import io
from datetime import date
from pathlib import Path

from paperscraper_core.importing import readers
from paperscraper_core.importing.types import (
    AuthorProfileRecord,
    ColumnMapping,
    Item,
    PaperRecord,
    RowProblem,
)

FILES = Path(__file__).parent / "files"
TODAY = date(2026, 11, 23)


def read(
    filename: str, content: bytes | None = None, mapping: ColumnMapping | None = None
) -> list[Item]:
    """All that a file yields; without content, the fixture of that name."""
    content = (FILES / filename).read_bytes() if content is None else content
    stream = io.BytesIO(content)
    return list(readers.open_parsed(filename, stream, mapping, today=TODAY).items())


def papers(items: list[Item]) -> list[PaperRecord]:
    return [item for item in items if isinstance(item, PaperRecord)]


def profiles(items: list[Item]) -> list[AuthorProfileRecord]:
    return [item for item in items if isinstance(item, AuthorProfileRecord)]


def problems(items: list[Item]) -> list[RowProblem]:
    return [item for item in items if isinstance(item, RowProblem)]
