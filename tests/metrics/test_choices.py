"""The papers behind a point of a chart are those that the chart counted, and nobody else's."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from paperscraper_core import db
from paperscraper_core.errors import NotFound
from paperscraper_core.metrics.choice_queries import chosen_papers
from paperscraper_core.metrics.choice_types import ChoiceKind, PaperChoice
from paperscraper_core.metrics.queries import author_metrics, author_papers
from paperscraper_core.metrics.self_citation_queries import self_citations
from paperscraper_core.metrics.topic_queries import topics_over_time, venues
from paperscraper_core.tenancy import Tenant
from tests.metrics.shelf import Shelved, shelve

PAPERS = [
    Shelved(authors=["Ada", "Bo", "Cy"], citations=9, year=2015, dated={2016: 4, 2020: 5}),
    Shelved(authors=["Bo", "Ada"], citations=3, year=2015, dated={2020: 3}),
    Shelved(authors=["Bo", "Ada", "Cy"], citations=3, year=2016, dated={2019: 0, 2021: 3}),
    Shelved(authors=["Ada"], citations=1, year=2016),
    Shelved(authors=["Ada"], citations=None, year=None),
    Shelved(authors=["Bo"], citations=5, year=2015, dated={2020: 5}),
]
TOPICS = ("Reefs", "Reefs", "Tides", None, "Reefs", "Reefs")
VENUES = ("Reef Letters", "reef  letters", "Tides", None, None, "Reef Letters")


@pytest.fixture
def library(tenant_a: Tenant) -> tuple[dict[str, int], list[int]]:
    """The authors' ids by name, and the papers' in order."""
    with db.transaction(tenant_a) as session:
        ids = shelve(session, tenant_a, PAPERS)
        papers = list(session.scalars(text("SELECT id FROM papers ORDER BY id")))
        for paper, topic, venue in zip(papers, TOPICS, VENUES, strict=True):
            session.execute(
                text("UPDATE papers SET topics = :t, venue = :v WHERE id = :id"),
                {"t": [topic] if topic else [], "v": venue, "id": paper},
            )
        for citing, cited in ((1, 0), (2, 0), (5, 1)):
            session.execute(
                text(
                    "INSERT INTO paper_references"
                    " (organization_id, citing_id, scheme, value, cited_id)"
                    " VALUES (:o, :citing, 'doi', CAST(:cited AS text), :cited)"
                ),
                {"o": tenant_a.organization_id, "citing": papers[citing], "cited": papers[cited]},
            )
    return ids, papers


def _chosen(
    session: Session, tenant: Tenant, author: int, papers: list[int], choice: PaperChoice
) -> list[int]:
    found = chosen_papers(session, tenant, author, choice)
    return [papers.index(paper) for paper in found.paper_ids]


@pytest.mark.parametrize(
    ("kind", "value", "year", "expected"),
    [
        ("year", "2015", None, [0, 1]),
        ("first", "2015", None, [0]),
        ("last", "2015", None, [1]),
        ("middle", "2016", None, [2]),
        ("single", "2016", None, [3]),
        ("cited", "2020", None, [0, 1]),
        ("cited", "2019", None, []),
        ("topic", "Reefs", None, [0, 1, 4]),
        ("topic", "Reefs", 2015, [0, 1]),
        ("topic", "", None, [3]),
        ("topics", "other", None, []),
        ("venue", "REEF LETTERS", None, [0, 1]),
        ("self", "same_author", None, [0]),
        ("self", "any_author", None, [0, 1]),
        ("self", "any_author", 2016, [0]),
        ("self", "found", None, [0, 1]),
        ("year", "x", None, []),
        ("year", "2" * 30, None, []),
        ("paper", "-1", None, []),
        ("self", "nonsense", None, []),
        ("institution", "1", None, []),
        ("country", "xx", None, []),
    ],
)
def test_each_choice(
    tenant_a: Tenant,
    library: tuple[dict[str, int], list[int]],
    kind: str,
    value: str,
    year: int | None,
    expected: list[int],
) -> None:
    ids, papers = library
    choice = PaperChoice(kind=ChoiceKind(kind), value=value, year=year)
    with db.reading(tenant_a) as session:
        assert _chosen(session, tenant_a, ids["Ada"], papers, choice) == expected


def test_a_co_author_and_a_paper(
    tenant_a: Tenant, library: tuple[dict[str, int], list[int]]
) -> None:
    ids, papers = library
    with db.reading(tenant_a) as session:
        together = PaperChoice(kind=ChoiceKind.COAUTHOR, value=str(ids["Cy"]))
        assert _chosen(session, tenant_a, ids["Ada"], papers, together) == [0, 2]
        found = chosen_papers(session, tenant_a, ids["Ada"], together)
        assert (found.words, found.other_id) == ("with Cy", ids["Cy"])
        for place, expected in ((3, [3]), (5, [])):  # the last one is of somebody else
            one = PaperChoice(kind=ChoiceKind.PAPER, value=str(papers[place]))
            assert _chosen(session, tenant_a, ids["Ada"], papers, one) == expected


def test_choices_hold_as_many_papers_as_the_charts_show(
    tenant_a: Tenant, library: tuple[dict[str, int], list[int]]
) -> None:
    ids, papers = library
    with db.reading(tenant_a) as session:
        ada = author_metrics(session, tenant_a, ids["Ada"])
        for year in ada.papers_by_year:
            for kind in ("single", "first", "middle", "last"):
                choice = PaperChoice(kind=ChoiceKind(kind), value=str(year.year))
                found = _chosen(session, tenant_a, ids["Ada"], papers, choice)
                assert len(found) == getattr(year, kind)
        for one in topics_over_time(session, tenant_a, ids["Ada"]).series:
            choice = PaperChoice(kind=ChoiceKind.TOPIC, value=one.topic or "")
            assert len(_chosen(session, tenant_a, ids["Ada"], papers, choice)) == one.papers
        for row in venues(session, tenant_a, ids["Ada"]).rows:
            choice = PaperChoice(kind=ChoiceKind.VENUE, value=row.venue)
            found = chosen_papers(session, tenant_a, ids["Ada"], choice)
            assert found.paper_ids == row.work.paper_ids
        own = self_citations(session, tenant_a, ids["Ada"])
        assert (own.same_author, own.any_author, own.found) == (2, 3, 3)


def test_the_list_holds_only_the_chosen_ones(
    tenant_a: Tenant, library: tuple[dict[str, int], list[int]]
) -> None:
    ids, papers = library
    with db.reading(tenant_a) as session:
        page = author_papers(
            session, tenant_a, ids["Ada"], paper_ids=[papers[1], papers[3], papers[5]]
        )
        assert [row.paper_id for row in page.rows] == [papers[1], papers[3]]
        assert page.total == 2
        assert author_papers(session, tenant_a, ids["Ada"], paper_ids=[]).total == 0


def test_a_foreign_co_author_does_not_exist(
    tenant_a: Tenant, tenant_b: Tenant, library: tuple[dict[str, int], list[int]]
) -> None:
    ids, _ = library
    with db.transaction(tenant_b) as session:
        own = shelve(session, tenant_b, [Shelved(authors=["Dee"])])["Dee"]
        for other in (ids["Bo"], 999_999_999):
            choice = PaperChoice(kind=ChoiceKind.COAUTHOR, value=str(other))
            with pytest.raises(NotFound):
                chosen_papers(session, tenant_b, own, choice)
