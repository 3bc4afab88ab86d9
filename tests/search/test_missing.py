"""A gap that the overview names leads to exactly the papers that have it."""

import pytest

from paperscraper_core import db
from paperscraper_core.errors import ValidationFailed
from paperscraper_core.search import queries
from paperscraper_core.search.filters import MISSING
from paperscraper_core.search.types import Mode, SearchCriteria
from paperscraper_core.tenancy import Tenant
from tests.search.papers import P, add

WHOLE = P(
    title="Whole",
    abstract="All there.",
    year=2020,
    doi="10.1234/whole",
    citations=0,
    venue="Metals",
    type="article",
    authors=("Ada B. Lindqvist",),
)
BARE = P(title="Bare")


def _titles(tenant: Tenant, *missing: str) -> list[str]:
    criteria = SearchCriteria(missing=missing, mode=Mode.KEYWORD)
    with db.reading(tenant) as session:
        return [hit.title.text for hit in queries.search(session, tenant, criteria, None).rows]


@pytest.mark.parametrize("name", MISSING)
def test_papers_without_something_are_found(tenant_a: Tenant, name: str) -> None:
    add(tenant_a, [WHOLE, BARE])
    assert _titles(tenant_a, name) == ["Bare"]


def test_several_gaps_have_to_be_there_together(tenant_a: Tenant) -> None:
    no_year = P(title="No year", abstract="Abstract.")
    add(tenant_a, [WHOLE, BARE, no_year])
    assert _titles(tenant_a, "year", "abstract") == ["Bare"]


def test_an_unknown_gap_is_refused(tenant_a: Tenant) -> None:
    with pytest.raises(ValidationFailed):
        _titles(tenant_a, "title")
