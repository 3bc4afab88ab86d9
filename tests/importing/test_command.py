"""`import`: its report, its exit code, and what it leaves behind."""

import json
from pathlib import Path

import pytest

from paperscraper_core import db
from paperscraper_core.cli.main import main
from paperscraper_core.importing import queries
from paperscraper_core.importing.types import ImportRun
from paperscraper_core.tenancy import Tenant
from tests.importing.reading import FILES


@pytest.fixture(autouse=True)
def _servers_stay(monkeypatch: pytest.MonkeyPatch, valkey: str) -> None:
    monkeypatch.setattr("paperscraper_core.local_services.stop_if_last", lambda: None)


def runs(tenant: Tenant) -> tuple[ImportRun, ...]:
    with db.reading(tenant) as session:
        return queries.runs(session, tenant).rows


def test_the_report_as_json(
    tenant_a: Tenant, tenant_b: Tenant, capsys: pytest.CaptureFixture[str]
) -> None:
    files = [str(FILES / name) for name in ("odd.bib", "quotes.csv")]
    assert main(["import", *files, "--org", "alpha", "--no-embed", "--json"]) == 0
    bib, table = json.loads(capsys.readouterr().out)["files"]
    assert set(bib) == {
        "file", "format", "records", "created", "merged", "unchanged", "problems",
    }  # fmt: skip
    assert (bib["file"], bib["format"]) == (files[0], "bibtex")
    assert (bib["records"], bib["created"], bib["merged"], bib["unchanged"]) == (11, 11, 0, 0)
    assert bib["problems"][-1] == {
        "row": 11,
        "field": "year",
        "message": "“in press” is not a year; the year is left unknown.",
    }
    assert (table["format"], table["created"], len(table["problems"])) == ("csv", 3, 5)
    found = runs(tenant_a)
    assert [run.filename for run in found] == ["quotes.csv", "odd.bib"]
    assert all(run.state == "done" for run in found)
    assert runs(tenant_b) == ()


def test_importing_twice_creates_nothing(
    tenant_a: Tenant, capsys: pytest.CaptureFixture[str]
) -> None:
    again = ["import", str(FILES / "odd.bib"), "--org", "alpha", "--no-embed", "--json"]
    main(again)
    capsys.readouterr()
    assert main(again) == 0
    (report,) = json.loads(capsys.readouterr().out)["files"]
    assert (report["created"], report["merged"], report["unchanged"]) == (0, 0, 11)


def test_what_cannot_be_read_is_said_and_the_rest_goes_on(
    tenant_a: Tenant, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pdf = tmp_path / "a.pdf"
    pdf.write_bytes(b"%PDF-1.7")
    files = [str(pdf), str(tmp_path / "missing.bib"), str(tmp_path), str(FILES / "wos.txt")]
    assert main(["import", *files, "--org", "alpha", "--no-embed", "--json"]) == 1
    reports = json.loads(capsys.readouterr().out)["files"]
    assert ["PDF" in r.get("error", "") for r in reports] == [True, False, False, False]
    assert [r.get("error") for r in reports[1:]] == ["There is no such file."] * 2 + [None]
    assert reports[3]["created"] == 1
    assert [run.state for run in runs(tenant_a)] == ["done", "failed"]


def test_the_report_for_people_names_rows(
    tenant_a: Tenant, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["import", str(FILES / "quotes.csv"), "--org", "alpha", "--no-embed"]) == 0
    out = capsys.readouterr().out
    assert "3 created, 0 merged, 0 unchanged; 5 problems" in out
    assert "row 4, doi: “not a doi” is not a DOI" in out


def test_an_unknown_organization_is_one_sentence(
    tenant_a: Tenant, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["import", str(FILES / "odd.bib"), "--org", "nobody", "--no-embed"]) == 1
    assert "nobody" in capsys.readouterr().err
