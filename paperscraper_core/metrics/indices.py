"""Citation indices as pure functions of plain numbers.

Each function takes the citation counts of one author's papers in any order (known counts only) and
follows the paper named in its docstring; ``summary.py`` decides which papers enter.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import accumulate
from math import sqrt


def h_index(values: Iterable[float]) -> int:
    """Largest i with at least i values of i or more (Hirsch 2005).

    Also serves the variants that are "h over something": values need not be whole numbers.
    """
    h = 0
    for rank, value in enumerate(sorted(values, reverse=True), start=1):
        if value < rank:
            break
        h = rank
    return h


def g_index(citations: Iterable[int]) -> int:
    """Largest i whose i top papers have i² citations together (Egghe 2006).

    Capped at the number of papers.
    """
    g = 0
    for rank, total in enumerate(accumulate(sorted(citations, reverse=True)), start=1):
        if total < rank * rank:
            break
        g = rank
    return g


def i10_index(citations: Iterable[int]) -> int:
    """Papers with ten citations or more (Google Scholar)."""
    return sum(1 for count in citations if count >= 10)


def h_core_citations(citations: Sequence[int]) -> int:
    """Citations of the h most cited papers together."""
    return sum(sorted(citations, reverse=True)[: h_index(citations)])


def e_index(citations: Sequence[int]) -> float:
    """√(citations of the h-core − h²): what h leaves out of its own core (Zhang 2009)."""
    return sqrt(h_core_citations(citations) - h_index(citations) ** 2)


def a_index(citations: Sequence[int]) -> float:
    """Mean citations of the h-core; 0 when there is no core (Jin 2006)."""
    h = h_index(citations)
    return h_core_citations(citations) / h if h else 0.0


def r_index(citations: Sequence[int]) -> float:
    """√ of the citations of the h-core (Jin 2007)."""
    return sqrt(h_core_citations(citations))


def age(year: int, as_of_year: int) -> int:
    """Years a paper has been out, the first one counted; 1 for papers dated ahead."""
    return max(as_of_year - year + 1, 1)


def ar_index(core: Iterable[tuple[int, int]]) -> float:
    """√ of the sum of citations / age over the h-core (Jin 2007).

    Args:
        core: (citations, age in years) of each paper of the h-core.
    """
    return sqrt(sum(count / years for count, years in core))


def contemporary_h(aged: Iterable[tuple[int, int]]) -> int:
    """The h-index of 4 · citations / age: old papers weigh less (Sidiropoulos 2007, γ = 4, δ = 1).

    Args:
        aged: (citations, age in years) of each paper.
    """
    return h_index(4 * count / years for count, years in aged)


def hi_norm(shared: Iterable[tuple[int, int]]) -> int:
    """The h-index of citations / number of authors (Harzing, Publish or Perish).

    Args:
        shared: (citations, number of authors) of each paper.
    """
    return h_index(count / authors for count, authors in shared)


def hm_index(shared: Sequence[tuple[int, int]]) -> float:
    """Largest effective rank with at least as many citations (Schreiber 2008).

    The effective rank of paper i is Σ 1/authors over the first i papers.

    Args:
        shared: (citations, number of authors) of each paper. Papers with equal counts are ranked
            in the order given, since the definition leaves that open.
    """
    hm = 0.0
    rank = 0.0
    for count, authors in sorted(shared, key=lambda paper: -paper[0]):
        rank += 1 / authors
        # A sum of thirds must not miss the whole number it stands for.
        if count < rank - 1e-9:
            break
        hm = rank
    return hm


def awcr(aged: Iterable[tuple[int, int]]) -> float:
    """Age-weighted citation rate: Σ citations / age over all papers (Publish or Perish; Jin 2007).

    Args:
        aged: (citations, age in years) of each paper.
    """
    return sum(count / years for count, years in aged)


def fractional_papers(authors: Iterable[int]) -> float:
    """Σ 1 / number of authors: papers, each shared equally among its authors."""
    return sum(1 / count for count in authors)


def fractional_citations(shared: Iterable[tuple[int, int]]) -> float:
    """Σ citations / number of authors: citations, shared equally among a paper's authors."""
    return sum(count / authors for count, authors in shared)
