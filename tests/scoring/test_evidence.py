"""A whole score: complete, repeatable, and silent where nothing is known."""

import os
import subprocess
import sys
from dataclasses import replace

import pytest

from paperscraper_core.scoring import evidence
from paperscraper_core.scoring.bands import band_of
from paperscraper_core.scoring.canonical import (
    canonical_json,
    dimension_from_json,
    dimensions_json,
    score_bytes,
)
from paperscraper_core.scoring.evidence import EvidenceScorer, features
from paperscraper_core.scoring.inputs import ScoringInputs
from paperscraper_core.scoring.reference import library_reference
from paperscraper_core.scoring.types import Dimension, Status, Weights
from tests.scoring.samples import bare_inputs, full_inputs


def test_a_known_paper_has_all_six_dimensions() -> None:
    score = EvidenceScorer().score(full_inputs())
    assert [d.dimension for d in score.dimensions] == list(Dimension)
    assert all(d.status is Status.SCORED for d in score.dimensions)
    assert score.coverage == 1.0
    assert score.overall == pytest.approx(
        sum(d.value or 0 for d in score.dimensions) / 6, abs=0.051
    )


def test_contributions_sum_to_the_value_and_confidence_is_a_share() -> None:
    for dimension in EvidenceScorer().score(full_inputs()).dimensions:
        assert dimension.value is not None
        total = sum(item.contribution for item in dimension.evidence)
        assert total == pytest.approx(dimension.value, abs=0.06)
        assert 0 < dimension.confidence <= 1
        assert dimension.reasons


def test_an_unknown_paper_has_no_number_at_all() -> None:
    score = EvidenceScorer().score(bare_inputs())
    assert {d.status for d in score.dimensions} == {Status.INSUFFICIENT}
    assert {d.value for d in score.dimensions} == {None}
    assert (score.overall, score.confidence, score.coverage) == (None, None, 0.0)
    assert all(d.reasons for d in score.dimensions)


@pytest.mark.parametrize(
    ("missing", "silent"),
    [
        (
            {"abstract": None},
            {Dimension.IP_POTENTIAL, Dimension.FEASIBILITY, Dimension.COMMERCIALIZATION},
        ),
        ({"authors": ()}, {Dimension.TEAM_READINESS}),
        ({"neighbours": None, "references": None}, {Dimension.NOVELTY}),
        ({"abstract": None, "citation_count": None}, set(Dimension) - {
            Dimension.NOVELTY, Dimension.TEAM_READINESS,
        }),
    ],
)  # fmt: skip
def test_a_dimension_without_evidence_is_left_out_of_the_mean(
    missing: dict[str, object], silent: set[Dimension]
) -> None:
    score = EvidenceScorer().score(full_inputs(**missing))
    assert {d.dimension for d in score.dimensions if d.value is None} == silent
    known = [d.value for d in score.dimensions if d.value is not None]
    assert score.overall == pytest.approx(sum(known) / len(known), abs=0.051)
    assert score.coverage == pytest.approx(len(known) / 6, abs=0.01)


def test_zero_citations_are_known_and_unknown_citations_are_not() -> None:
    zero = features(full_inputs(citation_count=0, citations_by_year=()))
    unknown = features(full_inputs(citation_count=None))
    assert zero["marketability.velocity"] == 0
    assert "marketability.velocity" not in unknown


def test_weights_turn_the_overall_score_and_nothing_else() -> None:
    even = EvidenceScorer().score(full_inputs())
    only = EvidenceScorer(
        weights=Weights(
            novelty=1, ip_potential=0, marketability=0, feasibility=0,
            commercialization=0, team_readiness=0,
        )
    ).score(full_inputs())  # fmt: skip
    assert only.overall == only.dimension(Dimension.NOVELTY).value
    assert only.dimensions == even.dimensions
    assert only.inputs_hash == even.inputs_hash


def test_weights_that_leave_nothing_give_no_overall_score() -> None:
    weights = Weights(
        feasibility=0, marketability=0, commercialization=0, ip_potential=0, novelty=0
    )
    assert EvidenceScorer(weights=weights).score(full_inputs(authors=())).overall is None


def test_a_failing_dimension_says_why_and_spares_the_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("no papers")

    rules = {**evidence._DIMENSIONS, Dimension.NOVELTY: broken}
    monkeypatch.setattr(evidence, "_DIMENSIONS", rules)
    score = EvidenceScorer().score(full_inputs())
    failed = score.dimension(Dimension.NOVELTY)
    assert (failed.status, failed.value) == (Status.FAILED, None)
    assert "no papers" in failed.reasons[0]
    assert score.coverage == pytest.approx(5 / 6, abs=0.01)


def test_the_hash_moves_with_every_input() -> None:
    scorer = EvidenceScorer()
    seen = {
        scorer.score(full_inputs(**change)).inputs_hash
        for change in ({}, {"title": "Another"}, {"citation_count": 45}, {"as_of_year": 2027})
    }
    assert len(seen) == 4


SCRIPT = """
import sys
from paperscraper_core.scoring.canonical import score_bytes
from paperscraper_core.scoring.evidence import EvidenceScorer
from tests.scoring.samples import full_inputs
sys.stdout.buffer.write(score_bytes(EvidenceScorer().score(full_inputs())))
"""


def test_the_same_input_gives_the_same_bytes_in_any_process() -> None:
    here = score_bytes(EvidenceScorer().score(full_inputs()))
    for seed in ("1", "2"):
        there = subprocess.run(
            [sys.executable, "-c", SCRIPT],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        assert there == here


def test_dimensions_survive_the_way_through_json() -> None:
    score = EvidenceScorer().score(full_inputs())
    rows = dimensions_json(score)
    assert tuple(dimension_from_json(row) for row in rows) == score.dimensions


def test_infinite_numbers_never_reach_a_score() -> None:
    with pytest.raises(ValueError, match="infinite"):
        canonical_json({"value": float("inf")})


def _library(count: int) -> list[ScoringInputs]:
    return [full_inputs(citation_count=place, citations_by_year=()) for place in range(count)]


def test_a_small_library_uses_the_fixed_reference_and_says_so() -> None:
    assert library_reference(199, map(features, _library(199))) is None
    score = EvidenceScorer().score(full_inputs())
    assert score.reference.startswith("the fixed reference")
    assert any("fixed reference" in r for r in score.dimension(Dimension.MARKETABILITY).reasons)


def test_a_library_of_200_papers_is_its_own_reference() -> None:
    reference = library_reference(200, map(features, _library(200)))
    assert reference is not None
    scorer = EvidenceScorer(reference)
    middle = scorer.score(full_inputs(citation_count=100, citations_by_year=()))
    assert middle.reference == "this library of 200 papers"
    velocity = next(
        item
        for item in middle.dimension(Dimension.MARKETABILITY).evidence
        if item.name == "marketability.velocity"
    )
    assert replace(velocity).percentile == pytest.approx(0.5, abs=0.02)  # type: ignore[union-attr]  # a feature


@pytest.mark.parametrize(
    ("value", "label"),
    [
        (0, "0–2"),
        (2.4, "0–2"),
        (2.5, "3–4"),
        (4.5, "5–6"),
        (6.5, "7–8"),
        (8.5, "9–10"),
        (10, "9–10"),
    ],
)
def test_bands_have_no_gaps(value: float, label: str) -> None:
    assert band_of(value).label.startswith(label)


@pytest.mark.parametrize("value", [-0.1, 10.1, float("nan")])
def test_a_value_outside_the_scale_has_no_band(value: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 10"):
        band_of(value)
