"""Feasibility: the technology readiness level (TRL 1 to 9) that the text gives evidence of.

The scale is Mankins 1995 (NASA white paper) in the wording of the European Commission (Horizon 2020
work programme, General Annex G). The value *is* the level, so that the bands 0–2, 3–4, 5–6, 7–8 and
9–10 are research, proof of concept, validation, demonstration and deployment; percentiles would
hide it. Most inventions that universities license are at a proof of concept or a laboratory
prototype: Thursby, Jensen and Thursby 2001 (Journal of Technology Transfer 26).
"""

from functools import lru_cache

from paperscraper_core.scoring.cues import Cue, CueHit, find_cues, words
from paperscraper_core.scoring.inputs import LibraryReference, ScoringInputs
from paperscraper_core.scoring.signals import insufficient
from paperscraper_core.scoring.types import (
    Dimension,
    DimensionScore,
    FeatureEvidence,
    QuoteEvidence,
    Status,
)

LEVELS = {
    1: "basic principles",
    2: "concept formulated",
    3: "proof of concept",
    4: "validated in the laboratory",
    5: "validated in a relevant environment",
    6: "demonstrated in a relevant environment",
    7: "prototype demonstrated in operation",
    8: "complete and qualified",
    9: "proven in operation",
}

CUES = (
    Cue(
        "deployed",
        "deployed or on the market",
        words(
            "(?:has|have) been (?:widely )?(?:deployed|commerciali[sz]ed|adopted)",
            "(?:was|is|are|were) (?:widely )?deployed (?:in|at|across|by|to)",
            "in production use",
            "commercially available since",
            "in (?:routine|daily|operational|clinical) use",
            "post-?market(?:ing)?",
            "used by (?:thousands|millions|hundreds)",
            "deployed in production",
        ),
        fact=True,
        level=9,
    ),
    Cue(
        "qualified",
        "a qualified or approved product",
        words(
            "(?:fda|ema|ce)[- ](?:approved|cleared|approval|marked?)",
            "regulatory approval",
            "phase (?:iii|3|iv|4) (?:clinical )?(?:trials?|stud(?:y|ies))",
            "certified (?:for|by|to)",
            "approved by the (?:fda|food and drug|european medicines)",
        ),
        fact=True,
        level=8,
    ),
    Cue(
        "operational",
        "a demonstration in operation",
        words(
            "(?:field|pilot|on-site|in-situ|full-scale|large-scale) "
            "(?:trials?|deployments?|demonstrations?)",
            "phase (?:ii|2) (?:clinical )?(?:trials?|stud(?:y|ies))",
            "randomi[sz]ed (?:controlled|clinical)",
            "clinical trials?",
            "full[- ]scale (?:test|tests|plant|system)",
            "flight tests?",
            "operational environment",
            "(?:a|b)/b test(?:s|ing)?",
            "online experiments?",
        ),
        fact=True,
        level=7,
    ),
    Cue(
        "pilot",
        "a pilot or field test",
        words(
            "pilot (?:plant|scale|project|installation|stud(?:y|ies))",
            "pilot-scale",
            "field (?:tests?|tested|experiments?|measurements?|validation|stud(?:y|ies)|data)",
            "phase (?:i|1) (?:clinical )?(?:trials?|stud(?:y|ies))",
            "first-in-human",
            "in patients",
            "demonstrated (?:in|on) (?:a )?(?:real|industrial|field)",
            "well tests?",
        ),
        fact=True,
        level=6,
    ),
    Cue(
        "relevant",
        "validation in a relevant environment",
        words(
            "real[- ]world (?:data|datasets?|experiments?|setting|conditions|environments?|"
            "deployment|scenarios?)",
            "in vivo",
            "(?:mouse|mice|rat|animal|murine|porcine) (?:models?|stud(?:y|ies))",
            "realistic (?:conditions|environment)",
            "user stud(?:y|ies)",
            "case stud(?:y|ies)",
            "reservoir conditions",
            "industrial data",
        ),
        fact=True,
        level=5,
    ),
    Cue(
        "prototype",
        "a prototype",
        words(
            "prototypes?",
            "proof-of-concept (?:device|system|implementation|prototype)",
            "(?:we|was|were) (?:built|fabricated|implemented) (?:and|an?|in|on|using|with)",
            "demonstrator",
        ),
        fact=True,
        level=4,
    ),
    Cue(
        "laboratory",
        "validation in the laboratory",
        words(
            "(?:laboratory|lab|bench|benchtop)[- ]?"
            "(?:scale|tests?|experiments?|measurements?|validation|studies)",
            "in vitro",
            "experimentally (?:validated|verified|demonstrated|confirmed|tested)",
            "experimental (?:validation|verification|demonstration)",
            "core (?:flood(?:ing|s)?|samples?|plugs?)",
            "(?:experiments|evaluations?|evaluated|tested|benchmarks?) on "
            "(?:\\w+ ){0,4}(?:datasets?|benchmarks?|corpora|tasks)",
            "were (?:synthesi[sz]ed|fabricated|measured|characteri[sz]ed)",
        ),
        fact=True,
        level=4,
    ),
    Cue(
        "concept_proof",
        "a proof of concept",
        words(
            "proof[- ]of[- ](?:concept|principle)",
            "feasibility (?:of|study)",
            "preliminary (?:results|experiments|tests)",
            "experiments? (?:show|shows|showed|demonstrate|demonstrates|indicate|confirm|suggest)",
            "experimental results",
            "empirical(?:ly)? (?:results|evaluation|show|demonstrate|evidence)",
            "we (?:demonstrate|show experimentally|evaluate|implement(?:ed)?)",
            "outperform(?:s|ed)?",
        ),
        fact=True,
        level=3,
    ),
    Cue(
        "simulation",
        "simulation or modelling",
        words(
            "simulations?",
            "simulated",
            "numerical (?:results|experiments|models?|examples?|stud(?:y|ies))",
            "(?:finite element|monte carlo|molecular dynamics)",
            "we (?:propose|introduce|present|design)",
            "conceptual (?:model|design|framework)",
            "(?:is|are|was|were) (?:proposed|introduced|developed)",
            "proposed (?:method|approach|model|algorithm|system|framework|scheme)",
            "(?:this|the) paper (?:proposes|introduces|presents)",
            "model(?:l?ing|led)",
            "synthetic (?:data|datasets?)",
        ),
        level=2,
    ),
    Cue(
        "theory",
        "theory or observation of principles",
        words(
            "theorems?",
            "we prove",
            "theoretical(?:ly)?",
            "first[- ]principles",
            "density functional",
            "analytical(?:ly)? (?:solution|expression|model|derived)",
            "conjectures?",
            "asymptotic(?:ally)?",
            "hypothes(?:is|es|ize|ise)",
            "results (?:show|indicate|suggest|reveal)",
            "(?:is|are|was|were) (?:studied|investigated|analy[sz]ed|examined|discussed|observed|"
            "described|interpreted|reviewed)",
            "this (?:study|work|article|chapter)",
            "we (?:find|observe|review|survey|discuss|analy[sz]e|study|investigate)",
            "literature review",
            "this (?:review|survey|paper (?:reviews|surveys|discusses|studies|investigates))",
        ),
        level=1,
    ),
)


def readiness_hits(inputs: ScoringInputs) -> tuple[CueHit, ...]:
    """The cues of readiness that stand in the text, highest level first."""
    return _hits(inputs.title, inputs.abstract)


@lru_cache(maxsize=4)  # two dimensions ask for the same paper, one after the other
def _hits(title: str, abstract: str | None) -> tuple[CueHit, ...]:
    text = ScoringInputs(title=title, abstract=abstract, as_of_year=0)
    return tuple(sorted(find_cues(text, CUES), key=lambda hit: -hit.cue.level))


def score(inputs: ScoringInputs, reference: LibraryReference) -> DimensionScore:
    """Feasibility: the highest level with a quote; no number when the text has no cue at all.

    The confidence is that of reading a level from an abstract: higher when cues of neighbouring
    levels agree, lower when a single phrase stands alone far above the others.
    """
    if not inputs.abstract:
        return insufficient(Dimension.FEASIBILITY, ("readiness (no abstract)",))
    hits = readiness_hits(inputs)
    if not hits:
        return insufficient(
            Dimension.FEASIBILITY, ("readiness (the abstract says nothing of how far the work is)",)
        )
    best = hits[0]
    level = best.cue.level
    support = sum(1 for hit in hits[1:] if level - hit.cue.level <= 2)
    headline = f"TRL {level}: {LEVELS[level]}"
    return DimensionScore(
        dimension=Dimension.FEASIBILITY,
        status=Status.SCORED,
        value=float(level),
        confidence=round(min(0.8, 0.4 + 0.15 * support), 2),
        headline=headline,
        reasons=(
            f"{headline}, because the text speaks of {best.cue.shows} (“{best.matched}”).",
            "The value is the technology readiness level itself, not a percentile.",
            *(f"Also found: {hit.cue.shows} (TRL {hit.cue.level})." for hit in hits[1:]),
        ),
        evidence=(*(_quote(hit, hit is best) for hit in hits), _level_feature(level)),
    )


def _quote(hit: CueHit, decides: bool) -> QuoteEvidence:
    return QuoteEvidence(
        name="feasibility.readiness",
        cue=f"{hit.cue.shows} (TRL {hit.cue.level})",
        field=hit.field,
        start=hit.start,
        end=hit.end,
        text=hit.text,
        contribution=float(hit.cue.level) if decides else 0.0,
    )


def _level_feature(level: int) -> FeatureEvidence:
    return FeatureEvidence(
        name="feasibility.readiness",
        label="Technology readiness level",
        value=float(level),
        unit="TRL",
        percentile=None,
        contribution=0.0,
    )
