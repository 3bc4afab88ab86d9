"""Which way an organization's vectors are searched, by its size. Pure.

- exact: every vector is compared.
- bits: the signs of the vectors' numbers choose a few papers, whose vectors are then compared.
- index: a graph (HNSW) over the organization's own signs does the choosing.

The thresholds are where one way becomes cheaper than the next on two cores; the table is in
`docs/decisions/0013-search-at-scale.md`.
"""

from enum import StrEnum
from typing import Final


class Way(StrEnum):
    """How the nearest vectors are found."""

    EXACT = "exact"
    BITS = "bits"
    INDEX = "index"


#: Papers from which signs choose first.
BITS_FROM: Final = 20_000
#: Papers from which an index of the organization's own is worth its building.
INDEX_FROM: Final = 300_000
#: Share of a threshold below which a library that has shrunk goes back, so that one that grows
#: and shrinks around a threshold does not build and drop again and again.
BACK_BELOW: Final = 0.8

_UPWARDS: Final = (Way.EXACT, Way.BITS, Way.INDEX)


def fitting(papers: int, present: Way = Way.EXACT) -> Way:
    """Return the way for a library of so many papers that is now searched the `present` way."""
    for place, (way, start) in enumerate(((Way.INDEX, INDEX_FROM), (Way.BITS, BITS_FROM))):
        held = _UPWARDS.index(present) >= len(_UPWARDS) - 1 - place
        if papers > start * (BACK_BELOW if held else 1.0):
            return way
    return Way.EXACT


def in_use(stored: str | None, papers: int) -> Way:
    """Return the way to search now: as stored, or by size as long as nothing is stored.

    Only the index has to be built before it can be used; a library that grew within seconds is
    searched by its signs before anybody wrote that down.
    """
    present = Way.EXACT if stored is None else Way(stored)
    if present is Way.INDEX:
        return present
    return min(fitting(papers, present), Way.BITS, key=_UPWARDS.index)


#: Papers that a walk along an index may pass for the ones that a filter lets through. Beyond it,
#: comparing all that the filter lets through is cheaper.
LONGEST_WALK: Final = 4_000


def worth_walking(papers: int, allowed: int, depth: int) -> bool:
    """Say whether the index finds `depth` of the `allowed` papers soon enough, on average."""
    return allowed > BITS_FROM and depth * papers <= LONGEST_WALK * allowed


def index_name(organization_id: int) -> str:
    """Return the name of an organization's own index over its vectors' signs."""
    return f"ix_embeddings_organization_{int(organization_id)}"
