"""The export command: complete files, all or nothing, one organization, an audit entry."""

import csv
import io
import json
import stat
from pathlib import Path

import pytest
from sqlalchemy import select

from paperscraper_core import db
from paperscraper_core.cli.main import main
from paperscraper_core.importing.types import (
    AffiliationRecord,
    AuthorRecord,
    PaperRecord,
    YearCount,
)
from paperscraper_core.library import service
from paperscraper_core.models import AuditEntry, ImportProblem, ImportRun
from paperscraper_core.scoring import service as scoring_service
from paperscraper_core.tenancy import Tenant

SECRET = "What only beta knows"


def _record(row: int, title: str, **values: object) -> PaperRecord:
    author = AuthorRecord(name="Ada B. Lindqvist", position=1)
    known = {"year": 2021, "citation_count": 3} | values
    return PaperRecord(row=row, title=title, source_name="bibtex", authors=(author,), **known)  # type: ignore[arg-type]  # mixed fields


@pytest.fixture
def library(tenant_a: Tenant, tenant_b: Tenant) -> Tenant:
    """Two papers of alpha, one of beta."""
    with db.transaction(tenant_a) as session:
        records = [_record(1, "=Evil title"), _record(2, "Plain title", citation_count=None)]
        service.upsert_papers(session, tenant_a, records, run_id=None)
    with db.transaction(tenant_b) as session:
        service.upsert_papers(session, tenant_b, [_record(1, SECRET)], run_id=None)
    return tenant_a


def _audit(tenant: Tenant) -> list[AuditEntry]:
    with db.reading(tenant) as session:
        chosen = AuditEntry.action.startswith("export.")
        return list(
            session.scalars(
                select(AuditEntry).where(
                    AuditEntry.organization_id == tenant.organization_id, chosen
                )
            )
        )


def _export(table: str, file_format: str, output: Path | str, *more: str) -> int:
    return main(
        ["export", table, "--org", "alpha", "--format", file_format, "-o", str(output), *more]
    )


def test_papers_as_csv(library: Tenant, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "papers.csv"
    assert _export("papers", "csv", target) == 0
    rows = list(csv.DictReader(io.StringIO(target.read_bytes().decode())))
    assert [row["title"] for row in rows] == ["'=Evil title", "Plain title"]
    assert [row["citation_count"] for row in rows] == ["3", ""]
    assert [row["authors"] for row in rows] == ["Ada B. Lindqvist"] * 2
    assert "wrote 2 papers" in capsys.readouterr().err
    (entry,) = _audit(library)
    assert entry.action == "export.papers"
    assert entry.details == {"format": "csv", "rows": 2, "filters": "", "way": "command"}


def test_papers_say_who_is_behind_them(
    tenant_a: Tenant, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    place = AffiliationRecord(name="University of Reading")
    authors = (
        AuthorRecord(
            name="Ada B. Lindqvist",
            position=1,
            orcid="0000-0002-1825-0097",
            affiliations=(place,),
            is_corresponding=True,
        ),
        AuthorRecord(name="Josef van der Meer", position=2, raw_affiliations=("Reading Press",)),
        AuthorRecord(name="Third Author", position=3, affiliations=(place,)),
    )
    counts = (YearCount(year=2024, citations=2), YearCount(year=2022, citations=1))
    record = PaperRecord(
        row=1, title="Whose?", source_name="x", authors=authors, counts_by_year=counts
    )
    with db.transaction(tenant_a) as session:
        service.upsert_papers(session, tenant_a, [record], run_id=None)
    assert _export("papers", "jsonl", "-") == 0
    row = json.loads(capfdbinary.readouterr().out)
    assert row["authors"] == ["Ada B. Lindqvist", "Josef van der Meer", "Third Author"]
    assert row["affiliations"] == ["University of Reading", "Reading Press"]
    assert row["author_orcids"] == ["Ada B. Lindqvist:0000-0002-1825-0097"]
    assert row["corresponding_authors"] == ["Ada B. Lindqvist"]
    assert row["citations_by_year"] == ["2022:1", "2024:2"]


@pytest.mark.parametrize("table", ["papers", "authors", "scores"])
@pytest.mark.parametrize("file_format", ["csv", "xlsx", "jsonl"])
def test_every_table_in_every_format(
    library: Tenant, tmp_path: Path, table: str, file_format: str
) -> None:
    target = tmp_path / "out"
    assert _export(table, file_format, target) == 0
    assert target.stat().st_size or table == "scores"
    assert SECRET.encode() not in target.read_bytes()


@pytest.mark.parametrize("file_format", ["bibtex", "ris"])
def test_bibliographies_hold_papers_and_nothing_else(
    library: Tenant, tmp_path: Path, file_format: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _export("papers", file_format, tmp_path / "papers") == 0
    content = (tmp_path / "papers").read_text()
    assert "Plain title" in content
    assert SECRET not in content
    assert _export("authors", file_format, tmp_path / "authors") == 1
    assert "papers only" in capsys.readouterr().err
    assert not (tmp_path / "authors").exists()


def test_standard_output(library: Tenant, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert _export("authors", "jsonl", "-") == 0
    rows = [json.loads(line) for line in capfdbinary.readouterr().out.decode().splitlines()]
    assert {row["name"] for row in rows} == {"Ada B. Lindqvist"}
    assert sum(row["papers"] for row in rows) == 2
    assert sum(row["papers_without_count"] for row in rows) == 1


def test_a_byte_order_mark_when_asked(library: Tenant, tmp_path: Path) -> None:
    assert _export("papers", "csv", tmp_path / "a.csv", "--bom") == 0
    assert (tmp_path / "a.csv").read_bytes().startswith(b"\xef\xbb\xbfid,title")


def test_what_stood_there_stays_when_it_goes_wrong(
    library: Tenant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "papers.csv"
    target.write_text("yesterday's export")

    def broken(*_arguments: object, **_named: object) -> int:
        raise RuntimeError("the power went out")

    monkeypatch.setattr("paperscraper_core.exports.writing.write", broken)
    with pytest.raises(RuntimeError):
        _export("papers", "csv", target)
    assert target.read_text() == "yesterday's export"
    assert list(tmp_path.iterdir()) == [target], "nothing half-written is left"
    assert _audit(library) == []


def test_a_folder_that_is_not_there(library: Tenant, capsys: pytest.CaptureFixture[str]) -> None:
    assert _export("papers", "csv", "/nowhere/at/all.csv") == 1
    assert "cannot be written: No such file or directory" in capsys.readouterr().err


def test_the_file_is_readable_like_any_other(library: Tenant, tmp_path: Path) -> None:
    target, other = tmp_path / "papers.csv", tmp_path / "other"
    _export("papers", "csv", target)
    other.touch()
    assert stat.S_IMODE(target.stat().st_mode) == stat.S_IMODE(other.stat().st_mode)


def test_an_unknown_organization(library: Tenant, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", "papers", "--org", "gamma", "--format", "csv", "-o", "-"]) == 1
    assert "no organization with slug gamma" in capsys.readouterr().err


def _rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.open(encoding="utf-8")))


def test_the_items_of_one_job(library: Tenant, tenant_b: Tenant, tmp_path: Path) -> None:
    with db.transaction(library) as session:
        job = scoring_service.request(session, library)
    with db.transaction(tenant_b) as session:
        foreign = scoring_service.request(session, tenant_b)
    out = tmp_path / "items.csv"
    assert _export("items", "csv", out, "--job", str(job)) == 0
    assert len(_rows(out)) == 2
    assert SECRET not in out.read_text()
    assert _export("items", "csv", tmp_path / "no.csv", "--job", str(foreign)) == 1
    assert _export("items", "csv", tmp_path / "no.csv") == 1
    assert not (tmp_path / "no.csv").exists()


def test_the_problems_of_one_import(library: Tenant, tmp_path: Path) -> None:
    here = {"organization_id": library.organization_id}
    with db.transaction(library) as session:
        run = ImportRun(**here, filename="a.bib", content_bytes=1)
        session.add(run)
        session.flush()
        session.add(ImportProblem(**here, run_id=run.id, row=7, field="year", message="in press"))
        number = run.id
    out = tmp_path / "problems.csv"
    assert _export("problems", "csv", out, "--run", str(number)) == 0
    assert [row for row in _rows(out) if "in press" in row.values()]
    assert _export("problems", "csv", tmp_path / "no.csv", "--run", str(number + 99)) == 1
