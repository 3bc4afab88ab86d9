"""The `authors` command: stable keys, unknown as null, errors in words."""

from __future__ import annotations

import csv
import io
import json
from datetime import date

import pytest
from sqlalchemy import text

from paperscraper_core import db
from paperscraper_core.cli import main as command
from paperscraper_core.tenancy import Tenant
from tests.metrics.shelf import Shelved, shelve

PAPERS = [
    Shelved(authors=["Bo Ek", "=Ada"], citations=12, year=2015, as_of=date(2024, 6, 1)),
    Shelved(authors=["Bo Ek"], citations=3, year=2020),
    Shelved(authors=["Uma Unknown"]),
]


@pytest.fixture
def filled(tenants: tuple[Tenant, Tenant], monkeypatch: pytest.MonkeyPatch) -> Tenant:
    monkeypatch.setattr(command.local_services, "stop_if_last", lambda: False)
    with db.transaction(tenants[0]) as session:
        shelve(session, tenants[0], PAPERS)
    return tenants[0]


def test_json(filled: Tenant, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["authors", "--org", "alpha", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [row["name"] for row in rows] == ["Bo Ek", "=Ada", "Uma Unknown"]
    first, _, unknown = rows
    assert {"id", "external_ids", "first_year", "last_year", "as_of_year"} <= set(first)
    told = [first[key] for key in ("works", "citations", "h_index", "g_index", "i10_index")]
    assert told == [2, 15, 2, 2, 1]
    assert unknown["works"] == 1
    assert unknown["h_index"] is None
    assert unknown["citations"] is None


def test_csv_has_safe_cells_and_empty_unknowns(
    filled: Tenant, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert command.main(["authors", "--org", "alpha", "--csv", "--sort", "works"]) == 0
    rows = list(csv.DictReader(io.StringIO(capfdbinary.readouterr().out.decode())))
    assert [row["works"] for row in rows] == ["2", "1", "1"]
    by_name = {row["name"]: row for row in rows}
    assert by_name["Uma Unknown"]["h_index"] == ""
    assert not any(name.startswith("=") for name in by_name)


def test_plain_list_and_filters(filled: Tenant, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["authors", "--org", "alpha", "--name", "ek, b.", "--min-papers", "2"]
    assert command.main(arguments) == 0
    said = capsys.readouterr()
    assert "Bo Ek" in said.out
    assert "Ada" not in said.out
    assert "1 authors, counts as of 2024-06-01" in said.err


def test_filters_on_papers_and_people(filled: Tenant, capsys: pytest.CaptureFixture[str]) -> None:
    def told(*arguments: str) -> list[tuple[str, int]]:
        assert command.main(["authors", "--org", "alpha", "--json", *arguments]) == 0
        return [(row["name"], row["works"]) for row in json.loads(capsys.readouterr().out)]

    with db.transaction(filled) as session:
        session.execute(
            text("UPDATE papers SET venue = 'Annals', topics = '{Bees}' WHERE year > 0")
        )
        session.execute(text("UPDATE authors SET country_code = 'SE' WHERE name = 'Bo Ek'"))
    assert told("--from-year", "2016") == [("Bo Ek", 1)]
    assert told("--to-year", "2015", "--sort", "name") == [("=Ada", 1), ("Bo Ek", 1)]
    assert told("--venue", "Annals", "--topic", "Bees", "--min-papers", "2") == [("Bo Ek", 2)]
    assert told("--country", "se") == [("Bo Ek", 2)]
    assert told("--venue", "Nowhere") == []
    assert told("--from-year", str(10**12)) == []


def test_errors_are_words(filled: Tenant, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["authors", "--org", "alpha", "--sort", "nonsense"]) == 1
    assert "can be sorted by" in capsys.readouterr().err
    assert command.main(["authors", "--org", "nowhere"]) == 1
    assert command.main(["authors", "--org", "beta", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == []
