"""Why the library's figures and those that the source reports of an author may differ. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date as Day

from .types import AuthorIndices, LibraryDate, ReportedMetrics


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedFigure:
    """One figure computed here beside the same one of the source; None is unknown or not reported.

    Sources report no g-index or other relatives of h, so there is nothing to compare those with.
    """

    key: str
    own: int | None
    reported: int | None

    @property
    def agrees(self) -> bool:
        """Whether the two are equal, or there is nothing to compare."""
        return self.reported is None or self.reported == self.own


def figures(own: AuthorIndices, reported: ReportedMetrics) -> tuple[ReportedFigure, ...]:
    """Everything that a source reports of an author, beside what the library computes."""
    return (
        ReportedFigure(key="papers", own=own.papers, reported=reported.works),
        ReportedFigure(key="citations", own=own.citations, reported=reported.citations),
        ReportedFigure(key="h_index", own=own.h_index, reported=reported.h_index),
        ReportedFigure(key="i10_index", own=own.i10_index, reported=reported.i10_index),
    )


def differences(
    own: AuthorIndices,
    reported: ReportedMetrics | None,
    date: LibraryDate,
    merged_profiles: int = 0,
    *,
    split_papers: int = 0,
    counts: tuple[Day | None, Day | None] = (None, None),
) -> tuple[str, ...]:
    """The reasons, in sentences; none when the figures agree or nothing is reported.

    Args:
        own: What is computed from the papers of the library.
        reported: What the source says.
        date: The newest day of any counts in the library.
        merged_profiles: Other profiles whose papers count for this person by a decision.
        split_papers: Papers of this profile that count for somebody else by a decision.
        counts: The oldest and the newest day of the counts of this author's papers.
    """
    if reported is None or all(one.agrees for one in figures(own, reported)):
        return ()
    decided = (_merged(merged_profiles), _split(split_papers))
    reasons = (
        *decided,
        None if any(decided) else _papers(own, reported),
        _counts(own),
        _days(reported, date, counts),
    )
    return tuple(sentence for sentence in reasons if sentence) or (_otherwise(own, reported),)


def _merged(profiles: int) -> str | None:
    if not profiles:
        return None
    return (
        f"The source's figures are of one profile; {_many(profiles, 'more profile')} of this person"
        " were merged into it here."
    )


def _split(papers: int) -> str | None:
    if not papers:
        return None
    return (
        f"{_many(papers, 'paper')} of this profile {'counts' if papers == 1 else 'count'} for"
        " somebody else here, by a decision about who is who."
    )


def _papers(own: AuthorIndices, reported: ReportedMetrics) -> str | None:
    if reported.works is None or reported.works == own.papers:
        return None
    if own.papers < reported.works:
        missing = reported.works - own.papers
        return (
            f"This library lacks {_many(missing, 'paper')} of the {reported.works:,} that the"
            " source counts, so the figures computed here can be lower."
        )
    return (
        f"The library holds {_many(own.papers - reported.works, 'paper')} more than the source"
        " counted: its summary is older than its list of papers, or some came from other files."
    )


def _counts(own: AuthorIndices) -> str | None:
    if not own.papers_without_count:
        return None
    if own.papers_without_count == 1:
        return "1 paper here has no citation count and is left out."
    return f"{own.papers_without_count:,} papers here have no citation count and are left out."


def _days(
    reported: ReportedMetrics, date: LibraryDate, counts: tuple[Day | None, Day | None]
) -> str | None:
    oldest, newest = counts
    if reported.as_of is None:
        return None
    if oldest is None or newest is None:
        if date.day is None or reported.as_of == date.day:
            return None
        return (
            f"The source's summary is of {reported.as_of.isoformat()}, the newest counts in the"
            f" library are of {date.day.isoformat()}."
        )
    if oldest == newest == reported.as_of:
        return None
    days = (
        oldest.isoformat() if oldest == newest else f"{oldest.isoformat()} to {newest.isoformat()}"
    )
    return (
        f"The source's summary is of {reported.as_of.isoformat()}, the counts of these papers are"
        f" of {days}."
    )


def _otherwise(own: AuthorIndices, reported: ReportedMetrics) -> str:
    """What remains to be said when papers, counts and days are the same as far as is known."""
    if reported.citations is not None and reported.citations == own.citations:
        return (
            "Papers and citations agree, the indices do not: the source computed its own at another"
            " time, or over another list of papers."
        )
    return (
        "The source computes its figures at other times than it counts the citations of each"
        " paper; the library adds up the counts of the papers themselves."
    )


def _many(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
