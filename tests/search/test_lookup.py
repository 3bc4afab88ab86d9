"""Queries that name papers put them first, and ordinary queries whose words are names do not."""

import pytest

from paperscraper_core.search import names
from paperscraper_core.search.found import Match
from paperscraper_core.search.types import Mode
from paperscraper_core.tenancy import Tenant
from tests.conftest import make_tenants
from tests.search.papers import P, add, direction, search

FAR_OFF = direction(0, 1)
NEAR = direction(1, 0)

PAPERS = {
    "deltas": P(title="River deltas", year=2019, authors=("Jane Smith", "Bo Jones"),
                doi="10.1000/deltas", axis=FAR_OFF),
    "sand": P(title="Porosity of sandstone", year=2019, authors=("J. A. Smith",), axis=FAR_OFF),
    "old": P(title="Older deltas", year=2011, authors=("Jane Smith",), axis=FAR_OFF),
    "joan": P(title="Reefs", year=2020, authors=("Joan Smith", "Ana María Núñez-López"),
              axis=FAR_OFF),
    "arab": P(title="Dunes", year=2018, authors=("Khalid Al-Ramadan",), axis=FAR_OFF),
    "wang": P(title="Glaciers", year=2017, authors=("Li Wang",), axis=FAR_OFF),
    "field": P(title="Moths of the heath", year=2016, authors=("M. Field",), axis=FAR_OFF),
    "young": P(title="Otters", year=2016, authors=("Eva Young",), axis=FAR_OFF),
    "model": P(title="A Young model of growth in young stars", year=2015, authors=("Cy Roe",),
               axis=NEAR),
    "stars": P(title="Young stars and young discs", year=2016, authors=("Di Poe",), axis=NEAR),
    "tiling": P(title="Wang tiling of the plane", year=2014, authors=("Di Poe",), axis=NEAR),
    "review": P(title="A review of 2019", year=2019, authors=("Ed Coe",), axis=NEAR),
    "magnetic": P(title="The magnetic field of stars", year=2019, authors=("Ed Coe",), axis=NEAR),
    "fields": P(title="Field theories", year=2012, authors=("Ed Coe",), axis=NEAR),
}  # fmt: skip


@pytest.fixture(scope="module")
def library(module_database: str) -> tuple[Tenant, dict[int, str]]:
    mine, other = make_tenants()
    add(other, [P(title="Secrets", year=2019, authors=("Jane Smith",), axis=NEAR)])
    return mine, dict(zip(add(mine, list(PAPERS.values())), PAPERS, strict=True))


def named(library: tuple[Tenant, dict[int, str]], query: str, mode: Mode) -> list[str]:
    """The papers that the search says the query names: they are the first."""
    tenant, name_of = library
    found = search(tenant, query, NEAR, mode=mode)
    ways = [hit.explanation.exact for hit in found.rows]
    count = sum(way is not None for way in ways)
    assert None not in ways[:count]
    assert (found.match is Match.NAMED) == (count > 0)
    return [name_of[hit.paper_id] for hit in found.rows[:count]]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("10.1000/DELTAS", ["deltas"]),
        ("Porosity of Sandstone", ["sand"]),
        ("Jane Smith", ["deltas", "old", "sand"]),
        ("smith jane", ["deltas", "old", "sand"]),
        ("Smith, J.", ["deltas", "sand", "old", "joan"]),
        ("Smith, Jane", ["deltas", "old", "sand"]),
        ("J. Smith", ["deltas", "sand", "old", "joan"]),
        ("Smith JA", ["sand"]),
        ("smith", ["deltas", "sand", "old", "joan"]),
        ("by Jane Smith", ["deltas", "old", "sand"]),
        ("nunez-lopez", ["joan"]),
        ("Núñez López", ["joan"]),
        ("Ana Maria Nunez Lopez", ["joan"]),
        ("Al-Ramadan, K.", ["arab"]),
        ("khalid al ramadan", ["arab"]),
        ("smith 2019", ["deltas", "sand"]),
        ("Smith (2019)", ["deltas", "sand"]),
        ("Smith et al., 2019a", ["deltas", "sand"]),
        ("2019 smith jones", ["deltas"]),
        ("Smith & Jones 2019", ["deltas"]),
        ("smith jones", ["deltas"]),
        ("smith sandstone 2019", ["sand"]),
        ("Jane Smith 2011", ["old"]),
        ("wang 2017", ["wang"]),
        ("Field, M.", ["field"]),
        ("Eva Young", ["young"]),
        ("young 2016", ["young"]),
    ],
)
@pytest.mark.parametrize("mode", list(Mode))
def test_names_come_first(
    library: tuple[Tenant, dict[int, str]], query: str, expected: list[str], mode: Mode
) -> None:
    found = named(library, query, mode)
    assert found[0] in expected
    assert sorted(found) == sorted(expected)
    assert found[:2] == expected[:2] or "," in query or query in {"J. Smith", "smith"}


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("Young model", "model"),
        ("young stars", "stars"),
        ("young stars 2016", "stars"),
        ("young", "stars"),
        ("Wang tiling", "tiling"),
        ("2019 review", "review"),
        ("magnetic field", "magnetic"),
        ("field", "fields"),
        ("B field", "fields"),
        ("-smith 2019", "review"),
        ("smith 1999", None),
        ("smith jones 2011", None),
        ("jane smith and her seven friends in 2019", None),
        ("2018 2019 smith", None),
    ],
)
def test_words_that_happen_to_be_names_stay_words(
    library: tuple[Tenant, dict[int, str]], query: str, first: str | None
) -> None:
    assert named(library, query, Mode.HYBRID) == []
    if first is not None:
        tenant, name_of = library
        found = search(tenant, query, mode=Mode.KEYWORD).rows
        assert name_of[found[0].paper_id] == first


def test_filters_hold_for_named_papers(library: tuple[Tenant, dict[int, str]]) -> None:
    tenant, name_of = library
    found = search(tenant, "Jane Smith", NEAR, year_to=2012)
    assert name_of[found.rows[0].paper_id] == "old"
    assert all((hit.year or 0) <= 2012 for hit in found.rows)


@pytest.mark.parametrize(
    ("given", "family", "name_key", "fit"),
    [
        (("jane",), ("smith",), "jane smith", 2),
        (("jane",), ("smith",), "jane ann smith", 2),
        (("ann",), ("smith",), "jane ann smith", 2),
        (("j", "a"), ("smith",), "jane ann smith", 1),
        (("ja",), ("smith",), "jane ann smith", 1),
        (("a", "j"), ("smith",), "jane ann smith", 0),
        (("jane",), ("smith",), "j smith", 1),
        (("jane",), ("smith",), "joan smith", 0),
        (("jane",), ("smithson",), "jane smith", 0),
        (("k",), ("al", "ramadan"), "khalid al ramadan", 1),
    ],
)
def test_names_fit(
    given: tuple[str, ...], family: tuple[str, ...], name_key: str, fit: int
) -> None:
    assert names.fits(given, family, name_key) == fit
