"""The readers against real files with known truth."""

import gzip
import json
from pathlib import Path

import pytest

from tests.importing.reading import papers, problems, profiles, read


def test_openalex_authors_in_full(corpus: Path) -> None:
    works = people = 0
    ids: set[tuple[str, str]] = set()
    for path in sorted((corpus / "openalex/authors_a").glob("*.json.gz")):
        items = read(path.name, path.read_bytes())
        assert problems(items) == []
        works += len(papers(items))
        people += len(profiles(items))
        ids.update(paper.external_ids[0] for paper in papers(items))
    assert (works, people, len(ids)) == (3204, 58, 2643)


def test_acl_2021_equals_the_anthology(corpus: Path) -> None:
    items = read("acl2021.bib.gz", (corpus / "bibtex/acl2021.bib.gz").read_bytes())
    with gzip.open(corpus / "bibtex/acl2021_truth.jsonl.gz") as lines:
        truth = [json.loads(line) for line in lines]
    assert problems(items) == []
    assert [paper.title for paper in papers(items)] == [entry["title"] for entry in truth]
    assert [[author.name for author in paper.authors] for paper in papers(items)] == [
        entry["authors"] for entry in truth
    ]
    assert {paper.year for paper in papers(items)} == {2021}


@pytest.mark.parametrize(
    ("path", "count", "problem_count"),
    [
        ("openalex/fixtures/works_page_2022_A1969205032.json.gz", 25, 0),
        ("openalex/fixtures/W2741809807.json", 1, 0),
        ("openalex/fixtures/work_2022_W2741809807.json", 1, 0),
        ("bibtex/bbt_unabbreviate_on_import_1436.bib", 506, 1),
        ("bibtex/biber-examples.bib", 97, 18),
        ("bibtex/jabref_test.bib", 19, 0),
        ("bibtex/bibtexparser/article_missing_coma.bib", 4, 0),
        ("bibtex/bibtexparser/article_start_with_bom.bib", 1, 0),
        ("bibtex/bibtexparser/article_with_strings.bib", 1, 0),
        ("bibtex/bibtexparser/book_capital_AND.bib", 1, 0),
        ("bibtex/bibtexparser/crossref_entries.bib", 14, 0),
        ("bibtex/bibtexparser/features.bib", 1, 0),
        ("bibtex/bibtexparser/traps.bib", 1, 0),
        ("bibtex/bibtexparser/wrong.bib", 0, 2),
        ("jabref_pairs/BibtexImporter.examples.bib", 2, 1),
        ("ris_csv/asreview_baseline_zotero.ris", 100, 0),
        ("ris_csv/asreview_baseline_reference_types.ris", 0, 61),
        ("ris_csv/asreview_faulty_year.ris", 1, 1),
        ("ris_csv/asreview_pubmed_endnote.txt", 6, 0),
        ("ris_csv/asreview_ris_issue_992.txt", 19, 0),
        ("ris_csv/asreview_scopus.ris", 6, 0),
        ("ris_csv/asreview_web_of_science.txt", 10, 0),
        ("ris_csv/litstudy_ieee_example.ris", 25, 0),
        ("ris_csv/rispy_example_extraneous_data.ris", 2, 0),
        ("ris_csv/rispy_example_utf_chars.ris", 1, 0),
        ("ris_csv/rispy_example_wos.ris", 2, 0),
        ("ris_csv/asreview_embase.csv", 6, 0),
        ("ris_csv/asreview_generic_semicolon.csv", 2, 0),
        ("ris_csv/asreview_generic_tab.tsv", 2, 0),
        ("ris_csv/asreview_missing_values.csv", 2, 2),
        ("ris_csv/litstudy_ieee.csv", 10, 0),
        ("ris_csv/litstudy_springer.csv", 18, 0),
        ("scopus_wos/litstudy_scopus.csv.gz", 58, 0),
        ("screening/Nagtegaal_2019.csv.gz", 2019, 0),
    ],
)
def test_real_files(corpus: Path, path: str, count: int, problem_count: int) -> None:
    items = read(path, (corpus / path).read_bytes())
    assert len(papers(items)) == count
    assert len(problems(items)) == problem_count


def test_scopus_ids_are_not_shifted(corpus: Path) -> None:
    path = corpus / "scopus_wos/litstudy_scopus.csv.gz"
    found = papers(read(path.name, path.read_bytes()))
    ids = {value for paper in found for scheme, value in paper.external_ids if scheme == "scopus"}
    assert len(ids) == 58


def test_springer_names_are_taken_apart(corpus: Path) -> None:
    path = corpus / "ris_csv/litstudy_springer.csv"
    first = papers(read(path.name, path.read_bytes()))[0]
    assert [author.name for author in first.authors] == ["Araz R. Aliev", "Nigar T. Ismayilova"]
