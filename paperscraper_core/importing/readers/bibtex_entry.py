"""One BibTeX entry read by pybtex, with the small repairs that real files need."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pybtex.database.input.bibtex import LowLevelParser, month_names
from pybtex.exceptions import PybtexError
from pybtex.utils import CaseInsensitiveDict

from paperscraper_core.importing.readers.bibtex_split import Block

_HEADER = re.compile(r"^\s*@\s*(?P<kind>\w+)\s*(?P<open>[{(])(?P<key>[^={}\"]*?),", re.DOTALL)
_KEYLESS = re.compile(r"^\s*@\s*(?P<kind>\w+)\s*(?P<open>[{(])(?=\s*\w+\s*=)")
# A field that begins on a new line although the comma before it was forgotten.
_NO_COMMA = re.compile(r"([}\"\w])([ \t]*\n\s*|[ \t]+)(?=[A-Za-z][\w-]*\s*=\s*[{\"\d])")
_SWALLOWED = re.compile(r",\s*[A-Za-z][\w-]*\s*=\s*[{\"\d]")
_PLACEHOLDER = "entry"
#: Characters that an ``@string`` abbreviation may stand for.
MAX_MACRO = 500


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry's kind and fields (lower-case names, raw LaTeX values) and what was repaired."""

    kind: str
    key: str
    fields: dict[str, str]
    complaints: tuple[str, ...] = ()


class _Macros(CaseInsensitiveDict):  # type: ignore[misc]  # pybtex has no types
    """Abbreviations, cut: forty lines that each double the one before would fill any memory."""

    def __setitem__(self, name: str, value: str) -> None:
        super().__setitem__(name, value[:MAX_MACRO])


class EntryParser:
    """Parses single entries and remembers the ``@string`` abbreviations between them."""

    def __init__(self) -> None:
        self._macros = _Macros(month_names)

    def define(self, text: str) -> None:
        """Take in an ``@string`` block; a broken one defines nothing."""
        self._run(text)

    def parse(self, block: Block) -> Entry | None:
        """The entry of a block, or None when it cannot be read with certainty.

        An entry that only lacks its own closing brace is complete in itself and is read; one
        with a brace missing inside a field would swallow what follows, and is not.
        """
        text, complaints = block.text, []
        if block.depth:
            if block.depth > 1:
                return None
            text += f"\n{block.closer}"
            complaints.append("The entry has no closing brace; it is read as far as it goes.")
        key, text = _split_key(text)
        fields, errors = self._run(text)
        if any("expected" in error for error in errors):
            more, fewer = self._run(_NO_COMMA.sub(r"\1,\2", text))
            if len(more) > len(fields):
                fields, errors = more, fewer
                complaints.append(
                    "A comma between two fields is missing; it is read as if it were there."
                )
        complaints.extend(_words(error) for error in errors)
        if not fields and errors:
            return None
        if block.depth and any(_SWALLOWED.search(value) for value in fields.values()):
            return None
        return Entry(block.kind, key, fields, tuple(dict.fromkeys(complaints)))

    def _run(self, text: str) -> tuple[dict[str, str], list[str]]:
        errors: list[str] = []
        fields: dict[str, str] = {}
        parser = LowLevelParser(
            text, macros=self._macros, handle_error=lambda e: errors.append(str(e))
        )
        try:
            for kind, body in parser:
                if kind.lower() in ("string", "preamble", "comment"):
                    continue
                for name, parts in body[1] or ():
                    if fields.setdefault(name.lower(), "".join(parts)) != "".join(parts):
                        errors.append(f"duplicate {name.lower()}")
        except (PybtexError, RecursionError) as error:
            errors.append(str(error) + " expected")
        return fields, errors


def _split_key(text: str) -> tuple[str, str]:
    """(citation key, the text with a placeholder key): keys hold spaces, or are missing."""
    header = _HEADER.match(text)
    if header:
        key = " ".join(header["key"].split())
        return key, f"@{header['kind']}{header['open']}{_PLACEHOLDER},{text[header.end() :]}"
    keyless = _KEYLESS.match(text)
    if keyless:
        return "", f"@{keyless['kind']}{keyless['open']}{_PLACEHOLDER},{text[keyless.end() :]}"
    return "", text


def _words(error: str) -> str:
    if error.startswith("undefined string"):
        name = error.rsplit(" ", 1)[-1]
        return f"The abbreviation “{name}” is not defined in this file; it is left out."
    if error.startswith("duplicate "):
        return f"The field {error.removeprefix('duplicate ')} occurs twice; the first is taken."
    return "A part of the entry cannot be read; the fields before it are taken."
