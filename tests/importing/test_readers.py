"""Each reader against small files of its format: papers, problems and what is in them."""

import gzip
import io

import pytest

from paperscraper_core.importing import readers
from paperscraper_core.importing.types import ColumnMapping, YearCount
from tests.importing.reading import FILES, TODAY, papers, problems, profiles, read


@pytest.mark.parametrize(
    ("filename", "kind", "titles", "expected_problems"),
    [
        ("works_page.json", "openalex", ["A first invented work", "A work without counts"],
         [(2, "year")]),
        ("work_2022.json", "openalex", ["An old-schema work"], []),
        ("bundle.json", "openalex", ["One", "Two"], []),
        ("broken_line.jsonl", "openalex", ["Good", "Also good"],
         [(2, None), (4, "title"), (5, None), (6, None)]),
        ("odd.bib", "bibtex",
         ["Joining Strings with Élan: 50% better", "The Child", "Second entry under the same key",
          "A key with a space", "No key", "A missing comma", "First of two", "No closing brace",
          "A year in press", "Proceedings of Inventions", "A preprint"],
         [(6, None), (7, None), (8, None), (9, None), (10, "title"), (11, None), (11, "year")]),
        ("dialect.ris", "ris", ["A dialect with markup", "Mixed line ends", "Never ended"],
         [(3, "year"), (3, "title"), (4, "title"), (5, None)]),
        ("wos.txt", "wos", ["A title that goes over two lines"], []),
        ("scopus_like.csv", "csv", ["An invented article", "Shifted by a second funding text"], []),
        ("semicolon.csv", "csv", [], [(1, "title")]),
        ("quotes.csv", "csv", ["A title, with commas", "Next row is fine", "Too many cells"],
         [(3, None), (4, "doi"), (4, "citation_count"), (5, "title"), (7, None)]),
    ],
)  # fmt: skip
def test_files_papers_and_problems(
    filename: str, kind: str, titles: list[str], expected_problems: list[tuple[int, str | None]]
) -> None:
    packed = gzip.compress((FILES / filename).read_bytes())
    plain = read(filename)
    assert [paper.title for paper in papers(plain)] == titles
    assert sorted((p.row, p.field or "") for p in problems(plain)) == sorted(
        (row, field or "") for row, field in expected_problems
    )
    assert read(f"{filename}.gz", packed) == plain
    parsed = readers.open_parsed(filename, io.BytesIO(packed), today=TODAY)
    assert parsed.format == kind
    assert list(parsed.items()) == list(parsed.items()) == plain


def test_openalex_work_in_full() -> None:
    first, second = papers(read("works_page.json"))
    assert (first.doi, first.year, first.type) == ("10.5555/one", 2020, "proceedings-article")
    assert first.external_ids == (("openalex", "W1"), ("pmid", "77"), ("mag", "1"))
    assert first.abstract == "We invent works."
    assert first.counts_by_year == (
        YearCount(year=2022, citations=3),
        YearCount(year=2021, citations=4),
    )
    assert first.citation_count == 7
    assert str(first.counts_as_of) == "2024-05-06"
    assert first.referenced_ids == (("openalex", "W2"), ("openalex", "W3"))
    ada, bo = first.authors
    assert (ada.name, ada.position, ada.orcid) == ("Ada Example", 1, "0000-0002-1825-0097")
    assert ada.affiliations[0].country_code == "DE"
    assert ada.affiliations[0].ror == "01abc"
    assert ada.is_corresponding is True
    assert bo.is_corresponding is None
    assert (first.venue, first.publisher, first.pages) == (
        "Invented Conference",
        "Invented Press",
        "1-9",
    )
    assert second.citation_count is None  # unknown is not zero
    assert second.year is None


def test_openalex_of_2022_and_author_bundles() -> None:
    (old,) = papers(read("work_2022.json"))
    assert (old.venue, old.publisher, old.citation_count) == ("Old Venue", "Old Press", 0)
    assert old.topics == ("History",)
    assert old.authors[0].raw_affiliations == ("Old Place",)
    (ada,) = profiles(read("bundle.json"))
    assert (ada.h_index, ada.works_count, ada.cited_by_count) == (1, 2, 7)
    assert ada.external_ids == (("openalex", "A1"),)
    assert ada.last_known_institutions[0].name == "Example University"


def test_bibtex_in_full() -> None:
    records = {paper.title: paper for paper in papers(read("odd.bib"))}
    joined = records["Joining Strings with Élan: 50% better"]
    assert [author.name for author in joined.authors] == [
        "Ana Ørsted", "Bo van der Sample", "Consortium for Examples, Inc.",
    ]  # fmt: skip
    assert joined.venue == "Journal of Invented Topics"
    assert (joined.doi, joined.pages, joined.citation_key) == ("10.5555/joined", "1-9", "joined")
    assert joined.citation_count is None
    child = records["The Child"]
    assert (child.year, child.venue, child.publisher) == (
        2010,
        "Proceedings of Inventions",
        "Example Press",
    )
    assert len(child.authors) == 2
    assert records["No closing brace"].year == 2007
    assert records["A missing comma"].year == 2005
    preprint = records["A preprint"]
    assert (preprint.type, preprint.year) == ("preprint", 2021)
    assert preprint.external_ids == (("arxiv", "2101.00001"),)
    assert "swallow" in next(p.message for p in problems(read("odd.bib")) if p.row == 9)


def test_ris_in_full() -> None:
    first, second, third = papers(read("dialect.ris"))
    assert [author.name for author in first.authors] == ["Ada Example", "Bo Sample"]
    assert first.keywords == ("first", "second")
    assert first.abstract == "A line that goes on."
    assert (first.year, first.doi, first.pages) == (2014, "10.5555/ris.1", "1-9")
    assert (second.type, second.venue, second.year) == (
        "proceedings-article",
        "Invented Conference",
        2015,
    )
    assert str(second.publication_date) == "2015-03-04"
    assert second.authors[0].name == "B. Sample"
    assert third.type == "book"


def test_web_of_science_in_full() -> None:
    (paper,) = papers(read("wos.txt"))
    assert [author.name for author in paper.authors] == ["Ada Example", "Bo Sample"]
    assert (paper.citation_count, paper.year, paper.venue) == (5, 2012, "JOURNAL OF EXAMPLES")
    assert ("wos", "WOS:000000000000001") in paper.external_ids


def test_tables_in_full() -> None:
    first, second = papers(read("scopus_like.csv"))
    assert [author.name for author in first.authors] == ["A. Example", "B.C. Sample"]
    assert first.authors[1].external_ids == (("scopus", "222"),)
    assert (first.citation_count, second.citation_count) == (12, None)
    assert second.authors == ()
    # the cell without a heading must not shift an id into another paper's place
    assert second.external_ids == (("scopus", "2-s2.0-2"),)
    assert second.type == "review"
    quoted = papers(read("quotes.csv"))[0]
    assert quoted.abstract == 'Two lines "quoted"'
    assert (quoted.row, quoted.citation_count) == (2, 1234)


def test_the_user_corrects_the_columns() -> None:
    mapping = ColumnMapping(columns=(("title", "Titel der Arbeit"), ("authors", "Author")))
    (paper,) = papers(read("semicolon.csv", mapping=mapping))
    assert paper.title == "Nicht erkannt"
    assert paper.authors[0].name == "Ada Example"
    assert paper.year is None  # not mapped, so not read


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("Example, Ada; Sample, Bo", ["Ada Example", "Bo Sample"]),
        ("Ada Example, Bo Sample", ["Ada Example", "Bo Sample"]),
        ("Ada Example, Bo Sample, and Cy Third", ["Ada Example", "Bo Sample", "Cy Third"]),
        ("Example A., Sample B.C.", ["A. Example", "B.C. Sample"]),
        ("Example, A., Sample, B.C.", ["A. Example", "B.C. Sample"]),
        ("Example, Ada and Sample, Bo", ["Ada Example", "Bo Sample"]),
        ("Curie, Marie", ["Marie Curie"]),
        ("Example, Ada (12345678901); Sample, Bo (22345678901)", ["Ada Example", "Bo Sample"]),
        ("['Example, Ada', \"O'Sample, Bo\"]", ["Ada Example", "Bo O'Sample"]),
        ("Ada Example|Bo Sample", ["Ada Example", "Bo Sample"]),
        ("Plato", ["Plato"]),
        ("", []),
    ],
)
def test_author_cells_in_every_house_style(cell: str, names: list[str]) -> None:
    quoted = cell.replace('"', '""')
    content = f'title,authors\nA title,"{quoted}"\n'.encode()
    (paper,) = papers(read("a.csv", content))
    assert [author.name for author in paper.authors] == names


def test_the_preview_counts_everything_and_keeps_little() -> None:
    lines = "\n".join(f'{{"id": "W{i}", "title": "T{i}", "year": 1}}' for i in range(1, 301))
    content = f'{lines}\n{{"id": "W1", "title": "T1"}}\n'.encode()
    seen = readers.preview("many.jsonl", io.BytesIO(content), limit=5, today=TODAY)
    assert (seen.papers, len(seen.records)) == (301, 5)
    assert (seen.problem_count, len(seen.problems)) == (300, 200)
    assert (seen.duplicates, seen.without_year, seen.without_abstract) == (1, 301, 301)
    assert seen.rows == 601
    table = readers.preview("t.csv", (FILES / "scopus_like.csv").open("rb"), today=TODAY)
    assert table.mapping is not None
    assert table.mapping.column_of("venue") == "Source title"
    assert table.columns[0] == "Authors"


def test_bibtex_entries_share_lines_and_brackets() -> None:
    text = (
        b"@article{a, title={One}}@book(b, title={Two (in brackets)}) , text @misc{c,\n"
        b"title={Three}}\n@article(d, title={Open round}, year=2001\n\n@article{e, title={Five}}"
    )
    items = read("a.bib", text)
    assert [paper.title for paper in papers(items)] == [
        "One", "Two (in brackets)", "Three", "Open round", "Five",
    ]  # fmt: skip
    assert [problem.row for problem in problems(items)] == [4]


def test_a_file_of_one_long_line_is_cheap() -> None:
    text = b"".join(b"@article{k%d, title={Number %d}}" % (i, i) for i in range(20_000))
    assert len(papers(read("a.bib", text))) == 20_000
