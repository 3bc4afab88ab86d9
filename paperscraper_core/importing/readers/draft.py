"""A record in the making: cleans each field and remembers what was wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from paperscraper_core.importing.dates import parse_year
from paperscraper_core.importing.identifiers import arxiv_id_of_doi, normalise_doi
from paperscraper_core.importing.text import (
    MAX_ABSTRACT,
    MAX_TITLE,
    NUL_MARK,
    clean_text,
    shorten,
)
from paperscraper_core.importing.types import Item, PaperRecord, RowProblem

MAX_COUNT = 2**31 - 1
MAX_SHORT = 500
_NUL = ("\x00", NUL_MARK)


class Draft:
    """Collects the problems of one row while its fields are read."""

    def __init__(self, row: int, today_year: int) -> None:
        self.row = row
        self.today_year = today_year
        self.problems: list[RowProblem] = []

    def problem(self, field: str | None, message: str) -> None:
        """Note something that could not be taken as it stands."""
        self.problems.append(RowProblem(row=self.row, field=field, message=message))

    def text(self, field: str, value: object, limit: int = MAX_SHORT) -> str | None:
        """Cleaned text of at most ``limit`` characters, or None when blank."""
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            value = str(value)
        if not isinstance(value, str):
            return None
        if any(nul in value for nul in _NUL):
            self.problem(field, f"The {field} held NUL bytes; they are removed.")
        if len(value) > 4 * MAX_ABSTRACT:  # nothing this long is worth cleaning
            value = value[: 4 * MAX_ABSTRACT]
        cleaned = clean_text(value)
        if len(cleaned) > limit:
            self.problem(
                field, f"The {field} has {len(cleaned):,} characters; it is cut to {limit:,}."
            )
            cleaned = shorten(cleaned, limit)
        return cleaned or None

    def title(self, value: object) -> str | None:
        """The title, cut to what a title may hold."""
        return self.text("title", value, MAX_TITLE)

    def abstract(self, value: object) -> str | None:
        """The abstract; the stand-ins that databases print for a missing one are None."""
        text = self.text("abstract", value, MAX_ABSTRACT)
        if text is None or text.strip("[]. ").lower() in {
            "no abstract available",
            "no abstract",
            "n/a",
        }:
            return None
        return text

    def year(self, value: object) -> int | None:
        """A plausible year or None, with the reason noted."""
        year, message = parse_year(value, self.today_year)
        if message:
            self.problem("year", message)
        return year

    def doi(self, value: object) -> str | None:
        """The normalised DOI; text that is none is noted."""
        doi = normalise_doi(value)
        if doi is None and isinstance(value, str) and value.strip():
            self.problem(
                "doi", f"“{shorten(clean_text(value), 100)}” is not a DOI; it is left out."
            )
        return doi

    def count(self, field: str, value: object) -> int | None:
        """A count of zero or more; blank is unknown, nonsense is noted and unknown."""
        if value is None or isinstance(value, bool) or value == "":
            return None
        try:
            number = float(str(value).replace(",", "").strip()[:40])
            whole = int(number)
        except (ValueError, OverflowError):
            whole, number = -1, 0.0
        if whole != number or not 0 <= whole <= MAX_COUNT:
            self.problem(field, f"“{str(value)[:40]}” is not a count; it is left unknown.")
            return None
        return whole

    def names(self, field: str, values: Iterable[object]) -> tuple[str, ...]:
        """Cleaned short texts in order, each once."""
        texts = (self.text(field, value) for value in values)
        return tuple(dict.fromkeys(text for text in texts if text))

    def finish(self, *, title: str | None, source_name: str, **fields: Any) -> Iterator[Item]:
        """The record, when it has a title, and then the problems of its row."""
        if title is None:
            self.problem("title", "There is no title; the row is skipped.")
        else:
            record = PaperRecord(row=self.row, title=title, source_name=source_name, **fields)
            arxiv = arxiv_id_of_doi(record.doi)
            if arxiv and not any(scheme == "arxiv" for scheme, _ in record.external_ids):
                record = replace(record, external_ids=(*record.external_ids, ("arxiv", arxiv)))
            yield record
        yield from self.problems


def present(pairs: Iterable[tuple[str, str | None]]) -> tuple[tuple[str, str], ...]:
    """The (scheme, value) pairs that have a value, cleaned, each once."""
    cleaned = ((scheme, clean_text(value)) for scheme, value in pairs if value)
    return tuple(dict.fromkeys((scheme, value) for scheme, value in cleaned if value))
