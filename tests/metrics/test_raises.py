"""What raised h names the papers that crossed the threshold, and says where that is not certain."""

from __future__ import annotations

from datetime import date

from hypothesis import given

from paperscraper_core.metrics.history import h_history
from paperscraper_core.metrics.raises import raised_between, raises
from paperscraper_core.metrics.snapshot_types import CorePaper, Snapshot
from paperscraper_core.metrics.types import ObservedH, PaperCitations
from tests.metrics.test_history import libraries, paper


def test_the_papers_that_crossed_the_threshold() -> None:
    papers = [
        paper(1, 4, 2020, {2021: 1, 2022: 1, 2023: 2}),
        paper(2, 3, 2021, {2022: 2, 2023: 1}),
        paper(3, 3, 2022, {2023: 3}),
    ]
    found = raises(papers, 2023)
    assert [(r.since_year, r.year, r.from_h, r.to_h, r.certain) for r in found] == [
        (2020, 2021, 0, 1, True),
        (2021, 2022, 1, 2, True),
        (2022, 2023, 2, 3, True),
    ]
    last = [(p.paper_id, p.citations_before, p.citations_after) for p in found[-1].papers]
    assert last == [(1, 2, 4), (2, 2, 3), (3, 0, 3)]
    assert [p.paper_id for p in found[0].papers] == [1]


def test_a_rise_over_uncertain_years_is_not_put_into_one_of_them() -> None:
    # ten citations of each paper have no year: h of 2014 to 2018 is not known
    papers = [paper(i, 12, 2014, {2020: 2}) for i in (1, 2, 3)]
    (rise,) = raises(papers, 2021)
    assert (rise.since_year, rise.year, rise.from_h, rise.to_h) == (2013, 2019, 0, 3)
    assert not rise.certain
    assert {p.citations_before for p in rise.papers} == {0}


def test_a_paper_without_a_year_leaves_the_start_open() -> None:
    (rise,) = raises([paper(1, 5, None)], 2024)
    assert (rise.since_year, rise.from_h, rise.to_h, rise.certain) == (None, 0, 1, False)
    assert rise.papers[0].before == (0, 5)
    assert rise.papers[0].citations_before is None


def test_an_observation_that_contradicts_the_rebuilt_past_is_not_certain() -> None:
    papers = [paper(1, 2, 2020, {2021: 2}), paper(2, 2, 2020, {2021: 2})]
    found = raises(papers, 2023, (ObservedH(year=2021, h_index=1),))
    assert [(r.year, r.from_h, r.to_h, r.certain) for r in found] == [
        (2021, 0, 1, False),
        (2022, 1, 2, False),
    ]


def test_nothing_known_nothing_raised() -> None:
    assert raises([], 2024) == ()
    assert raises([paper(1, None, 2020)], 2024) == ()
    assert raises([paper(1, 0, 2020)], 2024) == ()


@given(libraries())
def test_rises_lead_from_point_to_point_of_the_history(
    case: tuple[list[PaperCitations], list[dict[int, int]]],
) -> None:
    papers, truths = case
    values = {p.year: p.value for p in h_history(papers, 2020).points}
    held = 0
    for rise in raises(papers, 2020):
        assert rise.from_h == held < rise.to_h == values[rise.year]
        assert rise.since_year is None or values.get(rise.since_year, 0) == rise.from_h
        held = rise.to_h
        for one in rise.papers:
            truth = truths[one.paper_id]
            if rise.since_year is not None:
                before = sum(c for y, c in truth.items() if y <= rise.since_year)
                assert one.before[0] <= before <= one.before[1]
            after = sum(c for y, c in truth.items() if y <= rise.year)
            assert one.after[0] <= after <= one.after[1]
        crossed = {  # whoever really crossed is among those named
            i
            for i, truth in enumerate(truths)
            if rise.since_year is not None
            and sum(c for y, c in truth.items() if y <= rise.since_year) < rise.to_h
            and sum(c for y, c in truth.items() if y <= rise.year) >= rise.to_h
        }
        assert crossed <= {one.paper_id for one in rise.papers}
        if rise.certain:
            assert crossed == {one.paper_id for one in rise.papers}
    assert not papers or held == values[2020]


def snapshot(day: date, *core: tuple[int, int]) -> Snapshot:
    return Snapshot(
        day=day,
        counts_as_of=day,
        papers=9,
        papers_without_count=0,
        citations=100,
        h_index=len(core),
        g_index=None,
        i10_index=None,
        core=tuple(CorePaper(paper_id=number, citations=count) for number, count in core),
    )


def test_between_two_observations() -> None:
    before = snapshot(date(2024, 3, 1), (1, 9), (2, 2))
    after = snapshot(date(2025, 3, 1), (1, 9), (4, 7), (2, 3))
    rise = raised_between(before, after)
    assert rise is not None
    assert (rise.from_h, rise.to_h, rise.certain) == (2, 3, True)
    assert [(p.paper_id, p.before, p.after) for p in rise.papers] == [
        (4, (0, 2), (7, 7)),
        (2, (2, 2), (3, 3)),
    ]
    assert raised_between(after, before) is None
    assert raised_between(before, before) is None
