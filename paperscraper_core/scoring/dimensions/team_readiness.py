"""Team readiness: record, experience, mix and shared history of the paper's authors.

Sources: the h-index as a record, Hirsch 2005 and its predictive power, Hirsch 2007 (PNAS 102 and
104); star scientists and new firms, Zucker, Darby and Brewer 1998 (American Economic Review 88);
team size, Wuchty, Jones and Uzzi 2007 (Science 316); several institutions, Jones, Wuchty and Uzzi
2008 (Science 322); earlier collaboration, Guimerà et al. 2005 (Science 308). All figures come from
the organization's own library and so understate authors of whom it holds few papers.
"""

import math

from paperscraper_core.scoring.dimensions.companies import company_share_signal
from paperscraper_core.scoring.inputs import LibraryReference, ScoringInputs
from paperscraper_core.scoring.signals import Signal, compose, insufficient
from paperscraper_core.scoring.types import Dimension, DimensionScore

# Papers of an author in the library from which on the h-index is taken at its word.
ENOUGH_PAPERS = 10
# Growth of a team above this many authors says nothing more about readiness.
LARGE_TEAM = 10


def signals(inputs: ScoringInputs) -> tuple[Signal, ...]:
    """The features of team readiness."""
    return (
        _record(inputs),
        _experience(inputs),
        _shared_history(inputs),
        _size(inputs),
        _institutions(inputs),
        company_share_signal(inputs, "team_readiness.industry", 0.15),
    )


def score(inputs: ScoringInputs, reference: LibraryReference) -> DimensionScore:
    """Team readiness, from 0 to 10 through the reference's percentiles."""
    if not inputs.authors:
        return insufficient(Dimension.TEAM_READINESS, ("the authors",))
    return compose(Dimension.TEAM_READINESS, signals(inputs), reference)


def _record(inputs: ScoringInputs) -> Signal:
    name, label = "team_readiness.h_index", "Strongest record in the team"
    known = [a for a in inputs.authors if a.h_index is not None]
    if not known:
        missing = "the authors' h-index (no citation counts)"
        return Signal(name=name, label=label, weight=0.3, value=None, missing=missing)
    best = max(known, key=lambda author: author.h_index or 0)
    papers = max(author.papers or 0 for author in known)
    return Signal(
        name=name,
        label=label,
        weight=0.3,
        value=float(best.h_index or 0),
        unit="h-index",
        said=f"Highest h-index in the team, from this library: {best.h_index} ({best.name})",
        trust=0.9 * min(1.0, papers / ENOUGH_PAPERS),
    )


def _experience(inputs: ScoringInputs) -> Signal:
    name, label = "team_readiness.career", "Longest career in the team"
    known = [a.career_years for a in inputs.authors if a.career_years is not None]
    if not known:
        missing = "the authors' career age (no years)"
        return Signal(name=name, label=label, weight=0.15, value=None, missing=missing)
    return Signal(
        name=name,
        label=label,
        weight=0.15,
        value=float(max(known)),
        unit="years since the first paper",
        said=f"Longest career in the team, from this library: {max(known)} years",
        trust=0.7,
    )


def _shared_history(inputs: ScoringInputs) -> Signal:
    name, label, joint = "team_readiness.joint", "Earlier joint papers", inputs.earlier_joint_papers
    if joint is None:
        missing = "earlier joint papers (no year)"
        return Signal(name=name, label=label, weight=0.2, value=None, missing=missing)
    return Signal(
        name=name,
        label=label,
        weight=0.2,
        value=float(joint),
        unit="papers",
        said=(
            f"{joint} earlier paper{'s' * (joint != 1)} by two or more of its authors "
            "in this library"
        ),
        trust=0.8,
    )


def _size(inputs: ScoringInputs) -> Signal:
    size = len(inputs.authors)
    return Signal(
        name="team_readiness.size",
        label="Team size",
        weight=0.1,
        value=math.log2(min(size, LARGE_TEAM)) if size else None,
        unit="log2 of authors, at most 10",
        said=f"{size} author{'s' * (size > 1)}",
        missing="the authors",
        trust=0.9,
    )


def _institutions(inputs: ScoringInputs) -> Signal:
    name, label = "team_readiness.institutions", "Institutions"
    names = {i.name for author in inputs.authors for i in author.institutions}
    if not names:
        missing = "the authors' institutions"
        return Signal(name=name, label=label, weight=0.1, value=None, missing=missing)
    return Signal(
        name=name,
        label=label,
        weight=0.1,
        value=float(min(len(names), LARGE_TEAM)),
        unit="institutions, at most 10",
        said=f"{len(names)} institution{'s' * (len(names) > 1)}",
        trust=0.8,
    )
