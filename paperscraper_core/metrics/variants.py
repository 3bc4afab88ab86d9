"""Lesser-known relatives of the h-index, kept because managers and reviewers ask for them by name.

All take known citation counts of one author's papers in any order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from math import sqrt
from statistics import median

from .indices import g_index, h_core_citations, h_index


def h2_index(citations: Iterable[int]) -> int:
    """Largest k with k papers of k² citations or more (Kosmulski 2006)."""
    return _largest_rank(citations, lambda rank: rank * rank)


def w_wu(citations: Iterable[int]) -> int:
    """Largest w with w papers of 10·w citations or more (Wu 2010)."""
    return _largest_rank(citations, lambda rank: 10 * rank)


def w_woeginger(citations: Iterable[int]) -> int:
    """Largest w whose w top papers have at least w, w − 1, … 1 citations (Woeginger 2008)."""
    ordered = sorted(citations, reverse=True)
    fits = (w for w in range(len(ordered), 0, -1) if all(ordered[i] >= w - i for i in range(w)))
    return next(fits, 0)


def hg_index(citations: Sequence[int]) -> float:
    """√(h · g) (Alonso 2010)."""
    return sqrt(h_index(citations) * g_index(citations))


def median_of_core(citations: Sequence[int]) -> float:
    """Median citations of the h-core, the m-index; 0 without a core (Bornmann 2008)."""
    core = sorted(citations, reverse=True)[: h_index(citations)]
    return median(core) if core else 0.0


def q2_index(citations: Sequence[int]) -> float:
    """√(h · median of the h-core) (Cabrerizo 2010)."""
    return sqrt(h_index(citations) * median_of_core(citations))


def real_h(citations: Sequence[int]) -> float:
    """Where the straight line between ranks h and h + 1 crosses the diagonal (Rousseau 2006)."""
    ordered = [*sorted(citations, reverse=True), 0]
    h = h_index(citations)
    if h == 0:
        return 0.0
    here, beyond = ordered[h - 1], ordered[h]
    return ((h + 1) * here - h * beyond) / (1 + here - beyond)


def rational_h(citations: Sequence[int]) -> float:
    """The h-index + 1 − missing citations for h + 1, over 2h + 1 (Ruane and Tol 2008)."""
    h = h_index(citations)
    best = [*sorted(citations, reverse=True), 0][: h + 1]
    missing = sum(max(h + 1 - count, 0) for count in best)
    return h + 1 - missing / (2 * h + 1)


def tapered_h(citations: Iterable[int]) -> float:
    """Every citation counts, less the farther it lies from the corner (Anderson 2008)."""
    return sum(
        1 / (2 * max(rank, nth) - 1)
        for rank, count in enumerate(sorted(citations, reverse=True), start=1)
        for nth in range(1, count + 1)
    )


def hi_individual(shared: Sequence[tuple[int, int]]) -> float:
    """h² over the authors of the h-core together (Batista 2006).

    Args:
        shared: (citations, number of authors) of each paper; equals are ranked as given.
    """
    h = h_index(count for count, _ in shared)
    core = sorted(shared, key=lambda paper: -paper[0])[:h]
    return h * h / sum(authors for _, authors in core) if h else 0.0


def multidimensional_h(citations: Sequence[int]) -> tuple[int, ...]:
    """The h-index of all papers, then of those below the core, and so on (García-Pérez 2009)."""
    rest = sorted(citations, reverse=True)
    layers: list[int] = []
    while h := h_index(rest):
        layers.append(h)
        rest = rest[h:]
    return tuple(layers)


def em_index(citations: Sequence[int]) -> float:
    """√ of the sum of h over what each h leaves over in its core (Bihari and Tripathi 2017).

    A single paper left over adds nothing more: its excess would be counted one by one.
    """
    rest = sorted(citations, reverse=True)
    total = 0
    while (h := h_index(rest)) and (not total or len(rest) > 1):
        total += h
        rest = [count - h for count in rest[:h]]
    return sqrt(total)


def k_index(citations: Sequence[int]) -> float:
    """The h-index + 1 − h² / citations of the h-core (Anania and Caruso 2013)."""
    h = h_index(citations)
    return h + 1 - h * h / h_core_citations(citations) if h else 0.0


def w_anania_caruso(citations: Sequence[int]) -> float:
    """The h-index + 1 − h² / all citations (Anania and Caruso 2013)."""
    h = h_index(citations)
    return h + 1 - h * h / sum(citations) if h else 0.0


def p_index(citations: float, papers: float) -> float:
    """Cube root of citations² / papers; fractional counts give the fractional p (Prathap 2010)."""
    return float((citations * citations / papers) ** (1 / 3)) if papers else 0.0


def _largest_rank(citations: Iterable[int], bar: Callable[[int], int]) -> int:
    ordered = sorted(citations, reverse=True)
    return sum(1 for rank, count in enumerate(ordered, start=1) if count >= bar(rank))
