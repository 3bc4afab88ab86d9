"""The order of files does not decide which papers there are."""

from contextlib import suppress
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from paperscraper_core import db
from paperscraper_core.importing.types import PaperRecord
from paperscraper_core.library.service import upsert_papers
from paperscraper_core.tenancy import Tenant
from tests.conftest import make_tenants
from tests.library.records import names, paper

# One work in three sources, its preprint, two works of one title, one without any identifier.
TEAM = names("Ada Quarry", "Ben Wadi")
RECORDS = (
    paper(openalex="W1", doi="10.1/a", year=2020, type="article", authors=TEAM),
    paper(doi="10.1/a", year=2020, citation_count=4, authors=TEAM, source_name="bibtex"),
    paper(openalex="W1", year=2020, abstract="Grains.", authors=TEAM, source_name="csv"),
    paper(doi="10.48550/arxiv.1", year=2019, type="preprint", authors=TEAM),
    paper("Editorial", doi="10.1/e1", year=2020),
    paper("Editorial", doi="10.1/e2", year=2020),
    paper("Wind-Blown Sand in the Great Basins of the North", year=2001, authors=TEAM),
    paper("Wind-blown sand in the great basins of the North.", year=2001, source_name="ris"),
)


@pytest.fixture(scope="module")
def tenant(module_database: str) -> Tenant:
    return make_tenants()[0]


class _Undo(Exception):
    """Ends a transaction without keeping anything."""


def library_of(tenant: Tenant, batches: list[list[PaperRecord]]) -> tuple[list, list]:
    """The papers and links that these batches make, without their ids."""
    found: tuple[list, list] = ([], [])
    with suppress(_Undo), db.transaction(tenant) as session:
        for batch in batches:
            upsert_papers(session, tenant, batch, run_id=None)
        papers = text(
            "SELECT title_key, year, doi, citation_count, abstract, array(SELECT value FROM"
            " paper_identifiers i WHERE i.paper_id = p.id ORDER BY value), (SELECT count(*)"
            " FROM authorships s WHERE s.paper_id = p.id) FROM papers p ORDER BY 1, 2, 3"
        )
        links = text(
            "SELECT least(p.doi, q.doi), greatest(p.doi, q.doi), kind FROM paper_links"
            " JOIN papers p ON p.id = paper_id JOIN papers q ON q.id = other_id ORDER BY 1, 2"
        )
        found = (
            [tuple(row) for row in session.execute(papers)],
            [tuple(row) for row in session.execute(links)],
        )
        raise _Undo
    return found


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(order=st.permutations(RECORDS), cuts=st.sets(st.integers(1, len(RECORDS) - 1), max_size=3))
def test_any_order_in_any_batches_gives_the_same_papers(
    tenant: Tenant, order: list[PaperRecord], cuts: set[int]
) -> None:
    edges = [0, *sorted(cuts), len(order)]
    batches = [order[a:b] for a, b in pairwise(edges)]
    assert library_of(tenant, batches) == library_of(tenant, [list(RECORDS)])


def test_the_records_make_five_papers(tenant: Tenant) -> None:
    papers, links = library_of(tenant, [list(RECORDS)])
    assert len(papers) == 5
    assert links == [
        ("10.1/a", "10.48550/arxiv.1", "version"),
        ("10.1/e1", "10.1/e2", "suspected_duplicate"),
    ]
