"""The rules of a comparison: the controls show the address, and changing one changes it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

import streamlit as st

from pages.components import authors_compare_url
from pages.components.authors_compare_url import NO_TYPE, Comparison
from paperscraper_core.charts.types import TimeAxis
from paperscraper_core.metrics.analysis_types import SelfCitationRule
from paperscraper_core.metrics.compare_types import Choices, Material
from paperscraper_core.metrics.definitions import BY_KEY, DEFINITIONS

_AXES: Final = {TimeAxis.CALENDAR: "by year", TimeAxis.CAREER: "by years since the first paper"}
_ALL: Final = "all"
_RULES: Final = {
    _ALL: "all",
    SelfCitationRule.SAME_AUTHOR.value: "without own",
    SelfCitationRule.ANY_AUTHOR.value: "without team's",
}
_SELF_HELP: Final = (
    "Takes away citations by papers of this library that share this author (Scopus), or any author"
    " of the cited paper (Ioannidis 2019). Citations from elsewhere cannot be judged and stay."
)
_SHARE_HELP: Final = (
    "Divides the citations of each paper, and the paper itself, by its number of authors before"
    " anything is computed. hI,norm and hm share already and stay as they are."
)


def show(found: Comparison, materials: Sequence[Material]) -> None:
    """Draw the controls of a comparison."""
    choices = found.choices
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        _keep("axis", found.axis)
        st.segmented_control(
            "Time", list(_AXES), format_func=_AXES.__getitem__, key="compare_axis", required=True,
            on_change=_changed, args=("axis",),
        )  # fmt: skip
        _keep("without", choices.without.value if choices.without else _ALL)
        st.segmented_control(
            "Citations", list(_RULES), format_func=_RULES.__getitem__, key="compare_without",
            required=True, on_change=_changed, args=("without",), help=_SELF_HELP,
        )  # fmt: skip
        _keep("fractional", choices.fractional)
        st.toggle(
            "Shared among authors", key="compare_fractional", on_change=_changed,
            args=("fractional",), help=_SHARE_HELP,
        )  # fmt: skip
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        _types(choices, materials)
        years = [one.paper.year for who in materials for one in who.papers if one.paper.year]
        _year("Papers from", "from", choices.year_from, min(years, default=None))
        _year("Papers to", "to", choices.year_to, max(years, default=None))
        if not choices.is_plain:
            st.button(
                "Count everything", type="tertiary", key="compare_clear", on_click=_go,
                args=(replace(found, choices=Choices()),),
            )  # fmt: skip


def metric(found: Comparison) -> None:
    """Draw the choice of the metric that the ranking is drawn for."""
    _keep("metric", found.metric)
    st.selectbox(
        "Ranked by", list(BY_KEY), format_func=lambda key: BY_KEY[key].label, key="compare_metric",
        on_change=_changed, args=("metric",), width=260,
        help=f"{len(DEFINITIONS)} metrics; the table below has all of them.",
    )  # fmt: skip


def _types(choices: Choices, materials: Sequence[Material]) -> None:
    counts = Counter(one.type or NO_TYPE for who in materials for one in who.papers)
    chosen = [one or NO_TYPE for one in choices.types]
    _keep("type", chosen)
    st.multiselect(
        "Document types",
        list(dict.fromkeys([*(kind for kind, _ in counts.most_common()), *chosen])),
        format_func=lambda kind: f"{kind} · {counts[kind]:,}",
        key="compare_type",
        placeholder="all",
        on_change=_changed,
        args=("type",),
        width=360,
    )


def _year(label: str, name: str, value: int | None, hint: int | None) -> None:
    _keep(name, value)
    st.number_input(
        label, 1000, 2999, value=None, step=1, key=f"compare_{name}",
        placeholder="any" if hint is None else str(hint), on_change=_changed, args=(name,),
        width=165,
    )  # fmt: skip


def _keep(name: str, value: object) -> None:
    """The address decides what a control shows."""
    key = f"compare_{name}"
    if key not in st.session_state or st.session_state[key] != value:
        st.session_state[key] = value


def _changed(name: str) -> None:
    """Write what a control says into the address."""
    value = st.session_state.get(f"compare_{name}")
    known = st.query_params
    said: dict[str, str | Sequence[str]] = {key: known.get_all(key) for key in known}
    said[name] = [str(one) for one in value] if isinstance(value, list) else _text(value)
    _go(authors_compare_url.read(authors_compare_url.Given(said)))


def _text(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)


def _go(found: Comparison) -> None:
    said: Mapping[str, str | Sequence[str]] = authors_compare_url.write(found)
    st.query_params.from_dict(said)
