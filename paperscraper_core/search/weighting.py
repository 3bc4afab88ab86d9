"""A weighted score out of what is known of a paper. Pure.

The weighted arithmetic mean over the parts that are known, as the overall score is made
(docs/scoring.md): a part without a value takes its weight out of the mean, so that unknown is
neither zero nor middling. `ordering` says the same in SQL.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from paperscraper_core.errors import ValidationFailed
from paperscraper_core.search.types import DIMENSIONS, Ranked

#: How well the paper answers the query, 0 to 10; 10 is the best hit. Without a query, unknown.
RELEVANCE: Final = "relevance"
#: What may have a weight.
WEIGHABLE: Final = (*DIMENSIONS, RELEVANCE)
MAX_WEIGHT: Final = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighted:
    """A weighted mean, 0 to 10, and the share of the weights, 0 to 1, that it knows."""

    value: float | None
    coverage: float


def check(weights: Iterable[tuple[str, float]]) -> dict[str, float]:
    """Return the weights above zero by name; without any, all dimensions weigh the same.

    Raises:
        ValidationFailed: a name is unknown or occurs twice, a weight is no number from 0 to 10,
            or none is above zero.
    """
    found: dict[str, float] = {}
    for name, weight in weights:
        if name not in WEIGHABLE:
            raise ValidationFailed("weights", f"“{name}” cannot have a weight.")
        if name in found:
            raise ValidationFailed("weights", f"“{name}” has two weights.")
        if not math.isfinite(weight) or not 0.0 <= weight <= MAX_WEIGHT:
            raise ValidationFailed("weights", "A weight has to be a number from 0 to 10.")
        found[name] = float(weight)
    if not found:
        return dict.fromkeys(DIMENSIONS, 1.0)
    positive = {name: weight for name, weight in found.items() if weight > 0.0}
    if not positive:
        raise ValidationFailed("weights", "At least one weight has to be above zero.")
    return positive


def shown(weights: Iterable[tuple[str, float]], ranked: Iterable[Ranked]) -> dict[str, float]:
    """Return the checked weights of what these papers can have: browsing knows no relevance."""
    checked = check(weights)
    if all(place.relevance is None for place in ranked):
        checked.pop(RELEVANCE, None)
    return checked


def weighted(values: Mapping[str, float | None], weights: Mapping[str, float]) -> Weighted:
    """Average the known values by checked weights."""
    known = {name: value for name in weights if (value := values.get(name)) is not None}
    total = sum(weights.values())
    share = sum(weights[name] for name in known)
    if not known or total <= 0.0:
        return Weighted(value=None, coverage=0.0)
    mean = sum(weights[name] * value for name, value in known.items()) / share
    return Weighted(value=mean, coverage=share / total)


def relevance(scores: Mapping[int, float], exact: Iterable[int]) -> dict[int, float]:
    """Bring fused scores to 0 … 10 by paper: 10 for the best and for papers that were named."""
    named = set(exact)
    best = max((score for paper, score in scores.items() if paper not in named), default=0.0)
    return {
        paper: 10.0 if paper in named else 10.0 * max(score, 0.0) / best if best > 0.0 else 0.0
        for paper, score in scores.items()
    }
