"""The evidence scorer: deterministic, offline, and able to show what each number rests on."""

from collections.abc import Callable
from dataclasses import asdict
from types import MappingProxyType
from typing import Protocol

from paperscraper_core.scoring.canonical import digest
from paperscraper_core.scoring.dimensions import (
    commercialization,
    feasibility,
    ip_potential,
    marketability,
    novelty,
    team_readiness,
)
from paperscraper_core.scoring.fixed_reference import FIXED_REFERENCE
from paperscraper_core.scoring.inputs import LibraryReference, ScoringInputs
from paperscraper_core.scoring.signals import failed
from paperscraper_core.scoring.types import Dimension, DimensionScore, PaperScore, Weights

_DIMENSIONS = MappingProxyType(
    {
        Dimension.NOVELTY: novelty.score,
        Dimension.IP_POTENTIAL: ip_potential.score,
        Dimension.MARKETABILITY: marketability.score,
        Dimension.FEASIBILITY: feasibility.score,
        Dimension.COMMERCIALIZATION: commercialization.score,
        Dimension.TEAM_READINESS: team_readiness.score,
    }
)
_SIGNALS = (
    novelty.signals,
    ip_potential.signals,
    marketability.signals,
    commercialization.signals,
    team_readiness.signals,
)


class Scorer(Protocol):
    """Anything that scores a paper from its inputs alone."""

    @property
    def name(self) -> str:
        """A short name, stored with every score."""

    @property
    def version(self) -> str:
        """Changes whenever the same inputs may give another score."""

    def score(self, inputs: ScoringInputs) -> PaperScore:
        """The score of one paper."""


class EvidenceScorer:
    """The default scorer. Bound to one reference and one organization's weights."""

    name = "evidence"
    version = "1.0"

    def __init__(
        self, reference: LibraryReference = FIXED_REFERENCE, weights: Weights | None = None
    ) -> None:
        """Bind the scorer to a library reference (percentiles) and to dimension weights."""
        self._reference = reference
        self._weights = weights or Weights()
        self._reference_digest = digest(asdict(reference))

    def score(self, inputs: ScoringInputs) -> PaperScore:
        """The score of one paper: the same inputs give the same bytes in any process."""
        dimensions = tuple(
            _guarded(dimension, rule, inputs, self._reference)
            for dimension, rule in _DIMENSIONS.items()
        )
        scored = sum(1 for dimension in dimensions if dimension.value is not None)
        return PaperScore(
            scorer=self.name,
            version=self.version,
            inputs_hash=digest([self.name, self.version, self._reference_digest, asdict(inputs)]),
            reference=self._reference.name,
            weights=self._weights,
            dimensions=dimensions,
            overall=weighted_mean(dimensions, self._weights, "value", 1),
            confidence=weighted_mean(dimensions, self._weights, "confidence", 2),
            coverage=round(scored / len(dimensions), 2),
        )


def weighted_mean(
    dimensions: tuple[DimensionScore, ...], weights: Weights, of: str, decimals: int
) -> float | None:
    """The weighted mean of ``of`` ("value" or "confidence") over the dimensions that have a value.

    Returns:
        The rounded mean, ``None`` when no dimension with a weight has a value.
    """
    scored = [dimension for dimension in dimensions if dimension.value is not None]
    total = sum(weights.of(d.dimension) for d in scored)
    if total <= 0:
        return None
    mean = sum(weights.of(d.dimension) * getattr(d, of) for d in scored) / total
    return float(round(mean, decimals))


def features(inputs: ScoringInputs) -> dict[str, float]:
    """The known features of one paper by name, as a library reference is built from them."""
    return {
        signal.name: signal.value
        for signals in _SIGNALS
        for signal in signals(inputs)
        if signal.value is not None
    }


def _guarded(
    dimension: Dimension,
    rule: Callable[[ScoringInputs, LibraryReference], DimensionScore],
    inputs: ScoringInputs,
    reference: LibraryReference,
) -> DimensionScore:
    """One dimension that trips over a strange record must not take the other five with it."""
    try:
        return rule(inputs, reference)
    except (ArithmeticError, LookupError, ValueError) as error:
        return failed(dimension, f"Could not be computed: {type(error).__name__}: {error}")
