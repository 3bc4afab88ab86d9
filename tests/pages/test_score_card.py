"""The score card, drawn alone."""

from collections.abc import Callable

from streamlit.testing.v1 import AppTest

from paperscraper_core.tenancy import Tenant


def _card(organization_id: int, paper_id: int) -> None:
    from pages.components import data_scoring
    from pages.components.scoring_card import score_card
    from paperscraper_core.tenancy import Role, Tenant

    tenant = Tenant(organization_id=organization_id, user_id=None, role=Role.VIEWER)
    score_card(tenant, data_scoring.scores_of_paper(tenant, paper_id))


def _drawn(function: Callable[..., None], *given: int) -> AppTest:
    import streamlit as st

    st.cache_data.clear()
    return AppTest.from_function(function, args=given, default_timeout=30).run()


def _scored(tenant: Tenant, times: int) -> list[int]:
    from paperscraper_core import db
    from paperscraper_core.scoring import service
    from tests.scoring.library import fill_library
    from workers import scoring

    papers = fill_library(tenant, 10)
    for _ in range(times):
        with db.transaction(tenant) as session:
            job = service.request(session, tenant)
        scoring.score_slice(job)
    return papers


def test_every_dimension_shows_value_reasons_quotes_and_validation(
    tenant_a: Tenant, valkey: str
) -> None:
    papers = _scored(tenant_a, 1)
    app = _drawn(_card, tenant_a.organization_id, papers[3])
    assert not app.exception
    labels = [expander.label for expander in app.expander]
    assert len(labels) == 6
    assert labels[0] == "Novelty: insufficient evidence"
    assert "confidence" in labels[3]
    words = "\n".join(one.value for kind in ("markdown", "caption") for one in getattr(app, kind))
    plain = words.replace("\\", "")
    assert "“A prototype was built and tested in a pilot plant.”" in plain
    assert "no better than chance" in plain
    assert "Unvalidated" in plain
    assert "the fixed reference" in plain


def test_earlier_scores_are_kept_in_sight(tenant_a: Tenant, valkey: str) -> None:
    papers = _scored(tenant_a, 3)
    app = _drawn(_card, tenant_a.organization_id, papers[3])
    assert app.expander[-1].label == "Earlier scores (2)"


def test_without_a_score_it_says_so(tenant_a: Tenant, tenant_b: Tenant, valkey: str) -> None:
    papers = _scored(tenant_a, 1)
    app = _drawn(_card, tenant_b.organization_id, papers[3])
    assert [info.value for info in app.info] == ["This paper has no score yet."]
