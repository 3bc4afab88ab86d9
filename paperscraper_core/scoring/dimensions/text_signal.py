"""A signal counted from cues in the text."""

from paperscraper_core.scoring.cues import Cue, find_cues
from paperscraper_core.scoring.inputs import ScoringInputs
from paperscraper_core.scoring.signals import Signal

# A text that was read and held no cue is weak evidence of absence: abstracts leave much out.
NO_CUE_TRUST = 0.4
CUE_TRUST = 0.8
# Cue points from which a text says as much as a text can.
FULL = 4.0


def cue_signal(
    inputs: ScoringInputs, name: str, label: str, weight: float, cues: tuple[Cue, ...]
) -> Signal:
    """The summed weight of the different cues that stand in title and abstract.

    Unknown without an abstract: a title alone is too short for silence to mean anything.
    """
    if not inputs.abstract:
        return Signal(
            name=name, label=label, weight=weight, value=None, missing=f"{label} (no abstract)"
        )
    hits = find_cues(inputs, cues)
    shown = ", ".join(hit.cue.shows for hit in hits if hit.cue.weight > 0)
    against = ", ".join(hit.cue.shows for hit in hits if hit.cue.weight < 0)
    said = f"{label}: {shown}" if shown else f"{label}: the text names none"
    return Signal(
        name=name,
        label=label,
        weight=weight,
        value=max(0.0, sum(hit.cue.weight for hit in hits)),
        unit="cue points",
        said=f"{said}; against it: {against}" if against else said,
        trust=CUE_TRUST if hits else NO_CUE_TRUST,
        full=FULL,
        hits=hits,
    )
