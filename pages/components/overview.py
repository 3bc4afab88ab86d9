"""The overview: what the library holds, how it scores, what happened lately, what is missing."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

import streamlit as st

from pages.components import actions, actions_importing, cards, charts, data_overview
from pages.components.cards import Line, Way
from pages.components.data_overview import Overview
from paperscraper_core.accounts.permissions import Permission
from paperscraper_core.charts.types import CountBin, YearBar
from paperscraper_core.importing.types import ImportRun, RunState
from paperscraper_core.scoring.job_types import JobView
from paperscraper_core.tenancy import Tenant

if TYPE_CHECKING:
    from plotly.graph_objects import Figure


def empty(tenant: Tenant) -> None:
    """Welcome to a library without papers, and the ways to fill it."""
    data_overview.overview.clear()  # the first papers show at once
    st.markdown("#### Your library is empty")
    st.write(
        "Load papers from a file: OpenAlex JSON, BibTeX, RIS or CSV. They become searchable by word"
        " and by meaning, their authors get metrics, and workers can score them."
    )
    if not actions.may(tenant, Permission.IMPORT):
        st.info("Your role does not allow to import; ask a colleague who may.")
        return
    with st.container(horizontal=True, gap="small"):
        if st.button(
            "Import a file",
            key="overview_import",
            type="primary",
            icon=":material/upload_file:",
        ):
            st.switch_page("import_papers.py")
        if st.button("Load the demo library", key="overview_demo", icon=":material/auto_stories:"):
            run = actions_importing.load_demo()
            st.switch_page("import_papers.py", query_params={"run": str(run)})
    st.caption("Only looking around? The demo library is small, made up, and says so.")


def show(tenant: Tenant, seen: Overview) -> None:
    """Draw the whole overview of a library that holds papers."""
    cards.figures(_totals(seen))
    _charts(tenant, seen)
    left, right = st.columns(2)
    with left:
        _top_papers(seen)
    with right:
        _authors(seen)
    left, right = st.columns(2)
    with left:
        found = [_run(run) for run in seen.runs]
        way = Way(page="import_papers.py", label="All imports")
        cards.lines("Recent imports", found, "Nothing was imported yet.", way)
    with right:
        found = [_job(job) for job in seen.jobs]
        way = Way(page="scoring_queue.py", label="The scoring queue")
        cards.lines("Recent scoring jobs", found, "Nothing was scored yet.", way)
    _health(seen)
    st.caption(f"As of {seen.read_at:%Y-%m-%d %H:%M} UTC")


def _totals(seen: Overview) -> Iterator[tuple[str, str, str, Way]]:
    health = seen.health
    yield (
        "Papers",
        f"{health.papers:,}",
        "Papers in the library, each once, however often it was imported.",
        Way(page="search.py", label="Browse all"),
    )
    yield (
        "Authors",
        f"{health.authors:,}",
        "People on these papers, as far as the evidence tells them apart.",
        Way(page="authors.py", label="The leaderboard"),
    )
    yield (
        "Citations",
        "unknown" if health.citations is None else f"{health.citations:,}",
        "Citations of the papers whose count is known, as their sources count them.",
        Way(page="search.py", label="Most cited first", query={"sort": "citations"}),
    )
    unscored = health.papers - seen.scored
    yield (
        "Scored papers",
        f"{seen.scored:,}",
        "Papers that a scorer has looked at.",
        Way(page="search.py", label=f"{unscored:,} not scored", query={"scored": "no"})
        if unscored
        else Way(page="search.py", label="Best first", query={"sort": "score"}),
    )


def _charts(tenant: Tenant, seen: Overview) -> None:
    """Two charts; a click on a bar leads to its papers."""
    from paperscraper_core.charts import papers, scores  # plotly, only where there are charts

    theme = charts.theme()
    left, right = st.columns(2)
    with left:
        bars = [YearBar(year=one.year, count=one.papers) for one in seen.years]
        year = _clicked(
            tenant,
            papers.papers_by_year(
                bars, theme, seen.read_at.date(), without_year=seen.health.without_year
            ),
            "overview_years",
        )
        if year:
            st.switch_page("search.py", query_params={"year_from": year, "year_to": year})
        st.caption("Click on a bar to see its papers.")
    with right:
        bins = [
            CountBin(label=f"{low}–{low + 1}", count=count)
            for low, count in enumerate(seen.spread.papers)
        ]
        unscored = seen.health.papers - seen.spread.total
        band = _clicked(
            tenant,
            scores.score_distribution(bins, theme, seen.read_at.date(), unscored=unscored),
            "overview_scores",
        )
        if not seen.spread.total:
            label = "Have the papers scored"
            st.page_link("scoring_queue.py", label=label, icon=":material/speed:")
            return
        if band:
            lowest = band.split("–")[0]
            query = {"scored": "yes", "min_overall": lowest, "sort": "score"}
            st.switch_page("search.py", query_params=query)
        st.caption("Click on a bar to see the papers with this score or more.")


def _clicked(tenant: Tenant, figure: "Figure", key: str) -> str | None:
    """Draw a bar chart and return what stands below the bar that was clicked."""
    pick = charts.show(figure, key, tenant=tenant, selectable=True)
    return str(pick.x) if pick else None


def _top_papers(seen: Overview) -> None:
    if seen.top:
        found = [
            Line(
                label=cards.shortened(one.title),
                below=_joined(
                    f"score {one.overall:.1f}",
                    None if one.confidence is None else f"confidence {one.confidence:.0%}",
                    one.year,
                ),
                page="paper.py",
                query={"id": str(one.paper_id)},
            )
            for one in seen.top
        ]
        way = Way(page="search.py", label="All by score", query={"sort": "score"})
        cards.lines("Top papers by score", found, "", way)
        return
    found = [
        Line(
            label=cards.shortened(one.title),
            below=_joined(_citations(one.citation_count), one.year),
            page="paper.py",
            query={"id": str(one.id)},
        )
        for one in seen.most_cited
    ]
    way = Way(page="search.py", label="All by citations", query={"sort": "citations"})
    cards.lines("Most cited papers", found, "", way)


def _authors(seen: Overview) -> None:
    found = [
        Line(
            label=one.name,
            below=_joined(
                _citations(one.indices.citations),
                None if one.indices.h_index is None else f"h {one.indices.h_index}",
                f"{one.indices.papers:,} papers here",
                one.institution,
            ),
            page="authors.py",
            query={"author": str(one.author_id)},
        )
        for one in seen.authors
    ]
    way = Way(page="authors.py", label="All authors")
    cards.lines("Most cited authors", found, "No author is known yet.", way)


def _run(run: ImportRun) -> Line:
    if run.state is RunState.DONE:
        counts = f"{run.created:,} new, {run.merged:,} merged, {run.unchanged:,} unchanged"
    else:
        counts = run.state.value
    problems = f"{run.problems:,} problems" if run.problems else None
    return Line(
        label=cards.shortened(run.filename, 60),
        below=_joined(counts, problems, _when(run.created_at), run.requested_by),
        page="import_papers.py",
        query={"run": str(run.id)},
    )


def _job(job: JobView) -> Line:
    failed = f"{job.failed:,} failed" if job.failed else None
    progress = f"{job.done:,} of {job.total:,} papers"
    return Line(
        label=cards.shortened(job.description, 60),
        below=_joined(job.state.value, progress, failed, _when(job.created_at), job.requested_by),
        page="scoring_queue.py",
        query={"job": str(job.id)},
    )


def _health(seen: Overview) -> None:
    """What is missing, and where it is missing."""
    health = seen.health
    lacking = [
        ("abstract", health.without_abstract, "Search and scores know only their titles."),
        ("year", health.without_year, "They are left out of everything by year."),
        ("citation count", health.without_citation_count, "They are left out of the metrics."),
        ("DOI", health.without_doi, "They are told apart by other ids, or by title and year."),
        ("authors", health.without_authors, "They count for nobody."),
    ]
    found = [
        Line(
            label=f"{number:,} papers without {what} ({_share(number, health.papers)})",
            below=effect,
            page="search.py",
            query={"missing": what.replace(" ", "_").lower()},
        )
        for what, number, effect in lacking
        if number
    ]
    complete = "Every paper has an abstract, a year, a citation count, a DOI and authors."
    cards.lines("Data health", found, complete)
    if health.suspected_duplicates:
        st.caption(f"{health.suspected_duplicates:,} suspected duplicates, named on their pages.")


def _share(number: int, total: int) -> str:
    return f"{number / total:.0%}" if number / total >= 0.01 else "under 1%"


def _citations(count: int | None) -> str:
    return "citations unknown" if count is None else f"{count:,} citations"


def _when(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"


def _joined(*parts: object) -> str:
    return " · ".join(str(part) for part in parts if part is not None)
