"""Facets, weightings, comparisons, more like these and saved searches, as the page runs them."""

from collections.abc import Callable

import pytest
import streamlit as st
from sqlalchemy import text
from streamlit.testing.v1 import AppTest

from paperscraper_core import db
from paperscraper_core.search import saved_service, vectors
from paperscraper_core.tenancy import Role, Tenant
from tests.pages.conftest import OpenPage
from tests.pages.test_search import heading, titles, value
from tests.search.papers import METAL, PAPERS, P, add, direction


@pytest.fixture(autouse=True)
def no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vectors, "_vector", lambda _meaning: METAL)


def score(tenant: Tenant, paper_id: int, overall: float, **dimensions: float) -> None:
    with db.transaction(tenant) as session:
        session.execute(
            text(
                "INSERT INTO scores (organization_id, paper_id, scorer, scorer_version,"
                " inputs_hash, overall, confidence, coverage, novelty, feasibility, weights,"
                " details)"
                " VALUES (:o, :p, 'test', '1', 'x', :s, 1, 1, :n, :f, '{}', '{}')"
            ),
            {
                "o": tenant.organization_id, "p": paper_id, "s": overall,
                "n": dimensions.get("novelty"), "f": dimensions.get("feasibility"),
            },
        )  # fmt: skip


def box(app: AppTest, label: str) -> object:
    return next(one for one in app.main.checkbox if one.label.startswith(label))


def button(app: AppTest, label: str) -> object:
    return next(one for one in app.button if one.label == label)


def said(app: AppTest) -> str:
    kinds: tuple[Callable[[AppTest], object], ...] = (
        lambda a: a.main.markdown, lambda a: a.main.caption, lambda a: a.main.info,
        lambda a: a.main.warning,
    )  # fmt: skip
    return "\n".join(str(one.value) for kind in kinds for one in kind(app))  # type: ignore[attr-defined]  # AppTest's elements


def test_a_facet_narrows_at_a_click_and_widens_at_the_next(
    open_page: OpenPage, tenant_a: Tenant
) -> None:
    add(tenant_a, PAPERS)
    app = open_page("search.py", tenant_a, q="corrosion", mode="keyword")
    assert heading(app) == "**1–4 of 4 papers**"
    box(app, "Metals (2)").check().run()
    assert not app.exception
    assert value(app, "venue") == "Metals"
    assert heading(app) == "**1–2 of 2 papers**"
    assert box(app, "Metals").value is True
    box(app, "2021").check().run()
    assert heading(app) == "**1–1 of 1 papers**"
    assert (value(app, "year_from"), value(app, "year_to")) == ("2021", "2021")
    box(app, "Metals").uncheck().run()
    assert "venue" not in app.query_params
    assert heading(app) == "**1–2 of 2 papers**"
    button(app, "Clear filters").click().run()
    assert heading(app) == "**1–4 of 4 papers**"
    assert box(app, "2021").value is False


def test_what_is_unknown_is_a_value_to_choose(open_page: OpenPage, tenant_a: Tenant) -> None:
    add(tenant_a, PAPERS)
    app = open_page("search.py", tenant_a)
    unknown = [one for one in app.main.checkbox if one.label.startswith("unknown")]
    assert len(unknown) == 3  # of year, venue and type
    unknown[1].check().run()
    assert value(app, "missing") == "venue"
    assert heading(app) == "**1–4 of 4 papers**"


def test_weights_order_anew_at_once_and_stand_in_the_address(
    open_page: OpenPage, tenant_a: Tenant
) -> None:
    ids = add(tenant_a, PAPERS[:3])
    score(tenant_a, ids[0], 5, novelty=9.0, feasibility=1.0)
    score(tenant_a, ids[1], 5, novelty=2.0, feasibility=8.0)
    app = open_page("search.py", tenant_a, sort="weighted", w_novelty="5")
    assert "aluminium" in titles(app)[0]
    assert any("**My weighting 9\\.0, rests on 1 of 1 dimensions**" in c.value for c in app.caption)
    assert any("My weighting: nothing known" in c.value.replace("\\", "") for c in app.caption)
    next(s for s in app.main.slider if s.label == "Feasibility").set_value(10.0).run()
    next(s for s in app.main.slider if s.label == "Novelty").set_value(1.0).run()
    assert not app.exception
    assert (value(app, "w_novelty"), value(app, "w_feasibility")) == ("1", "10")
    assert "steel" in titles(app)[0]
    next(s for s in app.main.slider if s.label == "Feasibility").set_value(0.0).run()
    next(s for s in app.main.slider if s.label == "Novelty").set_value(0.0).run()
    assert value(app, "w_novelty") == "1"  # one weight has to stay
    assert next(s for s in app.main.slider if s.label == "Novelty").value == 1.0


def test_any_dimension_orders(open_page: OpenPage, tenant_a: Tenant) -> None:
    ids = add(tenant_a, PAPERS[:3])
    score(tenant_a, ids[2], 1, novelty=7.0)
    app = open_page("search.py", tenant_a, sort="novelty")
    assert "Rust" in titles(app)[0]
    assert any("**Novelty 7\\.0**" in caption.value for caption in app.caption)
    assert sum("**Novelty unknown**" in caption.value for caption in app.caption) == 2


def test_ticked_papers_are_compared(
    open_page: OpenPage, tenant_a: Tenant, tenant_b: Tenant
) -> None:
    (foreign,) = add(tenant_b, [P(title="Not for you")])
    ids = add(tenant_a, PAPERS)
    score(tenant_a, ids[0], 5, novelty=9.0)
    score(tenant_a, ids[1], 4, novelty=2.0)
    app = open_page("search.py", tenant_a, sort="citations")
    ticks = [one for one in app.main.checkbox if one.label.startswith("Select paper")]
    ticks[0].check().run()
    assert button(app, "Compare").disabled
    next(one for one in app.main.checkbox if one.label == "Select paper 2").check().run()
    button(app, "Compare").click().run()
    assert not app.exception
    assert value(app, "compare") == f"{ids[0]},{ids[4]}"
    assert len(titles(app)) == 2
    app.query_params["compare"] = f"{ids[0]},{ids[1]},{foreign}"
    app.run()
    assert not app.exception
    assert "1 of the 3 papers are not in your library" in said(app)
    table = app.main.get("html")[-1].proto.body
    assert "<strong>9.0</strong>" in table
    assert "Not for you" not in table
    button(app, "Remove").click().run()
    assert "compare" not in app.query_params  # one paper alone is no comparison
    assert value(app, "sort") == "citations"


def test_more_like_these_tells_other_records_apart(open_page: OpenPage, tenant_a: Tenant) -> None:
    again = P(title="Corrosion of aluminium alloys.", year=2019, axis=direction(1, 0.1))
    ids = add(tenant_a, [*PAPERS, again])
    app = open_page("search.py", tenant_a, like=str(ids[0]))
    assert not app.exception
    assert "Other records or versions of the same work" in said(app)
    assert "Corrosion of steel" in " ".join(titles(app))
    assert sum("aluminium" in title for title in titles(app)) == 2  # the chosen one and its double
    button(app, "Back to the results").click().run()
    assert "like" not in app.query_params


def test_the_paper_page_tells_other_records_from_similar_papers(
    open_page: OpenPage, tenant_a: Tenant
) -> None:
    again = P(title="Corrosion of aluminium alloys.", year=2019, axis=direction(1, 0.1))
    ids = add(tenant_a, [*PAPERS, again])
    app = open_page("paper.py", tenant_a, id=str(ids[0]))
    assert not app.exception
    assert "Other records or versions of this paper" in said(app)
    assert app.button(key=f"paper_double_{ids[-1]}")
    assert app.button(key=f"paper_similar_{ids[1]}")
    with pytest.raises(KeyError):
        app.button(key=f"paper_similar_{ids[-1]}")


def test_nonsense_is_called_that(open_page: OpenPage, tenant_a: Tenant) -> None:
    add(tenant_a, [P(title=f"Pollen {n}", axis=direction(0, 1)) for n in range(3)])
    app = open_page("search.py", tenant_a, q="xqzzyv bluurgh")
    assert not app.exception
    assert "No paper has these words; the nearest by meaning are shown." in said(app)


def test_a_saved_search_is_kept_shared_and_says_what_is_new(
    open_page: OpenPage, tenant_a: Tenant
) -> None:
    add(tenant_a, PAPERS)
    with db.transaction(tenant_a) as session:
        address = "q=corrosion&mode=keyword&venue=Metals"
        saved = str(saved_service.save(session, tenant_a, "Metal news", address, True))
    colleague = _colleague(tenant_a)
    app = open_page("search.py", colleague, saved=saved)
    assert not app.exception
    assert (value(app, "q"), value(app, "venue")) == ("corrosion", "Metals")
    assert heading(app) == "**1–2 of 2 papers**"
    assert "**Metal news**, shared by" in said(app)
    assert "Opened for the first time" in said(app)
    add(tenant_a, [P(title="Corrosion today", venue="Metals"), P(title="Corrosion elsewhere")])
    st.cache_data.clear()  # what is new is counted once a minute
    app = open_page("search.py", colleague)
    button(app, "Saved searches · 1 new")
    app = open_page("search.py", colleague, saved=saved)
    new = next(one for one in app.button if one.label.startswith("1 new since"))
    new.click().run()
    assert not app.exception
    assert titles(app) == ["**1.** :orange-background[Corrosion] today"]
    assert "added_after" in app.query_params


def _colleague(tenant: Tenant) -> Tenant:
    with db.system() as session:
        user_id = session.execute(
            text(
                "INSERT INTO users (email, name, password_hash)"
                " VALUES ('looker@alpha.test', 'Looker', 'unusable') RETURNING id"
            )
        ).scalar_one()
        session.execute(
            text("INSERT INTO memberships VALUES (:o, :u, 'viewer')"),
            {"o": tenant.organization_id, "u": user_id},
        )
    return Tenant(organization_id=tenant.organization_id, user_id=user_id, role=Role.VIEWER)


def test_a_saved_search_of_others_does_not_exist(
    open_page: OpenPage, tenant_a: Tenant, tenant_b: Tenant
) -> None:
    add(tenant_a, PAPERS)
    with db.transaction(tenant_b) as session:
        foreign = saved_service.save(session, tenant_b, "Not for you", "q=secret", True)
    for saved in (foreign, 999_999):
        st.cache_data.clear()
        app = open_page("search.py", tenant_a, saved=str(saved))
        assert not app.exception
        assert "There is no such saved search" in said(app)
        assert "Not for you" not in said(app)
        assert heading(app) == "**1–6 of 6 papers**"


def test_the_list_says_whose_and_what_for(open_page: OpenPage, tenant_a: Tenant) -> None:
    add(tenant_a, PAPERS)
    with db.transaction(tenant_a) as session:
        saved_service.save(session, tenant_a, "First", "q=corrosion&mode=keyword&year_from=2010")
    app = open_page("search.py", tenant_a)
    button(app, "Saved searches").click().run()
    assert not app.exception
    assert button(app, "First")
    captions = "\n".join(one.value.replace("\\", "") for one in app.caption)
    assert "Search “corrosion”, by words; year from 2010 · not opened yet" in captions


@pytest.mark.parametrize(
    "query",
    [
        "corrosion " * 1000,
        "the of and is",
        '"unbalanced AND (OR -" -',
        "\N{PILE OF POO}\N{ZERO WIDTH JOINER}\N{GRINNING FACE}",
        "nul\x00nul",
        "'; DROP TABLE papers; --",
        "-corrosion",
        '""""""',
        "%_%\\",
    ],
)
def test_bad_queries_give_results_or_a_clear_message(
    open_page: OpenPage, tenant_a: Tenant, query: str
) -> None:
    add(tenant_a, PAPERS)
    app = open_page("search.py", tenant_a, q=query)
    assert not app.exception
    assert not app.error
    assert titles(app) or "No paper matches" in said(app)
    with db.reading(tenant_a) as session:
        assert session.scalar(text("SELECT count(*) FROM papers")) == len(PAPERS)
