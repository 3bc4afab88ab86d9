"""Cues stand in the text where they say, and denied ones do not count."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paperscraper_core.scoring.cues import Cue, find_cues, words
from paperscraper_core.scoring.dimensions import feasibility
from paperscraper_core.scoring.evidence import EvidenceScorer
from paperscraper_core.scoring.types import Dimension, QuoteEvidence
from tests.scoring.samples import bare_inputs, full_inputs

PROTOTYPE = Cue("prototype", "a prototype", words("prototypes?"), fact=True)


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("We built a prototype.", True),
        ("PROTOTYPES were built.", True),
        ("There is no prototype yet.", False),
        ("It works without any prototype.", False),
        ("A prototype could follow; none exists.", True),
        ("This could become a prototype.", False),
        ("Future work aims to build a prototype.", False),
        ("There is no theory. A prototype exists.", True),
        ("No model was used, but a prototype was built.", True),
        ("Nobody heard of prototypical learning.", False),
        ("No prototype at first. Later a prototype was built.", True),
    ],
)
def test_a_denied_or_hoped_for_cue_does_not_count(text: str, counts: bool) -> None:
    assert bool(find_cues(bare_inputs(abstract=text), (PROTOTYPE,))) is counts


def test_hopes_deny_only_cues_of_fact() -> None:
    cue = Cue("prototype", "a prototype", words("prototypes?"))
    assert find_cues(bare_inputs(abstract="This could become a prototype."), (cue,))


def test_the_quote_is_the_sentence_around_the_cue() -> None:
    inputs = bare_inputs(abstract="We begin. The prototype was tested. We end.")
    (hit,) = find_cues(inputs, (PROTOTYPE,))
    assert (hit.field, hit.text) == ("abstract", "The prototype was tested.")
    assert inputs.abstract is not None
    assert inputs.abstract[hit.start : hit.end] == hit.text


def test_a_title_comes_before_the_abstract_and_a_repeat_brings_nothing() -> None:
    inputs = bare_inputs(title="A prototype", abstract="A prototype, a prototype, a prototype.")
    (hit,) = find_cues(inputs, (PROTOTYPE,))
    assert hit.field == "title"


WORDS = st.sampled_from(
    ["prototype", "novel", "no", "could", "ß", "İ", "…", ". ", "\n", "pilot plant", "𝔘", " ", "we"]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(WORDS, max_size=40).map(" ".join), st.text(max_size=80))
def test_every_quote_stands_in_the_stored_text(first: str, second: str) -> None:
    inputs = full_inputs(title=first or "t", abstract=first + second + first)
    for dimension in EvidenceScorer().score(inputs).dimensions:
        for item in dimension.evidence:
            if isinstance(item, QuoteEvidence):
                assert getattr(inputs, item.field)[item.start : item.end] == item.text
                assert item.text


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("We prove a theorem on lattices.", 1),
        ("Monte Carlo simulations are reported.", 2),
        ("This is a proof of concept.", 3),
        ("The alloy was characterised in vitro.", 4),
        ("It was used on real-world data.", 5),
        ("It ran in a pilot plant.", 6),
        ("A randomized controlled trial was done.", 7),
        ("The device is FDA-approved.", 8),
        ("The tool has been widely adopted.", 9),
        ("It ran in simulations and a pilot plant.", 6),
        ("It may one day run in a pilot plant; simulations are reported.", 2),
    ],
)
def test_readiness_is_the_highest_level_stated_as_fact(text: str, level: int) -> None:
    score = EvidenceScorer().score(bare_inputs(abstract=text)).dimension(Dimension.FEASIBILITY)
    assert score.value == level
    assert score.headline == f"TRL {level}: {feasibility.LEVELS[level]}"


def test_an_endless_text_is_read_only_to_its_limit() -> None:
    inputs = bare_inputs(abstract="word " * 10_000 + "prototype")
    assert find_cues(inputs, (PROTOTYPE,)) == ()
