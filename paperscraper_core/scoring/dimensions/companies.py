"""Companies among the institutions of a paper's authors."""

from paperscraper_core.scoring.inputs import ScoringInputs
from paperscraper_core.scoring.signals import Signal


def company_names(inputs: ScoringInputs) -> tuple[str, ...]:
    """The different companies named, in the order of the authors."""
    names = (
        institution.name
        for author in inputs.authors
        for institution in author.institutions
        if institution.kind == "company"
    )
    return tuple(dict.fromkeys(names))


def kinds_known(inputs: ScoringInputs) -> bool:
    """Whether the source said of any institution what kind it is."""
    return any(
        institution.kind is not None
        for author in inputs.authors
        for institution in author.institutions
    )


def company_share_signal(inputs: ScoringInputs, name: str, weight: float) -> Signal:
    """The share of authors with a company among their institutions.

    Joint papers of universities and firms as an indicator: Tijssen, van Leeuwen and van Wijk 2009
    (Research Evaluation 18). Unknown when no institution's kind is known.
    """
    label = "Authors from companies"
    if not kinds_known(inputs):
        missing = "whether companies took part (no institutions with their kind)"
        return Signal(name=name, label=label, weight=weight, value=None, missing=missing)
    placed = [author for author in inputs.authors if author.institutions]
    of_company = [a for a in placed if any(i.kind == "company" for i in a.institutions)]
    names = company_names(inputs)
    who = f" ({', '.join(names[:3])}{', …' if len(names) > 3 else ''})" if names else ""
    return Signal(
        name=name,
        label=label,
        weight=weight,
        value=len(of_company) / len(placed),
        unit="share of authors",
        said=(
            f"{len(of_company)} of {len(placed)} authors with a known institution "
            f"are in a company{who}"
        ),
        trust=0.9 * len(placed) / len(inputs.authors),
    )
