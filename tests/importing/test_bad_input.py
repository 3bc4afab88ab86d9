"""Bad input imports what is good and names the rest, or refuses with one sentence."""

import gzip
import io
import json
import random
import tracemalloc

import pytest

from paperscraper_core.errors import UnreadableFile
from paperscraper_core.importing import readers
from tests.importing.reading import FILES, TODAY, papers, problems, read

GOOD = {"id": "https://openalex.org/W1", "title": "Good", "publication_year": 2020}


@pytest.mark.parametrize(
    ("filename", "content", "says"),
    [
        ("empty.bib", b"", "empty"),
        ("empty.json.gz", gzip.compress(b"", mtime=0), "empty"),
        ("blank.csv", b" \n\r\n\t", "no text"),
        ("paper.pdf", b"%PDF-1.7\n%...", "PDF"),
        ("papers.xlsx", b"PK\x03\x04" + b"\0" * 40, "CSV"),
        ("papers.bib", bytes(range(256)) * 20, "not a text file"),
        ("papers.tsv.xz", b"\xfd7zXZ\x00\x00", "xz"),
        ("twice.json.gz.gz", gzip.compress(gzip.compress(b"{}", mtime=0), mtime=0), "twice"),
        ("page.json", b"<!DOCTYPE html><html><body>Sign in</body></html>", "web page"),
        ("refs.xml", b"<?xml version='1.0'?><records/>", "XML"),
        ("papers.bib", b"Just some prose about nothing.", "BibTeX"),
        ("papers.ris", b"Just some prose about nothing.", "RIS"),
        ("papers.json", b"Just some prose about nothing.", "JSON"),
        ("notes.txt", b"Just some prose about nothing.", "known format"),
        ("pubmed.nbib", b"PMID- 123\nTI  - A title\n", "PubMed"),
        ("crossref.json", b'{"status":"ok","message-type":"work-list","message":{}}', "Crossref"),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_sentence(
    filename: str, content: bytes, says: str
) -> None:
    with pytest.raises(UnreadableFile, match=says) as refusal:
        read(filename, content)
    assert refusal.value.message.count("\n") == 0


def test_content_wins_over_the_name() -> None:
    assert papers(read("really.ris", json.dumps([GOOD]).encode()))[0].title == "Good"
    assert papers(read("really.json", (FILES / "odd.bib").read_bytes()))
    assert papers(read("really.csv", (FILES / "dialect.ris").read_bytes()))


@pytest.mark.parametrize(
    ("codec", "bom", "said"),
    [
        ("utf-8", b"", "UTF-8"),
        ("utf-8", b"\xef\xbb\xbf", "UTF-8 with BOM"),
        ("utf-16-le", b"\xff\xfe", "UTF-16 with BOM"),
        ("utf-16-be", b"\xfe\xff", "UTF-16 with BOM"),
        ("utf-16-le", b"", "UTF-16"),
        ("cp1252", b"", "Windows-1252"),
    ],
)
@pytest.mark.parametrize(
    ("filename", "text"),
    [
        ("a.csv", "title,year,authors\nÉtude “du” café,2020,Zoë Exämple\n"),
        ("a.json", '{"id": "W1", "title": "Étude “du” café", "authors": ["Zoë Exämple"]}'),
        ("a.bib", "@article{é, title = {Étude “du” café}, author = {Zoë Exämple}}"),
        ("a.ris", "TY  - JOUR\nTI  - Étude “du” café\nAU  - Exämple, Zoë\nER  - \n"),
    ],
)
def test_every_encoding_is_read_and_named(
    codec: str, bom: bytes, said: str, filename: str, text: str
) -> None:
    seen = readers.preview(filename, io.BytesIO(bom + text.encode(codec)), today=TODAY)
    assert [paper.title for paper in seen.records] == ["Étude “du” café"]
    assert seen.records[0].authors[0].name == "Zoë Exämple"
    assert seen.encoding == said


def test_a_truncated_gzip_gives_what_came_before() -> None:
    lines = "".join(
        json.dumps({**GOOD, "id": f"W{i}", "title": f"T {i * 7919}"}) + "\n" for i in range(1, 3000)
    )
    packed = gzip.compress(lines.encode())
    items = read("cut.jsonl.gz", packed[: len(packed) // 2])
    assert 100 < len(papers(items)) < 2999
    assert "ends in the middle" in problems(items)[-1].message
    assert problems(items)[-1].row is None
    damaged = bytearray(packed)
    damaged[-6] ^= 0xFF  # the checksum
    assert "damaged" in problems(read("bad.jsonl.gz", bytes(damaged)))[-1].message


@pytest.mark.parametrize("shape", ["array", "page", "bundle"])
def test_truncated_json_gives_what_came_before(shape: str) -> None:
    works = [{**GOOD, "id": f"W{i}", "title": f"Title {i}"} for i in range(1, 11)]
    whole = {"array": works, "page": {"meta": {}, "results": works}}.get(
        shape, {"details": {"id": "A1", "display_name": "Ada"}, "works": works}
    )
    content = json.dumps(whole).encode()
    items = read("cut.json", content[: content.index(b"Title 8")])
    assert [paper.title for paper in papers(items)] == [f"Title {i}" for i in range(1, 8)]
    (problem,) = problems(items)
    assert "ends in the middle" in problem.message
    assert problem.row is not None


def test_a_zip_bomb_is_refused_before_anything_is_read() -> None:
    bomb = gzip.compress(b"title\n" + b"x\n" * 3_000_000)
    assert len(bomb) < 20_000
    with pytest.raises(UnreadableFile, match="more than 1 MB"):
        readers.open_parsed("bomb.csv.gz", io.BytesIO(bomb), max_bytes=1 << 20)


def test_nul_bytes_are_removed_and_named() -> None:
    for filename, content in [
        ("a.csv", b"title,year\nA ti\x00tle,2020\nClean,2021\n"),
        ("a.bib", b"@article{a, title = {A ti\x00tle}}\n@article{b, title={Clean}}"),
        ("a.ris", b"TY  - JOUR\nTI  - A ti\x00tle\nER  - \nTY  - JOUR\nTI  - Clean\nER  - \n"),
        ("a.json", b'[{"id":"W1","title":"A ti\x00tle"},{"id":"W2","title":"Clean"}]'),
        ("b.json", b'[{"id":"W1","title":"A ti\\u0000tle"},{"id":"W2","title":"Clean"}]'),
    ]:
        items = read(filename, content)
        assert [paper.title for paper in papers(items)] == ["A title", "Clean"], filename
        (problem,) = problems(items)
        assert "NUL" in problem.message
        assert problem.row == papers(items)[0].row


def test_json_with_hostile_values() -> None:
    deep = "[" * 100_000 + "]" * 100_000
    content = (
        '[{"id":"W1","title":"Huge","cited_by_count":' + "9" * 400 + ',"publication_year":1e400},'
        '{"id":"W2","title":"Deep","authorships":' + deep + "},"
        '{"id":"W3","title":"Wrong types","authorships":{"a":1},"ids":[],"doi":5,"keywords":"x",'
        '"counts_by_year":[{"year":"x"},3,{"year":2020,"cited_by_count":-4}],"biblio":7,'
        '"abstract_inverted_index":[1],"primary_location":"nowhere","is_retracted":"yes"},'
        '{"id":"W4","title":["not","text"]}]'
    ).encode()
    items = read("hostile.json", content)
    assert [paper.title for paper in papers(items)] == ["Huge", "Wrong types"]
    assert papers(items)[0].citation_count is None
    assert papers(items)[0].year is None
    assert [(p.row, p.field) for p in problems(items)] == [
        (1, "year"), (1, "citation_count"), (2, None), (3, "counts_by_year"), (4, "title"),
    ]  # fmt: skip


def test_one_damaged_record_costs_no_other() -> None:
    works = [json.dumps({**GOOD, "id": f"W{i}", "title": f"T{i}"}) for i in range(1, 6)]
    works[2] = works[2].replace('"title":', '"title"')
    for whole in (f"[{','.join(works)}]", f'{{"meta": {{}}, "results": [{",".join(works)}]}}'):
        items = read("damaged.json", whole.encode())
        assert [paper.title for paper in papers(items)] == ["T1", "T2", "T4", "T5"]
        assert [problem.row for problem in problems(items)] == [3]


def test_nan_and_wrong_types_do_not_stop_the_file() -> None:
    items = read(
        "nan.json",
        b'[{"id":"W1","title":"NaN","cited_by_count":NaN},{"id":"W2","title":"Wrong",'
        b'"authorships":{"a":1},"ids":[],"doi":5,"keywords":"x","counts_by_year":[3],'
        b'"biblio":7,"abstract_inverted_index":[1],"primary_location":"x","is_retracted":"y"},'
        b'{"id":"W3","title":["not","text"]}]',
    )
    assert [paper.title for paper in papers(items)] == ["NaN", "Wrong"]
    assert papers(items)[0].citation_count is None
    assert [problem.field for problem in problems(items)] == ["title"]


def test_seven_thousand_authors() -> None:
    people = [
        {"author": {"id": f"A{i}", "display_name": f"Author Number {i}"}} for i in range(1, 7001)
    ]
    (paper,) = papers(read("big.json", json.dumps({**GOOD, "authorships": people}).encode()))
    assert len(paper.authors) == 7000
    assert paper.authors[-1].position == 7000
    names = " and ".join(f"Number{i}, Author" for i in range(7000))
    (entry,) = papers(read("big.bib", f"@article{{a, title={{T}}, author={{{names}}}}}".encode()))
    assert len(entry.authors) == 7000


def test_long_titles_are_cut_and_named() -> None:
    (paper, problem) = read("a.csv", b"title\n" + b"word " * 400 + b"\n")
    assert len(paper.title) <= 500  # type: ignore[union-attr]  # the first item is the paper
    assert problem.field == "title"  # type: ignore[union-attr]  # the second is the problem
    assert "500" in problem.message  # type: ignore[union-attr]  # as above


def test_a_huge_abstract_index_is_left_out_and_named() -> None:
    work = {**GOOD, "abstract_inverted_index": {"spam": list(range(30_000))}}
    paper, problem = read("a.json", json.dumps(work).encode())
    assert paper.abstract is None  # type: ignore[union-attr]  # the first item is the paper
    assert problem.field == "abstract"  # type: ignore[union-attr]  # the second is the problem


def test_unclosed_bibtex_at_the_end_of_a_long_file_stays_cheap() -> None:
    content = b"@article{a, title = {Open" + b"\nno end" * 300_000
    (problem,) = read("open.bib", content)
    assert problem.message.startswith("The entry")  # type: ignore[union-attr]  # only problems


def test_memory_is_flat_in_file_size(tmp_path) -> None:  # type: ignore[no-untyped-def]  # pytest's own
    path = tmp_path / "long.csv"
    with path.open("w") as file:
        file.write("title,abstract,year\n")
        file.writelines(f'"Title {i}","{"word " * 100}",2020\n' for i in range(8_000))
    with path.open("rb") as stream:
        parsed = readers.open_parsed("long.csv", stream, today=TODAY)
        tracemalloc.start()
        assert sum(1 for _ in parsed.items()) == 8_000
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert path.stat().st_size > 4_000_000
    assert peak < 3_000_000


def test_ris_lines_that_go_on_after_a_repeated_tag() -> None:
    text = b"TY  - JOUR\nTI  - One\nTI  - Two\ngoes on\nAB  - First\n\nand more\nER  - \n"
    (paper,) = papers(read("a.ris", text))
    assert (paper.title, paper.abstract) == ("One", "First and more")


PIECES = [
    b"{", b"}", b'"', b"[", b"]", b",", b"\\", b"@", b"\x00", b"\xff\xfe", b"\n", b"\r", b"$",
    b"TY  - ", b"ER  - ", b"\xed\xa0\x80", b"<b>", b"&#0;", b"9" * 5000, b"null", b"(", b"=",
    b"#", b"\t", b";", b"\\u0000", b"\\ud800", b"%",
]  # fmt: skip


@pytest.mark.parametrize("name", sorted(path.name for path in FILES.iterdir()))
def test_damage_of_any_kind_is_never_a_traceback(name: str) -> None:
    """A hundred damaged copies of each fixture: records that hold, or a refusal in words."""
    whole, chance = (FILES / name).read_bytes(), random.Random(name)
    for _ in range(100):
        content = bytearray(whole)
        for _ in range(chance.choice([1, 3, 20])):
            at = chance.randrange(len(content) + 1)
            if chance.random() < 0.6:
                content[at:at] = chance.choice(PIECES)
            else:
                del content[at : at + chance.choice([1, 5, 80])]
        try:
            found = papers(read(name, bytes(content)))
        except UnreadableFile:
            continue
        for paper in found:
            assert 1 <= len(paper.title) <= 500
            assert "\x00" not in repr(paper)
            repr(paper).encode()  # no lone surrogates, which Postgres refuses
