"""Which of an author's papers are shown: a click on a chart chooses, the address remembers.

`?author=141&by=topic&of=Sedimentology&in=2019`: papers on a topic of one year.
"""

from collections.abc import Callable
from math import ceil
from typing import TYPE_CHECKING, Final

import streamlit as st

from pages.components import charts, text
from paperscraper_core.charts.types import ChartRows
from paperscraper_core.metrics.choice_types import ChoiceKind, PaperChoice
from paperscraper_core.tenancy import Tenant

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

BY, OF, IN = "by", "of", "in"
#: Counts the times that a choice was taken back; part of the charts' keys, so that they forget it.
_ROUND: Final = "author_choice_round"
#: The chart that was clicked last: the way to the papers is shown below it.
_CLICKED: Final = "author_choice_chart"

Chooser = Callable[[charts.Pick], PaperChoice | None]


def current() -> PaperChoice | None:
    """The choice in the address, or None for all papers; what is not understood is no choice."""
    by, of, year = (st.query_params.get(name) for name in (BY, OF, IN))
    if by not in list(ChoiceKind) or of is None or "\x00" in of:
        return None
    when = int(year) if year and year.isascii() and year.isdigit() and len(year) <= 4 else None
    return PaperChoice(kind=ChoiceKind(by), value=of[:500], year=when)


def chart(
    figure: "Figure",
    name: str,
    tenant: Tenant,
    author_id: int,
    choose: Chooser,
    *,
    rows: ChartRows,
    filters: charts.Filters,
) -> None:
    """Draw a chart whose points choose papers.

    Args:
        figure: the figure.
        name: of the chart, on this page and as a file.
        tenant: whose papers.
        author_id: whose page it is.
        choose: what a point stands for; None chooses nothing.
        rows: the data behind it.
        filters: what chose them, for the file.
    """
    key = f"author_{name}"
    widget = f"{key}_{author_id}_{st.session_state.get(_ROUND, 0)}"
    charts.show(
        figure,
        key,
        tenant=tenant,
        rows=rows,
        filters=filters,
        on_select=lambda: _clicked(key, widget, choose),
        widget_key=widget,
    )
    if st.session_state.get(_CLICKED) == key and current() is not None:
        st.markdown(":material/arrow_downward: [See the papers that you chose](#papers)")


def _clicked(key: str, widget: str, choose: Chooser) -> None:
    pick = charts.picked(widget)
    choice = choose(pick) if pick else None
    if choice is None:
        clear()
        return
    set_choice(choice)
    st.session_state[_CLICKED] = key


def set_choice(choice: PaperChoice) -> None:
    """Put a choice into the address."""
    st.query_params[BY], st.query_params[OF] = choice.kind.value, choice.value
    st.query_params.pop(IN, None)
    if choice.year is not None:
        st.query_params[IN] = str(choice.year)
    st.session_state.pop("author_papers_page", None)


def clear() -> None:
    """Take the choice back; the charts forget the click."""
    for name in (BY, OF, IN):
        st.query_params.pop(name, None)
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
    st.session_state.pop(_CLICKED, None)
    st.session_state.pop("author_papers_page", None)


def said(words: str, papers: int) -> str:
    """The choice as a sentence: 12 papers of 2019 as first author."""
    return f"**{papers:,} paper{'s' * (papers != 1)} {text.plain(words)}**"


def by_year(pick: charts.Pick) -> PaperChoice | None:
    """Papers of the year that was clicked."""
    return _of_year(ChoiceKind.YEAR, pick)


def cited_in(pick: charts.Pick) -> PaperChoice | None:
    """Papers that were cited in the year that was clicked."""
    return _of_year(ChoiceKind.CITED, pick)


def _of_year(kind: ChoiceKind, pick: charts.Pick) -> PaperChoice | None:
    # an observation stands between the ends of two years and belongs to the later one
    year = ceil(pick.x) if isinstance(pick.x, int | float) else None
    return None if year is None else PaperChoice(kind=kind, value=str(year))


def whole(found: object) -> int | None:
    """A number that came back from the browser as a whole number, or None."""
    return round(found) if isinstance(found, int | float) else None
