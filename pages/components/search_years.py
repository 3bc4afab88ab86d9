"""Papers by year as a row of small bars. Pure: numbers in, HTML out."""

from collections.abc import Sequence
from typing import Final

_MOST_BARS: Final = 40


def bars(counts: Sequence[tuple[int, int]], low: int | None, high: int | None) -> str:
    """Return the bars of (year, papers), those inside of `low` to `high` marked.

    Long spans take several years a bar. The list of years below says the same in words.
    """
    by_year = dict(counts)
    first, last = min(by_year), max(by_year)
    step = -(-(last - first + 1) // _MOST_BARS)
    starts = range(last - step + 1, first - step, -step)
    sums = {
        start: sum(by_year.get(year, 0) for year in range(start, start + step)) for start in starts
    }
    most = max(sums.values())
    drawn = "".join(
        _bar(start, start + step - 1, sums[start], most, low, high) for start in sorted(sums)
    )
    return (
        f'<div class="search-years" aria-hidden="true">{drawn}</div>'
        f'<div class="search-years-ends" aria-hidden="true"><span>{first}</span>'
        f"<span>{last}</span></div>"
    )


def _bar(start: int, end: int, papers: int, most: int, low: int | None, high: int | None) -> str:
    inside = (low is None or end >= low) and (high is None or start <= high)
    height = max(4, round(100 * papers / most)) if papers else 0
    name = str(start) if start == end else f"{start}–{end}"
    return (
        f'<i class="{"in" if inside else "out"}" style="height:{height}%"'
        f' title="{name}: {papers:,} papers"></i>'
    )
