"""Comparable authors as pure rules: who is a peer, percentiles, and the expected range of h."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from itertools import accumulate
from typing import Final

from .analysis_types import BandPoint

#: Authors with fewer papers are left out: most authors of a library stand on one imported paper,
#: and among those everybody would look outstanding.
MINIMUM_PAPERS: Final = 3
#: Below this number of peers a percentile says little.
ENOUGH: Final = 30
#: Below this number of authors there is no band at all.
FEWEST: Final = 10
#: Years to either side of a career age, at first and at most.
NARROW: Final = 2
WIDE: Final = 10

#: Papers whose first topic it is, and one in how many of all, that make a topic a main one.
TOPIC_PAPERS: Final = 2
TOPIC_SHARE: Final = 5

#: Metrics that are compared, as fields of ``AuthorIndices``.
METRICS: Final = ("h_index", "citations", "g_index", "m_quotient")
#: The edges of the band and its middle, as shares of the authors.
QUANTILES: Final = (0.1, 0.5, 0.9)

Spread = Mapping[int, Mapping[int, int]]
"""How many authors of a career age have an h: ``{career age: {h: authors}}``."""


def window(authors: Mapping[int, int], age: int, enough: int = ENOUGH) -> tuple[int, int]:
    """The career ages that are similar to ``age``: ± 2 years, wider until enough authors fit.

    Args:
        authors: How many authors have which career age.
        age: The age in the middle.
        enough: How many authors are enough; beyond ± 10 years nobody is similar any more.

    Returns:
        The first and the last age, both included.
    """
    for reach in range(NARROW, WIDE + 1):
        first, last = max(age - reach, 1), age + reach
        if sum(count for one, count in authors.items() if first <= one <= last) >= enough:
            return first, last
    return max(age - WIDE, 1), age + WIDE


def percentile(below: int, equal: int, peers: int) -> float | None:
    """The share of peers with a lower value, 0 to 100; equal ones count half."""
    return 100 * (below + equal / 2) / peers if peers else None


def quantile(counts: Mapping[int, int], share: float) -> float:
    """The value below which ``share`` of the authors lie, between neighbours in a straight line.

    The same as ``numpy.percentile`` of all values (Hyndman and Fan 1996, type 7).

    Args:
        counts: How many authors have which value; at least one.
        share: 0 to 1.
    """
    values = sorted(counts)
    ends = list(accumulate(counts[value] for value in values))
    place = share * (ends[-1] - 1)
    low = bisect_left(ends, int(place) + 1)
    high = bisect_left(ends, min(int(place) + 2, ends[-1]))
    return values[low] + (values[high] - values[low]) * (place - int(place))


def band(spread: Spread, last_age: int) -> tuple[BandPoint, ...]:
    """H at the 10th, 50th and 90th percentile for each career age from 1 on.

    Each age takes the authors of its own window; ages with fewer than ``FEWEST`` authors in it have
    no point.
    """
    authors = {age: sum(counts.values()) for age, counts in spread.items()}
    points = []
    for age in range(1, last_age + 1):
        first, last = window(authors, age)
        pooled = _pool(spread, first, last)
        if sum(pooled.values()) >= FEWEST:
            low, middle, high = (quantile(pooled, share) for share in QUANTILES)
            points.append(
                BandPoint(
                    career_age=age,
                    low=low,
                    median=middle,
                    high=high,
                    authors=sum(pooled.values()),
                )
            )
    return tuple(points)


def _pool(spread: Spread, first: int, last: int) -> dict[int, int]:
    pooled: dict[int, int] = {}
    for age in range(first, last + 1):
        for h, count in spread.get(age, {}).items():
            pooled[h] = pooled.get(h, 0) + count
    return pooled


def works_on(on_topic: int, papers: int) -> bool:
    """Whether a topic is a main one: two papers at least, and a fifth of all papers."""
    return on_topic >= TOPIC_PAPERS and on_topic * TOPIC_SHARE >= papers


def small_group(peers: int, topic: str | None) -> str | None:
    """A warning, in a sentence, when a group is too small to trust; else None."""
    if peers >= ENOUGH:
        return None
    what = "of similar career age and topic" if topic else "of similar career age"
    return f"Small group: only {peers} authors {what}. One more or less can move a percentile."
