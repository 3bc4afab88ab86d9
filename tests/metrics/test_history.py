"""The past is rebuilt from dated citations, with bounds where they do not tell."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from paperscraper_core.metrics.bounds import citations_at
from paperscraper_core.metrics.history import (
    citation_series,
    h_history,
    papers_by_year,
    rank_curve,
)
from paperscraper_core.metrics.indices import h_index
from paperscraper_core.metrics.types import (
    AuthorPosition,
    ObservedH,
    PaperCitations,
    PointStatus,
    YearCount,
)

EXACT, REBUILT, OBSERVED = PointStatus.EXACT, PointStatus.RECONSTRUCTED, PointStatus.OBSERVED


def paper(
    paper_id: int,
    citations: int | None,
    year: int | None,
    dated: dict[int, int] | None = None,
    position: AuthorPosition | None = None,
) -> PaperCitations:
    return PaperCitations(
        paper_id=paper_id,
        citations=citations,
        year=year,
        n_authors=1,
        counts_by_year=tuple(YearCount(year=y, citations=c) for y, c in (dated or {}).items()),
        position=position,
    )


def test_fully_dated_citations_are_exact() -> None:
    papers = [
        paper(1, 4, 2020, {2021: 1, 2022: 1, 2023: 2}),
        paper(2, 3, 2021, {2022: 2, 2023: 1}),
        paper(3, 3, 2022, {2023: 3}),
    ]
    history = h_history(papers, 2023)
    assert [(p.year, p.value, p.status) for p in history.points] == [
        (2020, 0, EXACT),
        (2021, 1, EXACT),
        (2022, 2, EXACT),
        (2023, 3, EXACT),
    ]


def test_citations_older_than_the_window_have_bounds_before_it_only() -> None:
    # published 2005, 10 of 30 citations are older than the first year that the source dates
    papers = [paper(1, 30, 2005, {2012: 15, 2013: 5})] + [
        paper(i, 12, 2005, {2012: 9}) for i in (2, 3)
    ]
    points = {p.year: p for p in h_history(papers, 2014).points}
    assert points[2011].status is EXACT  # whatever has no year is from 2011 or before
    assert points[2011].value == 3
    assert (points[2010].lower, points[2010].upper, points[2010].value) == (0, 3, None)
    assert points[2010].status is REBUILT
    assert points[2013].value == 3


def test_undated_citations_inside_the_window_stay_bounds() -> None:
    # published when the source already dated citations, yet one citation has no year
    papers = [
        paper(1, 3, 2015, {2016: 1, 2019: 1}),
        paper(2, 2, 2012, {2013: 2}),
    ]
    points = {p.year: p for p in h_history(papers, 2020).points}
    assert (points[2017].lower, points[2017].upper) == (1, 2)
    assert points[2017].status is REBUILT
    assert points[2020].status is EXACT


def test_a_count_without_any_year_is_never_dated_by_its_neighbours() -> None:
    # a spreadsheet's total beside a paper whose source dates citations
    papers = [paper(1, 9, 2005), paper(2, 9, 2005, {2012: 9})]
    points = {p.year: p for p in h_history(papers, 2020).points}
    assert (points[2015].lower, points[2015].upper) == (1, 2)
    assert points[2015].status is REBUILT


def test_a_paper_has_no_undated_citations_before_it_appeared() -> None:
    assert citations_at(paper(1, 10, 2018, {2019: 3}), 2016, 2012) == (0, 0)
    assert citations_at(paper(1, 10, None, {2019: 3}), 2016, 2012) == (0, 7)


def test_more_dated_citations_than_citations_give_bounds_in_order() -> None:
    low, high = citations_at(paper(1, 5, 2010, {2012: 4, 2013: 4}), 2012, 2012)
    assert (low, high) == (1, 4)


def test_observed_wins_except_for_today() -> None:
    papers = [paper(1, 2, 2020, {2021: 2}), paper(2, 2, 2020, {2021: 2})]
    stored = (ObservedH(year=2021, h_index=1), ObservedH(year=2022, h_index=7))
    points = h_history(papers, 2022, stored).points
    assert [(p.year, p.value, p.status) for p in points] == [
        (2020, 0, EXACT),
        (2021, 1, OBSERVED),
        (2022, 2, EXACT),
    ]


def test_no_known_count_no_point() -> None:
    history = h_history([paper(1, None, 2020), paper(2, None, None)], 2024)
    assert history.points == ()
    assert (history.papers_without_count, history.papers_without_year) == (2, 1)


def test_citation_series_fills_gaps_and_ends_at_the_total() -> None:
    series = citation_series(
        [paper(1, 10, 2005, {2012: 3, 2014: 2}), paper(2, None, 2010, {2012: 99})], 2015
    )
    assert [(y.year, y.citations, y.cumulative) for y in series.years] == [
        (2012, 3, 8),
        (2013, 0, 8),
        (2014, 2, 10),
        (2015, 0, 10),
    ]
    assert (series.total, series.undated, series.papers_without_count) == (10, 5, 1)
    assert citation_series([paper(1, 3, 2000)], 2024).years == ()


def test_papers_by_year_and_position() -> None:
    years = papers_by_year(
        [
            paper(1, 0, 2019, position=AuthorPosition.FIRST),
            paper(2, 0, 2021, position=AuthorPosition.LAST),
            paper(3, 0, 2021, position=AuthorPosition.MIDDLE),
            paper(3, 0, 2021, position=AuthorPosition.MIDDLE),
            paper(4, 0, 2021),
            paper(5, 0, None, position=AuthorPosition.FIRST),
        ]
    )
    assert [(y.year, y.first, y.middle, y.last, y.unknown, y.total) for y in years] == [
        (2019, 1, 0, 0, 0, 1),
        (2020, 0, 0, 0, 0, 0),
        (2021, 0, 1, 1, 1, 3),
    ]
    assert papers_by_year([]) == ()


def test_rank_curve() -> None:
    curve = rank_curve([paper(1, 2, 2020), paper(2, 9, 2020), paper(3, None, 2020)])
    assert [(p.rank, p.paper_id, p.citations) for p in curve] == [(1, 2, 9), (2, 1, 2)]


@st.composite
def libraries(draw: st.DrawFn) -> tuple[list[PaperCitations], list[dict[int, int]]]:
    """Papers as a source shows them, which hides the early years, beside the truth."""
    window = draw(st.integers(2008, 2016))
    papers: list[PaperCitations] = []
    truths: list[dict[int, int]] = []
    for paper_id in range(draw(st.integers(0, 8))):
        year = draw(st.integers(2000, 2020))
        truth = draw(st.dictionaries(st.integers(year, 2020), st.integers(1, 6), max_size=8))
        shown = {y: c for y, c in truth.items() if y >= window}
        papers.append(paper(paper_id, sum(truth.values()), year, shown))
        truths.append(truth)
    return papers, truths


@given(libraries())
def test_the_truth_always_lies_within_the_bounds(
    case: tuple[list[PaperCitations], list[dict[int, int]]],
) -> None:
    papers, truths = case
    history = h_history(papers, 2020)
    for point in history.points:
        real = h_index(sum(c for y, c in truth.items() if y <= point.year) for truth in truths)
        assert point.lower <= real <= point.upper
        assert (point.value is None) == (point.status is REBUILT)
    if papers:
        assert history.points[-1].value == h_index(one.citations or 0 for one in papers)
        uppers = [point.upper for point in history.points]
        assert uppers == sorted(uppers)
