"""CSV, XLSX and JSON lines: complete, and read back by other programs as they were."""

import csv
import io
import json
from datetime import UTC, date, datetime

import openpyxl
import pytest

from paperscraper_core.exports import writing, xlsx_export
from paperscraper_core.exports.papers import FIELDS
from paperscraper_core.exports.types import (
    Cell,
    Column,
    Format,
    FormatNotForTable,
    Kind,
    PaperSet,
    Table,
    TooManyRows,
)
from tests.exports.samples import NOW, PLAIN, UNKNOWN, paper

NASTY = [
    '=HYPERLINK("http://evil.example","x")',
    'comma, "quote" and\nnew line',
    "https://example.org/looks-like-a-link",
    "0012",
    "emoji 🧪 and 中文",
    "{=SUM(A1)}",
]


def _written(source: Table | PaperSet, file_format: Format, *, bom: bool = False) -> bytes:
    out = io.BytesIO()
    writing.write(source, file_format, out, bom=bom)
    return out.getvalue()


def _papers(*papers: object) -> PaperSet:
    return PaperSet(papers=iter(papers), as_of=NOW, filters=(("Year", "from 2020"),))  # type: ignore[arg-type]  # papers all


def _table(*cells: Cell, kind: Kind = Kind.TEXT) -> Table:
    column = Column(key="value", title="Value", definition="A value.", kind=kind)
    return Table(name="values", columns=(column,), rows=((cell,) for cell in cells), as_of=NOW)


def test_csv_with_notes_says_first_what_it_is() -> None:
    content = _written(_papers(PLAIN, UNKNOWN), Format.CSV_NOTES, bom=True)
    lines = content.decode("utf-8-sig").splitlines(keepends=True)
    count = int(lines[0].split()[1])
    notes = [row[0] for row in csv.reader(lines[:count])]
    assert all(note.startswith("# ") for note in notes)
    assert "# Filter: Year = from 2020" in notes
    assert sum(note.startswith("# Column ") for note in notes) == len(FIELDS)
    rows = list(csv.DictReader(io.StringIO("".join(lines[count:]), newline="")))
    plain = io.StringIO(_written(_papers(PLAIN, UNKNOWN), Format.CSV).decode(), newline="")
    assert rows == list(csv.DictReader(plain))


def test_notes_never_make_two_lines_of_one() -> None:
    column = Column(key="a", title="A", definition="One\nand =two")
    table = Table(name="x", columns=(column,), rows=[("1",)], as_of=NOW, notes=("a\r\n=b",))
    lines = _written(table, Format.CSV_NOTES).decode().splitlines()
    assert lines[0] == "# 4 lines about the table; it begins in line 5"
    assert lines[4:] == ["a", "1"]
    assert not any(line.lstrip('"').startswith("=") for line in lines)


def test_csv_has_every_column_and_every_row() -> None:
    content = _written(_papers(PLAIN, UNKNOWN), Format.CSV)
    rows = list(csv.DictReader(io.StringIO(content.decode(), newline="")))
    assert list(rows[0]) == [field.column.key for field in FIELDS]
    assert rows[0]["title"] == PLAIN.title
    assert rows[0]["authors"] == "Ada B. Lindqvist; Josef van der Meer"
    assert rows[0]["other_ids"] == "scopus:85-7"
    assert rows[0]["citation_count"] == "41"
    assert rows[1]["citation_count"] == "", "unknown is not zero"
    assert rows[1]["cited_by_in_library"] == "0", "zero is not unknown"


def test_csv_follows_rfc_4180() -> None:
    content = _written(_table('a "b", c', "d\ne"), Format.CSV)
    assert content == b'value\r\n"a ""b"", c"\r\n"d\ne"\r\n'


def test_the_byte_order_mark_is_an_option() -> None:
    assert _written(_table("ä"), Format.CSV, bom=True) == "\ufeffvalue\r\nä\r\n".encode()
    assert not _written(_table("ä"), Format.CSV).startswith(b"\xef\xbb\xbf")


def test_csv_disarms_titles_and_authors() -> None:
    nasty = paper(title="=1+1", authors=("+evil", "@worse"), abstract="x;=1")
    rows = list(csv.DictReader(io.StringIO(_written(_papers(nasty), Format.CSV).decode())))
    assert rows[0]["title"] == "'=1+1"
    assert rows[0]["authors"] == "'+evil;' @worse"
    assert rows[0]["abstract"] == "x;'=1"


def test_csv_of_many_rows_comes_in_pieces() -> None:
    pieces = list(_chunks_of_csv(20_000))
    assert len(pieces) > 10
    assert b"".join(pieces).count(b"\r\n") == 20_001


def _chunks_of_csv(rows: int) -> list[bytes]:
    from paperscraper_core.exports.csv_export import csv_chunks

    return list(csv_chunks(_table(*(f"a title that is somewhat long {n}" for n in range(rows)))))


def _sheet(content: bytes, name: str) -> list[list[object]]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    return [[cell.value for cell in row] for row in book[name].iter_rows()]


@pytest.mark.parametrize("text", NASTY)
def test_xlsx_keeps_text_as_text(text: str) -> None:
    content = _written(_table(text), Format.XLSX)
    cell = openpyxl.load_workbook(io.BytesIO(content))["values"]["A2"]
    assert cell.value == text
    assert cell.data_type in {"s", "inlineStr"}, "not a formula, not a number"
    assert cell.hyperlink is None


def test_xlsx_marks_formula_like_text_so_that_it_stays_text_when_edited() -> None:
    book = openpyxl.load_workbook(io.BytesIO(_written(_table("=1+1", "plain"), Format.XLSX)))
    assert book["values"]["A2"].quotePrefix
    assert not book["values"]["A3"].quotePrefix


def test_xlsx_keeps_numbers_dates_and_gaps() -> None:
    moment = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    content = _written(_table(-5, 0.25, None, True, date(2026, 1, 2), moment), Format.XLSX)
    values = [row[0] for row in _sheet(content, "values")[1:]]
    assert values == [-5, 0.25, None, True, datetime(2026, 1, 2), datetime(2026, 1, 2, 3, 4, 5)]


def test_xlsx_writes_dates_before_its_calendar_as_text() -> None:
    assert _sheet(_written(_table(date(1665, 3, 6)), Format.XLSX), "values")[1] == ["1665-03-06"]


def test_xlsx_says_what_it_holds() -> None:
    about = _sheet(_written(_papers(PLAIN), Format.XLSX), "About")
    lines = {row[0]: row[1] for row in about}
    assert lines["Rows"] == "1"
    assert lines["As of"] == "2026-11-03T09:30:00Z"
    assert lines["Filter: Year"] == "from 2020"
    assert "which is not zero" in str(lines["Citations"])
    assert {field.column.title for field in FIELDS} <= set(lines)


def test_xlsx_drops_control_characters_and_cuts_long_cells_and_says_so() -> None:
    content = _written(_table("bell\x07 and \x00NUL", "long " * 10_000), Format.XLSX)
    values = _sheet(content, "values")
    assert values[1] == ["bell and NUL"]
    assert len(str(values[2][0])) <= 32_767
    assert str(values[2][0]).endswith("[cut]")
    lines = {row[0]: row[1] for row in _sheet(content, "About")}
    assert str(lines["Long cells"]).startswith("1 cut at 32,767")


def test_xlsx_counts_long_cells_as_excel_does() -> None:
    value = _sheet(_written(_table("🧪" * 20_000), Format.XLSX), "values")[1][0]
    assert len(str(value).encode("utf-16-le")) // 2 <= 32_767


def test_xlsx_refuses_more_rows_than_a_sheet_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx_export, "MAX_ROWS", 4)
    _written(_table(1, 2, 3), Format.XLSX)
    with pytest.raises(TooManyRows):
        _written(_table(1, 2, 3, 4), Format.XLSX)


def test_jsonl_keeps_types_and_guards_nothing() -> None:
    content = _written(_papers(paper(title="=1+1"), UNKNOWN), Format.JSONL)
    first, second = [json.loads(line) for line in content.decode().splitlines()]
    assert first["title"] == "=1+1"
    assert first["authors"] == ["Ada B. Lindqvist", "Josef van der Meer"]
    assert first["year"] == 2021
    assert first["publication_date"] == "2021-05-17"
    assert second["year"] is None
    assert second["authors"] == []


@pytest.mark.parametrize("file_format", [Format.CSV, Format.JSONL, Format.XLSX])
def test_an_empty_table_is_a_good_file(file_format: Format) -> None:
    content = _written(_table(), file_format)
    if file_format is Format.CSV:
        assert content == b"value\r\n"
    elif file_format is Format.JSONL:
        assert content == b""
    else:
        assert _sheet(content, "values") == [["Value"]]


@pytest.mark.parametrize("file_format", [Format.BIBTEX, Format.RIS])
def test_only_papers_go_into_bibliographies(file_format: Format) -> None:
    with pytest.raises(FormatNotForTable):
        _written(_table("x"), file_format)
    with pytest.raises(FormatNotForTable):
        writing.check("authors", file_format)
    writing.check("papers", file_format)


def test_rows_are_counted_on_their_way() -> None:
    assert writing.write(_papers(PLAIN, UNKNOWN), Format.RIS, io.BytesIO()) == 2
    assert writing.write(_table(1, 2, 3), Format.XLSX, io.BytesIO()) == 3


def test_column_keys_and_titles_are_unique_and_defined() -> None:
    keys = [field.column.key for field in FIELDS]
    titles = [field.column.title for field in FIELDS]
    assert len(set(keys)) == len(keys)
    assert len(set(titles)) == len(titles)
    assert all(field.column.definition.endswith((".", "…")) for field in FIELDS)
