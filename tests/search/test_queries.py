"""Searching real rows: both legs, filters, totals, paging, and what bad queries do."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest
from sqlalchemy import insert, text

from paperscraper_core import db
from paperscraper_core.errors import NotFound, ValidationFailed
from paperscraper_core.models import ImportRun, PaperRun, Score
from paperscraper_core.search import queries, similar
from paperscraper_core.search.types import Mode, SearchCriteria, Sort
from paperscraper_core.tenancy import Tenant
from tests.conftest import make_tenants
from tests.search.papers import METAL, PAPERS, P, add, direction, search


@dataclass(frozen=True, slots=True, kw_only=True)
class Touched:
    """An import run that touched two papers, and the first author of the first paper."""

    run_id: int
    author_id: int


# these tests only read: one database serves them all
@pytest.fixture(scope="module")
def tenants(module_database: str) -> tuple[Tenant, Tenant]:
    return make_tenants()


@pytest.fixture(scope="module")
def filled(tenants: tuple[Tenant, Tenant]) -> list[int]:
    add(tenants[1], [P(title="Corrosion of secrets", year=2019, axis=METAL)] * 3)
    return add(tenants[0], PAPERS)


@pytest.fixture(scope="module")
def touched(tenants: tuple[Tenant, Tenant], filled: list[int]) -> Touched:
    """Scores for two papers, a run for two others."""
    tenant_a = tenants[0]
    of_tenant = {"organization_id": tenant_a.organization_id}
    with db.transaction(tenant_a) as session:
        for number, novelty in ((2, 5.0), (3, 8.0)):
            score = {"paper_id": filled[number], "overall": 5.0, "novelty": novelty}
            rest = {"scorer": "s", "scorer_version": "1", "inputs_hash": "", "coverage": 1.0}
            session.execute(
                insert(Score).values(of_tenant | score | rest | {"weights": {}, "details": {}})
            )
        run = insert(ImportRun).values(of_tenant | {"filename": "f", "content_bytes": 1})
        run_id = session.execute(run.returning(ImportRun.id)).scalar_one()
        for number in (1, 2):
            touched = {"run_id": run_id, "paper_id": filled[number], "outcome": "created"}
            session.execute(insert(PaperRun).values(of_tenant | touched))
        author = session.execute(text("SELECT min(author_id) FROM authorships")).scalar_one()
    return Touched(run_id=run_id, author_id=author)


@pytest.mark.parametrize("mode", list(Mode))
@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"year_from": 2020}, {1, 3, 5}),
        ({"year_from": 2015, "year_to": 2019}, {0, 2}),
        ({"venues": ("Metals",)}, {0, 1}),
        ({"types": ("review", "none")}, {1}),
        ({"citations_from": 0}, {0, 2, 4}),
        ({"citations_from": 1, "citations_to": 10}, {4}),
        ({"scored": True}, {2, 3}),
        ({"scored": False}, {0, 1, 4, 5}),
        ({"min_scores": (("novelty", 6.0),)}, {3}),
        ({"min_scores": (("overall", 1.0), ("novelty", 1.0))}, {2, 3}),
        ({"import_run_id": "run"}, {1, 2}),
        ({"author_ids": "authors"}, {0}),
        ({"year_from": 2019, "venues": ("Metals",), "types": ("article",)}, {0}),
    ],
)
def test_filters_apply_to_both_legs_and_to_browsing(
    tenant_a: Tenant,
    filled: list[int],
    touched: Touched,
    mode: Mode,
    filters: dict[str, Any],
    expected: set[int],
) -> None:
    chosen = {"run": touched.run_id, "authors": (touched.author_id,)}
    filters = {k: chosen.get(v, v) if isinstance(v, str) else v for k, v in filters.items()}
    browsed = search(tenant_a, **filters)
    assert {hit.paper_id for hit in browsed.rows} == {filled[n] for n in expected}
    assert browsed.total == len(expected)
    found = search(tenant_a, "corrosion rust pollen", mode=mode, **filters)
    covered = expected - {5} if mode is Mode.SEMANTIC else expected
    assert {hit.paper_id for hit in found.rows} == {filled[n] for n in covered}
    assert found.total == len(covered)


def test_each_mode_finds_what_it_should(tenant_a: Tenant, filled: list[int]) -> None:
    words = search(tenant_a, "corrosion alloys", mode=Mode.KEYWORD)
    assert words.rows[0].paper_id == filled[0]
    assert {hit.paper_id for hit in words.rows} == {filled[n] for n in (0, 1, 4, 5)}
    assert words.total == 4
    meaning = search(tenant_a, "corrosion alloys", mode=Mode.SEMANTIC)
    assert [hit.paper_id for hit in meaning.rows] == [filled[n] for n in (0, 2, 1, 4, 3)]
    assert meaning.rows[0].score == pytest.approx(1 / np.hypot(1, 0.1), abs=1e-3)
    both = search(tenant_a, "corrosion alloys", mode=Mode.HYBRID)
    assert both.total == 6  # five with an embedding, one by its words alone
    assert both.rows[0].paper_id == filled[0]
    assert both.rows[0].score == pytest.approx(1.0)
    assert {hit.paper_id for hit in both.rows} == set(filled)


def test_a_hit_says_what_it_is_and_why(tenant_a: Tenant, filled: list[int]) -> None:
    hit = search(tenant_a, "boundary corrosion").rows[0]
    assert [name for _, name in hit.authors] == ["Ana Müller", "Bo Li", "Cy Roe"]
    assert (hit.author_count, hit.venue, hit.year, hit.citation_count) == (4, "Metals", 2019, 40)
    assert (hit.doi, hit.external_ids) == ("10.1000/al.1", (("openalex", "W77"),))
    assert [hit.title.text[a:b] for a, b in hit.title.spans] == ["Corrosion"]
    assert [hit.snippet.text[a:b] for a, b in hit.snippet.spans] == ["boundaries", "corrosion"]
    why = hit.explanation
    assert why.words == ("Corrosion", "boundaries")
    assert (why.similarity_rank, why.exact) == (1, None)
    assert why.keyword_score is not None
    unknown = search(tenant_a, "steel", mode=Mode.KEYWORD).rows[0]
    assert (unknown.citation_count, unknown.overall, unknown.doi) == (None, None, None)


def test_accents_do_not_matter(tenant_a: Tenant, filled: list[int]) -> None:
    for query in ("étude", "ETUDE", "e\u0301tude"):
        assert search(tenant_a, query, mode=Mode.KEYWORD).rows[0].paper_id == filled[4]


def test_phrases_and_exclusions_bind_both_legs(tenant_a: Tenant, filled: list[int]) -> None:
    for mode in Mode:
        page = search(tenant_a, '"grain boundaries"', mode=mode)
        assert [hit.paper_id for hit in page.rows] == [filled[0]], mode
        assert page.total == 1
        without = search(tenant_a, "corrosion -steel", mode=mode)
        assert filled[1] not in {hit.paper_id for hit in without.rows}, mode
        assert len(without.rows) == without.total
        phrase = search(tenant_a, 'corrosion -"grain boundaries"', mode=mode)
        assert filled[0] not in {hit.paper_id for hit in phrase.rows}, mode
        assert filled[1] in {hit.paper_id for hit in phrase.rows}, mode
        assert search(tenant_a, '"grain unheardof"', mode=mode).total == 0
    assert search(tenant_a, "-corrosion").total == 2


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        (Sort.NEWEST, [5, 1, 3, 0, 2, 4]),
        (Sort.RELEVANCE, [5, 1, 3, 0, 2, 4]),
        (Sort.OLDEST, [2, 0, 3, 1, 5, 4]),
        (Sort.CITATIONS, [0, 4, 2, 5, 3, 1]),
        (Sort.TITLE, [0, 1, 5, 4, 3, 2]),
    ],
)
def test_browsing_orders_with_the_unknown_last(
    tenant_a: Tenant, filled: list[int], sort: Sort, expected: list[int]
) -> None:
    page = search(tenant_a, sort=sort)
    assert [filled.index(hit.paper_id) for hit in page.rows] == expected
    assert {hit.score for hit in page.rows} == {None}
    assert (page.total, page.rows[0].rank) == (6, 1)


@pytest.mark.parametrize("mode", list(Mode))
@pytest.mark.parametrize("sort", list(Sort))
def test_pages_put_together_are_the_whole(
    tenant_a: Tenant, filled: list[int], mode: Mode, sort: Sort
) -> None:
    criteria = SearchCriteria(query="corrosion ice", mode=mode, sort=sort, size=2)
    vector = None if mode is Mode.KEYWORD else METAL
    with db.reading(tenant_a) as session:
        whole = queries.all_ids(session, tenant_a, criteria, vector)
        pages = [
            queries.search(session, tenant_a, replace(criteria, number=number), vector)
            for number in range(1, 6)
        ]
    assert [hit.paper_id for page in pages for hit in page.rows] == list(whole)
    assert [hit.rank for page in pages for hit in page.rows] == list(range(1, len(whole) + 1))
    assert {page.total for page in pages} == {len(whole)}
    assert len(set(whole)) == len(whole) > 0


def test_a_doi_an_id_or_a_title_puts_the_paper_first(tenant_a: Tenant, filled: list[int]) -> None:
    far = direction(0, 1)
    for query, number, way in (
        ("https://doi.org/10.1000/AL.1", 0, "doi"),
        ("W77", 0, "identifier"),
        ("rust AND its prevention!", 2, "title"),
    ):
        for mode in Mode:
            hit = search(tenant_a, query, far, mode=mode).rows[0]
            assert (hit.paper_id, hit.explanation.exact) == (filled[number], way), (query, mode)
    assert search(tenant_a, "W77", mode=Mode.KEYWORD).total == 1
    assert search(tenant_a, "W77", mode=Mode.KEYWORD, year_from=2020).total == 0


@pytest.mark.parametrize(
    "query",
    [
        "corrosion " * 1000,
        "x" * 10_000,
        "the of and to be",
        "NUL\x00 corrosion \ud800",
        "🙂🙂",
        "'; DROP TABLE papers; -- corrosion",
        '"unbalanced corrosion',
        "corrosion & | ! ( ) <-> :* \\",
        "-" * 500,
        '"" -"" -',
        "%s %(x)s :organization_id {} \\x00",
        "a/b/c http://x.y/z?q=1 <b>corrosion</b>",
    ],
)
def test_bad_queries_give_results_or_none_but_no_error(
    tenant_a: Tenant, filled: list[int], query: str
) -> None:
    for mode in Mode:
        page = search(tenant_a, query, mode=mode)
        assert page.total >= len(page.rows)
        if "corrosion" in query:
            assert page.total > 0


def test_impossible_filters_are_named(tenant_a: Tenant) -> None:
    for wrong in (
        {"number": 0},
        {"size": 0},
        {"size": 5000},
        {"year_from": 10**12},
        {"year_from": 2020, "year_to": 2010},
        {"min_scores": (("password_hash", 1.0),)},
    ):
        with pytest.raises(ValidationFailed):
            search(tenant_a, **wrong)
    with pytest.raises(ValidationFailed, match="needs the embedding model"):
        search(tenant_a, "corrosion", None, mode=Mode.SEMANTIC)


def test_without_a_vector_the_words_rank_alone(tenant_a: Tenant, filled: list[int]) -> None:
    alone = search(tenant_a, "corrosion alloys", None)
    words = search(tenant_a, "corrosion alloys", mode=Mode.KEYWORD)
    assert [hit.paper_id for hit in alone.rows] == [hit.paper_id for hit in words.rows]


def test_no_search_shows_another_organizations_paper(
    tenant_a: Tenant, tenant_b: Tenant, filled: list[int]
) -> None:
    for mode in Mode:
        found = {hit.paper_id for hit in search(tenant_b, "corrosion", mode=mode, size=99).rows}
        assert len(found) == 3
        assert not found & set(filled)
    with db.reading(tenant_b) as session, pytest.raises(NotFound):
        similar.more_like(session, tenant_b, filled[:1], 5)
