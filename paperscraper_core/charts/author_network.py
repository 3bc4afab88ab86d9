"""An author's co-authors and the ties among them."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from math import sqrt
from typing import TYPE_CHECKING, Any, Final

from paperscraper_core.metrics.analysis_types import CoauthorNetwork, NetworkEdge, NetworkNode

from .frame import Trace, empty_figure, figure, plain
from .palette import MARKERS, Ink, ink, translucent
from .types import Theme
from .words import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from plotly.graph_objects import Figure

TITLE = "Co-author network"
#: Communities with a look of their own; the rest share one.
COMMUNITIES: Final = 6
#: Names that are written beside their marks; all others show on hover.
_LABELS: Final = 12
_WIDTHS: Final = (1, 2, 5, 10)
"""Papers together from which on a line is thicker."""


def coauthor_network(network: CoauthorNetwork, theme: Theme, as_of: date | None = None) -> Figure:
    """Marks for authors, lines for papers together; ``customdata`` of a mark is ``[author_id]``.

    Args:
        network: The author, the closest co-authors, and their ties.
        theme: The page's theme.
        as_of: The day of the counts; by default that of the library.
    """
    if not network.nodes:
        return empty_figure(title=TITLE, sentence=_why_empty(network), theme=theme)
    colours = ink(theme)
    hidden = {"visible": False, "fixedrange": True}
    return figure(
        [*_lines(network, colours), *_marks(network, colours)],
        title=TITLE,
        definition=_definition(network),
        theme=theme,
        as_of=as_of or network.library_date.day,
        x={**hidden, "range": [-1.34, 1.34]},  # names at the edge need more room than marks
        y={**hidden, "range": [-1.18, 1.18]},
        height=480,
        hovermode="closest",
    )


def _definition(network: CoauthorNetwork) -> str:
    words = (
        "Bigger and nearer to the middle (★): more papers with the author. Lines: papers"
        f" together, thicker from {_WIDTHS[1]}, {_WIDTHS[2]} and {_WIDTHS[3]} on. Colour and"
        " shape: groups that write together most (Louvain)."
    )
    if network.left_out:
        shown = network.coauthors - network.left_out
        words += f" The closest {shown:,} of {network.coauthors:,} co-authors."
    if network.papers_left_out:
        words += (
            f" Left out: {counted(network.papers_left_out, 'paper')} with more than"
            f" {network.largest_team} authors."
        )
    return words


def _why_empty(network: CoauthorNetwork) -> str:
    if network.papers_left_out:
        return (
            f"All shared papers of this author have more than {network.largest_team} authors:"
            " they say little about who works with whom."
        )
    return "No paper of this author has a co-author."


def _lines(network: CoauthorNetwork, colours: Ink) -> list[Trace]:
    """One trace for each width: a trace per tie would make the figure slow."""
    spots = {node.author_id: (node.x, node.y) for node in network.nodes}
    classes: dict[int, list[NetworkEdge]] = defaultdict(list)
    for edge in network.edges:
        classes[sum(edge.papers >= least for least in _WIDTHS)].append(edge)
    return [
        {
            "type": "scatter",
            "mode": "lines",
            "x": [x for edge in edges for x in (spots[edge.a][0], spots[edge.b][0], None)],
            "y": [y for edge in edges for y in (spots[edge.a][1], spots[edge.b][1], None)],
            "line": {"color": _grey(colours, width), "width": (0.6, 1.3, 2.4, 4)[width - 1]},
            "hoverinfo": "skip",
            "showlegend": False,
        }
        for width, edges in sorted(classes.items())
    ]


def _grey(colours: Ink, width: int) -> str:
    return translucent(colours.series[6], (0.28, 0.38, 0.5, 0.62)[width - 1])


def _marks(network: CoauthorNetwork, colours: Ink) -> list[Trace]:
    groups: dict[int, list[NetworkNode]] = defaultdict(list)
    for node in network.nodes:
        if node.author_id != network.author_id:
            groups[min(node.community, COMMUNITIES)].append(node)
    labelled = {node.author_id for node in network.nodes[: _LABELS + 1]}
    most = max((n.papers_together for group in groups.values() for n in group), default=1)
    marks = [
        _group(number, group, labelled, most, colours) for number, group in sorted(groups.items())
    ]
    centre = next(node for node in network.nodes if node.author_id == network.author_id)
    return [*marks, _centre(centre, colours)]


def _group(
    number: int, group: Sequence[NetworkNode], labelled: set[int], most: int, colours: Ink
) -> Trace:
    rest = number == COMMUNITIES
    name = "smaller groups" if rest else f"group {number + 1}"
    return _trace(
        group,
        name=f"{name} ({len(group)})",
        marker={
            "symbol": MARKERS[number % len(MARKERS)] if not rest else "circle-open",
            "color": colours.series[number % len(colours.series)],
            "size": [8 + 18 * sqrt(node.papers_together / most) for node in group],
            "line": {"color": colours.text, "width": 0.6},
        },
        labels=[plain(node.name, 22) if node.author_id in labelled else "" for node in group],
        colours=colours,
    )


def _centre(node: NetworkNode, colours: Ink) -> Trace:
    return _trace(
        [node],
        name=plain(node.name, 30),
        marker={"symbol": "star", "color": colours.text, "size": 24},
        labels=[f"<b>{plain(node.name, 22)}</b>"],
        colours=colours,
    )


def _trace(
    nodes: Sequence[NetworkNode],
    *,
    name: str,
    marker: dict[str, Any],
    labels: list[str],
    colours: Ink,
) -> Trace:
    return {
        "type": "scatter",
        "mode": "markers+text",
        "name": name,
        "x": [node.x for node in nodes],
        "y": [node.y for node in nodes],
        "marker": marker,
        "text": labels,
        # neighbours stand next to each other in the list: their names must not run together
        "textposition": ["bottom center" if n % 2 else "top center" for n in range(len(nodes))],
        "textfont": {"size": 10, "color": colours.text},
        "cliponaxis": False,
        "customdata": [[node.author_id] for node in nodes],
        "hovertext": [_spell(node) for node in nodes],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _spell(node: NetworkNode) -> str:
    h = "h unknown" if node.h_index is None else f"h {node.h_index:,}"
    return (
        f"{plain(node.name, 60)}<br>{counted(node.papers_together, 'paper')} together,"
        f" {node.papers:,} in the library, {h}"
    )
