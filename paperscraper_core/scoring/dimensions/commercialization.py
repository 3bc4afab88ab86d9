"""Commercialization: signs that the work is on a way to use, and which way that looks like.

Sources: channels from university to market, Perkmann et al. 2013 (Research Policy 42); start-ups
around strong science, Zucker, Darby and Brewer 1998 (American Economic Review 88) and Di Gregorio
and Shane 2003 (Research Policy 32); joint papers with firms, Tijssen et al. 2009 (Research
Evaluation 18); readiness at licensing, Thursby, Jensen and Thursby 2001 (Journal of Technology
Transfer 26).
"""

from paperscraper_core.scoring.cues import Cue, CueHit, words
from paperscraper_core.scoring.dimensions.companies import company_names, company_share_signal
from paperscraper_core.scoring.dimensions.feasibility import readiness_hits
from paperscraper_core.scoring.dimensions.text_signal import cue_signal
from paperscraper_core.scoring.inputs import LibraryReference, ScoringInputs
from paperscraper_core.scoring.signals import Signal, compose
from paperscraper_core.scoring.types import Dimension, DimensionScore

CUES = (
    Cue(
        "licence",
        "a licence or patent",
        words(
            "licen[cs](?:ed|ing|ee)s?",
            "patents?",
            "patented",
            "patent[- ]pending",
            "intellectual property",
            "technology transfer",
        ),
        weight=2.0,
        fact=True,
    ),
    Cue(
        "company",
        "a start-up or company",
        words(
            "start-?ups?",
            "spin-?(?:offs?|outs?)",
            "venture",
            "our company",
            "entrepreneur(?:s|ial|ship)?",
        ),
        weight=2.0,
        fact=True,
    ),
    Cue(
        "product",
        "a product",
        words(
            "commerciali[sz](?:ed|ation|ing)",
            "commercial(?:ly)? (?:product|products|available|scale|use|system)",
            "products?",
            "marketed",
            "launched",
            "production systems?",
            "customers?",
        ),
        weight=1.5,
        fact=True,
    ),
    Cue(
        "trial",
        "trials or approval",
        words(
            "clinical trials?",
            "field trials?",
            "pilot (?:plant|project|stud(?:y|ies))",
            "phase (?:i{1,3}|[123])",
            "regulatory approval",
            "fda[- ]approved",
        ),
        weight=1.5,
        fact=True,
    ),
    Cue(
        "scale",
        "manufacturing or scale-up",
        words(
            "scal(?:e|ing)[- ]?up",
            "mass[- ]produc(?:tion|ed)",
            "large-scale (?:production|manufactur\\w+|synthesis)",
            "industrial[- ]scale",
            "manufacturab(?:le|ility)",
            "manufactured (?:by|at|using|in)",
            "roll-to-roll",
            "supply chains?",
        ),
        weight=1.5,
    ),
    Cue(
        "partner",
        "an industrial partner or user",
        words(
            "(?:industry|industrial) (?:partners?|collaborators?|collaboration|practitioners?)",
            "in (?:collaboration|partnership|cooperation) with",
            "deployed (?:in|at|by)",
            "stakeholders?",
            "joint venture",
            "operators?",
        ),
        weight=1.0,
        fact=True,
    ),
    Cue(
        "open",
        "an open release",
        words(
            "open[- ]source(?:d)?",
            "source code (?:is|are|has been)",
            "code (?:is|are) (?:publicly |freely |made )?available",
            "(?:publicly|freely) available",
            "github\\.com",
            "we release",
            "open (?:data|access) (?:set|software|tool)s?",
        ),
        weight=1.0,
    ),
)

PATHS = {
    "licence": "licence to a firm that can develop it further",
    "spin-off": "spin-off company around the technology",
    "partnership": "partnership with the firms already involved",
    "open source": "open-source release with services around it",
}
_MATURE = 5


def signals(inputs: ScoringInputs) -> tuple[Signal, ...]:
    """The features of commercialization."""
    return (
        cue_signal(inputs, "commercialization.steps", "Steps towards use", 0.5, CUES),
        company_share_signal(inputs, "commercialization.companies", 0.35),
        _maturity(inputs),
    )


def score(inputs: ScoringInputs, reference: LibraryReference) -> DimensionScore:
    """Commercialization, from 0 to 10 by the reference's percentiles, with a suggested path."""
    features = signals(inputs)
    path, why = suggested_path(inputs, features[0].hits)
    if path is None:
        return compose(Dimension.COMMERCIALIZATION, features, reference, "No path suggested")
    headline = f"Suggested path: {path}"
    note = f"{headline} ({PATHS[path]}), because of {why}."
    return compose(Dimension.COMMERCIALIZATION, features, reference, headline, (note,))


def suggested_path(inputs: ScoringInputs, hits: tuple[CueHit, ...]) -> tuple[str | None, str]:
    """The path that the evidence points to, and what points to it; ``None`` when nothing does.

    Companies that already take part come first, then a company in the making, then property that
    can be licensed, then an open release.
    """
    found = {hit.cue.name: hit.cue.shows for hit in hits}
    companies = company_names(inputs)
    readiness = readiness_hits(inputs)
    level = readiness[0].cue.level if readiness else 0
    if companies:
        return "partnership", f"the company {companies[0]} among the institutions"
    if "company" in found:
        return "spin-off", found["company"]
    if "licence" in found:
        return "licence", found["licence"]
    if "partner" in found:
        return "partnership", found["partner"]
    if "product" in found and level >= _MATURE:
        return "spin-off", f"{found['product']} at TRL {level}"
    if "open" in found:
        return "open source", found["open"]
    if found:
        return "licence", next(iter(found.values()))
    return None, ""


def _maturity(inputs: ScoringInputs) -> Signal:
    """The technology readiness level as one sign among others."""
    name, label = "commercialization.maturity", "Technology readiness"
    hits = readiness_hits(inputs) if inputs.abstract else ()
    if not hits:
        missing = "technology readiness (no cue in the abstract)"
        return Signal(name=name, label=label, weight=0.15, value=None, missing=missing)
    level = hits[0].cue.level
    return Signal(
        name=name,
        label=label,
        weight=0.15,
        value=float(level),
        unit="TRL",
        said=f"Technology readiness level {level}",
        trust=0.6,
    )
