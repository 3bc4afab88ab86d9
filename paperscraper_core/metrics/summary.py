"""From the papers of one author to all of their indices: which papers enter which number."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

from . import indices
from .bounds import h_year_ago
from .types import AuthorIndices, PaperCitations

COMPLETE_YEARS = 5
"""h5 looks at this many years before the as-of year, which itself is not complete yet."""


def author_indices(papers: Sequence[PaperCitations], as_of_year: int) -> AuthorIndices:
    """Compute every index of one author.

    Papers with an unknown citation count are left out of what needs counts, papers with an unknown
    year out of what needs ages, papers with an unknown number of authors out of what shares them;
    the first two are counted beside the numbers. A paper given twice counts once.

    Args:
        papers: The author's papers in any order.
        as_of_year: The year up to which citations were counted (Y in the definitions).
    """
    ranked = ranked_papers(papers)
    years = [paper.year for paper in papers if paper.year is not None]
    unique = {paper.paper_id: paper for paper in papers}.values()
    authors = [paper.n_authors for paper in unique if paper.n_authors]
    career = indices.age(min(years), as_of_year) if years else None
    known = [paper.citations or 0 for paper in ranked]
    counted = _Counted(ranked, as_of_year)
    h = indices.h_index(known) if known else None
    total = sum(known) if known else None
    ago = h_year_ago(ranked, as_of_year)
    return AuthorIndices(
        as_of_year=as_of_year,
        papers=len(unique),
        papers_without_count=len(unique) - len(ranked),
        papers_without_year=sum(1 for paper in unique if paper.year is None),
        first_year=min(years, default=None),
        last_year=max(years, default=None),
        fractional_papers=indices.fractional_papers(authors) if authors else None,
        citations=total,
        fractional_citations=indices.fractional_citations(counted.shared)
        if counted.shared
        else None,
        citations_per_year=None if total is None or career is None else total / career,
        h_index=h,
        g_index=indices.g_index(known) if known else None,
        i10_index=indices.i10_index(known) if known else None,
        m_quotient=None if h is None or career is None else h / career,
        e_index=indices.e_index(known) if known else None,
        a_index=indices.a_index(known) if known else None,
        r_index=indices.r_index(known) if known else None,
        ar_index=indices.ar_index(counted.core_aged(h)) if h is not None else None,
        contemporary_h=indices.contemporary_h(counted.aged) if counted.aged else None,
        h5_index=indices.h_index(counted.recent) if counted.aged else None,
        hi_norm=indices.hi_norm(counted.shared) if counted.shared else None,
        hi_annual=indices.hi_norm(counted.shared) / career if counted.shared and career else None,
        hm_index=indices.hm_index(counted.shared) if counted.shared else None,
        awcr=indices.awcr(counted.aged) if counted.aged else None,
        aw_index=sqrt(indices.awcr(counted.aged)) if counted.aged else None,
        h_year_ago_lower=ago[0] if ago else None,
        h_year_ago_upper=ago[1] if ago else None,
    )


def ranked_papers(papers: Sequence[PaperCitations]) -> list[PaperCitations]:
    """Papers with a known count, each once, most cited first; equals by year, then by id.

    The order of equals decides which of them stand in the h-core, and so AR and hm: older first,
    because that never flatters.
    """
    unique = {paper.paper_id: paper for paper in papers if paper.citations is not None}
    return sorted(
        unique.values(),
        key=lambda paper: (
            -(paper.citations or 0),
            paper.year is None,
            paper.year or 0,
            paper.paper_id,
        ),
    )


class _Counted:
    """The same ranked papers, paired as the formulas want them."""

    def __init__(self, ranked: Sequence[PaperCitations], as_of_year: int) -> None:
        self._ranked = ranked
        self._as_of_year = as_of_year
        self.aged = self._aged(ranked)
        self.shared = [
            (paper.citations or 0, paper.n_authors) for paper in ranked if paper.n_authors
        ]
        first = as_of_year - COMPLETE_YEARS
        self.recent = [
            paper.citations or 0
            for paper in ranked
            if paper.year is not None and first <= paper.year < as_of_year
        ]

    def core_aged(self, h: int) -> list[tuple[int, int]]:
        """(citations, age) of the h-core's papers with a known year."""
        return self._aged(self._ranked[:h])

    def _aged(self, papers: Sequence[PaperCitations]) -> list[tuple[int, int]]:
        return [
            (paper.citations or 0, indices.age(paper.year, self._as_of_year))
            for paper in papers
            if paper.year is not None
        ]
