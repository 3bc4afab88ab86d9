"""The author field of BibTeX: ``and``, particles, suffixes and corporate names in braces."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from paperscraper_core.importing.latex import latex_to_text
from paperscraper_core.importing.names import display_name
from paperscraper_core.importing.readers.draft import Draft
from paperscraper_core.importing.text import clean_text
from paperscraper_core.importing.types import AuthorRecord

# A longer name is not one.
_LONGEST = 1_000
_AND = re.compile(r"\s+and\s+", re.IGNORECASE)
_EXTENDED = re.compile(
    r"(?P<part>given|family|prefix|suffix|useprefix|[a-z]+-i)\s*=\s*(?P<value>\{[^{}]*\}|[^,]*)",
    re.IGNORECASE,
)


def split_people(value: str) -> Iterator[str]:
    """The names of a list, cut at ``and`` outside braces."""
    start = depth = position = 0
    while position < len(value):
        char = value[position]
        if char == "\\":
            position += 2
            continue
        depth += (char == "{") - (char == "}")
        separator = _AND.match(value, position) if depth <= 0 and char.isspace() else None
        if separator:
            yield value[start:position]
            # "and and" is one separator with nothing between: step back onto its last space
            start = position = separator.end()
            continue
        position += 1
    yield value[start:]


def authors_of(fields: Mapping[str, str], draft: Draft) -> tuple[AuthorRecord, ...]:
    """The authors, or the editors of a work that has none."""
    value = fields.get("author") or fields.get("editor") or ""
    authors: list[AuthorRecord] = []
    for raw in split_people(value.strip()):
        person = raw.strip().strip(",")[:_LONGEST]
        if not person or person.lower() in ("others", "et al", "et al.", "{others}"):
            continue
        name = _name(person)
        if name:
            authors.append(AuthorRecord(name=name[:300], position=len(authors) + 1))
    if not authors and value.strip():
        draft.problem("authors", "No name could be read from the authors.")
    return tuple(authors)


def _name(person: str) -> str:
    if person.startswith("{") and _closes_at_end(person) and not _is_accent(person):
        return clean_text(latex_to_text(person[1:-1]))  # corporate: taken as it stands
    if "=" in person and _EXTENDED.match(person):
        parts = {m["part"].lower(): m["value"].strip('{} "') for m in _EXTENDED.finditer(person)}
        order = (parts.get(part, "") for part in ("given", "prefix", "family", "suffix"))
        return clean_text(latex_to_text(" ".join(part for part in order if part)))
    # The commas that divide a name are those outside braces.
    hidden = re.sub(r"\{[^{}]*\}", lambda m: m[0].replace(",", "\ue000"), person)
    return display_name(latex_to_text(hidden)).replace("\ue000", ",")


def _closes_at_end(text: str) -> bool:
    depth = 0
    for position, char in enumerate(text):
        depth += (char == "{") - (char == "}")
        if depth == 0:
            return position == len(text) - 1
    return False


def _is_accent(text: str) -> bool:
    return text.startswith("{\\") and len(text) < 8
