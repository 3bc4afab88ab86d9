"""What a title says: telling words, parts, editions, and whether it is about another work.

Pure; for `duplicates`.
"""

import re
from collections import Counter
from typing import Final

from paperscraper_core.importing.text import fold, title_key

_WORD: Final = re.compile(r"[^\W_]+")
_RETRACTED: Final = re.compile(
    r"^\W*(retracted|withdrawn)( article| paper)?\s*[:\-–—.\])]\s*", re.I
)
_EDITION: Final = re.compile(
    r"\s*[\(\[:.–—-]\s*(an? )?((extended|preliminary|full|short|revised|updated|technical|long"
    r"|final|journal|conference|arxiv|preprint|accepted)\s*)+"
    r"(version|abstract|report|edition|paper|preprint|manuscript)?[\)\].\s]*$"
    r"|\s*[\(\[]\s*(preprint|v\d+|version \d+)\s*[\)\]]\s*$",
    re.I,
)
_CORRECTION: Final = (
    r"(author |publisher )?correction( to| of)?|corrigend(um|a)|errat(um|a)|addend(um|a)"
)
_COMMENT: Final = (
    r"(a |further )?(comments?( on)?|commentary( on)?|discussion( of| on)?|letter|re(?=:))"
)
#: Works about another work, by how their titles begin or end.
_ABOUT: Final = tuple(
    (kind, re.compile(rf"^\W*(the )?(authors?\W{{0,2}}s? )?({words})\b", re.I),
     re.compile(rf"[:\-–—(\[]\s*(an? |the )?(authors?\W{{0,2}}s? )?({words})\s*[\)\].]?\s*$", re.I))
    for kind, words in (
        ("correction", _CORRECTION),
        ("retraction", r"retraction( note| notice)?|expression of concern|withdrawal"),
        ("reply", r"(a |in )?(reply|response|rejoinder|rebuttal)( to)?"),
        ("comment", _COMMENT),
        ("review", r"(book )?review of|editorial( on)?"),
    )
)  # fmt: skip
_SERIES: Final = frozenset(
    ("part", "type", "class", "phase", "grade", "volume", "vol", "chapter", "section", "paper",
     "study", "stage", "level", "book", "no", "number")
)  # fmt: skip
_ROMAN: Final = {
    numeral: str(number)
    for number, numeral in enumerate(
        ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv",
         "xv"), start=1,
    )
}  # fmt: skip
_NUMBER: Final = {
    word: str(number)
    for number, word in enumerate(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"), start=1
    )
}
_FILLERS: Final = frozenset(
    ("a", "an", "the", "of", "on", "in", "for", "and", "or", "to", "with", "by", "from", "at",
     "via", "using", "towards", "toward", "is", "are", "its")
)  # fmt: skip
#: Titles that thousands of works have.
GENERIC: Final = frozenset(
    title_key(title)
    for title in (
        "Editorial", "Introduction", "Preface", "Foreword", "Book review", "Book reviews",
        "Reviews", "In memoriam", "Obituary", "News", "Contents", "Index", "Letter to the editor",
        "Letters to the editor", "Abstracts", "Announcements", "Conclusion", "Conclusions",
        "Discussion", "Summary", "Overview", "Editor's note", "From the editor", "Guest editorial",
        "Issue information", "Front matter", "Back matter", "Acknowledgements", "Appendix",
        "Untitled", "References", "Introduction to the special issue", "Case report",
    )
)  # fmt: skip
#: British and American endings and other spellings of one word.
_SPELLINGS: Final = tuple(
    (re.compile(pattern), to)
    for pattern, to in (
        (r"(?<=[a-z]{3})(?<!s)s$", ""), (r"ie$", "y"),
        (r"our", "or"), (r"is(e|ed|es|ing|ation|ations)$", r"iz\1"), (r"ys(e|ed|es|ing)$", r"yz\1"),
        (r"([aeo])e(?=[a-z]{3})", "e"), (r"tre$", "ter"), (r"ogue$", "og"), (r"ll", "l"),
    )
)  # fmt: skip


def about(title: str) -> str | None:
    """What kind of remark on another work a title names; None for a work of its own."""
    for kind, first, last in _ABOUT:
        if first.search(title) or last.search(title):
            return kind
    return None


def core(title: str) -> str:
    """The title without what tells editions of one work apart, and marks of retraction."""
    return _EDITION.sub("", _RETRACTED.sub("", title)).strip() or title


def words(title: str) -> frozenset[str]:
    """The telling words without numbers, one spelling each."""
    plain = _WORD.findall(fold(title))
    return frozenset(
        _spelling(word)
        for place, word in enumerate(plain)
        if word not in _FILLERS and _number(plain, place) is None
    )


def numbers(title: str) -> Counter[str]:
    """Numbers of a title, in digits: parts of a series, years, doses."""
    plain = _WORD.findall(fold(title))
    found = (_number(plain, place) for place in range(len(plain)))
    return Counter(number for number in found if number is not None)


def _number(plain: list[str], place: int) -> str | None:
    word = plain[place]
    in_series = place > 0 and plain[place - 1] in _SERIES
    if any(c.isdigit() for c in word):
        return word.lstrip("0") or "0"
    if word in _ROMAN and (len(word) > 1 or in_series or place == len(plain) - 1):
        return _ROMAN[word]
    if in_series and (word in _NUMBER or len(word) == 1):
        return _NUMBER.get(word, word)
    return None


def _spelling(word: str) -> str:
    for pattern, to in _SPELLINGS:
        word = pattern.sub(to, word)
    return word
