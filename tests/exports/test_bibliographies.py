"""BibTeX and RIS come back as they were: through other people's readers and through ours."""

import io

import bibtexparser
import pytest
import rispy

from paperscraper_core.exports import writing
from paperscraper_core.exports.bibtex_export import citation_key
from paperscraper_core.exports.types import Format, PaperSet
from paperscraper_core.importing.readers import parse
from paperscraper_core.importing.types import PaperRecord
from paperscraper_core.library.types import PaperExport
from tests.exports.samples import NOW, PLAIN, UNKNOWN, paper

TITLES = [
    "Deep reading of short papers",
    "BERT and mRNA: 50% more & cheaper_than $5 #1",
    'He said "no" and left',
    "Über Größe, naïveté and Łódź",
    "中文标题 and emoji 🧪",
    "C:\\path or \\LaTeX",
]
#: Literal braces and tildes: others keep them, our own reader takes them for LaTeX.
ODD_TITLES = ["=1+1 @article{fake, title}", "Sets {a, b}, about ~5 and x^2"]


def _bytes(file_format: Format, *papers: PaperExport) -> bytes:
    out = io.BytesIO()
    writing.write(PaperSet(papers=papers, as_of=NOW), file_format, out)
    return out.getvalue()


def _records(filename: str, content: bytes) -> list[PaperRecord]:
    items = list(parse(filename, content).items())
    assert all(isinstance(item, PaperRecord) for item in items), items
    return [item for item in items if isinstance(item, PaperRecord)]


@pytest.mark.parametrize("title", TITLES)
@pytest.mark.parametrize(("file_format", "name"), [(Format.BIBTEX, "a.bib"), (Format.RIS, "a.ris")])
def test_titles_come_back_through_our_reader(file_format: Format, name: str, title: str) -> None:
    (record,) = _records(name, _bytes(file_format, paper(title=title)))
    assert record.title == title


@pytest.mark.parametrize(("file_format", "name"), [(Format.BIBTEX, "a.bib"), (Format.RIS, "a.ris")])
def test_a_whole_paper_comes_back(file_format: Format, name: str) -> None:
    (record,) = _records(name, _bytes(file_format, PLAIN))
    assert record.year == PLAIN.year
    assert record.publication_date == PLAIN.publication_date
    assert record.doi == PLAIN.doi
    assert record.venue == PLAIN.venue
    assert record.type == PLAIN.type
    assert record.abstract == PLAIN.abstract
    assert (record.volume, record.issue, record.pages) == ("12", "3", "101-110")
    assert record.publisher == PLAIN.publisher
    assert record.keywords == PLAIN.keywords
    assert record.url == PLAIN.url
    assert record.language == PLAIN.language
    assert tuple(author.name for author in record.authors) == PLAIN.authors


def test_bibtex_keeps_the_ids_that_identify_a_paper() -> None:
    (record,) = _records("a.bib", _bytes(Format.BIBTEX, PLAIN))
    assert ("openalex", "W700") in record.external_ids
    assert ("arxiv", "2105.00001") in record.external_ids


@pytest.mark.parametrize(
    "kind",
    [
        "article",
        "preprint",
        "proceedings-article",
        "book",
        "book-chapter",
        "dissertation",
        "report",
        "dataset",
        "patent",
        "software",
    ],
)
@pytest.mark.parametrize(("file_format", "name"), [(Format.BIBTEX, "a.bib"), (Format.RIS, "a.ris")])
def test_the_kind_of_work_comes_back(file_format: Format, name: str, kind: str) -> None:
    written = _bytes(file_format, paper(type=kind, external_ids=()))
    assert _records(name, written)[0].type == kind


@pytest.mark.parametrize("title", TITLES + ODD_TITLES)
def test_bibtexparser_reads_every_entry(title: str) -> None:
    content = _bytes(Format.BIBTEX, paper(id=1, title=title), paper(id=2), UNKNOWN)
    library = bibtexparser.parse_string(content.decode())
    assert not library.failed_blocks
    assert len(library.entries) == 3
    assert library.entries[1]["doi"] == PLAIN.doi, "a DOI is not escaped"
    assert library.entries[1]["author"] == "Lindqvist, Ada B. and van der Meer, Josef"


def test_rispy_reads_every_record() -> None:
    records = rispy.loads(_bytes(Format.RIS, PLAIN, UNKNOWN).decode())
    assert [record["title"] for record in records] == [PLAIN.title, UNKNOWN.title]
    assert records[0]["authors"] == ["Lindqvist, Ada B.", "van der Meer, Josef"]
    assert records[0]["doi"] == PLAIN.doi
    assert "year" not in records[1]


def test_groups_and_names_with_commas_stay_whole() -> None:
    authors = ("ATLAS Collaboration", "World Health Organization", "Plato")
    (record,) = _records("a.bib", _bytes(Format.BIBTEX, paper(authors=authors)))
    assert tuple(author.name for author in record.authors) == authors
    (record,) = _records("a.ris", _bytes(Format.RIS, paper(authors=authors)))
    assert tuple(author.name for author in record.authors) == authors


def test_a_lone_brace_breaks_nothing() -> None:
    content = _bytes(Format.BIBTEX, paper(id=1, title="Open { brace"), paper(id=2))
    assert len(bibtexparser.parse_string(content.decode()).entries) == 2
    assert len(_records("a.bib", content)) == 2


def test_line_breaks_in_an_abstract_end_no_record() -> None:
    content = _bytes(Format.RIS, paper(abstract="One.\nER  - \nTY  - JOUR\nTI  - Smuggled"), PLAIN)
    assert [record.title for record in _records("a.ris", content)] == [PLAIN.title, PLAIN.title]


def test_citation_keys_are_plain_unique_and_the_same_every_time() -> None:
    assert citation_key(PLAIN) == "lindqvist2021deep-7"
    assert citation_key(UNKNOWN) == "anonymouspaper-8"
    assert (
        citation_key(paper(authors=("Жанна Иванова",), title="Ü {x}", id=9)) == "anonymous2021u-9"
    )
