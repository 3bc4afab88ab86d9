"""What citations by year leave open about the past: the fewest and the most there can have been."""

from __future__ import annotations

from collections.abc import Sequence

from .indices import h_index
from .types import PaperCitations


def coverage_start(papers: Sequence[PaperCitations]) -> int | None:
    """The first year for which the source dates citations, as far as these papers show it.

    Sources date citations only from some year on (OpenAlex: 2012) and leave out years without
    any, so the earliest year on any of the author's papers stands for all of them.
    """
    return min((count.year for paper in papers for count in paper.counts_by_year), default=None)


def citations_at(paper: PaperCitations, year: int, window: int | None) -> tuple[int, int]:
    """The fewest and the most citations that a paper can have had at the end of a past year.

    Args:
        paper: A paper with a known count.
        year: The past year.
        window: The first year for which the source dates citations.
    """
    total = paper.citations or 0
    dated = sum(count.citations for count in paper.counts_by_year)
    later = sum(count.citations for count in paper.counts_by_year if count.year > year)
    so_far = dated - later
    undated = total - dated
    if undated < 0:  # the source contradicts itself: more dated citations than citations
        return max(total - later, 0), min(so_far, total)
    if undated == 0 or (paper.year is not None and paper.year > year):
        return so_far, so_far
    if _undated_are_older(paper, window) and window is not None and year >= window - 1:
        return total - later, total - later
    return so_far, total - later


def _undated_are_older(paper: PaperCitations, window: int | None) -> bool:
    """Whether citations without a year can only be from before the source began to date them.

    That needs a paper that was out before, and one dated citation as proof that this source dates
    the citations of this paper at all (a count from a spreadsheet has none).
    """
    if window is None or paper.year is None:
        return False
    return paper.year < window and bool(paper.counts_by_year)


def h_bounds(papers: Sequence[PaperCitations], year: int, window: int | None) -> tuple[int, int]:
    """The lowest and the highest h-index that the papers can have had at the end of a past year.

    Args:
        papers: Papers with a known count.
        year: The past year.
        window: The first year for which the source dates citations.
    """
    bounds = [citations_at(paper, year, window) for paper in papers]
    return h_index(low for low, _ in bounds), h_index(high for _, high in bounds)


def h_year_ago(papers: Sequence[PaperCitations], as_of_year: int) -> tuple[int, int] | None:
    """Bounds of the h-index at the end of the year before the as-of year.

    None when no paper with a known count is known to have been out by then: the same years for
    which ``history.h_history`` draws a point.

    Args:
        papers: Papers with a known count.
        as_of_year: The year in which the counts were taken.
    """
    years = [paper.year for paper in papers if paper.year is not None]
    if min(years, default=as_of_year) >= as_of_year:
        return None
    return h_bounds(papers, as_of_year - 1, coverage_start(papers))
