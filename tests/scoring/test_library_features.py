"""Percentiles, neighbours and combinations against plain calculations."""

import numpy as np
import pytest

from paperscraper_core.scoring.combinations import TermIndex, TermsOfPaper
from paperscraper_core.scoring.neighbours import K, Neighbourhoods, Vectors
from paperscraper_core.scoring.reference import percentile, quantile_table


def test_quantiles_are_those_of_numpy() -> None:
    values = [3.0, 1.0, 4.0, 1.0, 5.0, 9.0, 2.0, 6.0]
    expected = np.quantile(values, np.arange(21) / 20)
    assert quantile_table("x", values).quantiles == pytest.approx(tuple(expected))


@pytest.mark.parametrize(
    ("value", "share"),
    [(-1, 0.0), (0, 0.0), (0.5, 0.625), (1, 0.75), (1.5, 0.875), (2, 1.0), (3, 1.0)],
)
def test_percentile_is_the_share_strictly_below(value: float, share: float) -> None:
    assert percentile(value, (0.0, 0.0, 0.0, 1.0, 2.0)) == share


def _vectors(count: int = 300, size: int = 16) -> Vectors:
    random = np.random.default_rng(7)
    vectors = random.normal(size=(count, size))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return Vectors(
        paper_ids=np.arange(count, dtype=np.int64) + 1000,
        days=np.arange(count, dtype=np.int64) // 3,
        vectors=vectors.astype(np.float16),
    )


def _brute_mean(library: Vectors, row: int) -> tuple[float, list[int]] | None:
    many = library.vectors.astype(np.float64)
    many /= np.linalg.norm(many, axis=1, keepdims=True)
    earlier = np.flatnonzero(library.days < library.days[row])
    if len(earlier) < 50:
        return None
    distances = 1 - many[earlier] @ many[row]
    order = np.argsort(distances)[:K]
    return float(distances[order].mean()), earlier[order].tolist()


def test_neighbourhoods_equal_brute_force() -> None:
    library = _vectors()
    rows = [0, 120, 200, 299]
    found = Neighbourhoods(library).of([1000 + row for row in rows])
    assert 1000 not in found  # nothing is earlier than the first
    for row in rows[1:]:
        own = _brute_mean(library, row)
        assert own is not None
        theirs = [b[0] for near in own[1] if (b := _brute_mean(library, near))]
        assert found[1000 + row].mean_distance == pytest.approx(own[0], abs=1e-5)
        assert found[1000 + row].neighbours_mean_distance == pytest.approx(
            float(np.mean(theirs)), abs=1e-5
        )
        assert found[1000 + row].earlier_papers == row // 3 * 3


def test_a_paper_gets_the_same_figures_in_any_batch() -> None:
    library = _vectors()
    together = Neighbourhoods(library).of(list(range(1000, 1300)))
    for paper_id in (1150, 1233, 1299):
        assert Neighbourhoods(library).of([paper_id])[paper_id] == together[paper_id]


def test_papers_without_a_vector_have_no_figures() -> None:
    assert Neighbourhoods(_vectors()).of([5]) == {}


def test_distance_among_references_is_the_90th_percentile_of_pairs() -> None:
    library = _vectors()
    cited = [1003, 1050, 1100, 1200]
    many = library.vectors[[3, 50, 100, 200]].astype(np.float64)
    many /= np.linalg.norm(many, axis=1, keepdims=True)
    pairs = (1 - many @ many.T)[np.triu_indices(4, 1)]
    stats = Neighbourhoods(library).among_references([*cited, 9])
    assert stats is not None
    assert stats.references == 4
    assert stats.distance_90th == pytest.approx(float(np.quantile(pairs, 0.9)), abs=1e-5)
    assert Neighbourhoods(library).among_references(cited[:2]) is None


def _terms(count: int) -> list[TermsOfPaper]:
    usual = ("a", "b", "c")
    return [
        TermsOfPaper(paper_id=place, day=place, terms=usual if place % 2 else ("x", "y"))
        for place in range(count)
    ]


def test_a_usual_combination_is_less_atypical_than_a_first_one() -> None:
    papers = [
        *_terms(100),
        TermsOfPaper(paper_id=500, day=200, terms=("a", "b", "c")),
        TermsOfPaper(paper_id=501, day=200, terms=("a", "x", "y")),
    ]
    index = TermIndex(papers)
    usual, first = index.of(500), index.of(501)
    assert usual is not None
    assert first is not None
    assert (usual.pairs, usual.first_time) == (3, 0)
    assert (first.pairs, first.first_time) == (3, 2)
    # a and x: 50 papers each of 100, never together: (0 - 25) / 5
    assert first.z_tenth == pytest.approx(-5.0)
    assert usual.z_tenth == pytest.approx(5.0)
    assert first.earlier_papers == 100


def test_combinations_need_terms_in_use_and_enough_earlier_papers() -> None:
    new_words = TermsOfPaper(paper_id=500, day=200, terms=("a", "b", "never", "seen"))
    index = TermIndex([*_terms(100), new_words])
    assert index.of(500) is None
    assert index.of(11) is None
    assert index.of(999) is None
