"""Hits as cards: what was found, with the matched words marked, and why it stands there."""

import streamlit as st

from pages.components import search_state, search_weights, text
from paperscraper_core.scoring.types import Dimension
from paperscraper_core.search.types import Explanation, Marked, SearchCriteria, SearchHit, Sort

_EXACT = {"doi": "Its DOI is the query.", "identifier": "Its source's id is the query.",
          "title": "Its title is the query.",
          "author": "Its authors are named in the query."}  # fmt: skip


def show(hits: tuple[SearchHit, ...], criteria: SearchCriteria) -> None:
    """Draw the hits, each with its tick."""
    ticked = search_state.ticked()
    with st.container(gap="xsmall", key="search_hits"):
        for hit in hits:
            _card(hit, criteria, hit.paper_id in ticked)


def marked(value: Marked) -> str:
    """Markdown that shows untrusted text as it is, with its marked words on a coloured ground."""
    parts, end = [], 0
    for start, stop in value.spans:
        parts.append(text.plain(value.text[end:start]))
        parts.append(f":orange-background[{text.plain(value.text[start:stop])}]")
        end = stop
    parts.append(text.plain(value.text[end:]))
    return "".join(parts)


def _card(hit: SearchHit, criteria: SearchCriteria, ticked: bool) -> None:
    # the key gives the style sheet a name for the card: dense, its tick beside the title
    with st.container(border=True, key=f"search_hit_{hit.paper_id}"):
        tick, body = st.columns([1, 24], vertical_alignment="top")
        tick.checkbox(
            f"Select paper {hit.rank}",
            key=search_state.bound(f"search_tick_{hit.paper_id}", ticked),
            label_visibility="collapsed", on_change=search_state.tick, args=(hit.paper_id,),
        )  # fmt: skip
        with body, st.container(gap="xxsmall"):
            st.page_link(
                "paper.py",
                label=f"**{hit.rank}.** {marked(hit.title)}",
                query_params={"id": str(hit.paper_id)},
            )
            with st.container(horizontal=True, wrap=False, gap="small"):
                st.caption(_about(hit, criteria))
                if hit.score is not None:
                    with st.popover("Why here?", type="tertiary"):
                        st.markdown(_why(hit))
            if hit.snippet.text:
                st.markdown(marked(hit.snippet))


def _about(hit: SearchHit, criteria: SearchCriteria) -> str:
    authors = ", ".join(name for _, name in hit.authors)
    more = hit.author_count - len(hit.authors)
    parts = [
        str(hit.year) if hit.year is not None else "year unknown",
        f"{hit.citation_count:,} citation{'s' * (hit.citation_count != 1)}"
        if hit.citation_count is not None
        else "citations unknown",
        f"score {hit.overall:.1f}" if hit.overall is not None else "not scored",
        # last: what a narrow screen cuts off is the end of names, never a number
        f"{authors} +{more:,}" if more else authors,
        hit.venue or "",
    ]  # fmt: skip
    said = " · ".join(text.plain(part) for part in parts if part)
    ordered = _ordered_by(hit, criteria)
    return f"**{text.plain(ordered)}** · {said}" if ordered else said


def _ordered_by(hit: SearchHit, criteria: SearchCriteria) -> str:
    """The score that the order goes by, where it is not the overall one."""
    if criteria.sort is Sort.WEIGHTED:
        if hit.weighted is None:
            return "My weighting: nothing known"
        return f"My weighting {hit.weighted:.1f}, {search_weights.said(hit.scores, criteria)}"
    name = next((one.label for one in Dimension if one.value == criteria.sort.value), "")
    if not name:
        return ""
    value = dict(hit.scores).get(criteria.sort.value)
    return f"{name} unknown" if value is None else f"{name} {value:.1f}"


def _why(hit: SearchHit) -> str:
    why: Explanation = hit.explanation
    lines = [_EXACT[why.exact]] if why.exact else []
    if why.keyword_score is not None:
        place = f", {_ordinal(why.keyword_rank)} by words" if why.keyword_rank else ""
        lines.append(f"Words: {why.keyword_score:.1f} (BM25){place}.")
    if why.words:
        lines.append(f"Matched: {', '.join(text.plain(word) for word in why.words)}.")
    if why.similarity is not None:
        place = f", {_ordinal(why.similarity_rank)} by meaning" if why.similarity_rank else ""
        lines.append(f"Meaning: similarity {why.similarity:.2f} of at most 1{place}.")
    elif why.keyword_score is not None:
        lines.append("Meaning: not compared.")
    lines.append(f"Together: {min(hit.score or 0.0, 99.9):.2f}; each leg counts half, as a share of"
                 " its best paper." if why.similarity is not None and why.keyword_score is not None
                 else "")  # fmt: skip
    return "\n\n".join(line for line in lines if line)


def _ordinal(place: int | None) -> str:
    if place is None:
        return ""
    ending = {1: "st", 2: "nd", 3: "rd"}.get(place % 10 if place % 100 not in (11, 12, 13) else 0)
    return f"{place:,}{ending or 'th'}"
