"""Ranks by h, and how they moved within a year; bounds stay bounds."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from .types import AuthorIndices, RankChange


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedH:
    """How many authors have these values of h: now, and at least and at most a year ago.

    Authors without a paper a year ago had 0; where nothing is known, h was at most that of today.
    """

    h_index: int | None
    ago_lower: int
    ago_upper: int
    authors: int


class Ranks:
    """The ranks within one set of authors."""

    def __init__(self, standings: Iterable[SharedH]) -> None:
        found = tuple(standings)
        self.authors = sum(one.authors for one in found)
        self._now = _Above((one.h_index, one.authors) for one in found)
        self._lower = _Above((one.ago_lower, one.authors) for one in found)
        self._upper = _Above((one.ago_upper, one.authors) for one in found)

    def change(self, one: AuthorIndices) -> RankChange | None:
        """The rank of one author of the set by h now and a year ago.

        An author whose h lay between ``lower`` and ``upper`` stood at best behind those who are
        certain to have had more than ``upper``, at worst behind all who may have had more than
        ``lower``. Authors without a paper a year ago stood behind everybody.
        """
        if one.h_index is None:
            return None
        now = self._now.rank(one.h_index)
        lower, upper = one.h_year_ago_lower, one.h_year_ago_upper
        if lower is None or upper is None:
            return RankChange(now=now, is_new=_is_new(one))
        worst = self._upper.rank(lower)
        return RankChange(
            now=now,
            before_best=self._lower.rank(upper),
            before_worst=worst - 1 if upper > lower else worst,  # nobody stands behind themselves
        )


def _is_new(one: AuthorIndices) -> bool:
    """All papers are of the as-of year, or dated ahead of it."""
    if one.first_year is None or one.papers_without_year:
        return False
    return one.first_year >= one.as_of_year


class _Above:
    """How many authors lie above a value."""

    def __init__(self, values: Iterable[tuple[int | None, int]]) -> None:
        counted: Counter[int] = Counter()
        for value, authors in values:
            if value is not None:
                counted[value] += authors
        self._values = sorted(counted)
        self._below = [0]
        for value in self._values:
            self._below.append(self._below[-1] + counted[value])

    def rank(self, value: int) -> int:
        return self._below[-1] - self._below[bisect_right(self._values, value)] + 1
