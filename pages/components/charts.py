"""Figures on a page: in the page's theme, with their data and their picture to take away.

    charts.show(figure, "author_h", tenant=tenant, rows=rows.h_history(history))
    pick = charts.show(figure, "author_citations", tenant=tenant, selectable=True)

Below each figure stands a quiet row: its data as CSV or Excel, its picture as PNG or SVG.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from pages.components import chart_data, chart_picture, login
from paperscraper_core.charts.types import ChartRows, Theme
from paperscraper_core.tenancy import Tenant

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

#: No zoom: it would hide the end of an axis. The mode bar is there for the row below, unseen.
_CONFIG: Final = {
    "displaylogo": False,
    "displayModeBar": True,
    "modeBarButtons": [["toImage"]],
    "toImageButtonOptions": {"format": "png", "scale": 2},
    "responsive": True,
}
_NOT_IN_A_NAME: Final = re.compile(r"[^a-z0-9]+")

Filters = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pick:
    """A point that was clicked: its series, its number in it, its place, what the figure adds."""

    curve: int
    index: int
    x: object
    y: object
    extra: tuple[object, ...] = ()


def theme() -> Theme:
    """The theme of the page in this browser."""
    return Theme.DARK if st.context.theme.type == "dark" else Theme.LIGHT


def show(
    figure: "Figure",
    key: str,
    *,
    tenant: Tenant | None = None,
    rows: ChartRows | None = None,
    filters: Filters = (),
    on_select: Callable[[], None] | None = None,
    selectable: bool = False,
    widget_key: str | None = None,
) -> Pick | None:
    """Draw a figure as wide as its place, and the row below it; colours are the figure's own.

    Args:
        figure: the figure, with its words on it.
        key: tells the figures of one page apart; also part of the files' names.
        tenant: whose data; asked of the login when not given.
        rows: the data behind it; without it, the points that the figure draws.
        filters: (name, value) pairs that chose the data, for the file: the author's name.
        on_select: called before the rerun when a point is clicked; `picked(…)` reads it there.
        selectable: whether a click on a point draws the page anew.
        widget_key: another key for the figure itself; a new one forgets what was clicked.

    Returns:
        The point that was clicked, or None.
    """
    with st.container(key=f"chart_{key}", gap=None):
        st.plotly_chart(
            figure,
            theme=None,
            width="stretch",
            key=widget_key or key,
            config=_CONFIG,
            alt=str(figure.layout.title.text or ""),
            on_select=on_select or ("rerun" if selectable else "ignore"),
            selection_mode="points",
        )
        if figure.data:
            _take_away(figure, key, tenant or login.require(), rows, filters)
    return picked(widget_key or key) if selectable or on_select else None


def picked(key: str) -> Pick | None:
    """The point of a selectable figure that is clicked now, or None."""
    state: Any = st.session_state.get(key)
    points = state["selection"]["points"] if state else []
    if not points:
        return None
    point = points[0]
    extra = point.get("customdata")
    return Pick(
        curve=int(point.get("curve_number") or 0),
        index=int(point.get("point_index") or 0),
        x=point.get("x"),
        y=point.get("y"),
        extra=tuple(extra) if isinstance(extra, list | tuple) else (extra,) * (extra is not None),
    )


def _take_away(
    figure: "Figure", key: str, tenant: Tenant, rows: ChartRows | None, filters: Filters
) -> None:
    name = _NOT_IN_A_NAME.sub("-", key.lower()).strip("-") or "chart"
    with st.container(horizontal=True, gap="small", key=f"take_{key}", vertical_alignment="center"):
        chart_data.links(tenant, figure, name, rows, filters)
        chart_picture.links(f"chart_{key}", name)
