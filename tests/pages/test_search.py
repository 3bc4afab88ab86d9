"""The search page: empty, filled, by its address, with untrusted text, of one organization."""

from collections.abc import Sequence

import numpy as np
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from pages.components import search_hits, search_url
from paperscraper_core.embedding.types import ModelNotFound
from paperscraper_core.search import lexemes, vectors
from paperscraper_core.search.types import Marked, Mode, SearchCriteria, Sort
from paperscraper_core.tenancy import Tenant
from tests.pages.conftest import OpenPage
from tests.scoring.library import counted_statements
from tests.search.papers import METAL, PAPERS, P, add


@pytest.fixture(autouse=True)
def no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    """The page's own work is tested here; the model has tests of its own."""
    monkeypatch.setattr(vectors, "_vector", lambda _meaning: METAL)


def titles(app: AppTest) -> list[str]:
    return [
        link.proto.label.replace("\\", "")
        for link in app.main.get("page_link")
        if link.proto.page == "paper"
    ]


def value(app: AppTest, name: str) -> str:
    """The last value of an address parameter: AppTest gives a text or a list."""
    found = app.query_params[name]
    return found if isinstance(found, str) else found[-1]


def heading(app: AppTest) -> str:
    return next(m.value for m in app.main.markdown if "papers**" in m.value)


def test_an_empty_library_leads_to_the_import(open_page: OpenPage, tenant_a: Tenant) -> None:
    app = open_page("search.py", tenant_a)
    assert not app.exception
    assert "Your library is empty" in app.info[0].value
    assert not app.text_input


def test_without_a_login_nothing_is_shown(open_page: OpenPage, tenant_a: Tenant) -> None:
    add(tenant_a, PAPERS)
    app = open_page("search.py", None, q="corrosion")
    assert not app.exception
    assert not titles(app)


def test_the_address_is_the_search(open_page: OpenPage, tenant_a: Tenant, tenant_b: Tenant) -> None:
    add(tenant_b, [P(title="Corrosion of secrets", axis=METAL)])
    add(tenant_a, PAPERS)
    app = open_page("search.py", tenant_a, q="corrosion", mode="keyword", year_from="2019")
    assert not app.exception
    assert app.text_input[0].value == "corrosion"
    assert heading(app) == "**1–3 of 3 papers**"
    assert any("aluminium alloys" in title for title in titles(app))
    assert not any("secrets" in title for title in titles(app))
    marked = next(title for title in titles(app) if "steel" in title)
    assert ":orange-background[Corrosion]" in marked


def test_browsing_orders_by_the_address(open_page: OpenPage, tenant_a: Tenant) -> None:
    add(tenant_a, PAPERS)
    app = open_page("search.py", tenant_a, sort="citations")
    assert "aluminium" in titles(app)[0]
    assert heading(app) == "**1–6 of 6 papers**"


def test_no_hits_say_what_could_help(open_page: OpenPage, tenant_a: Tenant) -> None:
    add(tenant_a, PAPERS)
    app = open_page("search.py", tenant_a, q='"unheard of"', mode="keyword")
    assert not app.exception
    assert "No paper matches" in app.info[0].value
    assert any("Take the quotes away" in m.value for m in app.main.markdown)


def test_a_missing_model_leaves_the_words(
    open_page: OpenPage, tenant_a: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(_meaning: str) -> np.ndarray:
        raise ModelNotFound

    monkeypatch.setattr(vectors, "_vector", missing)
    add(tenant_a, PAPERS)
    app = open_page("search.py", tenant_a, q="corrosion")
    assert not app.exception
    assert "Searched by words alone" in app.warning[0].value
    assert len(titles(app)) == 4


def test_titles_cannot_draw_links_or_images(open_page: OpenPage, tenant_a: Tenant) -> None:
    add(tenant_a, [P(title="Evil ![x](http://evil.test/a.png) <img src=x> [link](http://e.test)")])
    app = open_page("search.py", tenant_a)
    assert not app.exception
    link = next(one for one in app.main.get("page_link") if one.proto.page == "paper")
    assert "![x](" not in link.proto.label
    assert "\\<img" in link.proto.label


@pytest.mark.parametrize(
    "query",
    [
        {"year_from": "soon", "sort": "evil", "mode": "x", "author": "zero"},
        {"citations_from": "1e9", "min_overall": "nan", "citations_to": "9" * 30},
        {"q": "\x00" * 20 + "corrosion", "year_from": "2020", "year_to": "1990"},
        {"q": "x" * 10_000, "run": "12345", "missing": "everything", "scored": "perhaps"},
    ],
)
def test_odd_addresses_are_read_as_far_as_they_make_sense(
    open_page: OpenPage, tenant_a: Tenant, query: dict[str, str]
) -> None:
    add(tenant_a, PAPERS)
    app = open_page("search.py", tenant_a, **query)
    assert not app.exception
    assert not app.error


def test_submitting_the_form_changes_the_address(open_page: OpenPage, tenant_a: Tenant) -> None:
    add(tenant_a, PAPERS)
    app = open_page("search.py", tenant_a, mode="keyword", year_from="2015")
    app.text_input[0].set_value("rust")
    next(one for one in app.button if one.label == "Search").click().run()
    assert not app.exception
    assert value(app, "q") == "rust"
    assert value(app, "mode") == "keyword"
    assert value(app, "year_from") == "2015"
    assert heading(app) == "**1–1 of 1 papers**"
    next(one for one in app.button if one.label == "Clear filters").click().run()
    assert "year_from" not in app.query_params
    assert value(app, "q") == "rust"


def test_a_page_beyond_the_end_shows_the_last_one(open_page: OpenPage, tenant_a: Tenant) -> None:
    add(tenant_a, [P(title=f"Corrosion study {n}") for n in range(25)])
    app = open_page("search.py", tenant_a)
    app.query_params["page"] = "9"
    app.run()
    assert not app.exception
    assert heading(app) == "**21–25 of 25 papers**"


def test_statements_do_not_grow_with_the_hits(open_page: OpenPage, tenant_a: Tenant) -> None:
    add(tenant_a, PAPERS)
    lexemes._known.clear()
    with counted_statements() as few:
        open_page("search.py", tenant_a, q="corrosion study", mode="keyword")
    add(tenant_a, [P(title=f"Corrosion study {n}", authors=("A", "B")) for n in range(40)])
    st.cache_data.clear()
    lexemes._known.clear()
    with counted_statements() as many:
        app = open_page("search.py", tenant_a, q="corrosion study", mode="keyword")
    assert len(titles(app)) == 20
    assert len(many) <= len(few)


class Address(dict[str, Sequence[str]]):
    def get_all(self, key: str) -> list[str]:
        value = self.get(key, [])
        return [value] if isinstance(value, str) else list(value)


def test_every_search_survives_its_address() -> None:
    criteria = SearchCriteria(
        query='a "b c" -d & é',
        mode=Mode.SEMANTIC,
        year_from=1999,
        year_to=2024,
        venues=("A, B", "C"),
        types=("article",),
        author_ids=(3, 1),
        citations_from=0,
        citations_to=10,
        scored=False,
        min_scores=(("overall", 2.5), ("novelty", 7.0)),
        import_run_id=8,
        missing=("abstract", "doi"),
        sort=Sort.CITATIONS,
        number=3,
    )
    assert search_url.read(Address(search_url.write(criteria))) == criteria
    assert search_url.write(SearchCriteria()) == {}
    for page in ("-3", "0", "last", "9" * 30):
        assert search_url.read(Address(page=page)) == SearchCriteria()
    assert dict(search_url.words(criteria))["venue"] == "A, B, C"


def test_marks_are_drawn_around_escaped_text() -> None:
    value = Marked(text="a*b* [rust](x) end", spans=((6, 10),))
    assert search_hits.marked(value) == ("a\\*b\\* \\[:orange-background[rust]\\]\\(x\\) end")
