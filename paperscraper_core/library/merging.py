"""What a record adds to a paper that is there already. Pure.

Blanks are filled, newer counts are taken, a differing value keeps the stored one unless the
record is a newer snapshot of the same source; what was passed over is told.
"""

from datetime import date
from typing import Final

from paperscraper_core.importing.text import title_key
from paperscraper_core.importing.types import PaperRecord

#: The source of what people typed: no file overwrites it.
HAND: Final = "hand"
#: Fields that a record may fill or, as a newer snapshot of the same source, replace.
_PLAIN: Final = (
    "abstract", "year", "publication_date", "venue", "type", "language", "url", "volume",
    "issue", "pages", "publisher",
)  # fmt: skip
_TEXT: Final = frozenset({"title", "abstract"})
_MAX_LIST: Final = 60

Notice = tuple[str, str]


def new_values(record: PaperRecord) -> dict[str, object]:
    """The columns of a paper that only this record describes."""
    values: dict[str, object] = {name: getattr(record, name) for name in _PLAIN}
    values.update(
        title=record.title,
        title_key=title_key(record.title),
        doi=record.doi,
        keywords=list(record.keywords[:_MAX_LIST]),
        topics=list(record.topics[:_MAX_LIST]),
        is_retracted=record.is_retracted,
        citation_count=record.citation_count,
        counts_as_of=record.counts_as_of,
        source=record.source_name,
    )
    return values


def merge(values: dict[str, object], record: PaperRecord) -> tuple[frozenset[str], list[Notice]]:
    """Merge a record into a paper's `values`, in place.

    Returns:
        The changed columns, and (field, message) of what differs and was not taken.
    """
    before = dict(values)
    newer = _is_newer_snapshot(values, record)
    notices = []
    for name in _PLAIN:
        told = getattr(record, name)
        if told is not None and (values[name] is None or newer):
            values[name] = told
    if values["title_key"] != (told_key := title_key(record.title)):
        if newer and told_key:
            values.update(title=record.title, title_key=told_key)
        else:
            notices.append(_kept("title", str(values["title"]), record.title))
    if record.year is not None and values["year"] != record.year:
        notices.append(_kept("year", str(values["year"]), str(record.year)))
    values["keywords"] = _union(values["keywords"], record.keywords)
    values["topics"] = _union(values["topics"], record.topics)
    if record.is_retracted or values["is_retracted"] is None:
        values["is_retracted"] = record.is_retracted  # a retraction is never taken back
    return frozenset(name for name in values if values[name] != before[name]), notices


def takes_counts(values: dict[str, object], record: PaperRecord) -> bool:
    """Whether the record's citation counts replace the paper's: unknown, older or smaller ones.

    Counts of the same day, or of unknown days, only grow: the larger one is taken.
    """
    if record.citation_count is None:
        return False
    stored, day = values["citation_count"], values["counts_as_of"]
    if not isinstance(stored, int):
        return True
    if isinstance(day, date) or record.counts_as_of is not None:
        told, known = record.counts_as_of or date.min, day if isinstance(day, date) else date.min
        if told != known:
            return told > known
    return record.citation_count > stored


def is_text_changed(changed: frozenset[str]) -> bool:
    """Whether what search and embedding read has changed."""
    return not _TEXT.isdisjoint(changed)


def _is_newer_snapshot(values: dict[str, object], record: PaperRecord) -> bool:
    known = values["counts_as_of"]
    return (
        values["source"] == record.source_name
        and values["source"] != HAND
        and record.counts_as_of is not None
        and isinstance(known, date)
        and record.counts_as_of > known
    )


def _kept(field: str, stored: str, told: str) -> Notice:
    return (
        field,
        f"The library keeps the {field} “{stored[:120]}”; this record says “{told[:120]}”.",
    )


def _union(stored: object, told: tuple[str, ...]) -> list[str]:
    known = list(stored) if isinstance(stored, list | tuple) else []
    seen = {str(one).casefold() for one in known}
    fresh = dict.fromkeys(one for one in told if one.casefold() not in seen)
    return [*known, *fresh][: max(_MAX_LIST, len(known))]
