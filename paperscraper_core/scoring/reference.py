"""Percentiles: where a feature's value stands among the papers of a library."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping

from paperscraper_core.scoring.inputs import FeatureTable, LibraryReference

# Below this a library's own percentiles say more about chance than about the paper.
MIN_LIBRARY = 200
# A feature that fewer papers of the sample have falls back to the fixed reference.
MIN_PAPERS_WITH_FEATURE = 50
STEPS = 20


def percentile(value: float, quantiles: tuple[float, ...]) -> float:
    """The share (0 to 1) of the library that lies strictly below ``value``.

    Args:
        value: the feature's value, larger being better.
        quantiles: ascending values at evenly spaced percentages, 0 and 100 included.

    Between two quantiles the share is interpolated. Strictly below means that a paper without any
    cue stands at 0, however many papers have none: ties are never a middling score.
    """
    above = bisect_left(quantiles, value)
    steps = len(quantiles) - 1
    if above == 0:
        return 0.0
    if above == len(quantiles):
        return 1.0
    low, high = quantiles[above - 1], quantiles[above]
    return (above - 1 + (value - low) / (high - low)) / steps


def quantile_table(feature: str, values: Iterable[float]) -> FeatureTable:
    """The quantiles of one feature at 0, 5, … 100 percent, linearly interpolated (type 7).

    Raises:
        ValueError: no values.
    """
    ordered = sorted(values)
    if not ordered:
        raise ValueError("quantiles need at least one value")
    return FeatureTable(
        feature=feature,
        papers=len(ordered),
        quantiles=tuple(_quantile(ordered, step / STEPS) for step in range(STEPS + 1)),
    )


def _quantile(ordered: list[float], share: float) -> float:
    position = share * (len(ordered) - 1)
    below = int(position)
    above = min(below + 1, len(ordered) - 1)
    value = ordered[below] + (position - below) * (ordered[above] - ordered[below])
    return round(value, 6)


def library_reference(
    library_size: int, sample: Iterable[Mapping[str, float]]
) -> LibraryReference | None:
    """A reference from the features of a sample of the library's papers.

    Args:
        library_size: papers in the library.
        sample: for each sampled paper its features by name; unknown ones are missing.

    Returns:
        ``None`` while the library holds fewer than 200 papers: the fixed reference applies.
    """
    if library_size < MIN_LIBRARY:
        return None
    values: dict[str, list[float]] = {}
    for features in sample:
        for name, value in features.items():
            values.setdefault(name, []).append(value)
    return LibraryReference(
        name=f"this library of {library_size:,} papers",
        library_size=library_size,
        is_fixed=False,
        tables=tuple(
            quantile_table(name, values[name])
            for name in sorted(values)
            if len(values[name]) >= MIN_PAPERS_WITH_FEATURE
        ),
    )
