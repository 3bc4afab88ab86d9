"""Searching real rows: both legs, filters, totals, paging, and what bad queries do."""

import json
import threading
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from sqlalchemy import event, insert, text

from paperscraper_core import db
from paperscraper_core.errors import NotFound, ValidationFailed
from paperscraper_core.models import ImportRun, PaperRun, Score
from paperscraper_core.paging import Page
from paperscraper_core.search import legs, queries, service, similar
from paperscraper_core.search.types import Mode, SearchCriteria, SearchHit, Sort
from paperscraper_core.tenancy import Tenant
from tests.search.papers import P, add, direction

PAPERS = (
    P(
        title="Corrosion of aluminium alloys",
        abstract="Grain boundaries slow the corrosion.",
        year=2019,
        venue="Metals",
        type="article",
        doi="10.1000/al.1",
        citations=40,
        authors=("Ana Müller", "Bo Li", "Cy Roe", "Di Poe"),
        ids=(("openalex", "W77"),),
        axis=direction(1, 0.1),
    ),
    P(title="Corrosion of steel", year=2021, venue="Metals", type="review", axis=direction(1, 0.6)),
    P(
        title="Rust and its prevention",
        abstract="How iron oxidises in sea water.",
        year=2015,
        type="article",
        citations=0,
        axis=direction(1, 0.3),
    ),
    P(title="Pollen in glacier ice", abstract="Ice cores.", year=2020, axis=direction(0, 1)),
    P(title="Étude sur la corrosion du zinc", citations=7, axis=direction(0.5, 1)),
    P(title="Corrosion slow grain of boundaries", year=2021),
)
METAL = direction(1, 0)


def search(tenant: Tenant, query: str = "", vector: Any = METAL, **how: Any) -> Page[SearchHit]:
    with db.reading(tenant) as session:
        return queries.search(session, tenant, SearchCriteria(query=query, **how), vector)


def titles(page: Page[SearchHit]) -> list[str]:
    return [hit.title.text.split()[0] + " " + hit.title.text.split()[-1] for hit in page.rows]


@pytest.fixture
def filled(tenant_a: Tenant, tenant_b: Tenant) -> list[int]:
    add(tenant_b, [P(title="Corrosion of secrets", year=2019, axis=METAL)] * 3)
    return add(tenant_a, PAPERS)


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
    tenant_a: Tenant, filled: list[int], mode: Mode, filters: dict[str, Any], expected: set[int]
) -> None:
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
    chosen = {"run": run_id, "authors": (author,)}
    filters = {k: chosen.get(v, v) if isinstance(v, str) else v for k, v in filters.items()}
    browsed = search(tenant_a, **filters)
    assert {hit.paper_id for hit in browsed.rows} == {filled[n] for n in expected}
    assert browsed.total == len(expected)
    found = search(tenant_a, "corrosion rust pollen", mode=mode, **filters)
    covered = expected - {5} if mode is Mode.SEMANTIC else expected
    assert {hit.paper_id for hit in found.rows} == {filled[n] for n in covered}
    assert found.total == len(covered)


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


def test_deep_pages_continue_where_the_shallow_ones_end(
    tenant_a: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(
        tenant_a,
        [
            P(title=f"Rust {'layer ' * (n % 5)}", axis=direction(1, n / 10, n % 3))
            for n in range(40)
        ],
    )
    monkeypatch.setattr(queries, "DEPTH", 12)
    monkeypatch.setattr(queries, "_SHALLOW", 6)
    for mode in Mode:
        vector = None if mode is Mode.KEYWORD else METAL
        found = []
        for number in range(1, 12):
            page = search(tenant_a, "rust layer", vector, mode=mode, number=number, size=4)
            found += [hit.paper_id for hit in page.rows]
            assert page.total == 40
        assert len(found) == len(set(found)) == 40


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
        similar.similar_papers(session, tenant_b, filled[0], 5)


def test_the_bit_scan_finds_what_the_exact_scan_finds(
    tenant_a: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = np.random.default_rng(1)
    vectors = chance.normal(size=(300, 384)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    add(
        tenant_a,
        [P(title=f"Paper {n}", year=2000 + n % 2, axis=v) for n, v in enumerate(vectors)],
    )
    asked = vectors[17] + 0.05 * chance.normal(size=384).astype(np.float32)
    exact = search(tenant_a, "paper", asked, mode=Mode.SEMANTIC, year_from=2001, size=10)
    monkeypatch.setattr(legs, "EXACT_UP_TO", 10)
    monkeypatch.setattr(queries, "DEPTH", 40)
    quick = search(tenant_a, "paper", asked, mode=Mode.SEMANTIC, year_from=2001, size=10)
    assert [hit.paper_id for hit in quick.rows] == [hit.paper_id for hit in exact.rows]
    assert quick.total == exact.total == 150


def test_similar_papers_are_the_nearest_others(tenant_a: Tenant, filled: list[int]) -> None:
    with db.reading(tenant_a) as session:
        found = similar.similar_papers(session, tenant_a, filled[0], 3)
        assert [neighbour.paper_id for neighbour in found] == [filled[n] for n in (2, 1, 4)]
        assert found[0].similarity > found[1].similarity
        assert similar.similar_papers(session, tenant_a, filled[5], 3) == ()


def statements(tenant: Tenant, criteria: SearchCriteria) -> int:
    counted = []
    with db.reading(tenant) as session:

        def count(*_arguments: object) -> None:
            counted.append(1)

        connection = session.connection()
        event.listen(connection, "before_cursor_execute", count)
        queries.search(session, tenant, criteria, METAL)
    return len(counted)


def test_the_number_of_statements_does_not_grow_with_the_rows(
    tenant_a: Tenant, filled: list[int]
) -> None:
    few = SearchCriteria(query='corrosion "grain boundaries" -zinc', size=1, year_from=2000)
    add(tenant_a, [P(title=f"Corrosion study {n}", authors=("A", "B")) for n in range(60)])
    many = SearchCriteria(query="corrosion study", size=50, year_from=1900)
    browse = SearchCriteria(size=50)
    assert statements(tenant_a, many) <= 6
    assert statements(tenant_a, few) <= 6
    assert statements(tenant_a, browse) <= 4


def test_two_batches_at_once_wait_for_each_other(tenant_a: Tenant) -> None:
    ids = add(tenant_a, [P(title=f"Corrosion of sample {n} with iron") for n in range(30)])
    errors: list[BaseException] = []

    def index_again(chosen: list[int]) -> None:
        try:
            for _ in range(4):
                with db.transaction(tenant_a) as session:
                    service.index_papers(session, tenant_a, chosen)
        except BaseException as error:  # noqa: BLE001 - reported by the test below
            errors.append(error)

    threads = [
        threading.Thread(target=index_again, args=(chosen,))
        for chosen in (ids[:20], ids[10:], list(reversed(ids)))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert search(tenant_a, "iron", None).total == 30


def test_the_command_prints_rows_and_runs(
    tenant_a: Tenant,
    filled: list[int],
    tmp_path: Any,
    capsys: pytest.CaptureFixture[str],
) -> None:
    from paperscraper_core.cli import main as cli

    words = ["--org", "alpha", "--mode", "keyword"]
    assert cli.main(["search", "corrosion alloys", *words, "--limit", "2", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [row["rank"] for row in rows] == [1, 2]
    assert set(rows[0]) == {"rank", "id", "title", "year", "doi", "external_ids", "score"}
    batch = tmp_path / "q.tsv"
    batch.write_text("q1\tcorrosion alloys\nq2\tunheardof\n\nq3\tpollen\n")
    assert cli.main(["search", "--batch", str(batch), *words, "--limit", "1"]) == 0
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert [line[:4] for line in lines] == [
        ["q1", "Q0", "W77", "1"],
        ["q3", "Q0", str(filled[3]), "1"],
    ]
    assert all(len(line) == 6 and line[5] == "keyword" for line in lines)
    batch.write_text("no tab here\n")
    assert cli.main(["search", "--batch", str(batch), *words]) == 1
    assert "Line 1" in capsys.readouterr().err
