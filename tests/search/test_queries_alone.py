"""Searches that need a library of their own: depth, size, statements, threads, the command."""

import json
import threading
from typing import Any

import numpy as np
import pytest
from sqlalchemy import event

from paperscraper_core import db
from paperscraper_core.search import layout, queries, service
from paperscraper_core.search.types import Mode, SearchCriteria
from paperscraper_core.tenancy import Tenant
from tests.search.papers import METAL, PAPERS, P, add, direction, search


@pytest.fixture
def filled(tenant_a: Tenant, tenant_b: Tenant) -> list[int]:
    add(tenant_b, [P(title="Corrosion of secrets", year=2019, axis=METAL)] * 3)
    return add(tenant_a, PAPERS)


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
    monkeypatch.setattr(queries, "_DEPTH_PER_HIT", 2)
    for mode in Mode:
        vector = None if mode is Mode.KEYWORD else METAL
        found = []
        for number in range(1, 12):
            page = search(tenant_a, "rust layer", vector, mode=mode, number=number, size=4)
            found += [hit.paper_id for hit in page.rows]
            assert page.total == 40
        assert len(found) == len(set(found)) == 40


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
    monkeypatch.setattr(layout, "BITS_FROM", 10)
    monkeypatch.setattr(queries, "DEPTH", 40)
    quick = search(tenant_a, "paper", asked, mode=Mode.SEMANTIC, year_from=2001, size=10)
    assert [hit.paper_id for hit in quick.rows] == [hit.paper_id for hit in exact.rows]
    assert quick.total == exact.total == 150


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
    assert statements(tenant_a, many) <= 7
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
