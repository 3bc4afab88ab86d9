"""Communities and places of a co-author network, by networkx.

Fixed seeds: the same papers give the same picture. networkx is imported when it is needed, so that
pages without a network do not pay for it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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


def places(centre: int, nodes: Sequence[int], ties: Ties) -> dict[int, tuple[float, float]]:
    """Where each author stands, within −1 … 1, the centre in the middle (Fruchterman, Reingold)."""
    import networkx

    graph = networkx.Graph()
    graph.add_nodes_from(sorted(nodes))
    graph.add_weighted_edges_from((a, b, weight) for (a, b), weight in sorted(ties.items()))
    if len(nodes) < 2:
        return dict.fromkeys(nodes, (0.0, 0.0))
    found = networkx.spring_layout(
        graph, pos={centre: (0.0, 0.0)}, fixed=[centre], seed=_SEED, iterations=80,
        k=1.6 / len(nodes) ** 0.5,
    )  # fmt: skip
    reach = max(abs(float(value)) for place in found.values() for value in place) or 1.0
    return {node: (float(x) / reach, float(y) / reach) for node, (x, y) in found.items()}
