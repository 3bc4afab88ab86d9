"""More like these: neighbours from both legs, near-duplicates apart."""

from collections.abc import Sequence

import numpy as np
import pytest
from sqlalchemy import insert

from paperscraper_core import db
from paperscraper_core.errors import NotFound, ValidationFailed
from paperscraper_core.models import PaperLink
from paperscraper_core.search import similar, similar_inputs
from paperscraper_core.search.types import MoreLike
from paperscraper_core.tenancy import Tenant
from tests.search.papers import METAL, P, add, direction

STEEL = "Pitting corrosion of stainless steel in brine"
ICE = direction(0, 1)


def like(tenant: Tenant, papers: Sequence[int], k: int = 10) -> MoreLike:
    with db.reading(tenant) as session:
        return similar.more_like(session, tenant, papers, k)


def ids(found: MoreLike) -> list[int]:
    return [one.paper_id for one in found.neighbours]


def test_neighbours_come_by_words_and_by_meaning(tenant_a: Tenant) -> None:
    chosen, near, by_words, by_meaning, *_ = add(tenant_a, [
        P(title=STEEL, axis=METAL),
        P(title="Pitting of steel", axis=direction(1, 0.2)),
        P(title="Pitting and stainless brine", year=2020, venue="Metals"),
        P(title="Rust", axis=direction(1, 0.1)),
        P(title="Pollen in glaciers", axis=ICE),
        P(title="Ice cores", axis=direction(-1, 0.5)),
    ])  # fmt: skip
    found = like(tenant_a, [chosen])
    assert ids(found)[0] == near
    assert set(ids(found)[:3]) == {near, by_words, by_meaning}
    assert chosen not in ids(found)
    assert found.near_duplicates == ()
    known = {one.paper_id: one for one in found.neighbours}
    assert known[by_words].similarity is None  # it has no vector yet
    assert known[by_meaning].similarity == pytest.approx(METAL @ direction(1, 0.1), abs=1e-3)
    assert (known[by_words].year, known[by_words].venue) == (2020, "Metals")
    assert ids(like(tenant_a, [chosen], k=2)) == ids(found)[:2]


def test_of_several_papers_their_middle_counts(tenant_a: Tenant) -> None:
    metal, ice, between, other = add(tenant_a, [
        P(title="Aluminium", axis=METAL),
        P(title="Glaciers", axis=ICE),
        P(title="Frozen pipes", axis=direction(1, 1)),
        P(title="Alloys", axis=direction(1, -0.2)),
    ])  # fmt: skip
    assert ids(like(tenant_a, [metal, ice, metal])) == [between, other]
    assert ids(like(tenant_a, [metal]))[0] == other


def test_papers_without_vectors_have_neighbours_by_words(tenant_a: Tenant) -> None:
    chosen, near, _ = add(tenant_a, [P(title=STEEL), P(title="Brine"), P(title="Pollen")])
    assert ids(like(tenant_a, [chosen])) == [near]
    assert like(tenant_a, [near]).neighbours[0].similarity is None


def test_a_paper_that_nothing_is_like(tenant_a: Tenant, tenant_b: Tenant) -> None:
    (alone,) = add(tenant_a, [P(title="Alone", axis=METAL)])
    add(tenant_b, [P(title="Alone", axis=METAL)])
    assert like(tenant_a, [alone]) == MoreLike(neighbours=(), near_duplicates=())


def test_near_duplicates_stand_apart(tenant_a: Tenant) -> None:
    chosen, preprint, retracted, erratum, part, same_title = add(tenant_a, [
        P(title=STEEL, year=2021, type="article", authors=("Ana Roe", "Bo Li"), axis=METAL),
        P(title=STEEL, year=2020, type="preprint", authors=("A. Roe", "B. Li"), axis=METAL),
        P(title=f"RETRACTED: {STEEL}", year=2021, authors=("Ana Roe",), axis=ICE),
        P(title=f"Erratum: {STEEL}", year=2021, authors=("Ana Roe", "Bo Li"), axis=METAL),
        P(title=f"{STEEL}. Part II", year=2022, authors=("Ana Roe", "Bo Li"), axis=METAL),
        P(title=STEEL, year=2021, authors=("Cy Poe",), axis=METAL),
    ])  # fmt: skip
    found = like(tenant_a, [chosen])
    doubles = {one.paper_id: one for one in found.near_duplicates}
    assert set(doubles) == {preprint, retracted}
    assert set(ids(found)) == {erratum, part, same_title}
    assert doubles[preprint].reason == "same title and authors, preprint and article"
    assert (doubles[preprint].of, doubles[preprint].year) == (chosen, 2020)
    assert doubles[preprint].similarity == pytest.approx(1.0, abs=1e-3)
    assert doubles[retracted].similarity == pytest.approx(0.0, abs=1e-3)


def test_linked_papers_are_near_duplicates_whatever_they_say(tenant_a: Tenant) -> None:
    low, high, third, near = add(tenant_a, [
        P(title=STEEL, axis=METAL),
        P(title="A thesis", axis=ICE),
        P(title="Something else"),
        P(title="Brine", axis=METAL),
    ])  # fmt: skip
    with db.transaction(tenant_a) as session:
        for other, kind in ((high, "version"), (third, "suspected_duplicate")):
            session.execute(
                insert(PaperLink).values(
                    organization_id=tenant_a.organization_id,
                    paper_id=low, other_id=other, kind=kind, reason="",
                )
            )  # fmt: skip
    found = like(tenant_a, [low])
    assert [(one.paper_id, one.reason) for one in found.near_duplicates] == [
        (high, "another version of this work"),
        (third, "suspected on import to be the same paper"),
    ]
    assert ids(found) == [near]
    assert [one.paper_id for one in like(tenant_a, [high]).near_duplicates] == [low]
    # who has chosen both knows both
    assert [one.paper_id for one in like(tenant_a, [low, high]).near_duplicates] == [third]


def test_choices_that_make_no_sense_are_refused(tenant_a: Tenant, tenant_b: Tenant) -> None:
    (own,) = add(tenant_a, [P(title=STEEL, axis=METAL)])
    (foreign,) = add(tenant_b, [P(title=STEEL, axis=METAL)])
    for papers, k in (([], 10), (range(1, 52), 10), ([own], 0), ([own], 101)):
        with pytest.raises(ValidationFailed):
            like(tenant_a, papers, k)
    for strange in (foreign, 999_999_999):
        with pytest.raises(NotFound):
            like(tenant_a, [own, strange])


def test_vectors_that_cancel_out_have_no_middle() -> None:
    assert similar_inputs.middle({}) is None
    assert similar_inputs.middle({1: METAL, 2: -METAL}) is None
    middle = similar_inputs.middle({1: METAL, 2: ICE})
    assert middle is not None
    np.testing.assert_allclose(middle, direction(1, 1), atol=1e-6)
    assert middle.dtype == np.float32
