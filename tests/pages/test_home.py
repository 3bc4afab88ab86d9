"""The overview: empty, filled, of one organization, with a constant number of statements."""

from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs

import pytest
from sqlalchemy import insert, select, update
from streamlit.testing.v1 import AppTest

from pages.components import data_overview, search_url
from paperscraper_core import db
from paperscraper_core.models import ImportRun, Membership, Score, ScoringItem, ScoringJob
from paperscraper_core.tenancy import Tenant
from tests.pages.conftest import OpenPage
from tests.scoring.library import counted_statements, fill_library


class _Address:
    """An address's parameters, as the search page reads them."""

    def __init__(self, values: dict[str, list[str]]) -> None:
        self.values = values

    def get_all(self, key: str) -> list[str]:
        return self.values.get(key, [])


def _links(app: AppTest) -> dict[str, str]:
    """Label → page and query of every link in the page's body."""
    return {
        link.proto.label.replace("\\", ""): f"{link.proto.page}?{link.proto.query_string}"
        for link in app.main.get("page_link")
    }


def _score(tenant: Tenant, papers: list[int]) -> None:
    owner = {"organization_id": tenant.organization_id}
    with db.transaction(tenant) as session:
        job = session.execute(
            insert(ScoringJob)
            .values(scorer="evidence", description="All papers", selection_hash="x", **owner)
            .returning(ScoringJob.id)
        ).scalar_one()
        session.execute(
            insert(ScoringItem),
            [{"job_id": job, "paper_id": paper, "state": "done", **owner} for paper in papers],
        )
        scores: list[dict[str, Any]] = [
            {
                "paper_id": paper,
                "job_id": job,
                "scorer": "evidence",
                "scorer_version": "1",
                "inputs_hash": "x",
                "overall": 5.0 + place % 5,
                "coverage": 1.0,
                "confidence": 0.5,
                "weights": {},
                "details": {},
                **owner,
            }
            for place, paper in enumerate(papers)
        ]
        session.execute(insert(Score), scores)


def _import_run(tenant: Tenant, filename: str) -> None:
    with db.transaction(tenant) as session:
        session.execute(
            insert(ImportRun).values(
                organization_id=tenant.organization_id,
                filename=filename,
                content_bytes=1,
                state="done",
                created=12,
                problems=2,
            )
        )


def test_an_empty_library_is_welcomed(open_page: OpenPage, tenant_a: Tenant) -> None:
    app = open_page("home.py", tenant_a)
    assert not app.exception
    assert not app.error
    assert "Your library is empty" in app.main.markdown[0].value
    assert "Import a file" in [button.label for button in app.button]
    assert not app.metric


def test_the_demo_library_can_be_loaded_from_there(
    open_page: OpenPage, tenant_a: Tenant, valkey: str
) -> None:
    app = open_page("home.py", tenant_a)
    app.button(key="overview_demo").click().run()
    assert not app.exception
    assert not app.error
    with db.reading(tenant_a) as session:
        run = session.scalars(select(ImportRun)).one()
    assert run.state == "waiting"


def test_a_viewer_of_an_empty_library_is_offered_nothing(
    open_page: OpenPage, tenant_a: Tenant
) -> None:
    with db.system() as session:
        session.execute(update(Membership).values(role="viewer"))
    app = open_page("home.py", tenant_a)
    assert not app.main.button
    assert "Import a file" not in [button.label for button in app.button]


def test_every_figure_leads_to_its_rows(open_page: OpenPage, tenant_a: Tenant) -> None:
    papers = fill_library(tenant_a, 30, embedded=False)
    _score(tenant_a, papers[:20])
    _import_run(tenant_a, "made-up.bib")
    app = open_page("home.py", tenant_a)
    assert not app.exception
    assert not app.error
    shown = {metric.label: metric.value for metric in app.metric}
    assert (shown["Papers"], shown["Authors"], shown["Scored papers"]) == ("30", "7", "20")
    links = _links(app)
    assert links["Browse all"] == "search?"
    assert "scored=no" in links["10 not scored"]
    assert links["made-up.bib"].startswith("import_papers?run=")
    assert links["All papers"].startswith("scoring_queue?job=")
    assert any(target.startswith("paper?id=") for target in links.values())
    assert any(target.startswith("authors?author=") for target in links.values())
    without_counts = next(label for label in links if "without citation count" in label)
    assert without_counts.startswith("4 papers")
    assert len(app.main.get("plotly_chart")) == 2
    for target in links.values():
        page, _, query = target.partition("?")
        if page == "search":
            asked = parse_qs(query)
            assert set(search_url.write(search_url.read(_Address(asked)))) == set(asked)


def test_without_scores_the_most_cited_papers_stand_there(
    open_page: OpenPage, tenant_a: Tenant
) -> None:
    fill_library(tenant_a, 10, embedded=False)
    app = open_page("home.py", tenant_a)
    assert not app.exception
    assert "**Most cited papers**" in [one.value for one in app.main.markdown]
    assert "Made-up paper 9" in _links(app)


def test_nothing_of_another_organization_shows(
    open_page: OpenPage, tenant_a: Tenant, tenant_b: Tenant
) -> None:
    fill_library(tenant_a, 5, embedded=False)
    papers = fill_library(tenant_b, 40, embedded=False)
    _score(tenant_b, papers)
    _import_run(tenant_b, "secret-of-beta.bib")
    app = open_page("home.py", tenant_a)
    assert {metric.label: metric.value for metric in app.metric}["Papers"] == "5"
    assert "secret-of-beta.bib" not in _links(app)
    assert {metric.label: metric.value for metric in app.metric}["Scored papers"] == "0"


def test_the_number_of_statements_does_not_grow_with_the_library(
    tenant_a: Tenant, tenant_b: Tenant
) -> None:
    for tenant, size in ((tenant_a, 10), (tenant_b, 200)):
        _score(tenant, fill_library(tenant, size, embedded=False))
        for number in range(size // 10):
            _import_run(tenant, f"{number}.bib")
    counts = []
    for tenant in (tenant_a, tenant_b):
        data_overview.overview.clear()
        with counted_statements() as seen:
            found = data_overview.overview(tenant)
        counts.append(len(seen))
    assert found.health.papers == 200
    assert counts[0] == counts[1]
    assert counts[0] < 25


@pytest.mark.parametrize("size", [1, 3])
def test_small_libraries_have_no_broken_figures(
    open_page: OpenPage, tenant_a: Tenant, size: int
) -> None:
    fill_library(tenant_a, size, embedded=False)
    app = open_page("home.py", tenant_a)
    assert not app.exception
    assert not app.error
    assert data_overview.overview(replace(tenant_a)).health.papers == size
