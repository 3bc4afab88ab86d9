"""From signals to one dimension's score: value, confidence, reasons and evidence.

A signal is one measured feature with its weight. Its percentile in the reference library (0 to 1),
times ten, times its share of the weight of all *known* signals, is its contribution; the value is
the sum. Unknown signals are left out and lower the confidence instead.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from paperscraper_core.scoring.cues import CueHit
from paperscraper_core.scoring.fixed_reference import FIXED_REFERENCE
from paperscraper_core.scoring.inputs import LibraryReference
from paperscraper_core.scoring.reference import percentile
from paperscraper_core.scoring.types import (
    Dimension,
    DimensionScore,
    Evidence,
    FeatureEvidence,
    QuoteEvidence,
    Status,
)

# At least this share of a dimension's weight has to be known for a number.
MIN_KNOWN_WEIGHT = 0.4
# What a fixed reference takes from the confidence: the percentiles are those of other libraries.
FIXED_REFERENCE_CONFIDENCE = 0.8
MAX_QUOTES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """One feature of one paper.

    ``value`` is ``None`` when unknown, and larger is always better. ``said`` states the finding in
    plain words, ``missing`` what would have to be known. ``trust`` (0 to 1) says how far the value
    can carry a judgement, and goes into the confidence only. ``full`` is the value below which the
    feature cannot bring its full share whatever its percentile: where hardly any paper has a cue,
    one passing word would otherwise stand above nearly all of them.
    """

    name: str
    label: str
    weight: float
    value: float | None
    unit: str = ""
    said: str = ""
    missing: str = ""
    trust: float = 1.0
    full: float | None = None
    hits: tuple[CueHit, ...] = field(default=())


def compose(
    dimension: Dimension,
    signals: Iterable[Signal],
    reference: LibraryReference,
    headline: str = "",
    notes: tuple[str, ...] = (),
) -> DimensionScore:
    """The score of one dimension from its signals.

    Args:
        dimension: which one.
        signals: its features, known and unknown.
        reference: the library to take percentiles from.
        headline: a short finding to show beside the value.
        notes: further reasons in plain words, shown last.
    """
    signals = tuple(signals)
    known = [signal for signal in signals if signal.value is not None]
    weight = sum(signal.weight for signal in known)
    if weight < MIN_KNOWN_WEIGHT * sum(signal.weight for signal in signals):
        return insufficient(dimension, (signal.missing for signal in signals))
    rated = [_rate(signal, signal.weight / weight, reference) for signal in known]
    value = sum(points for _, _, points, _ in rated)
    trust = sum(
        signal.weight * signal.trust * (FIXED_REFERENCE_CONFIDENCE if was_fixed else 1.0)
        for signal, _, _, was_fixed in rated
    )
    rated.sort(key=lambda row: (-row[2], row[0].name))
    missing = [signal.missing for signal in signals if signal.value is None and signal.missing]
    return DimensionScore(
        dimension=dimension,
        status=Status.SCORED,
        value=round(min(10.0, max(0.0, value)), 1),
        confidence=round(trust / sum(signal.weight for signal in signals), 2),
        headline=headline,
        reasons=(
            *(_reason(signal, share, was_fixed) for signal, share, _, was_fixed in rated),
            *notes,
            *(f"Not known: {words}." for words in missing),
        ),
        evidence=tuple(
            item for signal, share, points, _ in rated for item in _evidence(signal, share, points)
        ),
    )


def insufficient(dimension: Dimension, missing: Iterable[str]) -> DimensionScore:
    """Insufficient evidence: no number, and what is missing."""
    return DimensionScore(
        dimension=dimension,
        status=Status.INSUFFICIENT,
        value=None,
        confidence=0.0,
        headline="Insufficient evidence",
        reasons=tuple(f"Not known: {words}." for words in missing if words),
        evidence=(),
    )


def failed(dimension: Dimension, reason: str) -> DimensionScore:
    """A dimension that could not be computed, with the reason."""
    return DimensionScore(
        dimension=dimension,
        status=Status.FAILED,
        value=None,
        confidence=0.0,
        headline="Failed",
        reasons=(reason,),
        evidence=(),
    )


def _rate(
    signal: Signal, share_of_weight: float, reference: LibraryReference
) -> tuple[Signal, float, float, bool]:
    """The signal with its percentile, its points, and whether the fixed reference was used."""
    table = reference.table(signal.name)
    was_fixed = reference.is_fixed or table is None
    if table is None:
        table = FIXED_REFERENCE.table(signal.name)
    if table is None or signal.value is None:
        raise LookupError(f"no reference for the feature {signal.name}")
    share = percentile(round(signal.value, 6), table.quantiles)
    if signal.full is not None:
        share = min(share, signal.value / signal.full)
    return signal, share, 10 * share * share_of_weight, was_fixed


def _reason(signal: Signal, share: float, was_fixed: bool) -> str:
    where = "the fixed reference" if was_fixed else "this library"
    if signal.full is not None and share == (signal.value or 0.0) / signal.full:
        return (
            f"{signal.said} ({signal.value:g} of {signal.full:g} {signal.unit} for the full share)."
        )
    return f"{signal.said}: above {share * 100:.0f} % of {where}."


def _evidence(signal: Signal, share: float, points: float) -> Iterable[Evidence]:
    """The feature, or the quotes which it was counted from, sharing its points by cue weight."""
    quoted = [hit for hit in signal.hits if hit.cue.weight > 0]
    quoted = sorted(quoted, key=lambda hit: (-hit.cue.weight, hit.field != "title", hit.start))
    total = sum(hit.cue.weight for hit in quoted)
    shown = quoted[:MAX_QUOTES]
    for hit in shown:
        yield QuoteEvidence(
            name=signal.name,
            cue=hit.cue.shows,
            field=hit.field,
            start=hit.start,
            end=hit.end,
            text=hit.text,
            contribution=round(points * hit.cue.weight / total, 3),
        )
    rest = points * (1 - sum(hit.cue.weight for hit in shown) / total) if total else points
    yield FeatureEvidence(
        name=signal.name,
        label=signal.label,
        value=round(float(signal.value or 0.0), 4),
        unit=signal.unit,
        percentile=round(share, 3),
        contribution=round(rest, 3),
    )
