"""When an observation says what h was at the end of a year; the rest is drawn by its day only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from .bounds import coverage_start, h_bounds
from .summary import ranked_papers
from .types import ObservedH, ObservedPoint, PaperCitations

#: Counts of this month or later are those of the year's end.
NEAR_MONTH = 12


def year_ends(
    observations: Sequence[ObservedPoint], papers: Sequence[PaperCitations], as_of_year: int
) -> tuple[ObservedH, ...]:
    """The past years at whose end h was observed.

    Citations come in all year round, so an observation of March says nothing of December by
    itself. A year counts as observed when the source's counts were of its December, or when the
    observations before and after its end agree. Observations whose counts have no day are never
    taken for a year's end.

    An observation that contradicts what today's papers leave possible is passed over when it was
    made of fewer papers than were out by then: the library was not complete yet.

    Args:
        observations: What was observed, in any order; the present may be among them.
        papers: The author's papers as they are now.
        as_of_year: The year in which the present counts were taken.
    """
    told = [(one.counts_as_of, one.day, one) for one in observations if one.counts_as_of]
    told.sort(key=lambda entry: entry[:2])
    if not told:
        return ()
    ranked = ranked_papers(papers)
    window = coverage_start(ranked)
    found = []
    for year in range(told[0][0].year, as_of_year):
        before = _at_the_end([(day, one) for day, _, one in told], year)
        if before is not None and _fits(before, papers, h_bounds(ranked, year, window), year):
            found.append(ObservedH(year=year, h_index=before.h_index))
    return tuple(found)


def _at_the_end(told: Sequence[tuple[date, ObservedPoint]], year: int) -> ObservedPoint | None:
    """The observation that holds at the end of the year, if one does."""
    end = date(year, 12, 31)
    earlier = [(day, one) for day, one in told if day <= end]
    later = [one for day, one in told if day > end]
    if not earlier:
        return None
    day, last = earlier[-1]
    is_near = day >= date(year, NEAR_MONTH, 1)
    is_confirmed = bool(later) and later[0].h_index == last.h_index
    return last if is_near or is_confirmed else None


def _fits(
    observed: ObservedPoint, papers: Sequence[PaperCitations], bounds: tuple[int, int], year: int
) -> bool:
    if bounds[0] <= observed.h_index <= bounds[1]:
        return True
    out = {one.paper_id for one in papers if one.year is not None and one.year <= year}
    return observed.papers >= len(out)
