"""Novelty: how far a paper stands from what came before it in the library.

Sources: relative neighbour density, Wang, Cui and Jiang 2025 (arXiv 2503.01508); atypical and
first-time combinations, Uzzi et al. 2013 (Science 342) and Wang, Veugelers and Stephan 2017
(Research Policy 46); distance among references, Shibayama, Yin and Matsumoto 2021 (PLoS ONE 16).
Words such as "novel" count little, because authors use them ever more freely: Vinkers et al. 2015
(BMJ 351).
"""

from paperscraper_core.scoring.cues import Cue, words
from paperscraper_core.scoring.dimensions.text_signal import cue_signal
from paperscraper_core.scoring.inputs import LibraryReference, ScoringInputs
from paperscraper_core.scoring.signals import Signal, compose
from paperscraper_core.scoring.types import Dimension, DimensionScore

CUES = (
    Cue(
        "first_time",
        "a claim to be first",
        words(
            "for the first time",
            "first(?:-ever)? (?:report|demonstration|evidence|observation|study|realization)",
            "never before",
            "previously un(?:known|reported|explored|recognized|recognised)",
            "hitherto un(?:known|reported)",
            "(?:we|this paper) (?:are|is) the first",
        ),
        weight=2.0,
    ),
    Cue(
        "new_kind",
        "a new kind of thing",
        words(
            "new (?:class|type|family|paradigm|species|mechanism|framework|phenomenon|concept)",
            "paradigm shift",
            "unprecedented",
            "breakthrough",
        ),
        weight=1.0,
    ),
    Cue("novel_word", "the word novel", words("novel", "innovative", "original approach"), 0.5),
    Cue(
        "known_ground",
        "a review, replication or extension",
        words(
            "(?:systematic|literature|comprehensive|critical|brief|this|state-of-the-art) review",
            "this survey",
            "we (?:review|survey|replicate|revisit)",
            "replication (?:study|of)",
            "case stud(?:y|ies)",
            "this (?:chapter|tutorial) (?:reviews|surveys|summarizes|summarises)",
        ),
        weight=-1.5,
    ),
)
# Fewer earlier papers than this do not make a neighbourhood.
ENOUGH_EARLIER_PAPERS = 500


def signals(inputs: ScoringInputs) -> tuple[Signal, ...]:
    """The features of novelty."""
    return (
        _density(inputs),
        _atypicality(inputs),
        _reference_distance(inputs),
        cue_signal(inputs, "novelty.words", "Claims of novelty", 0.1, CUES),
    )


def score(inputs: ScoringInputs, reference: LibraryReference) -> DimensionScore:
    """Novelty, from 0 to 10 through the reference's percentiles.

    Words alone are no evidence of novelty: without any of the three measured features there is no
    number.
    """
    return compose(Dimension.NOVELTY, signals(inputs), reference)


def _density(inputs: ScoringInputs) -> Signal:
    """Mean distance to the k nearest earlier papers over the same figure of those neighbours."""
    name, label, stats = (
        "novelty.relative_density",
        "Relative neighbour distance",
        inputs.neighbours,
    )
    if stats is None or stats.neighbours_mean_distance <= 0:
        missing = "distance to earlier papers (no embedding, no year, or too few earlier papers)"
        return Signal(name=name, label=label, weight=0.5, value=None, missing=missing)
    ratio = stats.mean_distance / stats.neighbours_mean_distance
    return Signal(
        name=name,
        label=label,
        weight=0.5,
        value=ratio,
        unit="times its neighbours' own",
        said=(
            f"Its {stats.k} nearest earlier papers are {ratio:.2f} times as far away as theirs are "
            f"from them (among {stats.earlier_papers:,} earlier papers)"
        ),
        trust=0.9 * min(1.0, stats.earlier_papers / ENOUGH_EARLIER_PAPERS),
    )


def _atypicality(inputs: ScoringInputs) -> Signal:
    """The negated 10th percentile of the z-scores of its term pairs, Uzzi's measure of novelty."""
    name, label, stats = "novelty.atypicality", "Unusual combination of terms", inputs.combinations
    if stats is None:
        missing = "combinations of topics (too few keywords, or too few earlier papers)"
        return Signal(name=name, label=label, weight=0.25, value=None, missing=missing)
    return Signal(
        name=name,
        label=label,
        weight=0.25,
        value=-stats.z_tenth,
        unit="negated z-score",
        said=(
            f"{stats.first_time} of {stats.pairs} pairs of its terms never stood together before "
            f"in this library; the 10th percentile of their z-scores is {stats.z_tenth:.1f}"
        ),
        trust=0.8 * min(1.0, stats.earlier_papers / ENOUGH_EARLIER_PAPERS),
    )


def _reference_distance(inputs: ScoringInputs) -> Signal:
    """The 90th percentile of the pairwise distances among its references."""
    name, label, stats = (
        "novelty.reference_distance",
        "Distance among references",
        inputs.references,
    )
    if stats is None:
        missing = "distance among its references (fewer than three are in the library)"
        return Signal(name=name, label=label, weight=0.15, value=None, missing=missing)
    return Signal(
        name=name,
        label=label,
        weight=0.15,
        value=stats.distance_90th,
        unit="cosine distance",
        said=(
            f"The {stats.references} references found in the library lie up to "
            f"{stats.distance_90th:.2f} apart (90th percentile)"
        ),
        trust=min(0.9, stats.references / 10),
    )
