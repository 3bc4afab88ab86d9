"""The authors of one table cell, in the house styles of the databases."""

from __future__ import annotations

import re
from collections.abc import Callable

from paperscraper_core.importing.names import display_name
from paperscraper_core.importing.readers.draft import Draft, present
from paperscraper_core.importing.text import clean_text
from paperscraper_core.importing.types import AuthorRecord

MAX_AUTHORS = 20_000
_INITIALS = re.compile(
    r"^(?:[A-ZÀ-Þ]{1,3}|(?:[A-ZÀ-Þ][a-z]?\.[\s\-]*)+)(?:\s*(?:Jr|Sr|I{2,3})\.?)?$"
)
_QUOTED = re.compile(r"""'([^']*)'|"([^"]*)\"""")
_SCOPUS_ID = re.compile(r"\s*\((\d{8,14})\)\s*$")
# Springer prints names without anything between them; Mc, Di and the like begin no new name.
_RUN_TOGETHER = re.compile(
    r"(?<=[^\W\d_A-ZÀ-Þ])(?<!\bMc)(?<!\bMac)(?<!\bDe)(?<!\bDi)(?<!\bLa)(?<!\bLe)(?<!\bVan)(?<!\bDu)(?=[A-ZÀ-Þ])"
)


def authors_of(
    cell: Callable[[str], str], springer: bool, draft: Draft
) -> tuple[AuthorRecord, ...]:
    """The authors of a row in their order, with ids and affiliations where the counts agree."""
    names = split_names(cell("authors"), springer)
    if len(names) > MAX_AUTHORS:
        draft.problem(
            "authors", f"Only the first {MAX_AUTHORS:,} of {len(names):,} authors are kept."
        )
        names = names[:MAX_AUTHORS]
    ids = _aligned(cell("author_ids"), len(names))
    places = _aligned(cell("author_affiliations"), len(names))
    authors: list[AuthorRecord] = []
    for at, raw in enumerate(names):
        own_id = _SCOPUS_ID.search(raw)
        name = display_name(_SCOPUS_ID.sub("", raw), family_first=True)[:300]
        if not name:
            continue
        scopus = own_id[1] if own_id else ids[at] if ids else None
        authors.append(
            AuthorRecord(
                name=name,
                position=len(authors) + 1,
                external_ids=present([("scopus", scopus if scopus and scopus.isdigit() else None)]),
                raw_affiliations=(clean_text(places[at])[:500],) if places and places[at] else (),
            )
        )
    return tuple(authors)


def _aligned(value: str, count: int) -> list[str] | None:
    """The parts of a cell that go with the authors one by one, or None when they do not match."""
    parts = [part.strip() for part in value.rstrip("; ").split(";")] if value else []
    return parts if parts and len(parts) == count else None


def split_names(value: str, springer: bool = False) -> list[str]:
    """The single names of a cell: semicolons, bars, ``and`` or commas, whichever divides them."""
    value = value.strip()
    if value.startswith("[") and (quoted := _QUOTED.findall(value)):  # a list as Python prints it
        return _plain([one or other for one, other in quoted])
    value = value.strip("[]").rstrip(";, ")
    if not value or value.lower() == "no author name available":
        return []
    if springer and not re.search(r"[;,|]", value):
        return [part.strip() for part in _RUN_TOGETHER.split(value)]
    for separator in (";", "|", "\n"):
        if separator in value:
            return _plain(value.split(separator))
    if re.search(r"\s(?:and|&)\s", value):
        value = re.sub(r",?\s+(?:and|&)\s+", " and ", value)
        parts = value.split(" and ")
        # "A One, B Two and C Three": commas divide as well, unless they turn names around
        if len(parts) == 2 and parts[0].count(",") >= 1 and "," not in parts[1]:
            parts = [*parts[0].split(","), parts[1]]
        return _plain(parts)
    return _by_commas(_plain(value.split(",")))


def _by_commas(parts: list[str]) -> list[str]:
    families, givens = parts[::2], parts[1::2]
    turned = len(families) == len(givens) and all(_INITIALS.match(part) for part in givens)
    if turned and not any(_INITIALS.match(part) for part in families):
        return [f"{family}, {given}" for family, given in zip(families, givens, strict=True)]
    if len(parts) == 2 and all(" " not in part for part in parts):
        return [", ".join(parts)]  # one person: "Curie, Marie"
    return parts


def _plain(parts: list[str]) -> list[str]:
    cleaned = (part.strip().strip("'\"").strip() for part in parts)
    return [
        part
        for part in cleaned
        if part and part.lower() not in ("et al", "et al.", "others", "...")
    ]
