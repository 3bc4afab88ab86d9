"""Communities of a co-author network, and where its authors stand on a picture.

The same papers give the same picture: the search for communities has a fixed seed. networkx is
imported when it is needed, so that pages without a network do not pay for it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import cos, sin, sqrt, tau
from typing import Final

#: Papers with more authors make no ties: between thousands of people they mean no collaboration.
LARGEST_TEAM: Final = 50
_SEED: Final = 7

Ties = Mapping[tuple[int, int], float]
"""Weight of each tie, by pair of ids."""


def communities(centre: int, nodes: Sequence[int], ties: Ties) -> dict[int, int]:
    """The community of each author (Louvain: Blondel et al. 2008), the largest numbered 0.

    The centre, who is tied to everybody, is left out of the search, or else it would hold all of
    them together; it joins the community with which it shares most weight.
    """
    import networkx

    graph = networkx.Graph()
    graph.add_nodes_from(sorted(node for node in nodes if node != centre))
    graph.add_weighted_edges_from(
        (a, b, weight) for (a, b), weight in sorted(ties.items()) if centre not in (a, b)
    )
    found = networkx.community.louvain_communities(graph, weight="weight", seed=_SEED)
    ranked = sorted(found, key=lambda members: (-len(members), min(members)))
    numbers = {node: number for number, members in enumerate(ranked) for node in members}
    if centre in nodes:
        numbers[centre] = _closest(centre, numbers, ties)
    return numbers


def _closest(centre: int, numbers: Mapping[int, int], ties: Ties) -> int:
    weights: dict[int, float] = {}
    for (a, b), weight in sorted(ties.items()):
        if centre in (a, b):
            number = numbers[b if a == centre else a]
            weights[number] = weights.get(number, 0) + weight
    return max(weights, key=lambda number: (weights[number], -number), default=0)


def places(
    centre: int, together: Mapping[int, int], numbers: Mapping[int, int]
) -> dict[int, tuple[float, float]]:
    """Where each author stands, within −1 … 1: the centre in the middle, communities as sectors.

    Nearer to the middle means more papers together, on a square root, so that distances can be
    read; a spring layout would give them no meaning and press busy circles into a knot.

    Args:
        centre: The author in the middle.
        together: Papers with the centre, of every author shown.
        numbers: The community of each author.
    """
    others = sorted(
        (one for one in together if one != centre),
        key=lambda one: (numbers[one], -together[one], one),
    )
    most = max((together[one] for one in others), default=1)
    spots = {centre: (0.0, 0.0)}
    for place, one in enumerate(others):
        angle = tau * (place / len(others) - 1 / 8)  # the closest not beside the middle name
        reach = _reach(together[one], most) - 0.07 * (place % 2)  # neighbours' names need room
        spots[one] = (reach * cos(angle), reach * sin(angle))
    return spots


def _reach(papers: int, most: int) -> float:
    return 1.0 if most == 1 else 1 - 0.65 * (sqrt(papers) - 1) / (sqrt(most) - 1)
