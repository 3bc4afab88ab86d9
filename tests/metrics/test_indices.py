"""Every index against values worked out by hand and a brute-force reading of its definition."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paperscraper_core.metrics import indices, variants
from paperscraper_core.metrics.summary import author_indices, ranked_papers
from paperscraper_core.metrics.types import PaperCitations

COUNTS = st.lists(st.integers(0, 60), max_size=40)


def paper(
    paper_id: int, citations: int | None, year: int | None = 2020, n_authors: int | None = 1
) -> PaperCitations:
    return PaperCitations(paper_id=paper_id, citations=citations, year=year, n_authors=n_authors)


@pytest.mark.parametrize(
    ("citations", "h", "g", "i10", "core"),
    [
        ([], 0, 0, 0, 0),
        ([0], 0, 0, 0, 0),
        ([0, 0, 0], 0, 0, 0, 0),
        ([1], 1, 1, 0, 1),
        ([250], 1, 1, 1, 250),
        ([25, 8, 5, 3, 3], 3, 5, 1, 38),  # g would be 6 without the cap at the number of papers
        ([12, 10, 9, 2], 3, 4, 2, 31),
        ([4, 4, 4, 4], 4, 4, 0, 16),
        ([3, 3, 3, 3], 3, 3, 0, 9),
        ([10] * 11, 10, 10, 11, 100),
        ([7, 2, 1, 0, 0], 2, 3, 0, 9),
    ],
)
def test_whole_number_indices(citations: list[int], h: int, g: int, i10: int, core: int) -> None:
    backwards = list(reversed(citations))
    assert indices.h_index(backwards) == h
    assert indices.g_index(backwards) == g
    assert indices.i10_index(backwards) == i10
    assert indices.h_core_citations(backwards) == core


def test_indices_of_the_core() -> None:
    citations = [12, 10, 9, 2]  # h 3, core 31
    assert indices.e_index(citations) == pytest.approx(math.sqrt(22))
    assert indices.a_index(citations) == pytest.approx(31 / 3)
    assert indices.r_index(citations) == pytest.approx(math.sqrt(31))


def test_one_author_by_hand() -> None:
    papers = [
        paper(1, 12, 2015, 2),
        paper(2, 10, 2019, 4),
        paper(3, 9, 2023, 1),
        paper(4, 2, 2025, 3),
        paper(5, None, 2012, 2),
        paper(6, 1, None, 5),
    ]
    got = author_indices(papers, 2024)
    assert (got.papers, got.papers_without_count, got.papers_with_count) == (6, 1, 5)
    assert got.papers_without_year == 1
    assert (got.first_year, got.last_year) == (2012, 2025)
    assert (got.citations, got.h_index, got.g_index, got.i10_index) == (34, 3, 5, 2)
    career = 13
    assert got.m_quotient == pytest.approx(3 / career)
    assert got.citations_per_year == pytest.approx(34 / career)
    # ages 10, 6, 2 and 1: the paper dated ahead is one year old
    assert got.ar_index == pytest.approx(math.sqrt(12 / 10 + 10 / 6 + 9 / 2))
    assert got.awcr == pytest.approx(12 / 10 + 10 / 6 + 9 / 2 + 2 / 1)
    assert got.aw_index == pytest.approx(math.sqrt(12 / 10 + 10 / 6 + 9 / 2 + 2 / 1))
    assert got.contemporary_h == 4  # 18, 8, 6.67, 4.8
    assert got.h5_index == 2  # the papers of 2019 and 2023; 2024 is not complete
    assert got.hi_norm == 2  # 9, 6, 2.5, 0.67, 0.2
    assert got.fractional_papers == pytest.approx(1 / 2 + 1 / 4 + 1 + 1 / 3 + 1 / 2 + 1 / 5)
    assert got.fractional_citations == pytest.approx(6 + 2.5 + 9 + 2 / 3 + 1 / 5)
    # effective ranks 0.5, 0.75, 1.75, 2.08 against 12, 10, 9, 2
    assert got.hm_index == pytest.approx(1.75)


def test_unknown_is_not_zero() -> None:
    got = author_indices([paper(1, None), paper(2, None, None, None)], 2024)
    assert (got.papers, got.papers_without_count) == (2, 2)
    assert got.citations is None
    assert got.h_index is None
    assert got.g_index is None
    assert got.i10_index is None
    assert got.awcr is None
    assert got.fractional_papers == 1.0


def test_zero_citations_are_zero() -> None:
    got = author_indices([paper(1, 0), paper(2, 0)], 2024)
    assert (got.citations, got.h_index, got.g_index, got.i10_index) == (0, 0, 0, 0)
    assert (got.e_index, got.a_index, got.r_index, got.ar_index) == (0.0, 0.0, 0.0, 0.0)
    assert got.m_quotient == 0.0


def test_no_year_no_age_number() -> None:
    got = author_indices([paper(1, 5, None)], 2024)
    assert got.h_index == 1
    assert got.m_quotient is None
    assert got.contemporary_h is None
    assert got.h5_index is None
    assert got.citations_per_year is None


def test_a_paper_counts_once() -> None:
    once = author_indices([paper(1, 3), paper(2, 2)], 2024)
    twice = author_indices([paper(1, 3), paper(2, 2), paper(1, 3)], 2024)
    assert once == twice


def test_seven_thousand_authors_share_one_paper() -> None:
    got = author_indices([paper(1, 7000, 2020, 7000)], 2024)
    assert got.fractional_citations == pytest.approx(1.0)
    assert got.hi_norm == 1
    assert got.hm_index == pytest.approx(1 / 7000)


def test_equal_counts_rank_older_first() -> None:
    ranked = ranked_papers([paper(3, 5, None), paper(2, 5, 2021), paper(1, 5, 2024), paper(4, 9)])
    assert [one.paper_id for one in ranked] == [4, 2, 1, 3]


@given(COUNTS)
def test_h_is_the_largest_that_fits(citations: list[int]) -> None:
    fits = [i for i in range(len(citations) + 1) if sum(c >= i for c in citations) >= i]
    assert indices.h_index(citations) == max(fits)


@given(COUNTS)
def test_g_is_the_largest_that_fits(citations: list[int]) -> None:
    top = sorted(citations, reverse=True)
    fits = [i for i in range(len(top) + 1) if sum(top[:i]) >= i * i]
    assert indices.g_index(citations) == max(fits)


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(1, 9)), max_size=30))
def test_shared_and_aged_indices_fit_their_definition(pairs: list[tuple[int, int]]) -> None:
    def brute(values: list[float]) -> int:
        return max(i for i in range(len(values) + 1) if sum(v >= i for v in values) >= i)

    assert indices.hi_norm(pairs) == brute([c / a for c, a in pairs])
    assert indices.contemporary_h(pairs) == brute([4 * c / a for c, a in pairs])
    ranked = sorted(pairs, key=lambda pair: -pair[0])
    ranks = [sum(1 / a for _, a in ranked[:i]) for i in range(len(ranked) + 1)]
    fits = [0.0] + [
        rank
        for i, rank in enumerate(ranks[1:], start=1)
        if all(ranked[j - 1][0] >= ranks[j] - 1e-9 for j in range(1, i + 1))
    ]
    assert indices.hm_index(pairs) == pytest.approx(max(fits))


@given(COUNTS, st.integers(0, 60))
def test_more_citations_never_lower_an_index(citations: list[int], more: int) -> None:
    longer = [*citations, more]
    for index in (indices.h_index, indices.g_index, indices.i10_index, variants.h2_index):
        assert index(longer) >= index(citations)


@given(COUNTS)
def test_known_orderings(citations: list[int]) -> None:
    h, g = indices.h_index(citations), indices.g_index(citations)
    assert h <= g <= len(citations)
    assert variants.h2_index(citations) <= h
    assert variants.w_wu(citations) <= h <= variants.w_woeginger(citations) or not citations
    assert h <= variants.real_h(citations) < h + 1
    assert h <= variants.rational_h(citations) < h + 1
    assert sum(variants.multidimensional_h(citations)) <= len(citations)
