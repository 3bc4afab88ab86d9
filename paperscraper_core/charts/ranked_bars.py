"""Bars that lie, longest first, each under its own name: readable on a phone, however long."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from paperscraper_core.metrics.analysis_types import WorkGroup

from .frame import count_axis, figure, plain
from .palette import OVERLAID, ink
from .types import Theme
from .words import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from plotly.graph_objects import Figure

INSIDE: Final = {Theme.LIGHT: "#FFFFFF", Theme.DARK: "#14161C"}
_ROW: Final = 40  # pixels of a name and its bar
_NAME: Final = 46  # characters that fit on 390 pixels


@dataclass(frozen=True, slots=True, kw_only=True)
class RankedBar:
    """One bar: papers that share something. ``marked`` bars are hatched."""

    name: str
    work: WorkGroup
    marked: bool = False


def ranked_bars(
    bars: Sequence[RankedBar],
    *,
    title: str,
    unit: str,
    what: str,
    definition: str,
    theme: Theme,
    as_of: date | None,
) -> Figure:
    """Lying bars with papers to the right; each bar carries the ids of its papers.

    Args:
        bars: At least one, in the order from top to bottom.
        title: What is shown.
        unit: The title of the horizontal axis.
        what: The title of the vertical axis: what the names are.
        definition: How to read the figure.
        theme: The page's theme.
        as_of: The day of the counts.
    """
    colours = ink(theme)
    lengths = [bar.work.papers for bar in bars]
    longest = max(lengths)
    return figure(
        [
            {
                "type": "bar",
                "orientation": "h",
                "x": lengths,
                "y": list(range(len(bars))),
                "width": 0.46,
                "marker": {
                    "color": colours.main,
                    "pattern": {**OVERLAID, "shape": ["/" if bar.marked else "" for bar in bars]},
                },
                "text": [_figures(bar.work) for bar in bars],
                "textposition": ["inside" if 2 * n > longest else "outside" for n in lengths],
                "constraintext": "none",
                "textangle": 0,
                "insidetextanchor": "start",
                "insidetextfont": {"color": INSIDE[theme], "size": 11},
                "outsidetextfont": {"color": colours.muted, "size": 11},
                "cliponaxis": False,
                "customdata": [list(bar.work.paper_ids) for bar in bars],
                "hovertext": [f"{plain(bar.name, 80)}<br>{_all(bar.work)}" for bar in bars],
                "hovertemplate": "%{hovertext}<extra></extra>",
            }
        ],
        title=title,
        definition=definition,
        theme=theme,
        as_of=as_of,
        x=count_axis(unit, longest),
        y={
            "title": {"text": what},
            "showticklabels": False,
            "showgrid": False,
            "zeroline": False,
            "range": [len(bars) - 0.4, -0.9],
        },
        annotations=[_name(place, bar, colours.text) for place, bar in enumerate(bars)],
        height=104 + _ROW * len(bars),
        bargap=0,
    )


def _name(place: int, bar: RankedBar, colour: str) -> dict[str, Any]:
    return {
        "x": 0,
        "y": place - 0.25,
        "xref": "x",
        "yref": "y",
        "text": plain(bar.name, _NAME),
        "showarrow": False,
        "xanchor": "left",
        "yanchor": "bottom",
        "font": {"size": 12, "color": colour},
        "borderpad": 0,
        "captureevents": False,
    }


def _figures(work: WorkGroup) -> str:
    if work.citations is None:
        return f"{work.papers:,}"
    return f"{work.papers:,} · {work.citations:,} cited"


def _all(work: WorkGroup) -> str:
    said = counted(work.papers, "paper") + ", "
    said += "citations unknown" if work.citations is None else counted(work.citations, "citation")
    if work.papers_without_count and work.citations is not None:
        said += f" ({counted(work.papers_without_count, 'paper')} without a count)"
    return said + (f"<br>{years(work)}" if work.first_year else "<br>years unknown")


def years(work: WorkGroup) -> str:
    """The first and last year as ``2008–2021``; empty when unknown."""
    if work.first_year is None:
        return ""
    return (
        f"{work.first_year}"
        if work.first_year == work.last_year
        else f"{work.first_year}–{work.last_year}"
    )
