"""Every metric when the citations of each paper are shared equally among its authors.

Fractional counting of citations (Schreiber 2008; Egghe 2008): each index of the citation counts
c_k is taken of c_k / a_k instead, a_k the number of authors. hI,norm is that index for h, and so
is hm for counting papers fractionally: both stay as they are, since nothing is shared twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from math import sqrt

from .bounds import citations_at, coverage_start
from .indices import age, h_index
from .summary import COMPLETE_YEARS, author_indices, ranked_papers
from .types import History, HistoryPoint, PaperCitations, PointStatus


def fractional_values(papers: Sequence[PaperCitations], as_of_year: int) -> dict[str, float | None]:
    """All metrics by key; papers with an unknown number of authors are left out.

    Args:
        papers: The author's papers in any order, each once.
        as_of_year: The year up to which citations were counted.
    """
    told = [paper for paper in papers if paper.n_authors]
    whole = author_indices(told, as_of_year)
    found: dict[str, float | None] = dict.fromkeys(_OF_COUNTS)
    ranked = sorted(ranked_papers(told), key=lambda paper: -share(paper))
    if ranked:
        found |= _of_counts(ranked, as_of_year)
    career = None if whole.first_year is None else age(whole.first_year, as_of_year)
    h, citations = found["h_index"], found["citations"]
    return {
        **found,
        "papers": whole.fractional_papers,
        "fractional_papers": whole.fractional_papers,
        "fractional_citations": citations,
        "citations_per_year": None if citations is None or career is None else citations / career,
        "m_quotient": None if h is None or career is None else h / career,
        "hi_norm": whole.hi_norm,
        "hi_annual": whole.hi_annual,
        "hm_index": whole.hm_index,
    }


def share(paper: PaperCitations) -> float:
    """The citations that fall to one of the authors."""
    return (paper.citations or 0) / (paper.n_authors or 1)


_OF_COUNTS = (
    "citations", "h_index", "g_index", "i10_index", "e_index", "a_index", "r_index", "ar_index",
    "contemporary_h", "h5_index", "awcr", "aw_index",
)  # fmt: skip


def _of_counts(ranked: Sequence[PaperCitations], as_of_year: int) -> dict[str, float | None]:
    """The metrics of papers with a known count, the largest share first."""
    shares = [share(paper) for paper in ranked]
    h = h_index(shares)
    core = sum(shares[:h])
    aged = [
        (share(paper), age(paper.year, as_of_year), paper.year)
        for paper in ranked
        if paper.year is not None
    ]
    in_core = [
        share(paper) / age(paper.year, as_of_year) for paper in ranked[:h] if paper.year is not None
    ]
    first = as_of_year - COMPLETE_YEARS
    awcr = sum(value / years for value, years, _ in aged) if aged else None
    return {
        "citations": sum(shares),
        "h_index": h,
        "g_index": max(
            (rank for rank, total in enumerate(accumulate(shares), 1) if total >= rank * rank),
            default=0,
        ),
        "i10_index": sum(1 for value in shares if value >= 10),
        "e_index": sqrt(max(core - h * h, 0.0)),
        "a_index": core / max(h, 1),
        "r_index": sqrt(core),
        "ar_index": sqrt(sum(in_core)),
        "contemporary_h": h_index(4 * value / years for value, years, _ in aged) if aged else None,
        "h5_index": h_index(value for value, _, year in aged if first <= year < as_of_year)
        if aged
        else None,
        "awcr": awcr,
        "aw_index": None if awcr is None else sqrt(awcr),
    }


def fractional_history(papers: Sequence[PaperCitations], as_of_year: int) -> History:
    """The h-index of shared citations at the end of each year, with the bounds of ``h_history``."""
    ranked = [paper for paper in ranked_papers(papers) if paper.n_authors]
    window = coverage_start(ranked)
    years = [paper.year for paper in ranked if paper.year is not None]
    points = [_point(ranked, year, window) for year in range(min([*years, as_of_year]), as_of_year)]
    if ranked:
        today = h_index(share(paper) for paper in ranked)
        points.append(
            HistoryPoint(year=as_of_year, lower=today, upper=today, status=PointStatus.EXACT)
        )
    return History(
        as_of_year=as_of_year,
        points=tuple(points),
        papers_without_count=len(papers) - len(ranked_papers(papers)),
        papers_without_year=sum(1 for paper in papers if paper.year is None),
    )


def _point(papers: Sequence[PaperCitations], year: int, window: int | None) -> HistoryPoint:
    bounds = [(citations_at(paper, year, window), paper.n_authors or 1) for paper in papers]
    lower = h_index(low / authors for (low, _), authors in bounds)
    upper = h_index(high / authors for (_, high), authors in bounds)
    status = PointStatus.EXACT if lower == upper else PointStatus.RECONSTRUCTED
    return HistoryPoint(year=year, lower=lower, upper=upper, status=status)
