"""Facets: the counts beside a result are what choosing the value would find."""

from paperscraper_core import db
from paperscraper_core.search.facets import facets
from paperscraper_core.search.types import SearchCriteria
from paperscraper_core.tenancy import Tenant
from tests.search.papers import METAL, PAPERS, add


def test_smoke(tenant_a: Tenant) -> None:
    add(tenant_a, list(PAPERS))
    with db.reading(tenant_a) as session:
        for criteria in (
            SearchCriteria(),
            SearchCriteria(query="corrosion"),
            SearchCriteria(query="corrosion", sort="newest", year_from=2020),
        ):
            print(facets(session, tenant_a, criteria, METAL))
            print(facets(session, tenant_a, criteria))
