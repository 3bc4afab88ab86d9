"""What is known of how well each dimension agrees with people: measured, not claimed.

The figures come from `make bench` (bench_scoring.py) over 490 submissions to ICLR 2017 with their
reviews; the evidence scorer was not fitted on them. One reviewer predicts the mean of the others
with a Spearman correlation of 0.61; 0.5 is chance for an AUROC.
"""

from dataclasses import dataclass

from paperscraper_core.scoring.types import Dimension

SOURCE = "490 submissions to ICLR 2017 with reviews"
CEILING = 0.61


@dataclass(frozen=True, slots=True, kw_only=True)
class Validation:
    """Agreement of one dimension of one scorer version with reviewers.

    ``low`` and ``high`` bound the AUROC of accept against reject (95 %, bootstrap).
    """

    papers: int
    auroc: float
    low: float
    high: float
    spearman: float

    @property
    def is_better_than_chance(self) -> bool:
        """Whether the interval lies above one half."""
        return self.low > 0.5

    @property
    def sentence(self) -> str:
        """The finding in plain words."""
        verdict = "above" if self.is_better_than_chance else "no better than"
        return (
            f"Against reviewers: {verdict} chance at telling accepted from rejected papers "
            f"(AUROC {self.auroc:.2f}, 95 % interval {self.low:.2f} to {self.high:.2f}, "
            f"Spearman with ratings {self.spearman:.2f}; {SOURCE}). "
            "It describes a paper; it does not predict a verdict."
        )


_EVIDENCE_1_0 = {
    Dimension.NOVELTY: Validation(papers=443, auroc=0.47, low=0.42, high=0.53, spearman=-0.07),
    Dimension.IP_POTENTIAL: Validation(papers=443, auroc=0.51, low=0.47, high=0.56, spearman=0.07),
    Dimension.MARKETABILITY: Validation(papers=443, auroc=0.48, low=0.44, high=0.52, spearman=0.0),
    Dimension.FEASIBILITY: Validation(papers=399, auroc=0.46, low=0.41, high=0.51, spearman=-0.08),
    Dimension.COMMERCIALIZATION: Validation(
        papers=443, auroc=0.47, low=0.41, high=0.52, spearman=-0.04
    ),
}


def validation_of(scorer: str, version: str, dimension: Dimension) -> Validation | None:
    """What was measured for a dimension, ``None`` when it is unvalidated."""
    if (scorer, version) != ("evidence", "1.0"):
        return None
    return _EVIDENCE_1_0.get(dimension)
