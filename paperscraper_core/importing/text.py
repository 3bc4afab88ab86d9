"""Cleaning of text that comes out of other people's databases. Pure: values in, values out."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Mapping

from paperscraper_core.importing.latex import accents_to_unicode

# What the readers put in the place of a NUL byte: a code point that Unicode promises never to
# assign, so that it can be found again in the field where it stood and named as a problem.
NUL_MARK = "\ufdd0"
MAX_TITLE = 500
MAX_ABSTRACT = 50_000
# Longer "abstracts" are full texts or attacks; real ones end at about 2,000 words.
MAX_INDEX_WORDS = 20_000

_BLOCK = (
    "p|div|br|hr|li|ul|ol|title|sec|section|label|list|list-item|h[1-6]|table|tr|td|th|abstract"
)
_INLINE = (
    "i|b|u|em|strong|sub|sup|inf|span|scp|sc|small|big|tt|font|italic|bold|underline|monospace|"
    "roman|a|xref|ext-link|uri|inline-formula|disp-formula|alternatives|inline-graphic|img|formula|"
    "math|mi|mn|mo|mrow|msub|msup|msubsup|mfrac|msqrt|mroot|mtext|mstyle|mover|munder|munderover|"
    "mspace|mfenced|mtable|mtr|mtd|mpadded|mphantom|menclose|semantics|mmultiscripts|mprescripts|"
    "none|mml|ce:[\\w-]+|named-content|styled-content|fn|html|body|head|blockquote|center|code|pre|q|s|del|ins"
)
# What stands between these is not text. Found step by step, because one pattern for both ends would
# take quadratic time on a text of openings that never close.
_SILENT = tuple(
    (name, re.compile(rf"<(?:\w{{1,20}}:)?{name}\b[^<>]*>", re.IGNORECASE),
     re.compile(rf"</(?:\w{{1,20}}:)?{name}\s*>", re.IGNORECASE))
    for name in ("script", "style", "tex-math", "annotation", "annotation-xml")
)  # fmt: skip
_COMMENT = ("<!--", re.compile("<!--"), re.compile("-->"))
_BLOCK_TAG = re.compile(rf"</?(?:\w{{1,20}}:)?(?:{_BLOCK})(?:\s[^<>]*)?/?>", re.IGNORECASE)
_INLINE_TAG = re.compile(rf"</?(?:\w{{1,20}}:)?(?:{_INLINE})(?:\s[^<>]*)?/?>", re.IGNORECASE)
_HEADING = re.compile(
    r"<(?:\w{1,20}:)?title[^<>]*>\s{0,9}abstract\s{0,9}</(?:\w{1,20}:)?title\s{0,9}>", re.IGNORECASE
)
_SPACE = re.compile(r"\s+")
# C0 and C1 controls, zero-width and direction marks, noncharacters, lone surrogates.
_CONTROL = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064"
    "\u2066-\u2069\ufeff\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]"
)
_UNPLAIN = re.compile(r"[<&\\]")


def strip_markup(value: str) -> str:
    """Remove HTML, JATS and MathML tags but keep their text: ``CO<sub>2</sub>`` is ``CO2``.

    Only tags known from bibliographic records go, so ``p < 0.05`` and ``Vec<T>`` stay.
    """
    if "<" not in value:
        return value
    value = value.replace("<![CDATA[", "").replace("]]>", "")
    lower = value.lower()
    for mark, opening, closing in (_COMMENT, *_SILENT):
        if mark in lower:
            value = _without(value, opening, closing)
    value = _HEADING.sub(" ", value)
    return _INLINE_TAG.sub("", _BLOCK_TAG.sub(" ", value))


def _without(value: str, opening: re.Pattern[str], closing: re.Pattern[str]) -> str:
    """The text outside of the pairs of marks; a pair that is not closed stays."""
    kept, at = [], 0
    while (start := opening.search(value, at)) and (end := closing.search(value, start.end())):
        kept.append(value[at : start.start()])
        at = end.end()
    return " ".join([*kept, value[at:]])


def clean_text(value: str) -> str:
    """One line of plain text: no markup, entities, LaTeX accents or control characters; NFC."""
    if value.isprintable() and value.isascii() and not _UNPLAIN.search(value):
        # nothing to clean but blanks: the way that most names and titles take
        return value.strip() if "  " not in value else _SPACE.sub(" ", value).strip()
    if _UNPLAIN.search(value):
        value = strip_markup(value)
        for _ in range(2):  # databases escape twice: &amp;lt;i&amp;gt;
            if "&" not in value:
                break
            value = strip_markup(html.unescape(value))
        if "\\" in value:
            value = accents_to_unicode(value)
    if not value.isascii():
        value = unicodedata.normalize("NFC", value)
    return _SPACE.sub(" ", _CONTROL.sub("", value)).strip()


def shorten(value: str, limit: int) -> str:
    """At most ``limit`` characters, cut between words, with an ellipsis where it was cut."""
    if len(value) <= limit:
        return value
    cut = value[: limit - 1]
    space = cut.rfind(" ")
    return (cut[:space] if space > limit // 2 else cut).rstrip(" ,;:") + "…"


def abstract_from_index(index: Mapping[str, object]) -> str | None:
    """Rebuild an abstract from OpenAlex' inverted index (word → positions).

    Words are ordered by position, so gaps and huge positions cost nothing. Returns None when
    the index holds no usable position.

    Raises:
        ValueError: the index holds more than ``MAX_INDEX_WORDS`` words.
    """
    nested = index.get("InvertedIndex")
    if isinstance(nested, Mapping):  # the older shape, with the length beside it
        index = nested
    placed: list[tuple[int, str]] = []
    for word, positions in index.items():
        if not isinstance(positions, list):
            continue
        placed.extend((at, word) for at in positions if type(at) is int and at >= 0)
        if len(placed) > MAX_INDEX_WORDS:
            raise ValueError("too many words")
    placed.sort(key=lambda pair: pair[0])
    return " ".join(word for _, word in placed) or None


# Letters that Unicode does not decompose into a base letter and a mark.
_LETTERS = str.maketrans(
    {
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "ł": "l",
        "þ": "th",
        "ı": "i",
        "ħ": "h",
    }
)


def fold(value: str) -> str:
    """Lower case without accents: ``Łódź`` and ``lodz`` are the same."""
    if value.isascii():
        return value.lower()
    decomposed = unicodedata.normalize("NFKD", value.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c)).translate(_LETTERS)


def title_key(title: str) -> str:
    """The identity of a title: folded letters and digits, nothing else."""
    return "".join(c for c in fold(clean_text(title)) if c.isalnum())
