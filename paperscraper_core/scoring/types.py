"""What a score is: dimensions, their evidence, and the whole of one paper's score.

A value is a number from 0 to 10 or ``None``. ``None`` never means "middling": a dimension without
evidence has no number and is left out of the mean, and a dimension that failed says why.
"""

from dataclasses import dataclass
from enum import StrEnum


class Dimension(StrEnum):
    """The six dimensions, in the order in which every table and chart shows them."""

    NOVELTY = "novelty"
    IP_POTENTIAL = "ip_potential"
    MARKETABILITY = "marketability"
    FEASIBILITY = "feasibility"
    COMMERCIALIZATION = "commercialization"
    TEAM_READINESS = "team_readiness"

    @property
    def label(self) -> str:
        """The words a reader sees."""
        return _LABELS[self]


_LABELS = {
    Dimension.NOVELTY: "Novelty",
    Dimension.IP_POTENTIAL: "IP potential",
    Dimension.MARKETABILITY: "Marketability",
    Dimension.FEASIBILITY: "Feasibility",
    Dimension.COMMERCIALIZATION: "Commercialization",
    Dimension.TEAM_READINESS: "Team readiness",
}


class Status(StrEnum):
    """How a dimension ended."""

    SCORED = "scored"
    INSUFFICIENT = "insufficient"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class FeatureEvidence:
    """A measured feature and the points (0 to 10) that it brought to the dimension's value."""

    name: str
    label: str
    value: float
    unit: str
    percentile: float | None
    contribution: float


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteEvidence:
    """Words that stand in the stored text: ``text == getattr(paper, field)[start:end]``.

    ``start`` and ``end`` count Unicode code points, as Python and Postgres do. ``cue`` says what
    the words were taken to show.
    """

    name: str
    cue: str
    field: str
    start: int
    end: int
    text: str
    contribution: float


Evidence = FeatureEvidence | QuoteEvidence


@dataclass(frozen=True, slots=True, kw_only=True)
class DimensionScore:
    """One dimension of one paper.

    ``value`` is 0 to 10 with one decimal, ``confidence`` 0 to 1 with two; both rest on the
    evidence, whose contributions sum to the value (to rounding). ``headline`` is a short finding
    such as "TRL 4" or "Suggested path: partnership".
    """

    dimension: Dimension
    status: Status
    value: float | None
    confidence: float
    headline: str
    reasons: tuple[str, ...]
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """How much each dimension counts in the overall score of one organization. None is negative."""

    novelty: float = 1.0
    ip_potential: float = 1.0
    marketability: float = 1.0
    feasibility: float = 1.0
    commercialization: float = 1.0
    team_readiness: float = 1.0

    def of(self, dimension: Dimension) -> float:
        """The weight of one dimension."""
        return float(getattr(self, dimension.value))


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperScore:
    """A paper's score, with all that is needed to show, repeat and doubt it.

    ``coverage`` is the share of the six dimensions that have a number; ``overall`` their weighted
    mean, ``None`` when no weighted dimension has one, ``confidence`` the mean of their confidences
    by the same weights. ``reference`` names what the percentiles were read from.
    """

    scorer: str
    version: str
    inputs_hash: str
    reference: str
    weights: Weights
    dimensions: tuple[DimensionScore, ...]
    overall: float | None
    confidence: float | None
    coverage: float

    def dimension(self, dimension: Dimension) -> DimensionScore:
        """The score of one dimension; every score holds all six."""
        return next(score for score in self.dimensions if score.dimension is dimension)
