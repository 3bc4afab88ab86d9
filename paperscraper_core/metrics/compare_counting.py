"""The numbers of authors by chosen rules, and how those change their order. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from .analysis_types import SelfCitationRule
from .compare_fractional import fractional_history, fractional_values
from .compare_types import Choices, Compared, ComparedPaper, KnownSelfCitation, Material, RankShift
from .definitions import DEFINITIONS
from .history import h_history
from .summary import author_indices
from .types import ObservedH, PaperCitations, YearCount

KEYS: Final = tuple(one.key for one in DEFINITIONS)


def compared(material: Material, choices: Choices, observed: Sequence[ObservedH] = ()) -> Compared:
    """Compute the metrics of one author and their h over time by the chosen rules.

    Args:
        material: All papers of the author.
        choices: Which papers count, and how.
        observed: h as it was stored in earlier years; true only where everything counts.
    """
    chosen = [one for one in material.papers if fits(one, choices)]
    counted = [counted_paper(one, choices.without) for one in chosen]
    year = material.library_date.year
    whole = author_indices(counted, year)
    if choices.fractional:
        values = fractional_values(counted, year)
        history = fractional_history(counted, year)
    else:
        values = {key: getattr(whole, key) for key in KEYS}
        history = h_history(counted, year, observed if choices.is_plain else ())
    return Compared(
        author_id=material.author_id,
        values=tuple((key, values[key]) for key in KEYS),
        history=history,
        papers=len(counted),
        papers_of_all=len(material.papers),
        papers_without_count=whole.papers_without_count,
        papers_without_year=whole.papers_without_year,
        taken_away=sum(
            (one.paper.citations or 0) - (paper.citations or 0)
            for one, paper in zip(chosen, counted, strict=True)
        ),
    )


def fits(one: ComparedPaper, choices: Choices) -> bool:
    """Whether a paper counts; one of an unknown year does not where years are chosen."""
    if choices.types and (one.type or "") not in choices.types:
        return False
    year = one.paper.year
    if year is None:
        return choices.year_from is None and choices.year_to is None
    return (choices.year_from is None or year >= choices.year_from) and (
        choices.year_to is None or year <= choices.year_to
    )


def counted_paper(one: ComparedPaper, without: SelfCitationRule | None) -> PaperCitations:
    """The paper with its known self-citations taken away, from the total and from their years.

    A source that counted fewer citations than the library found is not made to go below zero.
    """
    paper = one.paper
    gone = [known for known in one.self_citations if _applies(known, without)]
    if not gone or paper.citations is None:
        return paper
    years = Counter(known.citing_year for known in gone)
    return PaperCitations(
        paper_id=paper.paper_id,
        year=paper.year,
        citations=max(paper.citations - len(gone), 0),
        n_authors=paper.n_authors,
        counts_by_year=tuple(
            YearCount(year=count.year, citations=max(count.citations - years[count.year], 0))
            for count in paper.counts_by_year
        ),
        position=paper.position,
    )


def _applies(known: KnownSelfCitation, without: SelfCitationRule | None) -> bool:
    return without is SelfCitationRule.ANY_AUTHOR or (
        without is SelfCitationRule.SAME_AUTHOR and known.same_author
    )


def ranks(values: Sequence[float | None]) -> tuple[int | None, ...]:
    """The rank of each value, the highest first; equals share a rank, unknown ones have none."""
    known = [value for value in values if value is not None]
    # what differs in the last digits of a sum only is equal
    return tuple(
        None
        if value is None
        else 1 + sum(1 for other in known if other > value + 1e-9 * max(1.0, abs(value)))
        for value in values
    )


def shifts(before: Sequence[Compared], after: Sequence[Compared]) -> tuple[RankShift, ...]:
    """How the ranks of the authors change by each metric, metric by metric.

    Args:
        before: The authors where everything counts.
        after: The same authors, in the same order, by the chosen rules.
    """
    return tuple(
        RankShift(author_id=one.author_id, key=key, before=old, after=new)
        for key in KEYS
        for one, old, new in zip(
            after,
            ranks([author.value(key) for author in before]),
            ranks([author.value(key) for author in after]),
            strict=True,
        )
    )
