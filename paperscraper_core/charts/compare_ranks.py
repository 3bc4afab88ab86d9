"""How the order of authors changes by other rules: two columns of ranks, joined by lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from .frame import Trace, figure, plain
from .palette import DASHES, MARKERS, Ink, ink
from .types import ChartColumn, ChartRows, Theme

if TYPE_CHECKING:
    from plotly.graph_objects import Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class RankedAuthor:
    """One author with rank and value where everything counts, and by the chosen rules.

    Values are words already; a rank is None where the value is not known.
    """

    name: str
    before: int | None
    after: int | None
    value_before: str
    value_after: str


def rank_shift(
    authors: Sequence[RankedAuthor], metric: str, definition: str, theme: Theme, as_of: date | None
) -> Figure:
    """Who stood where, left; who stands where now, right; equals stand below each other.

    Args:
        authors: Two or more authors, in the order of their colours.
        metric: What they are ranked by.
        definition: The metric and the rules in words.
        theme: The page's theme.
        as_of: The day of the counts.
    """
    colours = ink(theme)
    left = _places([one.before for one in authors])
    right = _places([one.after for one in authors])
    return figure(
        [
            _line(one, number, (left[number], right[number]), colours)
            for number, one in enumerate(authors)
        ],
        title=f"Ranks by {metric}",
        definition=definition,
        theme=theme,
        as_of=as_of,
        x={
            "title": {"text": ""},
            "tickvals": [0, 1],
            "ticktext": ["all counted", "by the rules"],
            "range": [-0.5, 2.7],
            "fixedrange": True,
        },
        y={
            "title": {"text": "Place, the highest first"},
            "range": [len(authors) + 0.6, 0.4],
            "showticklabels": False,
            "showgrid": False,
            "zeroline": False,
        },
        height=90 + 34 * len(authors),
        showlegend=False,
    )


def rank_rows(authors: Sequence[RankedAuthor]) -> ChartRows:
    """The data behind it."""
    return ChartRows(
        columns=(
            ChartColumn(key="author", title="Author"),
            ChartColumn(key="rank_before", title="Rank, all counted", definition="1 is highest."),
            ChartColumn(key="rank_after", title="Rank by the rules", definition="1 is highest."),
            ChartColumn(key="value_before", title="Value, all counted"),
            ChartColumn(key="value_after", title="Value by the rules"),
        ),
        rows=tuple(
            (one.name, one.before, one.after, one.value_before, one.value_after) for one in authors
        ),
    )


def _places(ranks: Sequence[int | None]) -> list[int]:
    """A place of its own for everybody: equals below each other, unknown ones last."""
    order = sorted(range(len(ranks)), key=lambda i: (ranks[i] is None, ranks[i] or 0, i))
    places = [0] * len(ranks)
    for place, number in enumerate(order, start=1):
        places[number] = place
    return places


def _line(one: RankedAuthor, number: int, places: tuple[int, int], colours: Ink) -> Trace:
    colour = colours.series[number % len(colours.series)]
    return {
        "type": "scatter",
        "mode": "lines+markers+text",
        "name": plain(one.name, 28),
        "x": [0, 1],
        "y": list(places),
        "text": [
            f"{_rank(one.before)} {one.value_before} ",
            f" {_rank(one.after)} {one.value_after} · {plain(one.name, 20)}",
        ],
        "textposition": ["middle left", "middle right"],
        "textfont": {"color": colours.text, "size": 11},
        "line": {
            "color": colour,
            "width": 3 if one.before != one.after else 1.5,
            "dash": DASHES[number // len(colours.series) % len(DASHES)],
        },
        "marker": {"size": 9, "symbol": MARKERS[number % len(MARKERS)], "color": colour},
        "cliponaxis": False,
        "hovertemplate": f"{plain(one.name)}: rank {one.before or '–'} → {one.after or '–'},"
        f" value {plain(one.value_before)} → {plain(one.value_after)}<extra></extra>",
    }


def _rank(rank: int | None) -> str:
    return "–" if rank is None else f"<b>{rank}.</b>"
