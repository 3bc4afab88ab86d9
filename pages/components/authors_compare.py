"""Two to ten authors side by side, by rules that can be changed."""

from collections.abc import Sequence
from typing import Final

import streamlit as st

from pages.components import (
    authors_compare_controls,
    authors_compare_table,
    authors_compare_url,
    authors_links,
    charts,
    data_authors,
    labels,
)
from pages.components.authors_compare_url import Comparison
from paperscraper_core.charts.compare import compare_h
from paperscraper_core.metrics.compare_types import Choices, Compared, Material
from paperscraper_core.metrics.types import History
from paperscraper_core.tenancy import Tenant

MOST: Final = 10


def show(tenant: Tenant) -> None:
    """Draw the authors whose ids stand in the address.

    Raises:
        NotFound: one of them is not in the organization.
    """
    st.title("Authors compared")
    found = authors_compare_url.read(st.query_params)
    if len(found.author_ids) < 2:
        st.info(f"Select two to {MOST} authors in the list to compare them.")
        return
    if len(found.author_ids) > MOST:
        st.warning(f"{len(found.author_ids)} authors were asked for; these are the first {MOST}.")
    ids = found.author_ids[:MOST]
    judged = found.choices.without is not None
    materials = data_authors.materials(tenant, ids, judged)
    if len(materials) < 2:  # profiles of one person
        st.info("These are profiles of one person. Select at least two people to compare them.")
        return
    authors_compare_controls.show(found, materials)
    names = list(labels.distinct({one.author_id: one.name for one in materials}).values())
    before = data_authors.counted(tenant, ids, judged, Choices())
    after = data_authors.counted(tenant, ids, judged, found.choices)
    _over_time(tenant, found, names, materials, after, ids)
    authors_compare_table.show(tenant, found, names, materials, before, after)
    with st.container(horizontal=True):
        for name, one in zip(names, materials, strict=True):
            authors_links.open_author(name, one.author_id, key=f"compare_open_{one.author_id}")


def _over_time(
    tenant: Tenant,
    found: Comparison,
    names: Sequence[str],
    materials: Sequence[Material],
    after: Sequence[Compared],
    ids: tuple[int, ...],
) -> None:
    histories: list[History] = [one.history for one in after]
    if found.choices.is_plain:  # as on the author's page, with what was observed at the time
        histories = [one.history for one in data_authors.compared(tenant, ids)]
    figure = compare_h(
        list(zip(names, histories, strict=True)),
        charts.theme(),
        found.axis,
        materials[0].library_date.day,
        rules=rules(found, materials, after),
    )
    charts.show(figure, "compare_h", tenant=tenant, filters=filters(found, names))


def rules(found: Comparison, materials: Sequence[Material], after: Sequence[Compared]) -> str:
    """The rules as a sentence on a figure, with what they cannot see."""
    words = authors_compare_url.words(found.choices)
    if not words:
        return ""
    said = f"{words[0].upper()}{words[1:]}."
    if found.choices.without is None:
        return said
    shares = [one.coverage for one in materials if one.coverage is not None]
    taken = sum(one.taken_away for one in after)
    if not shares:
        return f"{said} No citation could be judged."
    low, high = min(shares), max(shares)
    span = f"{low:.0%}" if f"{low:.0%}" == f"{high:.0%}" else f"{low:.0%} to {high:.0%}"
    return (
        f"{said} {taken:,} were found and taken away. Only {span} of each author's citations come"
        " from papers of this library and could be judged: at most this."
    )


def filters(found: Comparison, names: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """What chose the data, for the head of a file."""
    words = authors_compare_url.words(found.choices) or "everything counts"
    return (("authors", "; ".join(name for name in names)), ("rules", words))
