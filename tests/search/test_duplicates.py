"""Near-duplicates and neighbours: pairs that are easily taken for one another."""

import pytest

from paperscraper_core.library.identity import Trace
from paperscraper_core.search import titles
from paperscraper_core.search.duplicates import Face, reason


def face(title: str, *families: str, year: int | None = 2020, type: str = "article") -> Face:
    return Face(
        title=title,
        trace=Trace(title_key=title.lower(), year=year, type=type, families=frozenset(families)),
    )


LONG = "Grain boundary corrosion of aluminium alloys in sea water"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        # preprint and article, and what publishers change
        (face(LONG, "roe", "li", type="preprint"), face(LONG, "roe", "li", year=2021)),
        (face(LONG, "roe"), face(LONG.upper() + ".", "roe")),
        (face(LONG, "roe"), face(LONG.replace("Grain b", "Grain-b"), "roe")),
        (face("Colour centres and behaviour of ionised crystals", "roe"),
         face("Color centers and behavior of ionized crystals", "roe")),
        (face("The corrosion of alloys: a model of the boundary", "roe"),
         face("Corrosion of alloys: model of the boundary", "roe")),
        # editions
        (face(LONG, "roe"), face(f"{LONG} (extended abstract)", "roe", year=2019)),
        (face(LONG, "roe"), face(f"{LONG}: Extended Version", "roe")),
        (face(LONG, "roe"), face(f"RETRACTED: {LONG}", "roe")),
        (face(LONG, "roe"), face(f"{LONG} [preprint]", "roe", type="preprint")),
        # authors not known, but a telling title
        (face(LONG), face(LONG, "roe")),
        # a little more in one title, the same authors and text
        (face(LONG, "roe", "li"), face(f"Accelerated {LONG}", "roe", "li")),
        # other words, where the preprint became an article
        (face("Fast learning of grain boundary corrosion models from images", "roe", "li",
              type="preprint"),
         face("Rapid learning of grain boundary corrosion models from images", "roe", "li")),
        # series: the same part
        (face("Theory of pitting. Part II", "roe"), face("Theory of pitting, part 2", "roe")),
        (face("Theory of pitting. Part two", "roe"), face("Theory of pitting: Part 2", "roe")),
        (face("Reply to: On the theory of pitting", "roe"),
         face("Reply to “On the theory of pitting”", "roe")),
    ],
)  # fmt: skip
def test_one_work(one: Face, other: Face) -> None:
    assert reason(one, other, 0.97)
    assert reason(one, other, 0.97) == reason(other, one, 0.97)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        # parts of a series
        (face("Theory of pitting. Part I", "roe"), face("Theory of pitting. Part II", "roe")),
        (face("Pitting corrosion I", "roe"), face("Pitting corrosion II", "roe")),
        (face("Theory of pitting corrosion", "roe"), face("Theory of pitting corrosion II", "roe")),
        (face("Theory of pitting. Part one", "roe"), face("Theory of pitting. Part two", "roe")),
        (face("Collagen of type A in bone", "roe"), face("Collagen of type B in bone", "roe")),
        (face("The corrosion survey 2019", "roe"), face("The corrosion survey 2020", "roe")),
        # works about a work
        (face(LONG, "roe"), face(f"Erratum: {LONG}", "roe")),
        (face(LONG, "roe"), face(f"Correction to: {LONG}", "roe")),
        (face(LONG, "roe"), face(f"Corrigendum to “{LONG}”", "roe")),
        (face(LONG, "roe"), face(f"Author Correction: {LONG}", "roe")),
        (face(LONG, "roe"), face(f"Reply to “{LONG}”", "roe")),
        (face(LONG, "roe"), face(f"Comment on “{LONG}”", "roe")),
        (face(LONG, "roe"), face(f"{LONG}: Reply", "roe")),
        (face(LONG, "roe"), face(f"{LONG} (Erratum)", "roe")),
        (face(LONG, "roe"), face(f"Retraction Note: {LONG}", "roe")),
        (face(f"Comment on “{LONG}”", "roe"), face(f"Reply to “{LONG}”", "roe")),
        # one title, two works
        (face(LONG, "roe"), face(LONG, "poe")),
        (face(f"Comment on “{LONG}”", "roe"), face(f"Comment on “{LONG}”", "poe")),
        (face("Editorial", "roe"), face("Editorial", "roe")),
        (face("Introduction", "roe"), face("Introduction")),
        (face("Pitting", "roe", year=1990), face("Pitting", "roe", year=2020)),
        (face("Pitting"), face("Pitting", "roe")),
        # one word, which makes the difference
        (face("Effects of pulmonary hypertension on the heart of mice", "roe", "li"),
         face("Effects of pulmonary hypotension on the heart of mice", "roe", "li")),
        (face("Corrosion of aluminium alloys in sea water at rest", "roe"),
         face("Corrosion of magnesium alloys in sea water at rest", "roe")),
        # alike, but by others, or long after
        (face(LONG, "roe"), face(f"Accelerated {LONG}", "poe")),
        (face(LONG, "roe", year=2001), face(f"Accelerated {LONG}", "roe", year=2020)),
        (face(LONG), face(f"Accelerated {LONG}")),
        # mere neighbours
        (face("Corrosion of steel", "roe"), face("Corrosion of zinc", "roe")),
        (face("", "roe"), face("", "roe")),
        (face("!!!", "roe"), face("???", "poe")),
    ],
)  # fmt: skip
def test_two_works(one: Face, other: Face) -> None:
    assert reason(one, other, 0.99) is None
    assert reason(other, one, 0.99) is None


def test_titles_that_are_only_alike_need_the_same_text() -> None:
    one, other = face(LONG, "roe", "li"), face(f"Accelerated {LONG}", "roe", "li")
    assert reason(one, other, 0.96)
    assert reason(one, other, 0.9) is None
    assert reason(one, other, None) is None
    assert reason(one, face(f"Accelerated {LONG}", "roe", "poe", "lee"), 0.96)
    assert reason(one, face(f"Accelerated {LONG}", "poe", "roe", "lee"), 0.96)
    assert (
        reason(face(LONG, "roe", "li", "xu"), face(f"New {LONG}", "roe", "poe", "lee"), 1) is None
    )


def test_the_reason_says_what_the_papers_are() -> None:
    preprint = face(LONG, "roe", type="preprint")
    assert (
        reason(preprint, face(LONG, "roe"), None) == "same title and authors, preprint and article"
    )
    assert reason(face(LONG), face(LONG), None) == "same title, authors not known"


def test_what_a_title_is_about() -> None:
    assert titles.about("Re: Pitting") == "comment"
    assert titles.about("Re-evaluation of pitting") is None
    assert titles.about("A correction for drift") is None
    assert titles.about("Discussion of “Pitting” by Roe") == "comment"
    assert titles.core("Short-circuit currents") == "Short-circuit currents"
    assert titles.core("(Preprint)") == "(Preprint)"
    assert titles.numbers("SARS-CoV-2 in 2020, part IV") == titles.numbers(
        "Part 4: SARS CoV 2, 2020"
    )


def test_any_text_has_an_answer_in_no_time() -> None:
    for title in ("(" * 500, "full " * 100, ": a " * 125, "\x00" * 500, "ii " * 166, "𝔸" * 500):
        long = face(title, "roe")
        reason(long, face(title + "x", "roe"), 1.0)
