"""The controls above the list of authors: they show the address, and changing one changes it."""

from collections.abc import Sequence
from typing import Any, Final

import streamlit as st

from pages.components import authors_board_format, authors_board_url, data_authors, text
from paperscraper_core.metrics.board_choices import BoardChoices
from paperscraper_core.metrics.types import LeaderboardCriteria
from paperscraper_core.tenancy import Tenant

_OPEN: Final = "board_filters"
#: Parameters that only the opened filters draw.
_HIDDEN: Final = (
    "from", "to", "venue", "topic", "at", "country", "career_from", "career_to", "in_group",
)  # fmt: skip


def show(tenant: Tenant) -> LeaderboardCriteria:
    """Draw the controls and return what the address asks for."""
    criteria = authors_board_url.read(st.query_params)
    asked = authors_board_url.write(criteria)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        _keep("name", criteria.name)
        st.text_input(
            "Name",
            key="name",
            max_chars=100,
            on_change=_changed,
            args=("name",),
            help="Accents, hyphens, order and initials do not matter: García, J. finds José Garcia",
            width=260,
        )
        _keep("sort", criteria.sort)
        st.selectbox(
            "Sorted by",
            authors_board_url.SORTS,
            key="sort",
            format_func=authors_board_format.sort_label,
            on_change=_changed,
            args=("sort",),
            width=220,
        )
        _number("Papers at least", "min", criteria.minimum_papers, 0, 10_000, width=140)
        _keep("up", "up" in asked)
        st.toggle("Lowest first", key="up", on_change=_changed, args=("up",))
    # another label would be another box, closed again by each change within
    box = st.expander("Filters", key=_OPEN, on_change="rerun", icon=":material/filter_list:")
    if box.open:  # counting what they offer reads the whole library
        with box:
            _filters(criteria, data_authors.board_choices(tenant))
    return criteria


def active(tenant: Tenant, criteria: LeaderboardCriteria) -> None:
    """Draw what is filtered on people, and a way out of all filters."""
    asked = authors_board_url.write(criteria)
    if not any(name in asked for name in (*_HIDDEN, "name", "min")):
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        people = authors_board_format.people_filters(criteria, group_names(tenant, criteria))
        if people:
            said = "; ".join(f"{name} {value}" for name, value in people)
            st.caption(f"Only: {text.plain(said)}")
        st.button("Clear filters", key="board_clear", type="tertiary", on_click=_clear)


def group_names(tenant: Tenant, criteria: LeaderboardCriteria) -> dict[int, str]:
    """Names of groups; nothing is read where no group is asked for."""
    return {} if criteria.group_id is None else dict(data_authors.board_choices(tenant).groups)


def _filters(criteria: LeaderboardCriteria, offered: BoardChoices) -> None:
    papers, people = st.columns(2, gap="large")
    with papers:
        st.markdown("**Papers** · the numbers are computed from those that fit")
        hints = [str(year) for year in offered.years] if offered.years else ["any", "any"]
        first, last = st.columns(2)
        with first:
            _number("Years from", "from", criteria.year_from, 1000, 2999, hint=hints[0])
        with last:
            _number("Years to", "to", criteria.year_to, 1000, 2999, hint=hints[1])
        _choice("Venue", "venue", criteria.venue, offered.venues)
        _choice("Topic", "topic", criteria.topic, offered.topics)
    with people:
        st.markdown("**People** · chooses rows, the numbers stay")
        _choice(
            "Institution", "at", criteria.institution, offered.institutions,
            "The last known one. A part of the name is enough: type it and press Enter.",
        )  # fmt: skip
        left, right = st.columns(2)
        with left:
            _choice("Country", "country", criteria.country, offered.countries)
        with right:
            _group(criteria.group_id, dict(offered.groups))
        first, last = st.columns(2)
        with first:
            _number("Career from (years)", "career_from", criteria.career_from, 1, 200, hint="any")
        with last:
            _number("Career to (years)", "career_to", criteria.career_to, 1, 200, hint="any")


def _keep(name: str, value: object) -> None:
    """The address decides what a control shows."""
    if st.session_state.get(name, _HIDDEN) != value:
        st.session_state[name] = value


def _number(
    label: str, name: str, value: int | None, low: int, high: int, *, hint: str = "",
    width: Any = "stretch",
) -> None:  # fmt: skip
    _keep(name, value)
    st.number_input(
        label, low, high, value=None, step=1, key=name, placeholder=hint, on_change=_changed,
        args=(name,), width=width,
    )  # fmt: skip


def _choice(
    label: str, name: str, value: str, offered: Sequence[tuple[str, int]], help: str | None = None
) -> None:
    counts = dict(offered)
    _keep(name, value or None)
    st.selectbox(
        label,
        list(dict.fromkeys([*([value] if value else []), *counts])),
        index=None,
        format_func=lambda one: f"{one} · {counts[one]:,}" if one in counts else str(one),
        key=name,
        placeholder="any",
        accept_new_options=True,
        on_change=_changed,
        args=(name,),
        help=help,
    )


def _group(value: int | None, names: dict[int, str]) -> None:
    _keep("in_group", value)
    st.selectbox(
        "Group",
        list(dict.fromkeys([*([] if value is None else [value]), *names])),
        index=None,
        format_func=lambda one: names.get(one, f"Group {one}"),
        key="in_group",
        placeholder="any" if names else "no groups yet",
        on_change=_changed,
        args=("in_group",),
    )


def _changed(name: str) -> None:
    """Write what a control says into the address; another list starts at its top."""
    value = st.session_state.get(name)
    said = {**st.query_params.to_dict(), name: str(value).lower() if value is True else str(value)}
    if value in (None, "", False):
        del said[name]
    said.pop("page", None)
    st.query_params.from_dict(authors_board_url.write(authors_board_url.read(said)))


def _clear() -> None:
    said = st.query_params.to_dict()
    st.query_params.from_dict({name: said[name] for name in ("sort", "up") if name in said})
