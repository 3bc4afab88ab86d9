"""Marketability: named uses, needs and sectors, and how fast the field takes the paper up.

Sources: commercial potential read from the text of papers, Masclans, Hasan and Cohen 2024 (NBER
Working Paper 32262); papers that patents and products build on are among the highly cited, Poege et
al. 2019 (Science Advances 5); citations have to be read against age, Wang, Song and Barabási 2013
(Science 342); breadth of topics, Porter and Rafols 2009 (Scientometrics 81). Funders are not
stored, hence not counted.
"""

from paperscraper_core.scoring.cues import Cue, words
from paperscraper_core.scoring.dimensions.text_signal import cue_signal
from paperscraper_core.scoring.inputs import LibraryReference, ScoringInputs
from paperscraper_core.scoring.signals import Signal, compose
from paperscraper_core.scoring.types import Dimension, DimensionScore


def _sector(name: str, label: str, *phrases: str) -> Cue:
    return Cue(f"sector_{name}", f"a sector: {label}", words(*phrases))


SECTOR_CUES = (
    _sector(
        "health",
        "health care",
        "patients?",
        "clinical",
        "diagnos(?:is|es|tics?)",
        "therap(?:y|ies|eutics?)",
        "drugs?",
        "medical",
        "healthcare",
        "health care",
        "surgical",
        "hospitals?",
        "disease",
    ),
    _sector(
        "energy",
        "energy",
        "batter(?:y|ies)",
        "solar cells?",
        "photovoltaics?",
        "fuel cells?",
        "wind (?:turbines?|power|farms?)",
        "energy storage",
        "power (?:grid|plant)s?",
        "hydrogen (?:production|storage)",
        "oil and gas",
        "reservoirs?",
        "geothermal",
        "petroleum",
    ),
    _sector(
        "food",
        "food and agriculture",
        "crops?",
        "agricultur(?:e|al)",
        "food (?:industry|safety|products?)",
        "livestock",
        "irrigation",
        "fertili[sz]ers?",
        "aquaculture",
    ),
    _sector(
        "materials",
        "materials and manufacturing",
        "industrial",
        "additive manufacturing",
        "3d printing",
        "steel",
        "cement",
        "concrete",
        "textiles?",
        "packaging",
        "semiconductors?",
        "construction industry",
    ),
    _sector(
        "environment",
        "environment and water",
        "water treatment",
        "wastewater",
        "desalination",
        "carbon capture",
        "CO2 (?:capture|storage|sequestration)",
        "pollut(?:ion|ants?)",
        "recycling",
        "remediation",
    ),
    _sector(
        "transport",
        "transport",
        "vehicles?",
        "automotive",
        "aircraft",
        "aerospace",
        "railways?",
        "drones?",
        "logistics",
        "traffic",
    ),
    _sector(
        "digital",
        "digital services",
        "software",
        "smartphones?",
        "cloud",
        "internet of things",
        "iot",
        "e-commerce",
        "recommender systems?",
        "recommendations?",
        "search engines?",
        "cyber ?security",
        "social media",
        "speech recognition",
        "machine translation",
        "video games?",
    ),
    _sector(
        "finance",
        "finance and insurance",
        "banks?",
        "banking",
        "insurance",
        "financial",
        "stock market",
        "trading",
        "fraud detection",
    ),
    _sector(
        "telecom",
        "communications",
        "wireless",
        "5g",
        "6g",
        "telecommunications?",
        "mobile networks?",
        "satellites?",
        "optical fib(?:er|re)s?",
    ),
    Cue(
        "application",
        "an application named",
        words(
            "applications? (?:in|to|for|such as|include|including)",
            "(?:real-world|practical|industrial|commercial|clinical) applications?",
            "appli(?:ed|cable) to (?:real|practical|industrial)",
            "use cases?",
            "end[- ]users?",
        ),
        weight=1.5,
    ),
)
NEED_CUES = (
    Cue(
        "cost",
        "lower cost",
        words(
            "low[- ]cost",
            "inexpensive",
            "cost[- ](?:effective|efficient|saving|competitive)(?:ness|ly)?",
            "affordable",
            "cheap(?:er)?",
            "reduc(?:e|es|ed|ing) (?:the )?costs?",
            "economical(?:ly)?",
        ),
        weight=1.5,
    ),
    Cue(
        "demand",
        "a market or demand",
        words(
            "markets?",
            "(?:growing|increasing|high|rising|global|urgent) demand",
            "customers?",
            "consumers?",
            "(?:billion|million) (?:dollars|usd|euros?|people|tons|tonnes)",
            "unmet (?:medical |clinical )?needs?",
            "shortage",
        ),
        weight=1.5,
    ),
    Cue(
        "burden",
        "a costly problem",
        words(
            "leading causes? of",
            "(?:economic|disease|global|health) burden",
            "mortality",
            "major (?:challenge|problem|concern|threat)",
            "losses",
            "scarcity",
            "expensive",
            "time[- ]consuming",
        ),
    ),
    Cue(
        "gain",
        "a gain for the user",
        words(
            "energy[- ]efficien(?:t|cy)",
            "user[- ]friendly",
            "portable",
            "scalab(?:le|ility)",
            "sustainab(?:le|ility)",
            "real[- ]time",
            "productivity",
            "safer",
        ),
    ),
)


def signals(inputs: ScoringInputs) -> tuple[Signal, ...]:
    """The features of marketability."""
    return (
        cue_signal(inputs, "marketability.uses", "Uses and sectors named", 0.35, SECTOR_CUES),
        cue_signal(inputs, "marketability.needs", "Needs and costs named", 0.2, NEED_CUES),
        _breadth(inputs),
        _velocity(inputs),
    )


def score(inputs: ScoringInputs, reference: LibraryReference) -> DimensionScore:
    """Marketability, from 0 to 10 through the reference's percentiles."""
    return compose(Dimension.MARKETABILITY, signals(inputs), reference)


def _breadth(inputs: ScoringInputs) -> Signal:
    """How many different topics the source assigned to the paper."""
    name, label = "marketability.breadth", "Breadth of topics"
    topics = tuple(dict.fromkeys(inputs.topics))
    if not topics:
        missing = "its breadth (the source gave no topics)"
        return Signal(name=name, label=label, weight=0.15, value=None, missing=missing)
    return Signal(
        name=name,
        label=label,
        weight=0.15,
        value=float(len(topics)),
        unit="topics",
        said=f"It touches {len(topics)} topic{'s' * (len(topics) > 1)} ({', '.join(topics[:3])})",
        trust=0.5,
    )


def _velocity(inputs: ScoringInputs) -> Signal:
    """Citations a year: over the last three complete years where known, else over the whole age."""
    name, label = "marketability.velocity", "Citation velocity"
    if inputs.citation_count is None or inputs.year is None or inputs.year > inputs.as_of_year:
        missing = "citation velocity (no citation count or no year)"
        return Signal(name=name, label=label, weight=0.3, value=None, missing=missing)
    age = inputs.as_of_year - inputs.year + 1
    if inputs.citations_by_year and age > 3:
        span = range(inputs.as_of_year - 3, inputs.as_of_year)
        per_year = sum(y.count for y in inputs.citations_by_year if y.year in span) / 3
        said = f"{per_year:.1f} citations a year over {span[0]} to {span[-1]}"
    else:
        per_year = inputs.citation_count / age
        said = f"{inputs.citation_count} citations in {age} year{'s' * (age > 1)}"
    return Signal(
        name=name,
        label=label,
        weight=0.3,
        value=per_year,
        unit="citations a year",
        said=said,
        trust=0.9 if age > 2 else 0.5,
    )
