"""What raised h: the papers that crossed the threshold between two moments; nothing is guessed."""

from __future__ import annotations

from collections.abc import Sequence

from .bounds import citations_at, coverage_start, h_bounds
from .indices import h_index
from .snapshot_types import HRaise, RisingPaper, Snapshot
from .summary import ranked_papers
from .types import ObservedH, PaperCitations


def raises(
    papers: Sequence[PaperCitations], as_of_year: int, observed: Sequence[ObservedH] = ()
) -> tuple[HRaise, ...]:
    """Every rise of h between the ends of two years, with the papers that made it.

    A paper raised h from ``from_h`` to ``to_h`` when it had fewer than ``to_h`` citations before
    and at least as many after: without such a paper, h could not be ``to_h`` (Hirsch 2005). Years
    whose h is not certain are passed over, so that a rise may span several years.

    Args:
        papers: The author's papers; unknown counts are left out.
        as_of_year: The year in which the counts were taken.
        observed: h-indices that were stored in earlier years; they win over what is rebuilt.
    """
    ranked = ranked_papers(papers)
    if not ranked:
        return ()
    window = coverage_start(ranked)
    stored = {point.year: point.h_index for point in observed if point.year < as_of_year}
    found = []
    since: int | None = None
    held = 0
    for year in range(_start(ranked, as_of_year) - 1, as_of_year + 1):
        lower, upper = _h(ranked, year, as_of_year, window)
        h = stored.get(year, lower)
        if year not in stored and lower != upper:
            continue
        if h > held:
            found.append(_raise(ranked, (since, year), (held, h), as_of_year, window))
        since, held = year, h
    return tuple(found)


def raised_between(before: Snapshot, after: Snapshot) -> HRaise | None:
    """The rise of h between two observations, exact; None when h did not rise or is unknown.

    A paper that stood outside the earlier core had at most its h citations then, or was not in the
    library at all.
    """
    if before.h_index is None or after.h_index is None or after.h_index <= before.h_index:
        return None
    h = after.h_index
    had = {paper.paper_id: paper.citations for paper in before.core}
    papers = []
    for paper in after.core:
        then = had.get(paper.paper_id)
        bounds = (0, before.h_index) if then is None else (then, then)
        if bounds[1] < h:
            papers.append(
                RisingPaper(
                    paper_id=paper.paper_id,
                    before=bounds,
                    after=(paper.citations, paper.citations),
                )
            )
    return HRaise(
        since_year=before.day.year,
        year=after.day.year,
        from_h=before.h_index,
        to_h=h,
        papers=tuple(papers),
        certain=True,
    )


def _raise(
    ranked: Sequence[PaperCitations],
    years: tuple[int | None, int],
    values: tuple[int, int],
    as_of_year: int,
    window: int | None,
) -> HRaise:
    since, year = years
    held, h = values
    papers = []
    for paper in ranked:
        after = _citations(paper, year, as_of_year, window)
        before = (0, after[1]) if since is None else _citations(paper, since, as_of_year, window)
        papers.append(RisingPaper(paper_id=paper.paper_id, before=before, after=after))
    crossing = [paper for paper in papers if paper.before[0] < h <= paper.after[1]]
    is_plain = since == year - 1 and all(
        _h(ranked, end, as_of_year, window) == (value, value)
        for end, value in ((year - 1, held), (year, h))
    )
    return HRaise(
        since_year=since,
        year=year,
        from_h=held,
        to_h=h,
        papers=tuple(sorted(crossing, key=lambda paper: (-paper.after[1], paper.paper_id))),
        certain=is_plain and all(paper.surely_reached(h) for paper in crossing),
    )


def _citations(
    paper: PaperCitations, year: int, as_of_year: int, window: int | None
) -> tuple[int, int]:
    """Fewest and most citations at the end of a year; today's count in the as-of year."""
    total = paper.citations or 0
    return (total, total) if year >= as_of_year else citations_at(paper, year, window)


def _h(
    ranked: Sequence[PaperCitations], year: int, as_of_year: int, window: int | None
) -> tuple[int, int]:
    if year < as_of_year:
        return h_bounds(ranked, year, window)
    today = h_index(paper.citations or 0 for paper in ranked)
    return today, today


def _start(ranked: Sequence[PaperCitations], as_of_year: int) -> int:
    years = [paper.year for paper in ranked if paper.year is not None]
    return min([*years, as_of_year])
