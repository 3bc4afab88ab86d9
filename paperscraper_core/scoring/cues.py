"""Cues: phrases in a title or abstract that show something, found with their place in the text.

A cue is a row in a table beside its dimension. Patterns are flat alternations between word
boundaries, without nested repeats, so that a search is linear in the text. A match counts only when
the words just before it do not deny it ("no prototype", "without a licence"; after NegEx, Chapman
2001, J. Biomed. Inform. 34) and, for cues of fact, do not put it off into the future ("could be
deployed").
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from paperscraper_core.scoring.inputs import ScoringInputs

# A longer text is not an abstract; the rest is not read, so that one bad record cannot stall a job.
MAX_TEXT = 20_000
_LOOK_BACK = 60
_QUOTE_SIDE = 90

_NEGATION = re.compile(
    r"\b(?:no|not|non|nor|neither|never|without|cannot|lacks?|lacking|absence of|rather than|"
    r"instead of|fails? to|failed to|unlike|yet to|isn't|aren't|wasn't|don't|doesn't)"
    r"\b[^.;:!?]{0,40}$",
    re.IGNORECASE,
)
_HEDGE = re.compile(
    r"\b(?:could|may|might|would|can potentially|potential|potentially|future|towards?|promising|"
    r"aims? to|plan(?:s|ned)? to|will be|need(?:s|ed)? for|prospects? (?:of|for)|before|if|"
    r"eventually|envision(?:ed)?|hypothetical|challenges? (?:of|in|for|to))\b[^.;:!?]{0,40}$",
    re.IGNORECASE,
)
_CLAUSE_END = re.compile(r"[.;:!?](?=\s)|\n|, (?:but|and|which|while|whereas) ")


@dataclass(frozen=True, slots=True)
class Cue:
    """One row of a cue table.

    ``pattern`` is compiled once; ``weight`` is relative to the other rows of its table and may be
    negative. ``fact`` marks cues which count only when stated as done, not as hoped for. ``level``
    is free for the dimension that owns the table (feasibility: the technology readiness level).
    """

    name: str
    shows: str
    pattern: re.Pattern[str]
    weight: float = 1.0
    fact: bool = False
    level: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CueHit:
    """A cue that stands in a text: the quote around it and the place of the quote."""

    cue: Cue
    field: str
    start: int
    end: int
    text: str
    matched: str


def words(*phrases: str) -> re.Pattern[str]:
    """A pattern for whole words in any case; each phrase is a small regular expression."""
    return re.compile(r"\b(?:" + "|".join(phrases) + r")\b", re.IGNORECASE)


def find_cues(inputs: ScoringInputs, cues: Iterable[Cue]) -> tuple[CueHit, ...]:
    """The first undenied hit of each cue, title before abstract, in the order of the table.

    Only the first counts, so that repeating a word brings nothing.
    """
    texts = [("title", inputs.title), ("abstract", inputs.abstract)]
    found = []
    for cue in cues:
        for field, text in texts:
            hit = _first_hit(cue, field, text[:MAX_TEXT]) if text else None
            if hit is not None:
                found.append(hit)
                break
    return tuple(found)


def _first_hit(cue: Cue, field: str, text: str) -> CueHit | None:
    for match in cue.pattern.finditer(text):
        if _is_denied(text, match.start(), cue.fact):
            continue
        start, end = _quote_span(text, match.start(), match.end())
        return CueHit(
            cue=cue, field=field, start=start, end=end, text=text[start:end], matched=match.group()
        )
    return None


def _is_denied(text: str, start: int, fact: bool) -> bool:
    before = text[max(0, start - _LOOK_BACK) : start]
    clause_ends = [mark.end() for mark in _CLAUSE_END.finditer(before)]
    if clause_ends:
        before = before[clause_ends[-1] :]
    if _NEGATION.search(before):
        return True
    return fact and _HEDGE.search(before) is not None


def _quote_span(text: str, start: int, end: int) -> tuple[int, int]:
    """The sentence around a match, cut at words when it is long."""
    left = max(0, start - _QUOTE_SIDE)
    sentence = max(text.rfind(mark, left, start) for mark in (". ", "? ", "! ", "\n"))
    if sentence >= 0:
        left = sentence + 1
    elif left > 0:
        space = text.find(" ", left, start)
        left = space + 1 if space >= 0 else start
    right = min(len(text), end + _QUOTE_SIDE)
    stops = [
        stop
        for mark in (". ", "? ", "! ", "\n")
        if (stop := text.find(mark, end - 1, right)) >= end - 1
    ]
    if stops:
        right = max(end, min(stops) + 1)
    elif right < len(text):
        space = text.rfind(" ", end, right)
        right = space if space >= 0 else end
    while left < start and text[left].isspace():
        left += 1
    while right > end and text[right - 1].isspace():
        right -= 1
    return left, right
