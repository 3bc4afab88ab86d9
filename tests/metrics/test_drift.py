"""Stored metrics equal a full recompute to the last digit, whatever has happened in between."""

from __future__ import annotations

from sqlalchemy import text

from benchmarks.drift import Drift, differing
from paperscraper_core import db
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
