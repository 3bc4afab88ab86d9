"""Stored metrics equal a full recompute to the last digit, whatever has happened in between."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from benchmarks.drift import Drift, differing
from paperscraper_core import db
from paperscraper_core.metrics import service
from paperscraper_core.tenancy import Tenant


def test_no_drift_after_a_thousand_changes(tenant_a: Tenant) -> None:
    drift = Drift(tenant_a, seed=5)
    refreshed, difference = drift.run(1_000)
    assert refreshed > 50
    assert difference == 0
    with db.reading(tenant_a) as session:
        counted = session.execute(
            text(
                "SELECT (SELECT count(*) FROM author_metrics) AS stored,"
                " (SELECT count(*) FROM author_metric_marks) AS marks,"
                " (SELECT count(*) FROM identity_events WHERE kind <> 'undo') AS decided,"
                " (SELECT count(*) FROM identity_events WHERE kind = 'undo') AS undone"
            )
        ).one()
    assert counted.stored > 10
    assert counted.marks == 0
    assert counted.decided > counted.undone > 5


def test_a_single_digit_is_noticed(tenant_a: Tenant) -> None:
    Drift(tenant_a, seed=6).run(5)
    with db.transaction(tenant_a) as session:
        session.execute(
            text(
                "UPDATE author_metrics SET awcr = awcr + 1e-12 WHERE organization_id = :o"
                " AND author_id = (SELECT max(author_id) FROM author_metrics"
                " WHERE organization_id = :o AND awcr BETWEEN 0.1 AND 100)"
            ),
            {"o": tenant_a.organization_id},
        )
    assert differing(tenant_a) == 2


@pytest.mark.parametrize("limits", [{"_FEW": 0}, {"_FEW": 0, "_MANY": 0}], ids=["many", "all"])
def test_each_way_to_refresh_stores_and_observes_the_same(
    tenants: tuple[Tenant, Tenant], monkeypatch: pytest.MonkeyPatch, limits: dict[str, int]
) -> None:
    seen = []
    for tenant in tenants:
        drift = Drift(tenant, seed=8)
        assert drift.run(60)[1] == 0
        with db.reading(tenant) as session:
            rows = session.execute(
                text(
                    "SELECT author_id, papers, citations, h_index, counts_as_of, core_citations,"
                    " core_papers FROM author_metric_snapshots WHERE organization_id = :o"
                ),
                {"o": tenant.organization_id},
            ).all()
        authors = {one: number for number, one in enumerate([*drift.authors, *drift.people])}
        papers = {one: number for number, one in enumerate(drift.papers)}
        seen.append(
            {
                (
                    (authors[row.author_id], *row[1:5]),
                    tuple(row.core_citations),
                    tuple(papers[one] for one in row.core_papers),
                )
                for row in rows
            }
        )
        for name, limit in limits.items():  # the second organization goes the other way
            monkeypatch.setattr(service, name, limit)
    assert len(seen[0]) > 30
    assert seen[0] == seen[1]
