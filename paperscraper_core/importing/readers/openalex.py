"""OpenAlex JSON: works in any of the shapes that its users save, and author bundles."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import chain, islice
from typing import Any, BinaryIO

import ijson

from paperscraper_core.importing.readers.content import Source
from paperscraper_core.importing.readers.json_depth import check, shallow
from paperscraper_core.importing.readers.json_salvage import Complaint, salvaged
from paperscraper_core.importing.readers.openalex_author import is_author, profile_of
from paperscraper_core.importing.readers.openalex_work import is_work, items_of_work
from paperscraper_core.importing.text import NUL_MARK
from paperscraper_core.importing.types import Item, RowProblem

# A longer line or value would be held in memory whole.
MAX_VALUE_CHARS = 64 << 20
MAX_LINE_PEEK = 4 << 20
# Up to the first length a file is read at once; up to the second, one that the streaming parser
# refuses is taken apart record by record.
_SMALL_CHARS = 4 << 20
_SALVAGE_CHARS = 64 << 20
_LISTS = ("results", "works")


def read(source: Source, today_year: int) -> Iterator[Item]:
    """Yield the records of an OpenAlex file in its order; values count as rows from 1."""
    for row, value in enumerate(_values(source), start=1):
        if isinstance(value, Complaint):
            yield RowProblem(row=row, field=None, message=value.message)
        else:
            yield from _items(value, row, today_year)


def _items(value: object, row: int, today_year: int) -> Iterator[Item]:
    if isinstance(value, dict) and is_work(value):
        yield from items_of_work(value, row, today_year)
    elif isinstance(value, dict) and is_author(value):
        yield profile_of(value, row, today_year)
    else:
        yield RowProblem(
            row=row,
            field=None,
            message="This is neither a work nor an author of OpenAlex; it is skipped.",
        )


def _values(source: Source) -> Iterator[Any]:
    """Every work or author in the file, whatever wraps them; or a complaint in its place."""
    first, one_a_line = _opening(source)
    if one_a_line:
        yield from _from_lines(source)
        return
    whole = _loaded(source)
    if whole is not None:
        yield from unwrap(whole)
    elif first == "[":
        yield from _streamed(source, "item")
    else:
        yield from _from_object(source)


def _loaded(source: Source) -> object:
    """The value of a small and sound file: twice as fast as streaming it; else None."""
    text = _whole(source, _SMALL_CHARS)
    try:
        return json.loads(check(text), parse_constant=lambda _: None) if text else None
    except (ValueError, RecursionError):
        return None


def _opening(source: Source) -> tuple[str, bool]:
    """The first sign of the file, and whether each line is a value of its own."""
    head = source.text_head(MAX_LINE_PEEK).replace(NUL_MARK, "").lstrip()
    first, _, rest = head.partition("\n")
    follows = rest.lstrip()[:1]
    return head[:1], head[:1] == "{" == follows and first.rstrip().endswith("}")


def _from_lines(source: Source) -> Iterator[Any]:
    for line in source.lines():
        text = line.strip().strip(NUL_MARK)
        if not text:
            continue
        try:
            if len(text) > MAX_VALUE_CHARS:
                raise ValueError("too long")
            value = json.loads(check(text))
        except (ValueError, RecursionError):
            yield Complaint("This line is not complete JSON; it is skipped.")
            continue
        yield from unwrap(value)


def unwrap(value: object) -> Iterator[object]:
    """The works and authors inside one JSON value."""
    if isinstance(value, list):
        for entry in value:
            yield from unwrap(entry)
    elif (
        isinstance(value, dict)
        and not is_work(value)
        and any(isinstance(value.get(k), list) for k in _LISTS)
    ):
        if isinstance(value.get("details"), dict):
            yield value["details"]
        for key in _LISTS:
            yield from value[key] if isinstance(value.get(key), list) else ()
    else:
        yield value


def _top_keys(source: Source) -> Iterator[tuple[str, str]]:
    """(key, event of its value) of the outermost object, as far as the file can be parsed."""
    key = ""
    try:
        for prefix, event, value in ijson.parse(_bytes(source), use_float=True):
            if prefix == "" and event == "map_key":
                key = value
            elif key and prefix == key:
                yield key, event
                key = ""
    except (ijson.JSONError, ValueError):
        return


def _from_object(source: Source) -> Iterator[Any]:
    bundle: list[str] = []
    for key, event in _top_keys(source):
        if (key in _LISTS and event == "start_array") or (
            key == "details" and event == "start_map"
        ):
            bundle.append(key)
        if key in _LISTS:
            break
        if key in ("authorships", "host_venue", "publication_year", "works_api_url"):
            break  # a work or an author itself
    wanted = [key for key in bundle if key in _LISTS]
    if not wanted:
        yield from _streamed(source, "")
        return
    if "details" in bundle:
        yield from _streamed(source, "details", limit=1)
    yield from _streamed(source, f"{wanted[0]}.item")


def _streamed(source: Source, prefix: str, limit: int | None = None) -> Iterator[Any]:
    """The values at a prefix; where the streaming parser gives up, record by record from there."""
    done = objects = 0
    try:
        for value in ijson.items(_bytes(source), prefix, use_float=True):
            yield value
            done += 1
            objects += isinstance(value, dict)
            if done == limit:
                return
        return
    except (ijson.JSONError, ValueError, RecursionError) as error:
        reason = str(error).lower()
    if "incomplete" in reason or "premature" in reason:
        yield Complaint(f"The JSON ends in the middle; the {done:,} records before are read.")
        return
    text = _whole(source, _SALVAGE_CHARS)
    if text is None:
        what = "the rest of the file is lost"
        yield Complaint(f"The JSON is damaged here; {done:,} records are read, {what}.")
        return
    saved = islice(salvaged(text, prefix), objects, limit)
    first = next(saved, None)
    if first is None and not done:
        yield Complaint("The JSON is damaged, or nested too deeply; no record of it can be read.")
    elif first is not None:
        yield from chain((first,), saved)


def _bytes(source: Source) -> BinaryIO:
    """The file for the streaming parser, whose memory grows with the square of the depth."""
    return source.utf8(shallow)


def _whole(source: Source, limit: int) -> str | None:
    """The text of the file, or None when it is too long to be held in memory."""
    parts, total = [], 0
    for text in source.texts():
        total += len(text)
        if total > limit:
            return None
        parts.append(text)
    return "".join(parts)
