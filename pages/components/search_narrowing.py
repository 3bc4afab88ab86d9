"""What a click on a facet makes of a search. Pure: every function returns the new search."""

from dataclasses import replace
from typing import Literal

from paperscraper_core.search.types import SearchCriteria

#: Facets whose values are names.
Named = Literal["venue", "type"]
FACETS = ("year", "venue", "type")


def period(
    criteria: SearchCriteria, first: int, last: int, decade: int | None = None
) -> SearchCriteria:
    """The years from `first` to `last`; where they are chosen already, the `decade`, or all."""
    low: int | None = first
    high: int | None = last
    if chosen_period(criteria, first, last):
        low = decade
        high = None if decade is None else decade + 9
    return _known(replace(criteria, year_from=low, year_to=high), "year")


def chosen_period(criteria: SearchCriteria, first: int, last: int) -> bool:
    """Whether just these years are chosen."""
    return (criteria.year_from, criteria.year_to) == (first, last)


def inside(criteria: SearchCriteria, decade: int) -> bool:
    """Whether the chosen years are all of this decade."""
    low, high = criteria.year_from, criteria.year_to
    return low is not None and high is not None and decade <= low <= high <= decade + 9


def values(criteria: SearchCriteria, name: Named) -> tuple[str, ...]:
    """The chosen values of a facet."""
    return criteria.venues if name == "venue" else criteria.types


def toggled(criteria: SearchCriteria, name: Named, value: str) -> SearchCriteria:
    """One value more, or one less where it is chosen; any of the chosen ones matches."""
    chosen = values(criteria, name)
    others = tuple(one for one in chosen if one != value)
    return _known(_with(criteria, name, others if value in chosen else (*chosen, value)), name)


def unknown_toggled(criteria: SearchCriteria, name: str) -> SearchCriteria:
    """Only papers whose value is not known, or any again."""
    if name in criteria.missing:
        return _known(criteria, name)
    wide = everything(criteria, name)
    return replace(wide, missing=(*wide.missing, name))


def everything(criteria: SearchCriteria, name: str) -> SearchCriteria:
    """The search without this facet."""
    if name == "year":
        wide = replace(criteria, year_from=None, year_to=None)
    else:
        wide = _with(criteria, "venue" if name == "venue" else "type", ())
    return _known(wide, name)


def number_on(criteria: SearchCriteria) -> int:
    """How many facets narrow the search."""
    same = replace(criteria, number=1)
    return sum(everything(criteria, name) != same for name in FACETS)


def _with(criteria: SearchCriteria, name: Named, chosen: tuple[str, ...]) -> SearchCriteria:
    if name == "venue":
        return replace(criteria, venues=chosen)
    return replace(criteria, types=chosen)


def _known(criteria: SearchCriteria, name: str) -> SearchCriteria:
    """From the first page, and without the question for papers that lack the value."""
    missing = tuple(one for one in criteria.missing if one != name)
    return replace(criteria, missing=missing, number=1)
