"""IP potential: whether the text describes something that could be claimed as an invention.

Sources: patents build on papers close to use, Ahmadpoor and Jones 2017 (Science 357); science with
industry co-authors is cited by patents more often, Marx and Fuegi 2020 (Strategic Management
Journal 41) and Tijssen, van Leeuwen and van Wijk 2009 (Research Evaluation 18). The cue classes
follow the categories of patentable matter (machine, manufacture, composition, process: 35 U.S.C.
101) and their exclusions (discoveries, theories, mathematical methods: Article 52 EPC). Patent
citations are not stored, hence not counted.
"""

import re

from paperscraper_core.scoring.cues import MAX_TEXT, Cue, words
from paperscraper_core.scoring.dimensions.companies import company_share_signal
from paperscraper_core.scoring.dimensions.text_signal import cue_signal
from paperscraper_core.scoring.inputs import LibraryReference, ScoringInputs
from paperscraper_core.scoring.signals import Signal, compose
from paperscraper_core.scoring.types import Dimension, DimensionScore

CUES = (
    Cue(
        "patent",
        "a patent named",
        words("patents?", "patented", "patent[- ]pending", "provisional application", "inventors?"),
        weight=2.5,
        fact=True,
    ),
    Cue(
        "machine",
        "a device or apparatus",
        words(
            "devices?",
            "apparatus(?:es)?",
            "sensors?",
            "actuators?",
            "instruments?",
            "reactors?",
            "electrodes?",
            "transistors?",
            "antennas?",
            "catheters?",
            "implants?",
            "robots?",
            "microscopes?",
            "circuits?",
            "lasers?",
            "engines?",
        ),
        weight=1.5,
    ),
    Cue(
        "composition",
        "a composition of matter",
        words(
            "compositions? (?:of|comprising|containing)",
            "compounds?",
            "alloys?",
            "nanoparticles?",
            "catalysts?",
            "polymers?",
            "hydrogels?",
            "coatings?",
            "antibod(?:y|ies)",
            "inhibitors?",
            "formulations?",
            "composites?",
            "membranes?",
            "vaccines?",
            "adhesives?",
        ),
        weight=1.2,
    ),
    Cue(
        "process",
        "a process of making",
        words(
            "(?:method|process|route|technique)s? (?:of|for) (?:making|producing|manufacturing|"
            "preparing|synthesi[sz]ing|fabricating|purifying|extracting|separating|recovering)",
            "synthesi[sz]ed (?:by|via|using|from)",
            "fabricat(?:ed|ion|ing)",
            "manufactur(?:ed|ing) (?:process|method|route)",
        ),
        weight=1.5,
    ),
    Cue(
        "comprising",
        "a system described by its parts",
        words(
            "(?:system|device|apparatus|method|architecture) (?:comprising|comprises|consisting of|"
            "consists of)",
            "we (?:designed|built|constructed|developed|invented) an?",
            "(?:is|was) (?:designed|built|constructed) (?:and|to|with)",
        ),
        weight=1.2,
        fact=True,
    ),
    Cue(
        "improvement",
        "a measured improvement over what is known",
        words(
            "outperform(?:s|ed)",
            r"(?:improve[sd]?|increase[sd]?|reduce[sd]?|enhance[sd]?) (?:\w+ ){0,4}by \d",
            r"\d+(?:\.\d+)?[- ]fold",
            "(?:faster|higher|better|more efficient) than (?:the )?(?:state|existing|conventional)",
        ),
        weight=0.8,
    ),
    Cue(
        "excluded",
        "theory, review or opinion rather than an invention",
        words(
            "theorems?",
            "conjectures?",
            "lemmas?",
            "literature review",
            "systematic review",
            "this (?:survey|review|essay|editorial|commentary)",
            "questionnaires?",
            "semi-structured interviews?",
            "meta-analys[ie]s",
        ),
        weight=-1.5,
    ),
)

# A number with a unit, or a chemical formula such as TiO2: what a claim would have to state.
_PARAMETER = re.compile(
    r"\b\d+(?:\.\d+)?\s?(?:nm|[µμ]m|mm|cm|km|m|kg|mg|[µμ]g|g|ml|mL|[µμ]L|L|mol|mM|[µμ]M|nM|°C|K|"
    r"Pa|kPa|MPa|GPa|bar|V|mV|kV|A|mA|W|mW|kW|MW|Hz|kHz|MHz|GHz|THz|s|ms|ns|min|h|eV|keV|dB|"
    r"wt\s?%|%|rpm|ppm|ppb|mol/L|mg/L|g/L|m/s|mAh)(?![A-Za-z])"
)
_FORMULA = re.compile(r"\b(?:[A-Z][a-z]?\d{0,2}){2,6}\b")


def signals(inputs: ScoringInputs) -> tuple[Signal, ...]:
    """The features of IP potential."""
    return (
        cue_signal(inputs, "ip_potential.invention", "Framing as an invention", 0.5, CUES),
        _concreteness(inputs),
        company_share_signal(inputs, "ip_potential.companies", 0.2),
    )


def score(inputs: ScoringInputs, reference: LibraryReference) -> DimensionScore:
    """IP potential, from 0 to 10 through the reference's percentiles."""
    return compose(Dimension.IP_POTENTIAL, signals(inputs), reference)


def _concreteness(inputs: ScoringInputs) -> Signal:
    """Numbers with units and chemical formulas per 100 words of the abstract."""
    name, label, weight = "ip_potential.concreteness", "Concrete parameters and materials", 0.3
    if not inputs.abstract:
        missing = f"{label} (no abstract)"
        return Signal(name=name, label=label, weight=weight, value=None, missing=missing)
    text = inputs.abstract[:MAX_TEXT]
    formulas = sum(any(c.isdigit() for c in found) for found in _FORMULA.findall(text))
    found = len(_PARAMETER.findall(text)) + formulas
    per_hundred = 100 * found / max(50, len(text.split()))
    return Signal(
        name=name,
        label=label,
        weight=weight,
        value=per_hundred,
        unit="per 100 words",
        said=f"{found} quantities with units or chemical formulas in the abstract",
        trust=0.7,
    )
