"""LaTeX in names, titles and abstracts, to Unicode. Pure."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pylatexenc.latex2text import LatexNodes2Text

_MARKS = {
    "'": "\u0301", "`": "\u0300", "^": "\u0302", '"': "\u0308", "~": "\u0303", "=": "\u0304",
    ".": "\u0307", "u": "\u0306", "v": "\u030c", "H": "\u030b", "c": "\u0327", "k": "\u0328",
    "r": "\u030a", "d": "\u0323", "b": "\u0331",
}  # fmt: skip
_LETTERS = {
    "ss": "ß", "o": "ø", "O": "Ø", "l": "ł", "L": "Ł", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ",
    "aa": "å", "AA": "Å", "i": "ı", "j": "ȷ", "dh": "ð", "DH": "Ð", "th": "þ", "TH": "Þ", "dj": "đ",
    "DJ": "Đ",
}  # fmt: skip
_BASE = r"(?:\{\s*(?P<braced>\\[ij]|[^\W\d_])\s*\}"
_BASE += r"|(?P<dotless>\\[ij](?![A-Za-z])\s?)|(?P<bare>[^\W\d_]))"
_SYMBOL_ACCENT = re.compile(rf"\{{?\\(?P<mark>['`^\"~=.])\s*{_BASE}(?P<close>\}})?")
# A letter as accent needs a brace or a space before its base: \v{c} and \v c, never \vc.
_LETTER_ACCENT = re.compile(
    r"\{?\\(?P<mark>[uvHckrdb])"
    r"(?:\s*\{\s*(?P<braced>\\[ij]|[^\W\d_])\s*\}|\s+(?P<dotless>\\[ij](?![A-Za-z]))|\s+(?P<bare>[^\W\d_]))(?P<close>\})?"
)
_LETTER = re.compile(
    r"\{\\(?P<a>"
    + "|".join(_LETTERS)
    + r")\s*\}|\\(?P<b>"
    + "|".join(_LETTERS)
    + r")(?:\{\}|\s+(?=[^\W\d_])|(?![A-Za-z]))"
)
_ESCAPED = re.compile(r"\\([&%$#_{}])")
_MATH = re.compile(r"(?<![\\$])\$(?!\$)([^$]{1,200})(?<!\\)\$(?!\$)")
_BRACE = re.compile(r"(?<!\\)[{}]")
# No field is longer; what is, would take seconds.
_LONGEST = 100_000
_BACKTICK_INSIDE = re.compile(r"(?<=\w)`(?=\w)")
_UNESCAPED_SPECIAL = re.compile(r"(?<!\\)([%#&])")


def _accented(match: re.Match[str]) -> str:
    base = match["braced"] or (match["dotless"] or "").strip() or match["bare"]
    base = {"\\i": "i", "\\j": "j"}.get(base, base)
    whole = match[0]
    # Keep a brace that belongs to something around the accent: {\'e} is all ours, \'e} is not.
    opened, closed = whole.startswith("{"), bool(match["close"])
    before = "{" if opened and not closed else ""
    after = "}" if closed and not opened else ""
    return before + unicodedata.normalize("NFC", base + _MARKS[match["mark"]]) + after


def accents_to_unicode(value: str) -> str:
    r"""Only accents, national letters and escaped signs: ``Vuli{\'c}`` is ``Vulić``.

    Formulas stay as they are, so this is safe for text that is not LaTeX as a whole.
    """
    if "\\" not in value:
        return value
    value = _SYMBOL_ACCENT.sub(_accented, value)
    value = _LETTER_ACCENT.sub(_accented, value)
    value = _LETTER.sub(lambda m: _LETTERS[m["a"] or m["b"]], value)
    return _ESCAPED.sub(r"\1", value)


# What the converter itself stumbles with on a macro whose argument is missing.
_UNARMED = (AttributeError, TypeError)


@lru_cache(maxsize=1)
def _converter() -> LatexNodes2Text:
    # Loaded on first use: most files hold no LaTeX beyond accents, and the tables take a while.
    from pylatexenc.latex2text import LatexNodes2Text

    return LatexNodes2Text(math_mode="text", keep_comments=True, strict_latex_spaces=False)


def latex_to_text(value: str) -> str:
    r"""The text that a LaTeX source would print: accents, case braces, commands and formulas.

    A percent sign or ampersand that the author forgot to escape is kept, because in a
    bibliography it is never meant as a comment or a column.
    """
    if not any(c in value for c in "\\{}$~`'-"):
        return value
    value = (
        value[:_LONGEST]
        .replace("\\&", "&")
        .replace("\\%", "%")
        .replace("\\#", "#")
        .replace("\\$", "＄")
    )
    plain = (
        accents_to_unicode(_BRACE.sub("", value))
        if "\\" not in value
        else accents_to_unicode(value)
    )
    if "\\" in plain:
        from pylatexenc.latexwalker import LatexWalkerError

        try:
            plain = _converter().latex_to_text(_UNESCAPED_SPECIAL.sub(r"\\\1", plain))
        except (LatexWalkerError, RecursionError, ValueError, LookupError, *_UNARMED):
            plain = plain.replace("\\", " ")
    plain = _MATH.sub(r"\1", plain).replace("~", " ").replace("＄", "$")
    return _quotes(_BRACE.sub("", plain)).replace("---", "—").replace("--", "–")


def _quotes(value: str) -> str:
    """The quotation marks that TeX prints; a backtick inside a word is a mistyped apostrophe."""
    value = value.replace("``", "“").replace("''", "”")
    return _BACKTICK_INSIDE.sub("’", value).replace("`", "‘").replace("'", "’")
