"""The tables of authors, scores, job items and import problems."""

import csv
import io
from datetime import date

import openpyxl

from paperscraper_core.exports import writing
from paperscraper_core.exports.authors import authors_table
from paperscraper_core.exports.import_problems import import_problems_table
from paperscraper_core.exports.job_items import job_items_table
from paperscraper_core.exports.scores import scores_table
from paperscraper_core.exports.types import Format, Table
from paperscraper_core.importing.types import RowProblem
from paperscraper_core.metrics.definitions import DEFINITIONS
from paperscraper_core.metrics.summary import author_indices
from paperscraper_core.metrics.types import AuthorRow, PaperCitations
from paperscraper_core.scoring.job_types import ItemState, ItemView, ScoreRow
from paperscraper_core.scoring.types import Dimension
from tests.exports.samples import NOW

INDICES = author_indices(
    [
        PaperCitations(paper_id=1, year=2020, citations=10, n_authors=2),
        PaperCitations(paper_id=2, year=2021, citations=3, n_authors=1),
        PaperCitations(paper_id=3, year=2022, citations=None, n_authors=1),
    ],
    2026,
)
AUTHOR = AuthorRow(
    author_id=5,
    name="=Ada B. Lindqvist",
    orcid=None,
    external_ids=(("openalex", "A5"),),
    institution="University of Reading",
    country_code="GB",
    indices=INDICES,
)
SCORE = ScoreRow(
    paper_id=7,
    title="Deep reading",
    year=2021,
    doi=None,
    external_ids=(),
    overall=6.5,
    confidence=0.4,
    coverage=0.83,
    values=tuple((one, None if one is Dimension.NOVELTY else 6.5) for one in Dimension),
    confidences=tuple((one, 0.4) for one in Dimension),
    headlines=tuple((one, f"about {one.label}") for one in Dimension),
    scorer="evidence",
    scorer_version="1",
    reference="fixed",
    inputs_hash="abc",
    scored_at=NOW,
)
ITEM = ItemView(
    job_id=3,
    paper_id=7,
    title="Deep reading",
    state=ItemState.FAILED,
    attempt=2,
    worker="w1",
    error="-the reason",
    finished_at=NOW,
    overall=None,
)


def _csv(table: Table) -> list[dict[str, str]]:
    out = io.BytesIO()
    writing.write(table, Format.CSV, out)
    return list(csv.DictReader(io.StringIO(out.getvalue().decode())))


def test_authors_have_every_metric_and_what_was_left_out() -> None:
    (row,) = _csv(authors_table([AUTHOR], as_of=NOW, counts_as_of=date(2026, 1, 1)))
    assert {one.key for one in DEFINITIONS} <= set(row)
    assert row["name"] == "'=Ada B. Lindqvist"
    assert (row["papers"], row["h_index"], row["citations"]) == ("3", "2", "13")
    assert row["papers_without_count"] == "1"
    assert row["external_ids"] == "openalex:A5"


def test_the_sheet_of_authors_carries_definitions_and_the_day_of_the_counts() -> None:
    out = io.BytesIO()
    table = authors_table([AUTHOR], as_of=NOW, counts_as_of=date(2026, 1, 1))
    writing.write(table, Format.XLSX, out)
    book = openpyxl.load_workbook(out)
    lines = [tuple(cell.value for cell in row) for row in book["About"].iter_rows()]
    assert ("Note", "Citation counts as of 2026-01-01.") in lines
    assert any(name == "h-index" and "Hirsch 2005" in str(text) for name, text in lines)
    assert [cell.value for cell in book["authors"][2]][:2] == [5, "=Ada B. Lindqvist"]


def test_a_dimension_without_evidence_is_an_empty_cell() -> None:
    (row,) = _csv(scores_table([SCORE], as_of=NOW))
    assert row["novelty"] == ""
    assert row["ip_potential"] == "6.5"
    assert row["overall"] == "6.5"
    assert row["team_readiness_finding"] == "about Team readiness"
    assert {f"{one.value}_confidence" for one in Dimension} <= set(row)


def test_job_items_say_why_one_failed() -> None:
    (row,) = _csv(job_items_table([ITEM], as_of=NOW))
    assert (row["state"], row["error"], row["overall"]) == ("failed", "'-the reason", "")


def test_import_problems_name_row_and_field() -> None:
    problems = [
        RowProblem(row=12, field="year", message="The year “in press” is not a year."),
        RowProblem(row=None, field=None, message="The file ends in the middle."),
    ]
    first, second = _csv(import_problems_table(problems, as_of=NOW, filename="a.bib"))
    assert first == {"row": "12", "field": "year", "message": problems[0].message}
    assert second == {"row": "", "field": "", "message": problems[1].message}
