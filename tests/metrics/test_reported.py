"""The source's figures beside the library's, and why they differ."""

from __future__ import annotations

from datetime import date

import pytest

from paperscraper_core import db
from paperscraper_core.library import profile_service
from paperscraper_core.metrics import queries, service
from paperscraper_core.metrics.reported import differences, figures
from paperscraper_core.metrics.summary import author_indices
from paperscraper_core.metrics.types import LibraryDate, ReportedMetrics
from paperscraper_core.tenancy import Tenant
from tests.metrics.shelf import Shelved, add_author, shelve
from tests.metrics.test_history import paper

DAY = date(2024, 2, 3)
OWN = author_indices([paper(1, 9, 2010), paper(2, 5, 2012), paper(3, None, 2014)], 2024)
LIBRARY = LibraryDate(day=DAY, year=2024)


def told(**values: object) -> ReportedMetrics:
    nothing: dict[str, object] = {
        "source": "openalex", "as_of": None, "works": None, "citations": None,
        "h_index": None, "i10_index": None,
    }  # fmt: skip
    return ReportedMetrics(**{**nothing, **values})  # type: ignore[arg-type]  # given by name


def reasons(reported: ReportedMetrics, **circumstances: object) -> str:
    return " ".join(
        differences(OWN, reported, LIBRARY, **circumstances)  # type: ignore[arg-type]  # by name
    )


def test_each_figure_beside_its_own() -> None:
    found = figures(OWN, told(works=3, citations=15, i10_index=0))
    assert [(one.key, one.own, one.reported, one.agrees) for one in found] == [
        ("papers", 3, 3, True),
        ("citations", 14, 15, False),
        ("h_index", 2, None, True),
        ("i10_index", 0, 0, True),
    ]


def test_nothing_to_explain() -> None:
    assert differences(OWN, None, LIBRARY) == ()
    assert reasons(told(works=3, citations=14, h_index=2, i10_index=0)) == ""
    assert reasons(told()) == ""


@pytest.mark.parametrize(
    ("reported", "circumstances", "expected"),
    [
        pytest.param(told(works=5), {}, "lacks 2 papers of the 5", id="papers missing"),
        pytest.param(told(works=2), {}, "1 paper more than the source", id="papers more"),
        pytest.param(told(h_index=3), {}, "1 paper here has no citation count", id="no count"),
        pytest.param(
            told(works=5), {"merged_profiles": 2}, "2 more profiles of this person", id="merged"
        ),
        pytest.param(
            told(works=5),
            {"split_papers": 1},
            "1 paper of this profile counts for somebody else",
            id="split",
        ),
        pytest.param(
            told(h_index=3, as_of=date(2024, 1, 1)),
            {"counts": (date(2023, 5, 1), DAY)},
            "summary is of 2024-01-01, the counts of these papers are of 2023-05-01 to 2024-02-03",
            id="days of the counts",
        ),
        pytest.param(
            told(h_index=3, as_of=date(2024, 1, 1)),
            {},
            "of 2024-01-01, the newest counts in the library are of 2024-02-03",
            id="day of the library",
        ),
    ],
)
def test_reasons(
    reported: ReportedMetrics, circumstances: dict[str, object], expected: str
) -> None:
    assert expected in reasons(reported, **circumstances)


def test_counts_of_the_same_day_are_no_reason() -> None:
    said = reasons(told(h_index=3, as_of=DAY), counts=(DAY, DAY))
    assert "2024" not in said
    full = author_indices([paper(1, 9, 2010), paper(2, 5, 2012)], 2024)
    (only,) = differences(full, told(h_index=3, citations=14), LIBRARY)
    assert only.startswith("Papers and citations agree")
    (only,) = differences(full, told(h_index=3, citations=15), LIBRARY)
    assert only.startswith("The source computes its figures at other times")


def test_papers_split_off_are_told(tenant_a: Tenant) -> None:
    papers = [Shelved(authors=["Ada"], citations=9, year=2010 + n, as_of=DAY) for n in range(3)]
    with db.transaction(tenant_a) as session:
        author = shelve(session, tenant_a, papers)["Ada"]
        add_author(session, tenant_a, "Bo", reported_h_index=1)
        session.connection().exec_driver_sql("UPDATE authors SET reported_h_index = 3")
        works = queries.author_papers(session, tenant_a, author).rows
        profile_service.split(session, tenant_a, author, [works[0].paper_id])
        service.refresh(session, tenant_a)
        page = queries.author_metrics(session, tenant_a, author)
    assert page.profile.split_papers == 1
    assert "1 paper of this profile" in " ".join(page.differences)
