"""`score` and `scores` as a script calls them."""

import csv
import io
import json

import pytest

from paperscraper_core import local_services
from paperscraper_core.cli.main import main
from paperscraper_core.tenancy import Tenant
from tests.scoring.library import fill_library
from workers import scoring


@pytest.fixture(autouse=True)
def _keep_servers(monkeypatch: pytest.MonkeyPatch) -> None:
    """A command that ends stops the embedded servers when nobody else uses them; the tests do."""
    monkeypatch.setattr(local_services, "stop_if_last", lambda: None)


def _score(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, object]:
    assert main(["score", "--org", "alpha", "--json", *arguments]) == 0
    job: dict[str, object] = json.loads(capsys.readouterr().out)
    return job


def test_scores_come_out_as_json_and_csv(
    tenant_a: Tenant, tenant_b: Tenant, valkey: str, capsys: pytest.CaptureFixture[str]
) -> None:
    papers = fill_library(tenant_a, 12)
    fill_library(tenant_b, 2)
    job = _score(capsys, "--all")
    assert (job["state"], job["total"], job["waiting"]) == ("waiting", 12, 12)
    scoring.score_slice(int(str(job["job"])))
    assert main(["scores", "--org", "alpha", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert sorted(row["id"] for row in rows) == papers
    overall = [row["overall"] for row in rows]
    assert overall == sorted(overall, reverse=True)
    assert set(rows[0]["dimensions"]) == {
        "novelty", "ip_potential", "marketability", "feasibility", "commercialization",
        "team_readiness",
    }  # fmt: skip
    without_abstract = next(row for row in rows if row["id"] == papers[9])
    assert without_abstract["dimensions"]["feasibility"]["value"] is None


def test_the_csv_has_every_column(
    tenant_a: Tenant, valkey: str, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    papers = fill_library(tenant_a, 3)
    main(["score", "--org", "alpha", "--paper", str(papers[0]), "--json"])
    job = json.loads(capfdbinary.readouterr().out)
    scoring.score_slice(job["job"])
    assert main(["scores", "--org", "alpha", "--csv"]) == 0
    (row,) = csv.DictReader(io.StringIO(capfdbinary.readouterr().out.decode()))
    assert (row["id"], row["scorer"]) == (str(papers[0]), "evidence")
    assert float(row["overall"]) > 0


def test_without_scores_the_array_is_empty(
    tenant_a: Tenant, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["scores", "--org", "alpha", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--org", "nobody", "--all"], "no organization"),
        (["--org", "alpha", "--paper", "77"], "no paper with id 77"),
        (["--org", "alpha", "--all"], "nothing to score"),
        (["--org", "alpha", "--all", "--scorer", "oracle"], "no such scorer"),
    ],
)
def test_what_cannot_be_scored_is_said_in_one_line(
    arguments: list[str], said: str, tenant_a: Tenant, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["score", *arguments]) == 1
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1


def test_wait_returns_when_the_job_has_ended(
    tenant_a: Tenant,
    valkey: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fill_library(tenant_a, 3)

    def work_instead(_seconds: float) -> None:
        scoring.score_slice(1)

    monkeypatch.setattr("paperscraper_core.cli.score_command.time.sleep", work_instead)
    job = _score(capsys, "--all", "--wait")
    assert (job["state"], job["done"]) == ("done", 3)
