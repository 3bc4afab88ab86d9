"""The numbers of compared authors, best and worst told apart, and how the rules change ranks."""

from collections.abc import Sequence
from datetime import UTC, datetime

import streamlit as st

from pages.components import (
    authors_compare_controls,
    authors_compare_url,
    authors_format,
    charts,
    downloads,
    text,
)
from pages.components.authors_compare_url import Comparison
from paperscraper_core.charts.compare_ranks import RankedAuthor, rank_rows, rank_shift
from paperscraper_core.metrics.compare_counting import shifts
from paperscraper_core.metrics.compare_types import Compared, Material, RankShift
from paperscraper_core.metrics.definitions import BY_KEY, DEFINITIONS, Definition
from paperscraper_core.tenancy import Tenant

#: Whole numbers that are none any more when they are shared.
_SHARED = ("citations", "papers")


def show(
    tenant: Tenant,
    found: Comparison,
    names: Sequence[str],
    materials: Sequence[Material],
    before: Sequence[Compared],
    after: Sequence[Compared],
) -> None:
    """Draw the table of numbers; where rules are chosen, the ranks before and after as well."""
    moved = {(one.author_id, one.key): one for one in shifts(before, after)}
    if not found.choices.is_plain:
        st.subheader("How the ranking changes")
        authors_compare_controls.metric(found)
        _said(found, names, after, moved)
        _shift_chart(tenant, found, names, materials, before, after, moved)
        st.caption("Ranks where everything counts → by these rules; 1 is the highest.")
        words = {
            one.author_id: [rank_words(moved[one.author_id, metric.key]) for metric in DEFINITIONS]
            for one in after
        }
        _by_metric(names, words, "Ranks of the compared authors before and after")
        st.subheader("Numbers by these rules")
    _table(found, names, after)
    words = authors_compare_url.words(found.choices)
    st.caption(
        "▲ highest, ▽ lowest of these authors. Higher is not better in itself: fields, ages and"
        f" team sizes differ. {authors_format.as_of(materials[0].library_date)}"
        + (f" Counted {text.plain(words)}." if words else "")
    )
    for name, one in zip(names, after, strict=True):
        if said := left_out(one):
            st.caption(f"{text.plain(name)}: {said}")
    downloads.download_table(
        tenant, "This comparison", "comparison",
        lambda: _export(found, names, materials, before, after),
    )  # fmt: skip


def _table(found: Comparison, names: Sequence[str], after: Sequence[Compared]) -> None:
    shared = found.choices.fractional
    _by_metric(
        names,
        {
            one.author_id: [cell(one, after, metric, shared) for metric in DEFINITIONS]
            for one in after
        },
        "Metrics of the compared authors",
    )


def _by_metric(names: Sequence[str], columns: dict[int, list[str]], alt: str) -> None:
    """Draw a table with a row a metric; columns go by id: a person may be called "Metric"."""
    config = st.column_config
    st.dataframe(
        {
            "metric": [one.label for one in DEFINITIONS],
            **{f"author_{author}": cells for author, cells in columns.items()},
            "definition": [f"{one.sentence} ({one.source})" for one in DEFINITIONS],
        },
        hide_index=True,
        height="content",
        column_config={
            "metric": config.TextColumn("Metric", pinned=True, width=150),
            **{
                f"author_{author}": config.TextColumn(name, alignment="right", width=130)
                for author, name in zip(columns, names, strict=True)
            },
            "definition": "Definition",
        },
        alt=alt,
    )


def number(value: float | None, one: Definition, shared: bool = False) -> str:
    """A metric with its digits, or the word for not known."""
    if value is None:
        return authors_format.UNKNOWN
    return f"{value:,.{1 if shared and one.key in _SHARED else one.decimals}f}"


def cell(own: Compared, everybody: Sequence[Compared], one: Definition, shared: bool) -> str:
    """A metric with a mark where it is the highest or the lowest."""
    value = own.value(one.key)
    words = number(value, one, shared)
    known = [v for other in everybody if (v := other.value(one.key)) is not None]
    if value is None or number(min(known), one, shared) == number(max(known), one, shared):
        return words
    if words == number(max(known), one, shared):
        return f"▲ {words}"
    return f"▽ {words}" if words == number(min(known), one, shared) else words


def rank_words(one: RankShift) -> str:
    """The rank before and after: "2 → 1 ▲"."""
    if one.before is None and one.after is None:
        return ""
    places = one.places or 0
    mark = " ▲" if places > 0 else " ▼" if places < 0 else ""
    old, new = ("–" if rank is None else str(rank) for rank in (one.before, one.after))
    return f"{old} → {new}{mark}"


def _said(
    found: Comparison,
    names: Sequence[str],
    after: Sequence[Compared],
    moved: dict[tuple[int, str], RankShift],
) -> None:
    """Say who rises and who falls."""
    told = []
    for name, one in zip(names, after, strict=True):
        shift = moved[one.author_id, found.metric]
        if shift.places:
            verb = "rises" if shift.places > 0 else "falls"
            told.append(f"**{text.plain(name)}** {verb} from {shift.before} to {shift.after}")
    changed = {key for (_, key), shift in moved.items() if shift.places}
    label = BY_KEY[found.metric].label
    st.markdown(
        f"By {label}: " + ("; ".join(told) if told else "the ranking stays the same") + "."
        f" The ranking changes by {len(changed)} of {len(DEFINITIONS)} metrics."
    )


def _shift_chart(
    tenant: Tenant,
    found: Comparison,
    names: Sequence[str],
    materials: Sequence[Material],
    before: Sequence[Compared],
    after: Sequence[Compared],
    moved: dict[tuple[int, str], RankShift],
) -> None:
    one = BY_KEY[found.metric]
    ranked = [
        RankedAuthor(
            name=name,
            before=moved[new.author_id, one.key].before,
            after=moved[new.author_id, one.key].after,
            value_before=number(old.value(one.key), one),
            value_after=number(new.value(one.key), one, found.choices.fractional),
        )
        for name, old, new in zip(names, before, after, strict=True)
    ]
    words = authors_compare_url.words(found.choices)
    figure = rank_shift(
        ranked, one.label, f"{one.sentence} Right: {words}.", charts.theme(),
        materials[0].library_date.day,
    )  # fmt: skip
    charts.show(
        figure, "compare_ranks", tenant=tenant, rows=rank_rows(ranked),
        filters=(("metric", one.label), ("rules", words)),
    )  # fmt: skip


def left_out(one: Compared) -> str:
    """Which papers are not in the numbers; empty when all are."""
    parts = []
    if one.papers < one.papers_of_all:
        parts.append(f"{one.papers:,} of {one.papers_of_all:,} papers count by these rules")
    if one.papers_without_count:
        parts.append(f"{one.papers_without_count:,} without a citation count")
    if one.papers_without_year:
        parts.append(f"{one.papers_without_year:,} without a year")
    if one.taken_away:
        parts.append(f"{one.taken_away:,} known self-citations taken away")
    return ", ".join(parts) + "." if parts else ""


def _export(
    found: Comparison,
    names: Sequence[str],
    materials: Sequence[Material],
    before: Sequence[Compared],
    after: Sequence[Compared],
) -> downloads.Source:
    from paperscraper_core.exports.comparison import comparison_table

    return comparison_table(
        names,
        before,
        after,
        as_of=datetime.now(UTC),
        counts_as_of=materials[0].library_date.day,
        rules=authors_compare_url.words(found.choices),
    )
