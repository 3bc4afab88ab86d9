"""The papers of one author by rank: where h and g are read from."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from paperscraper_core.metrics.indices import g_index
from paperscraper_core.metrics.types import RankPoint

from .author_h import NO_COUNTS
from .frame import Trace, count_axis, empty_figure, figure, plain
from .palette import Ink, ink, translucent
from .types import Theme

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from plotly.graph_objects import Figure

RANK_TITLE = "Papers by citations, and where h lies"


def rank_curve(
    points: Sequence[RankPoint],
    theme: Theme,
    as_of: date | None = None,
    titles: Mapping[int, str] | None = None,
) -> Figure:
    """Citations of each paper by rank with the line citations = rank, which crosses at h.

    Args:
        points: The ranked papers.
        theme: The page's theme.
        as_of: The day of the counts.
        titles: Titles by paper id, shown on hover.
    """
    if not points:
        return empty_figure(title=RANK_TITLE, sentence=NO_COUNTS, theme=theme)
    colours = ink(theme)
    h = sum(point.citations >= point.rank for point in points)
    top = _frame_top(points, h)
    reach = min(max(len(points), h + 1), top)
    above = sum(point.citations > top for point in points)
    g = g_index(point.citations for point in points)
    words = "Papers from most to least cited; the filled ones, at or above the line, make h."
    if g:
        words += f" Shaded: the {g:,} papers of g, with {g:,}² citations together or more."
    if above:
        words += f" ▲: {above:,} with more than {top:,} citations."
    return figure(
        [
            *([_g_area(points[:g], top, colours)] if g else ()),
            _ranked(points, h, top, titles or {}, colours),
            _diagonal(reach, colours),
        ],
        title=RANK_TITLE,
        definition=words,
        theme=theme,
        as_of=as_of,
        x={
            **count_axis("Rank of the paper", len(points)),
            "range": [0, max(len(points), reach) * 1.04 + 0.5],
        },
        y={**count_axis("Citations of the paper", top), "range": [0, top * 1.08]},
        annotations=[_h_mark(h, len(points), colours)] if h else [],
    )


def _g_area(core: Sequence[RankPoint], top: int, colours: Ink) -> Trace:
    """The citations of the g most cited papers as an area, cut where the frame ends."""
    g = len(core)
    return {
        "type": "scatter",
        "mode": "lines",
        "name": f"g = {g:,}",
        "x": [0, *(point.rank for point in core), g],
        "y": [min(core[0].citations, top), *(min(point.citations, top) for point in core), 0],
        "line": {"color": colours.series[2], "width": 1, "dash": "dot"},
        "fill": "tozeroy",
        "fillcolor": translucent(colours.series[2], 0.16),
        "hoverinfo": "skip",
    }


def _frame_top(points: Sequence[RankPoint], h: int) -> int:
    """Where the frame ends: a few giants must not press the crossing into a corner."""
    highest = points[0].citations
    return highest if highest <= 6 * max(h, 2) else 5 * max(h, 2)


def _ranked(
    points: Sequence[RankPoint], h: int, top: int, titles: Mapping[int, str], colours: Ink
) -> Trace:
    symbols = [
        "triangle-up" if p.citations > top else "circle" if p.rank <= h else "circle-open"
        for p in points
    ]
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": "papers",
        "x": [point.rank for point in points],
        "y": [min(point.citations, top) for point in points],
        "line": {"color": colours.main, "width": 1.5},
        "marker": {"size": 6, "symbol": symbols},
        "text": [
            f"{p.citations:,} citations<br>{plain(titles.get(p.paper_id, ''), 60)}" for p in points
        ],
        "customdata": [[point.paper_id] for point in points],
        "hovertemplate": "rank %{x:d}: %{text}<extra></extra>",
    }


def _diagonal(reach: int, colours: Ink) -> Trace:
    return {
        "type": "scatter",
        "mode": "lines",
        "name": "citations = rank (45° line)",
        "x": [0, reach],
        "y": [0, reach],
        "line": {"color": colours.second, "width": 2, "dash": "dash"},
        "hoverinfo": "skip",
    }


def _h_mark(h: int, ranks: int, colours: Ink) -> Mapping[str, Any]:
    near_the_edge = h > 0.8 * ranks  # words to the right would be cut off on a phone
    return {
        "x": h,
        "y": h,
        "text": f"<b>h = {h}</b>",
        "showarrow": True,
        "arrowhead": 2,
        "arrowcolor": colours.text,
        "ax": 26 if near_the_edge else 46,
        "xanchor": "right" if near_the_edge else "center",
        "ay": -44,
        "font": {"color": colours.text, "size": 13},
    }
