"""How unusual the pairs of a paper's terms are, against earlier papers of the library.

Uzzi et al. 2013 (Science 342) compare observed pairs of cited journals with what chance would give,
as z-scores, and take their 10th percentile as novelty. Here the terms are topics and keywords, and
chance is independence of the two terms: expected = n_a · n_b / N, z = (observed − expected) /
√expected. First-time pairs follow Wang, Veugelers and Stephan 2017 (Research Policy 46).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from paperscraper_core.scoring.inputs import CombinationStats

MIN_TERMS = 3
# Enough for a z-score of a pair to be more than noise.
MIN_EARLIER = 50
MAX_TERMS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class TermsOfPaper:
    """A paper's terms, folded to lower case, and its day as an ordinal."""

    paper_id: int
    day: int
    terms: tuple[str, ...]


class TermIndex:
    """For each term the days of the papers that use it, and which papers those are."""

    def __init__(self, papers: Iterable[TermsOfPaper]) -> None:
        """Index a library's papers, sorted by day and then id."""
        ordered = sorted(papers, key=lambda paper: (paper.day, paper.paper_id))
        self._days = np.asarray([paper.day for paper in ordered], dtype=np.int64)
        postings: dict[str, list[int]] = {}
        for place, paper in enumerate(ordered):
            for term in set(paper.terms):
                postings.setdefault(term, []).append(place)
        self._postings: Mapping[str, NDArray[np.int64]] = {
            term: np.asarray(places, dtype=np.int64) for term, places in postings.items()
        }
        self._papers = {paper.paper_id: paper for paper in ordered}

    def of(self, paper_id: int) -> CombinationStats | None:
        """Statistics of one paper; ``None`` below three terms in earlier use or 50 earlier papers.

        Terms that no earlier paper uses are left out: nothing can be said about their pairs.
        """
        paper = self._papers.get(paper_id)
        if paper is None:
            return None
        earlier = int(np.searchsorted(self._days, paper.day, side="left"))
        terms = sorted(set(paper.terms))[:MAX_TERMS]
        before = [places[: np.searchsorted(places, earlier)] for places in map(self._places, terms)]
        before = [places for places in before if len(places)]
        if earlier < MIN_EARLIER or len(before) < MIN_TERMS:
            return None
        observed = [
            (len(np.intersect1d(a, b, assume_unique=True)), len(a) * len(b) / earlier)
            for a, b in combinations(before, 2)
        ]
        scores = sorted((together - expected) / sqrt(expected) for together, expected in observed)
        return CombinationStats(
            pairs=len(observed),
            first_time=sum(1 for together, _ in observed if together == 0),
            z_tenth=round(_tenth(scores), 4),
            earlier_papers=earlier,
        )

    def _places(self, term: str) -> NDArray[np.int64]:
        return self._postings.get(term, np.asarray([], dtype=np.int64))


def _tenth(ordered: list[float]) -> float:
    position = 0.1 * (len(ordered) - 1)
    below = int(position)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (position - below) * (ordered[above] - ordered[below])
