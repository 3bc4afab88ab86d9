"""Figures on a page: in the page's theme, with nothing that Streamlit would add to them."""

from typing import TYPE_CHECKING, Final

import streamlit as st

from paperscraper_core.charts.types import Theme

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

#: Only the button that saves the picture: zooming would hide the end of an axis from a screenshot.
_CONFIG: Final = {
    "displaylogo": False,
    "modeBarButtons": [["toImage"]],
    "toImageButtonOptions": {"format": "png", "scale": 2},
    "responsive": True,
}


def theme() -> Theme:
    """The theme of the page in this browser."""
    return Theme.DARK if st.context.theme.type == "dark" else Theme.LIGHT


def show(figure: "Figure", key: str) -> None:
    """Draw a figure as wide as its place; colours are the figure's own."""
    st.plotly_chart(
        figure,
        theme=None,
        width="stretch",
        key=key,
        config=_CONFIG,
        alt=str(figure.layout.title.text or ""),
    )
