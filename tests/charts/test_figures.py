"""Every figure says what it shows, in which unit and as of when, and has an honest empty state."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from paperscraper_core.charts import authors, compare, papers, scores
from paperscraper_core.charts.author_band import LEGEND
from paperscraper_core.charts.types import CountBin, DimensionScore, Theme, TimeAxis, YearBar
from paperscraper_core.metrics.analysis_types import BandPoint, Peers
from paperscraper_core.metrics.history import citation_series, h_history, papers_by_year, rank_curve
from paperscraper_core.metrics.types import (
    AuthorPosition,
    LibraryDate,
    ObservedH,
    ObservedPoint,
    PaperCitations,
    PointStatus,
    YearCount,
)

AS_OF = date(2024, 6, 1)


def paper(paper_id: int, citations: int | None, year: int | None, *dated: int) -> PaperCitations:
    start = 2012
    return PaperCitations(
        paper_id=paper_id,
        citations=citations,
        year=year,
        n_authors=2,
        counts_by_year=tuple(
            YearCount(year=start + i, citations=c) for i, c in enumerate(dated) if c
        ),
        position=AuthorPosition.FIRST,
    )


PAPERS = [
    paper(1, 90, 2005, 10, 10, 10, 20),
    paper(2, 9, 2008, 3, 3, 2, 1),
    paper(3, 3, 2014, 0, 0, 1, 2),
    paper(4, None, 2016),
    paper(5, 0, None),
]
HISTORY = h_history(PAPERS, 2024, (ObservedH(year=2020, h_index=2),))
NOTHING = h_history([], 2024)
RADAR = [
    DimensionScore(label="Novelty", value=7.25, confidence=0.6),
    DimensionScore(label="Marketability", value=None, confidence=None),
    DimensionScore(label="Feasibility", value=3.0, confidence=0.2),
]

FILLED: dict[str, Callable[[Theme], Any]] = {
    "h over time": lambda t: authors.h_over_time(HISTORY, t, AS_OF),
    "citations": lambda t: authors.citations_per_year(citation_series(PAPERS, 2024), t, AS_OF),
    "rank": lambda t: authors.rank_curve(rank_curve(PAPERS), t, AS_OF, {1: "A <b>title</b>"}),
    "position": lambda t: authors.papers_by_position(papers_by_year(PAPERS), t, AS_OF),
    "compare": lambda t: compare.compare_h([("A", HISTORY), ("B", HISTORY)], t, as_of=AS_OF),
    "papers": lambda t: papers.papers_by_year([YearBar(year=2021, count=2)], t, AS_OF),
    "one paper": lambda t: papers.citations_of_paper([YearBar(year=2021, count=2)], t, AS_OF),
    "spread": lambda t: scores.score_distribution([CountBin(label="0–2", count=3)], t, AS_OF),
}
EMPTY: dict[str, Callable[[Theme], Any]] = {
    "h over time": lambda t: authors.h_over_time(NOTHING, t),
    "citations": lambda t: authors.citations_per_year(citation_series([], 2024), t),
    "rank": lambda t: authors.rank_curve((), t),
    "position": lambda t: authors.papers_by_position((), t),
    "compare": lambda t: compare.compare_h([("A", NOTHING)], t),
    "papers": lambda t: papers.papers_by_year([], t),
    "one paper": lambda t: papers.citations_of_paper([], t),
    "radar": lambda t: scores.score_radar([RADAR[1]], t),
    "spread": lambda t: scores.score_distribution([], t),
}


@pytest.mark.parametrize("theme", list(Theme))
@pytest.mark.parametrize("name", FILLED)
def test_words_units_and_date_are_on_the_figure(name: str, theme: Theme) -> None:
    layout = FILLED[name](theme).layout
    assert layout.title.text
    assert "2024-06-01" in layout.title.subtitle.text.replace("<br>", " ")
    assert layout.xaxis.title.text
    assert layout.yaxis.title.text
    assert layout.paper_bgcolor == layout.plot_bgcolor == "rgba(0,0,0,0)"


@pytest.mark.parametrize("name", ["h over time", "citations", "position", "papers", "one paper"])
def test_years_are_whole(name: str) -> None:
    axis = FILLED[name](Theme.LIGHT).layout.xaxis
    assert axis.tickformat == "d"
    assert axis.tickvals
    assert all(isinstance(year, int) for year in axis.tickvals)
    assert max(axis.tickvals) <= 2024  # no year beyond the data, however few bars there are


@pytest.mark.parametrize("name", EMPTY)
def test_empty_figures_say_why(name: str) -> None:
    figure = EMPTY[name](Theme.DARK)
    assert len(figure.data) == 0
    assert figure.layout.annotations[0].text.endswith(".")
    assert figure.layout.xaxis.visible is False


def test_unknown_day_is_said() -> None:
    figure = authors.h_over_time(HISTORY, Theme.LIGHT)
    assert "day of the counts is not known" in figure.layout.title.subtitle.text.replace(
        "<br>", " "
    )


def test_h_over_time_draws_every_point_with_its_status() -> None:
    figure = authors.h_over_time(HISTORY, Theme.LIGHT, AS_OF)
    drawn = {
        (year, value, trace.name)
        for trace in figure.data
        if trace.mode == "markers"
        for year, value in zip(trace.x, trace.y, strict=True)
    }
    names = {
        PointStatus.EXACT: "exact",
        PointStatus.OBSERVED: "observed at the time",
        PointStatus.RECONSTRUCTED: "reconstructed: highest",
    }
    assert set(PointStatus) == {p.status for p in HISTORY.points}
    assert drawn == {(p.year, p.upper, names[p.status]) for p in HISTORY.points}
    line = next(trace for trace in figure.data if trace.mode == "lines" and not trace.fill)
    band = next(trace for trace in figure.data if trace.fill)
    assert list(band.y) == [p.upper for p in HISTORY.points]
    assert line.x[-1] == 2024


def test_a_reconstructed_year_never_joins_the_solid_line() -> None:
    for figure in (authors.h_over_time(HISTORY, Theme.LIGHT), FILLED["compare"](Theme.LIGHT)):
        solid = next(t for t in figure.data if t.connectgaps is False and "lines" in t.mode)
        values = dict(zip(solid.x, solid.y, strict=True))
        assert {p.year for p in HISTORY.points if p.value is None}
        assert all(values[p.year] == p.value for p in HISTORY.points)


def test_comparable_authors_and_observations_stand_behind_the_line() -> None:
    band = tuple(
        BandPoint(career_age=age, low=age / 4, median=age / 2, high=float(age), authors=12)
        for age in range(1, 21)
    )
    peers = Peers(
        author_id=1, library_date=LibraryDate(day=AS_OF, year=2024), first_year=2005,
        career_age=20, minimum_papers=3, reference=200, main_topic=None, same_age=None,
        same_topic=None, band=band, warning="Small group: only 12 authors.", missing=None,
    )  # fmt: skip
    seen = ObservedPoint(day=date(2023, 7, 1), h_index=2, counts_as_of=None)
    figure = authors.h_over_time(replace(HISTORY, observations=(seen,)), Theme.LIGHT, AS_OF, peers)
    expected = next(t for t in figure.data if t.name == LEGEND)
    assert (min(expected.x), max(expected.x)) == (2005, 2024)
    assert expected.y[-1] == 20
    assert figure.data[0].legendgroup == "expected"  # behind the author's own line
    observed = next(t for t in figure.data if t.name == "observed at an import")
    assert 2022.4 < observed.x[0] < 2022.6  # 2023 on the axis is the end of 2023
    said = figure.layout.title.subtitle.text.replace("<br>", " ")
    assert "Small group: 12 authors" in said
    assert "8 in 10 authors" in said


def test_career_axis_starts_at_zero() -> None:
    later = h_history([paper(1, 3, 2014, 0, 0, 1, 2)], 2024)
    figure = compare.compare_h([("A", HISTORY), ("B", later)], Theme.LIGHT, TimeAxis.CAREER)
    named = [trace for trace in figure.data if trace.name]
    assert [trace.x[0] for trace in named] == [0, 0]
    assert [trace.x[-1] for trace in named] == [19, 10]


def test_ten_compared_authors_differ_without_colour() -> None:
    figure = compare.compare_h([(f"N{i}", HISTORY) for i in range(10)], Theme.LIGHT)
    looks = {(t.marker.symbol, t.line.dash) for t in figure.data if t.name}
    assert len(looks) == 10


def test_giants_stay_at_the_edge_and_are_counted() -> None:
    figure = FILLED["rank"](Theme.LIGHT)
    points = next(trace for trace in figure.data if trace.name == "papers")
    assert points.y[0] == 15  # five times the least h of the frame, not 90
    assert points.marker.symbol[0] == "triangle-up"
    assert points.text[0].startswith("90 citations")
    assert "1 with more than 15 citations" in figure.layout.title.subtitle.text.replace("<br>", " ")


def test_the_area_of_g_holds_g_squared_citations() -> None:
    points = rank_curve([paper(i, c, 2010) for i, c in enumerate([25, 8, 5, 3, 3])])
    figure = authors.rank_curve(points, Theme.LIGHT, AS_OF)
    area = next(trace for trace in figure.data if trace.fill)
    assert area.name == "g = 5"  # capped at the papers, as in docs/metrics.md
    assert max(area.x) == 5
    assert "5²" in figure.layout.title.subtitle.text


def test_markup_in_names_and_titles_is_text() -> None:
    rank = next(t for t in FILLED["rank"](Theme.LIGHT).data if t.name == "papers")
    assert "<b>" not in rank.text[0]
    figure = compare.compare_h([("<a href='http://x'>x</a>", HISTORY)], Theme.LIGHT)
    assert all("<a" not in (trace.name or "") for trace in figure.data)


def test_radar_leaves_unknown_dimensions_open() -> None:
    figure = scores.score_radar(RADAR, Theme.LIGHT, AS_OF)
    trace = figure.data[0]
    assert list(trace.r) == [7.25, None, 3.0, 7.25]
    assert trace.fill == "none"
    assert "no evidence" in trace.theta[1]
    assert trace.marker.size[0] > trace.marker.size[2]
    assert tuple(figure.layout.polar.radialaxis.range) == (0, 10)


def test_citation_bars_and_running_total() -> None:
    figure = FILLED["citations"](Theme.LIGHT)
    bars, line = figure.data
    assert sum(bars.y) == 102 - 40  # forty citations of the first paper have no year
    assert line.y[-1] == 102
    assert bars.marker.pattern.shape[-1] == "/"


def test_charts_do_not_load_plotly_until_one_is_drawn() -> None:
    code = (
        "import sys; import paperscraper_core.charts.authors, paperscraper_core.charts.compare,"
        " paperscraper_core.charts.papers, paperscraper_core.charts.scores;"
        " sys.exit('plotly' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
