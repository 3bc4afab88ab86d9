"""Records made safe for the database, and their fingerprints. Pure."""

import hashlib
import json
import re
from dataclasses import fields, is_dataclass, replace
from datetime import date
from typing import Any, Final, TypeVar

from paperscraper_core.importing.text import MAX_TITLE, NUL_MARK, shorten
from paperscraper_core.importing.types import (
    AffiliationRecord,
    AuthorProfileRecord,
    AuthorRecord,
    PaperRecord,
)

#: Part of every fingerprint: raise it when the rules of merging change, so that files count anew.
RULES: Final = 1
MAX_COUNT: Final = 2**31 - 1
_YEARS: Final = range(1000, 2201)
# What Postgres does not store, as it stands in text and as json.dumps writes it.
_UNSTORABLE: Final = re.compile(f"[\x00{NUL_MARK}\ud800-\udfff]")
_ESCAPED: Final = ("\\u0000", NUL_MARK)
_SURROGATE: Final = re.compile("[\ud800-\udfff]")

Value = TypeVar("Value")
Record = PaperRecord | AuthorProfileRecord


def storable(record: Record) -> tuple[Record, bytes]:
    """Return the record as the database can hold it, and its 16-byte fingerprint.

    The fingerprint covers all that the record says, but not its row in the file.
    """
    written = _written(record)
    if any(mark in written for mark in _ESCAPED) or _SURROGATE.search(written):
        record = _scrubbed(record)
        written = _written(record)
    if isinstance(record, PaperRecord):
        record = _within_limits(record)
    return record, hashlib.blake2b(written.encode(), digest_size=16).digest()


def _within_limits(record: PaperRecord) -> PaperRecord:
    title = shorten(record.title.strip(), MAX_TITLE) or "Untitled"
    year = record.year if record.year in _YEARS else None
    count = record.citation_count
    if count is not None and not 0 <= count <= MAX_COUNT:
        count = None
    if (title, year, count) == (record.title, record.year, record.citation_count):
        return record
    return replace(record, title=title, year=year, citation_count=count)


def _scrubbed(value: Value) -> Value:
    """The same value without characters that Postgres refuses, all the way down."""
    clean: Any = value  # the shape is kept; the checker cannot follow the recursion
    if isinstance(value, str):
        clean = _UNSTORABLE.sub("", value)
    elif isinstance(value, tuple):
        clean = tuple(_scrubbed(one) for one in value)
    elif is_dataclass(value) and not isinstance(value, type):
        changes = {f.name: _scrubbed(getattr(value, f.name)) for f in fields(value)}
        clean = replace(value, **changes)
    return clean  # type: ignore[no-any-return]  # see above


def _affiliation(one: AffiliationRecord) -> tuple[object, ...]:
    return one.name, one.ror, one.country_code, one.type


def _author(one: AuthorRecord) -> tuple[object, ...]:
    return (
        one.name,
        one.position,
        one.orcid,
        one.external_ids,
        [_affiliation(a) for a in one.affiliations],
        one.raw_affiliations,
        one.is_corresponding,
    )


def _written(record: PaperRecord | AuthorProfileRecord) -> str:
    # by hand: dataclasses.astuple copies deeply and takes ten times as long
    if isinstance(record, AuthorProfileRecord):
        return repr(record)
    content = [
        RULES, record.title, record.source_name, record.abstract, record.year,
        record.publication_date, record.doi, record.external_ids, record.venue, record.type,
        record.language, record.citation_count,
        [(c.year, c.citations) for c in record.counts_by_year], record.counts_as_of,
        record.referenced_ids, [_author(a) for a in record.authors], record.keywords,
        record.topics, record.url, record.is_retracted, record.volume, record.issue,
        record.pages, record.publisher,
    ]  # fmt: skip
    return json.dumps(content, ensure_ascii=False, default=_day)


def _day(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} in a record")
