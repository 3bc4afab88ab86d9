"""Why the library's figures and those that the source reports of an author may differ. Pure."""

from __future__ import annotations

from .types import AuthorIndices, LibraryDate, ReportedMetrics


def differences(
    own: AuthorIndices,
    reported: ReportedMetrics | None,
    date: LibraryDate,
    merged_profiles: int = 0,
) -> tuple[str, ...]:
    """The reasons, in sentences; none when the figures agree or nothing is reported."""
    if reported is None or _agree(own, reported):
        return ()
    return tuple(
        sentence
        for sentence in (
            _merged(merged_profiles) or _papers(own, reported),
            _counts(own),
            _days(reported, date),
        )
        if sentence
    ) or (
        "The source computes its figures at other times than it counts the citations of each"
        " paper; the library adds up the counts of the papers themselves.",
    )


def _agree(own: AuthorIndices, reported: ReportedMetrics) -> bool:
    pairs = (
        (own.papers, reported.works),
        (own.citations, reported.citations),
        (own.h_index, reported.h_index),
        (own.i10_index, reported.i10_index),
    )
    return all(told is None or told == computed for computed, told in pairs)


def _merged(profiles: int) -> str | None:
    if not profiles:
        return None
    return (
        f"The source's figures are of one profile; {_many(profiles, 'more profile')} of this person"
        " were merged into it here."
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


def _days(reported: ReportedMetrics, date: LibraryDate) -> str | None:
    if reported.as_of is None or date.day is None or reported.as_of == date.day:
        return None
    return (
        f"The source's summary is of {reported.as_of.isoformat()}, the newest counts in the library"
        f" are of {date.day.isoformat()}."
    )


def _many(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
