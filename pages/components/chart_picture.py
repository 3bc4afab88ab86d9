"""The picture of a chart as PNG or SVG, made in the browser from the figure that stands there.

Plotly, which drew the figure, writes it: its own button (hidden, as it shows on hover only) is
told the format and clicked. The page's ground goes into the picture, because the figure itself is
transparent and its light words would vanish on white paper.
"""

from functools import cache
from typing import Any, Final

import streamlit as st

_HTML: Final = """
<div class="row">
<span class="words">Picture</span>
<button type="button" data-format="png">PNG</button>
<button type="button" data-format="svg">SVG</button>
</div>
"""
_CSS: Final = """
:host { display: block; }
.row { display: flex; align-items: center; gap: 0.35rem; height: 2rem; line-height: 1; }
.words { color: var(--st-text-color); opacity: 0.75; font-size: 0.875rem; }
button {
  all: unset; cursor: pointer; font: inherit; font-size: 0.875rem;
  padding: 0.5rem 0.25rem; color: var(--st-link-color); text-decoration: underline;
  text-decoration-color: rgba(128, 128, 128, 0.55); text-underline-offset: 3px;
}
button:hover { text-decoration-color: currentcolor; }
button:focus-visible { outline: 2px solid var(--st-primary-color); border-radius: 4px; }
"""
_SCRIPT: Final = """
export default function ({ data, parentElement }) {
  for (const button of parentElement.querySelectorAll("button")) {
    button.setAttribute("aria-label", `Picture as ${button.dataset.format.toUpperCase()}`);
    button.onclick = () => save(data, button.dataset.format);
  }
}
function save({ place, name }, format) {
  const plot = document.querySelector(`.st-key-${place} .js-plotly-plot`);
  const press = plot?.querySelector(".modebar-btn");
  if (!press) return;
  const app = document.querySelector('[data-testid="stApp"]');
  const options = { format, filename: name };
  if (format === "png") options.scale = 3;
  plot._context.toImageButtonOptions = options;
  const before = plot.layout.paper_bgcolor;
  plot.layout.paper_bgcolor = app ? getComputedStyle(app).backgroundColor : "white";
  try { press.click(); } finally { plot.layout.paper_bgcolor = before; }
}
"""


@cache
def _component() -> Any:  # Streamlit's own type for it is private
    return st.components.v2.component("chart_picture", html=_HTML, css=_CSS, js=_SCRIPT)


def links(place: str, name: str) -> None:
    """Draw the links to the picture of the figure that stands in the container `place`."""
    _component()(
        key=f"picture_{place}", data={"place": place, "name": name}, width="content", height=32
    )
