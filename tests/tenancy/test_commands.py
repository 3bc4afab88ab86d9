"""The commands, one organization after the other in one process."""

import csv
import io
import json
from pathlib import Path

import pytest

from paperscraper_core.cli.main import main
from tests.tenancy.twins import Twin, fingerprint, works


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    """The exit code, and all that the command printed."""
    code = main(list(arguments))
    printed = capsys.readouterr()
    return code, printed.out + printed.err


@pytest.mark.parametrize(
    "arguments",
    [
        ("search", "shared sandstone", "--mode", "keyword", "--json"),
        ("search", "shared sandstone", "--mode", "keyword"),
        ("search", "shared sandstone", "--mode", "keyword", "--facets", "--sort", "weighted"),
        ("authors", "--json"),
        ("authors", "--csv"),
        ("authors", "--min-papers", "0"),
        ("scores", "--json"),
        ("scores", "--csv"),
        ("scores",),
        ("export", "papers", "--format", "jsonl", "-o", "-"),
        ("export", "papers", "--format", "csv", "-o", "-"),
        ("export", "papers", "--format", "bibtex", "-o", "-"),
        ("export", "papers", "--format", "ris", "-o", "-"),
        ("export", "authors", "--format", "csv", "-o", "-"),
        ("export", "scores", "--format", "csv", "-o", "-"),
    ],
)
def test_no_command_shows_the_other_organization(
    pair: tuple[Twin, Twin], capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]
) -> None:
    seeing, other = pair
    before = fingerprint(other.tenant)
    code, shown = run(capsys, *arguments, "--org", seeing.name)
    assert code == 0
    assert "Twin Author" in shown or "sandstone" in shown
    assert other.name not in shown.lower()
    assert fingerprint(other.tenant) == before


def test_what_is_shown_is_only_ones_own_rows(
    pair: tuple[Twin, Twin], capsys: pytest.CaptureFixture[str]
) -> None:
    seeing, other = pair
    _, hits = run(
        capsys, "search", "sandstone", "--mode", "keyword", "--json", "--org", seeing.name
    )
    _, scores = run(capsys, "scores", "--csv", "--org", seeing.name)
    found = {row["id"] for row in json.loads(hits)}
    assert len(found) == 6
    assert other.paper_id not in found
    assert len(list(csv.reader(io.StringIO(scores)))) - 1 == 7


def test_a_foreign_paper_cannot_be_scored(
    pair: tuple[Twin, Twin], capsys: pytest.CaptureFixture[str]
) -> None:
    seeing, other = pair
    before = fingerprint(seeing.tenant), fingerprint(other.tenant)
    code, said = run(
        capsys, "score", "--org", seeing.name, "--paper", str(seeing.paper_id), str(other.paper_id)
    )
    assert code == 1
    assert f"There is no paper with id {other.paper_id} in your organization." in said
    assert (fingerprint(seeing.tenant), fingerprint(other.tenant)) == before


def test_the_same_file_imported_again_changes_nothing_of_the_other(
    pair: tuple[Twin, Twin], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    seeing, other = pair
    file = tmp_path / "works.jsonl"
    file.write_bytes(works(seeing.name))
    before = fingerprint(other.tenant)
    code, said = run(capsys, "import", str(file), "--org", seeing.name, "--no-embed", "--json")
    (report,) = json.loads(said[said.index("{") : said.rindex("}") + 1])["files"]
    assert (code, report["created"], report["unchanged"]) == (0, 0, 7)
    assert fingerprint(other.tenant) == before
