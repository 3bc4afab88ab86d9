"""Some of an author's papers, chosen by a point of a chart."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ChoiceKind(StrEnum):
    """What the papers share; each says what ``PaperChoice.value`` is."""

    YEAR = "year"
    """Appeared in a year."""
    FIRST = "first"
    """Appeared in a year, this author first of several."""
    MIDDLE = "middle"
    LAST = "last"
    SINGLE = "single"
    CITED = "cited"
    """Were cited in a year, as far as the source dates citations."""
    PAPER = "paper"
    """The one paper with this id."""
    COAUTHOR = "coauthor"
    """Written with the author of this id."""
    TOPIC = "topic"
    """Have this topic first; an empty value: no topic known."""
    OTHER_TOPICS = "topics"
    """Have a topic first that the chart does not draw by itself; the value means nothing."""
    VENUE = "venue"
    INSTITUTION = "institution"
    """A co-author is named with the institution of this id."""
    COUNTRY = "country"
    """A co-author is named with an institution in this country (ISO 3166, two letters)."""
    SELF_CITED = "self"
    """Cited within the library by papers of the same author (``same_author``) or of any of its
    authors (``any_author``)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperChoice:
    """What the papers share; ``year`` narrows a topic or self-citations to one year."""

    kind: ChoiceKind
    value: str
    year: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChosenPapers:
    """The papers of a choice, and the choice in words that go on "Papers …".

    ``other_id`` is the co-author whom the choice is about, if any.
    """

    words: str
    paper_ids: tuple[int, ...]
    other_id: int | None = None
