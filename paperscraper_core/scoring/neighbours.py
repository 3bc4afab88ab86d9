"""Nearest earlier papers in embedding space, exactly and the same in every process.

Distances are cosine distances. Candidates are found by a fast matrix product in single precision;
the figures that leave this module are computed again in double precision, where a product of
half-precision vectors is exact whatever the order of summation.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from paperscraper_core.scoring.inputs import NeighbourStats, ReferenceStats

K = 10
# Candidates kept beyond k, so that rounding in the first pass cannot lose a true neighbour.
_SPARE = 6
# Fewer earlier papers than this are no neighbourhood.
MIN_EARLIER = 50
MIN_REFERENCES = 3
_CHUNK = 256


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Vectors:
    """Embeddings of a library, sorted by day and then paper id.

    ``paper_ids`` (n,), ``days`` (n,) as ordinals, ``vectors`` (n, d) in half precision.
    """

    paper_ids: NDArray[np.int64]
    days: NDArray[np.int64]
    vectors: NDArray[np.float16]

    def rows_of(self, paper_ids: NDArray[np.int64]) -> NDArray[np.int64]:
        """The rows of those papers that have a vector, in ascending order."""
        return np.flatnonzero(np.isin(self.paper_ids, paper_ids))


class Neighbourhoods:
    """Mean distances to the k nearest earlier papers, remembered for the life of the object."""

    def __init__(self, library: Vectors) -> None:
        """Take the vectors of one organization's library."""
        self._library = library
        self._single = library.vectors.astype(np.float32)
        norms = np.linalg.norm(self._single, axis=1, keepdims=True)
        self._single /= np.where(norms > 0, norms, 1)
        self._earlier = np.searchsorted(library.days, library.days, side="left")
        self._known: dict[int, tuple[float, tuple[int, ...]] | None] = {}

    @property
    def size(self) -> int:
        """Papers with a vector and a day."""
        return len(self._library.paper_ids)

    def of(self, paper_ids: list[int]) -> dict[int, NeighbourStats]:
        """Statistics of those papers that have a vector and at least 50 earlier papers."""
        rows = self._library.rows_of(np.asarray(paper_ids, dtype=np.int64))
        self._learn(rows)
        around = {row: found for row in rows.tolist() if (found := self._known[row]) is not None}
        nearby = sorted({near for _, nears in around.values() for near in nears})
        self._learn(np.asarray(nearby, dtype=np.int64))
        stats = {}
        for row, (distance, nears) in around.items():
            theirs = [found[0] for near in nears if (found := self._known[near]) is not None]
            if len(theirs) >= K // 2:
                stats[int(self._library.paper_ids[row])] = NeighbourStats(
                    k=K,
                    earlier_papers=int(self._earlier[row]),
                    mean_distance=round(distance, 5),
                    neighbours_mean_distance=round(sum(theirs) / len(theirs), 5),
                )
        return stats

    def among_references(self, cited_ids: list[int]) -> ReferenceStats | None:
        """The 90th percentile of the distances among references, ``None`` below three of them."""
        rows = self._library.rows_of(np.asarray(cited_ids, dtype=np.int64))[:200]
        if len(rows) < MIN_REFERENCES:
            return None
        pairs = [
            distance
            for place, row in enumerate(rows[:-1])
            for distance in self._exact(int(row), rows[place + 1 :]).tolist()
        ]
        high = float(np.quantile(np.asarray(pairs, dtype=np.float64), 0.9))
        return ReferenceStats(references=len(rows), distance_90th=round(high, 5))

    def _learn(self, rows: NDArray[np.int64]) -> None:
        unknown = [row for row in rows.tolist() if row not in self._known]
        for start in range(0, len(unknown), _CHUNK):
            chunk = unknown[start : start + _CHUNK]
            similar = self._single[chunk] @ self._single[: max(self._earlier[chunk])].T
            for place, row in enumerate(chunk):
                self._known[row] = self._nearest(row, similar[place, : self._earlier[row]])

    def _nearest(
        self, row: int, similar: NDArray[np.float32]
    ) -> tuple[float, tuple[int, ...]] | None:
        if len(similar) < MIN_EARLIER:
            return None
        candidates = np.argpartition(-similar, K + _SPARE)[: K + _SPARE]
        distances = self._exact(row, candidates)
        order = np.lexsort((candidates, distances))[:K]
        nearest = distances[order]
        return float(sum(nearest.tolist()) / K), tuple(candidates[order].tolist())

    def _exact(self, row: int, others: NDArray[np.int64]) -> NDArray[np.float64]:
        one = self._library.vectors[row].astype(np.float64)
        many = self._library.vectors[others].astype(np.float64)
        dots = (many * one).sum(axis=1)
        norms = np.sqrt((many * many).sum(axis=1) * (one * one).sum())
        return np.asarray(1.0 - dots / np.where(norms > 0, norms, 1.0), dtype=np.float64)
