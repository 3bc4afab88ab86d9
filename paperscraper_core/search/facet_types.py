"""What crosses the door with the counts beside a result."""

from dataclasses import dataclass
from typing import Final

#: Venues that are counted by name, besides those that the search chose.
VENUES: Final = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Facets:
    """How the papers of a search spread; None stands for papers whose value is unknown.

    Each facet counts the papers of the search under all filters but its own: what would be found
    if that value were chosen instead. So the other values of a chosen facet stay in sight.

    Attributes:
        years: (year, papers), newest first, None last.
        venues: (name, papers), most frequent first: the first 15 and every chosen one; None last.
        types: (type, papers), most frequent first, None last.
        total: papers under all filters: the search's own total.
    """

    years: tuple[tuple[int | None, int], ...]
    venues: tuple[tuple[str | None, int], ...]
    types: tuple[tuple[str | None, int], ...]
    total: int
