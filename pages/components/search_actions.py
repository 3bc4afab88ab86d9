"""What can be done with a view: score it, export it, with the ticked papers only where some are."""

from dataclasses import replace
from typing import Final

import streamlit as st

from pages.components import (
    actions,
    actions_scoring,
    data_search,
    downloads,
    errors,
    scoring,
    search_state,
    search_url,
)
from paperscraper_core.accounts.permissions import Permission
from paperscraper_core.errors import NotAllowed
from paperscraper_core.search.types import Mode, SearchCriteria, Sort
from paperscraper_core.tenancy import Tenant

_LEGS: Final = {
    Mode.HYBRID: "words and meaning", Mode.KEYWORD: "words", Mode.SEMANTIC: "meaning",
}  # fmt: skip


def show(tenant: Tenant, criteria: SearchCriteria, total: int) -> None:
    """Draw the buttons of a view of `total` papers."""
    said = search_url.words(criteria)
    description = described(criteria)
    ticked = search_state.ticked()
    if ticked:
        _selection(criteria, ticked)
        scoring.request_scoring(
            tenant, ticked, description=description[:200], key="search_score_ticked"
        )
    else:
        _score_all(tenant, criteria, total, description[:200])
    label = f"{len(ticked)} selected" if ticked else "This view"
    with st.popover("Export"):
        downloads.download_table(
            tenant,
            label,
            "papers",
            lambda: data_search.export(tenant, criteria, ticked, said),
            downloads.PAPER_FORMATS,
            key="search_export",
        )


def _selection(criteria: SearchCriteria, ticked: tuple[int, ...]) -> None:
    """What can be done with the ticked papers alone; they may be from several pages."""
    st.markdown(f"**{len(ticked)} selected**")
    st.button(
        "Clear", key="search_untick", type="tertiary", help="Take all ticks away",
        on_click=search_state.tick_only, args=((),),
    )  # fmt: skip
    few, most = len(ticked) < 2, len(ticked) > search_url.MOST_COMPARED
    st.button(
        "Compare", key="search_compare", icon=":material/compare_arrows:", disabled=few or most,
        help=f"Two to {search_url.MOST_COMPARED} papers side by side" if few or most else None,
        on_click=search_state.go_view,
        args=(search_url.View(criteria=criteria, compare=ticked),),
    )  # fmt: skip
    many = len(ticked) > search_url.MOST_LIKED
    st.button(
        "More like these" if len(ticked) > 1 else "More like this",
        key="search_like", icon=":material/join:", disabled=many,
        help=f"At most {search_url.MOST_LIKED} papers" if many else None,
        on_click=search_state.go_view, args=(search_url.View(criteria=criteria, like=ticked),),
    )  # fmt: skip


def described(criteria: SearchCriteria) -> str:
    """Return what the view holds as a person would say it, for the list of jobs."""
    query = " ".join(criteria.query.split())
    plain = replace(criteria, query="", mode=Mode.HYBRID, sort=Sort.RELEVANCE)
    filters = "; ".join(f"{name} {value}" for name, value in search_url.words(plain))
    if query:
        return f"Search “{query}”, by {_LEGS[criteria.mode]}" + (f"; {filters}" if filters else "")
    return f"Papers with {filters}" if filters else "All papers"


def _score_all(tenant: Tenant, criteria: SearchCriteria, total: int, description: str) -> None:
    allowed = actions.may(tenant, Permission.SCORE)
    if st.button(
        f"Score all {total:,} papers" if total != 1 else "Score this paper",
        key="search_score_all",
        disabled=not allowed,
        help=None if allowed else NotAllowed().message,
    ):
        with errors.shown():
            ids = data_search.all_ids(tenant, criteria)
            st.session_state["search_job"] = actions_scoring.request(ids, description=description)
    if job := st.session_state.get("search_job"):
        st.page_link(
            scoring.QUEUE_PAGE,
            label=f"Job {job} scores them: watch it",
            icon=":material/hourglass_top:",
            query_params={"job": str(job)},
        )
