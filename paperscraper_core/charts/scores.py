"""Charts of scores."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from .frame import count_axis, empty_figure, figure, plain, small_print, top_margin
from .palette import ink, translucent
from .types import CountBin, DimensionScore, Theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from plotly.graph_objects import Figure

RADAR_TITLE = "Score by dimension"
DISTRIBUTION_TITLE = "How the scores are spread"


def score_radar(
    dimensions: Sequence[DimensionScore], theme: Theme, as_of: date | None = None
) -> Figure:
    """The dimensions of one score on spokes of 0–10; bigger marks are surer.

    A dimension without evidence has no mark: the shape is open there, and its spoke says so.
    """
    known = [one for one in dimensions if one.value is not None]
    if not known:
        sentence = "No dimension has enough evidence for a score."
        return empty_figure(title=RADAR_TITLE, sentence=sentence, theme=theme)
    colours = ink(theme)
    ring = [*dimensions, dimensions[0]]
    words = "0 to 10 for each dimension; in brackets how sure the scorer is. Bigger marks: surer."
    if len(known) < len(dimensions):
        words += " No mark: insufficient evidence, no number."
    return figure(
        [
            {
                "type": "scatterpolar",
                "mode": "lines+markers",
                "theta": [_spoke(one) for one in ring],
                "r": [one.value for one in ring],
                "connectgaps": False,
                "fill": "toself" if len(known) == len(dimensions) else "none",
                "fillcolor": translucent(colours.main, 0.2),
                "line": {"color": colours.main, "width": 2},
                "marker": {"size": [5 + 9 * (one.confidence or 0) for one in ring]},
                "hovertemplate": "%{theta}<extra></extra>",
            }
        ],
        title=RADAR_TITLE,
        definition=words,
        theme=theme,
        as_of=as_of,
        x={},
        y={},
        # the names of the dimensions stand around the circle
        margin={"l": 92, "r": 92, "t": top_margin(small_print(words, as_of)) + 34, "b": 44},
        polar={
            "bgcolor": "rgba(0,0,0,0)",
            "radialaxis": {
                "range": [0, 10],
                "tickvals": [2, 4, 6, 8],
                "linecolor": colours.grid,
                "angle": 60,
                "tickangle": 0,
                "gridcolor": colours.grid,
                "tickfont": {"size": 10, "color": colours.muted},
            },
            "angularaxis": {
                "gridcolor": colours.grid,
                "linecolor": colours.grid,
                "direction": "clockwise",
                "rotation": 90,
                "tickfont": {"size": 11},
            },
        },
    )


def _spoke(one: DimensionScore) -> str:
    name = plain(one.label, 24)
    if one.value is None:
        return f"{name}<br>no evidence"
    sure = "" if one.confidence is None else f" ({one.confidence:.0%})"
    return f"{name}<br>{one.value:.1f}{sure}"


def score_distribution(
    bins: Sequence[CountBin],
    theme: Theme,
    as_of: date | None = None,
    *,
    dimension: str = "Overall score",
    unscored: int = 0,
) -> Figure:
    """Bars of how many papers have which score.

    Args:
        bins: Papers in each band of scores, lowest first.
        theme: The page's theme.
        as_of: The day for which this holds.
        dimension: What the scores are of.
        unscored: Papers without such a score, said on the figure.
    """
    total = sum(one.count for one in bins)
    if not total:
        sentence = "No paper has been scored yet."
        return empty_figure(title=DISTRIBUTION_TITLE, sentence=sentence, theme=theme)
    words = f"Latest score of each of {total:,} papers."
    if unscored:
        words += f" {unscored:,} papers without such a score are not shown."
    return figure(
        [
            {
                "type": "bar",
                "x": [one.label for one in bins],
                "y": [one.count for one in bins],
                "marker": {"color": ink(theme).main},
                "hovertemplate": "%{x}: %{y:,d} papers<extra></extra>",
            }
        ],
        title=DISTRIBUTION_TITLE,
        definition=words,
        theme=theme,
        as_of=as_of,
        x={"title": {"text": f"{dimension} (0–10)"}, "type": "category"},
        y=count_axis("Papers", max(one.count for one in bins)),
        height=300,
    )
