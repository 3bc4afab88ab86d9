"""What raised h, paper by paper, and why the numbers changed since the last import."""

from collections.abc import Iterable, Mapping
from typing import Final

import streamlit as st

from pages.components import data_authors, text
from paperscraper_core.metrics.snapshot_types import (
    Changes,
    CoreChange,
    DecisionKind,
    HRaise,
    IdentityChange,
    RisingPaper,
    Snapshot,
)
from paperscraper_core.metrics.types import AuthorMetrics
from paperscraper_core.tenancy import Tenant

#: Rises that are shown at once, and papers named for each.
_SHOWN: Final = 8
_PAPERS: Final = 3
_DECIDED: Final = {
    DecisionKind.MERGE: "merged with",
    DecisionKind.SPLIT: "papers split off to or from",
    DecisionKind.UNDO: "a decision was taken back about",
}


def show(tenant: Tenant, author: AuthorMetrics) -> None:
    """Draw both as closed panels; each is read only when there is something to say."""
    _raised(author)
    _changed(data_authors.changes(tenant, author.profile.author_id))


def _raised(author: AuthorMetrics) -> None:
    if not author.raises:
        return
    titles = dict(author.titles)
    newest = list(reversed(author.raises))
    with st.expander(f"What raised h, {_times(len(newest))}", icon=":material/trending_up:"):
        st.markdown("\n".join(f"- {_rise(one, titles)}" for one in newest[:_SHOWN]))
        if len(newest) > _SHOWN:
            with st.popover(f"{len(newest) - _SHOWN} earlier ones"):
                st.markdown("\n".join(f"- {_rise(one, titles)}" for one in newest[_SHOWN:]))
        st.caption(
            "Papers that had fewer citations than the new h before and at least as many after."
            " Not certain: not all citations are dated, so other papers or years are possible."
        )


def _times(number: int) -> str:
    return "once" if number == 1 else f"{number} times"


def _rise(one: HRaise, titles: Mapping[int, str]) -> str:
    if one.since_year is None and not one.certain:
        return (
            f"**h {one.to_h}** at the end of {one.year}: how it got there is not known, because"
            " the source does not date the citations before."
        )
    plain_year = one.since_year is None or one.since_year == one.year - 1
    when = f"in {one.year}" if plain_year else f"between {one.since_year} and {one.year}"
    sure = "" if one.certain else " *(not certain)*"
    return f"**h {one.from_h} → {one.to_h}** {when}{sure}: {_named(one.papers, titles)}"


def _named(papers: tuple[RisingPaper, ...], titles: Mapping[int, str]) -> str:
    if not papers:
        return "no single paper can be named"
    shown = [
        f"{_link(one.paper_id, titles.get(one.paper_id))}"
        f" ({_span(one.before)} → {_span(one.after)} citations)"
        for one in papers[:_PAPERS]
    ]
    more = len(papers) - _PAPERS
    return ", ".join(shown) + (f", and {more:,} more" if more > 0 else "")


def _span(bounds: tuple[int, int]) -> str:
    low, high = bounds
    return f"{low:,}" if low == high else f"{low:,} to {high:,}"


def _link(paper_id: int, title: str | None) -> str:
    if title is None:
        return f"paper no. {paper_id}, no longer here"
    short = title if len(title) <= 70 else f"{title[:69].rstrip()}…"
    return f"[{text.plain(short)}](paper?id={paper_id})"


def _changed(found: Changes | None) -> None:
    if found is None:
        return
    before, after = found.before, found.after
    label = f"Why did it change? {before.day.isoformat()} to {after.day.isoformat()}"
    with st.expander(label, icon=":material/difference:"):
        st.markdown("\n".join(f"- {line}" for line in _lines(found)))
        st.caption(f"{_observed(before)} {_observed(after)}")


def _lines(found: Changes) -> Iterable[str]:
    before, after = found.before, found.after
    for name, then, now in (
        ("h-index", before.h_index, after.h_index),
        ("Citations", before.citations, after.citations),
        ("Papers", before.papers, after.papers),
    ):
        if then != now:
            yield f"{name}: {_known(then)} → **{_known(now)}**"
    yield from (_decision(one) for one in found.decisions)
    if found.raised:
        titles = {one.paper_id: one.title for one in found.entered + found.moved if one.title}
        raised = found.raised
        papers = _named(raised.papers, titles)
        yield f"What raised h from {raised.from_h} to {raised.to_h}: {papers}"
    for words, papers in (
        ("New among the papers of h", found.entered),
        ("No longer among the papers of h", found.left),
        ("Cited more or less than before", found.moved),
    ):
        if papers:
            yield f"{words}: {_cores(papers)}"
    if before == after or (before.core == after.core and before.citations == after.citations):
        yield "The papers that make up h and their citations are the same."


def _known(value: int | None) -> str:
    return "unknown" if value is None else f"{value:,}"


def _cores(papers: tuple[CoreChange, ...]) -> str:
    shown = [_link(one.paper_id, one.title) + _moved(one) for one in papers[:_PAPERS]]
    more = len(papers) - _PAPERS
    return ", ".join(shown) + (f", and {more:,} more" if more > 0 else "")


def _moved(one: CoreChange) -> str:
    if one.before is None or one.after is None:
        count = one.after if one.before is None else one.before
        return f" ({_known(count)} citations)"
    return f" ({one.before:,} → {one.after:,} citations)"


def _decision(one: IdentityChange) -> str:
    reason = f" ({text.plain(one.reason)})" if one.reason else ""
    other = f"{text.plain(one.other_name)} (no. {one.other_id})"
    return f"On {one.day.isoformat()} {_DECIDED[one.kind]} {other}{reason}"


def _observed(one: Snapshot) -> str:
    counts = f" with counts of {one.counts_as_of.isoformat()}" if one.counts_as_of else ""
    return f"Observed {one.day.isoformat()}{counts}."
