"""The state of the list of authors as address parameters, and back. Pure.

Addresses are typed, shared and outlive the library they were made for: what cannot be read is
left out, never an error.
"""

from typing import Final, Protocol

from pages.components import authors_board_format
from paperscraper_core.metrics.definitions import DEFINITIONS
from paperscraper_core.metrics.types import LeaderboardCriteria

SORTS: Final = (*(one.key for one in DEFINITIONS), "last_year", "name")
SIZE: Final = 50
_MOST_PAGES: Final = 10_000_000
_MOST_PAPERS: Final = 10_000
_YEARS: Final = (1000, 2999)
_AGES: Final = (1, 200)
_LONGEST: Final = 200
#: Addresses once said what was on the screen.
_LABELS: Final = {authors_board_format.sort_label(key): key for key in SORTS}


class Parameters(Protocol):
    """`st.query_params`, or a stand-in for it."""

    def get(self, key: str, default: str = "") -> str:
        """The last value of a parameter."""


def read(parameters: Parameters) -> LeaderboardCriteria:
    """Read which authors an address asks for."""

    def number(name: str, bounds: tuple[int, int]) -> int | None:
        value = parameters.get(name, "")
        if not (value.isascii() and value.isdigit() and len(value) < 20):
            return None
        return int(value) if bounds[0] <= int(value) <= bounds[1] else None

    def words(name: str) -> str:
        # the database knows no NUL, and so nothing in it has one
        return parameters.get(name, "").replace("\x00", "").strip()[:_LONGEST]

    sort = parameters.get("sort", "")
    sort = sort if sort in SORTS else _LABELS.get(sort, "h_index")
    upwards = parameters.get("up", "").lower() == "true"
    minimum = number("min", (0, _MOST_PAPERS))
    country = words("country").upper()
    years = number("from", _YEARS), number("to", _YEARS)
    ages = number("career_from", _AGES), number("career_to", _AGES)
    return LeaderboardCriteria(
        sort=sort,
        descending=not upwards if sort != "name" else upwards,
        name=words("name"),
        minimum_papers=1 if minimum is None else minimum,
        page=number("page", (1, _MOST_PAGES)) or 1,
        size=SIZE,
        year_from=years[0],
        year_to=_not_before(*years),
        venue=words("venue"),
        topic=words("topic"),
        institution=words("at"),
        country=country if len(country) == 2 and country.isalpha() else "",
        career_from=ages[0],
        career_to=_not_before(*ages),
        group_id=number("in_group", (1, 2**63 - 1)),
    )


def _not_before(low: int | None, high: int | None) -> int | None:
    return None if low is not None and high is not None and high < low else high


def write(criteria: LeaderboardCriteria) -> dict[str, str]:
    """Write it as address parameters; what is at its default is left out."""
    upwards = criteria.descending if criteria.sort == "name" else not criteria.descending
    found = {
        "sort": "" if criteria.sort == "h_index" else criteria.sort,
        "up": "true" if upwards else "",
        "name": criteria.name,
        "min": "" if criteria.minimum_papers == 1 else str(criteria.minimum_papers),
        "from": _text(criteria.year_from),
        "to": _text(criteria.year_to),
        "venue": criteria.venue,
        "topic": criteria.topic,
        "at": criteria.institution,
        "country": criteria.country,
        "career_from": _text(criteria.career_from),
        "career_to": _text(criteria.career_to),
        "in_group": _text(criteria.group_id),
        "page": "" if criteria.page == 1 else str(criteria.page),
    }
    return {name: value for name, value in found.items() if value}


def _text(value: int | None) -> str:
    return "" if value is None else str(value)
