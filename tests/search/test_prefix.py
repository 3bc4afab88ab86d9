"""Half-typed words stand for the words of the library that begin so."""

import pytest
from sqlalchemy import text

from paperscraper_core import db
from paperscraper_core.search import completion, terms
from paperscraper_core.search.found import Found, Match
from paperscraper_core.search.parsing import parse
from paperscraper_core.search.types import Mode
from paperscraper_core.tenancy import Tenant
from tests.conftest import make_tenants
from tests.search.papers import P, add, search

PAPERS = (
    P(title="Corrosion of steel", abstract="Corrosive water and corrosion."),
    P(title="Corroded pipes"),
    P(title="Optimization of bridges"),
    P(title="Porosity of sandstone"),
    P(title="Corrugated iron", abstract="Electrolytes and electrolysis."),
    P(title="Electrolytes", abstract="Of batteries."),
)


@pytest.fixture(scope="module")
def library(module_database: str) -> Tenant:
    mine, other = make_tenants()
    add(other, [P(title="Corrosiveness and corrovia")])
    add(mine, PAPERS)
    return mine


def found(library: Tenant, query: str) -> Found:
    page = search(library, query, mode=Mode.KEYWORD)
    assert isinstance(page, Found)
    return page


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("corros", ["Corrosion of steel"]),
        ("corro", ["Corrosion of steel", "Corroded pipes"]),
        ("corrosio", ["Corrosion of steel"]),
        ("optimizatio", ["Optimization of bridges"]),
        ("steel porosit", ["Porosity of sandstone", "Corrosion of steel"]),
        ("ELECTROLY", ["Electrolytes", "Corrugated iron"]),
        ("corr* bridges", ["Optimization of bridges", "Corrosion of steel", "Corroded pipes",
                           "Corrugated iron"]),
        ("corro*", ["Corrosion of steel", "Corroded pipes"]),
        ("corro steel", ["Corrosion of steel"]),  # not the last word, and no star
        ("steel", ["Corrosion of steel"]),
        ("st*", ["Corrosion of steel"]),
        ("zzzqqq", []),
        ("corr_", []),
        ("water %", ["Corrosion of steel"]),
        ("water *", ["Corrosion of steel"]),
    ],
)  # fmt: skip
def test_words_are_completed(library: Tenant, query: str, titles: list[str]) -> None:
    # of equal scores the order is by id, which these lists need not know
    assert sorted(hit.title.text for hit in found(library, query).rows) == sorted(titles)


def test_a_search_says_what_it_completed_and_what_it_does_not_know(library: Tenant) -> None:
    page = found(library, "unheardof corros")
    assert page.match is Match.WORDS
    assert page.completed == (("corros", ("corros",)),)
    assert page.unknown == ("unheardof",)
    assert page.rows[0].explanation.words == ("Corrosion", "Corrosive", "corrosion") or (
        set(page.rows[0].explanation.words) == {"Corrosion", "Corrosive"}
    )
    assert found(library, "steel").completed == ()


def test_completions_count_as_one_word(library: Tenant) -> None:
    """A paper with two of the completions is no better than the frequencies say."""
    rows = found(library, "electroly").rows
    assert [hit.title.text for hit in rows] == ["Electrolytes", "Corrugated iron"]
    with db.reading(library) as session:
        resolved = terms.resolve(session, library, parse("electroly"))
    assert len({term.weight for term in resolved.telling}) == 1
    assert len(resolved.telling) == 2
    weight = resolved.telling[0].weight
    assert all(hit.score is not None and hit.score < weight * 2.2 for hit in rows)


def test_completions_stay_few_and_in_the_organization(library: Tenant) -> None:
    with db.reading(library) as session:
        found = completion.complete(session, library, "co")
    assert {term.lexeme for term in found} == {"corros", "corrod", "corrug"}


def test_completions_are_read_from_an_index_under_row_level_security(library: Tenant) -> None:
    with db.reading(library) as session:
        session.execute(text("SET LOCAL enable_seqscan = off"))
        plan = "\n".join(
            session.scalars(
                text(
                    "EXPLAIN SELECT id FROM search_terms WHERE organization_id = :o"
                    " AND term ^@ 'corr'"
                ),
                {"o": library.organization_id},
            )
        )
    condition = next(line for line in plan.splitlines() if "Index Cond" in line)
    assert "~>=~ 'corr'" in condition
