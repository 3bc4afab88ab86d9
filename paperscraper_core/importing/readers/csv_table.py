"""CSV and TSV: any delimiter, headings guessed or chosen, authors in every house style."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from paperscraper_core.importing.dates import parse_date
from paperscraper_core.importing.identifiers import (
    normalise_arxiv_id,
    normalise_openalex_id,
    normalise_pmcid,
    normalise_pmid,
)
from paperscraper_core.importing.paper_types import normalise_type
from paperscraper_core.importing.readers.columns import guess
from paperscraper_core.importing.readers.content import Source
from paperscraper_core.importing.readers.csv_people import authors_of
from paperscraper_core.importing.readers.csv_rows import Row, rows, sniff_delimiter
from paperscraper_core.importing.readers.draft import Draft, present
from paperscraper_core.importing.text import NUL_MARK, clean_text
from paperscraper_core.importing.types import ColumnMapping, Item, RowProblem

SOURCE_NAME = "csv"
MAX_COLUMNS = 500
# Embase: "Endoscopic Ultrasound (2014) 3:3 (152-160). Date of Publication: 2014"
_EMBASE_SOURCE = re.compile(
    r"^(?P<venue>.+?) \((?P<year>\d{4})\) (?P<volume>[\w-]+)?"
    r"(?::(?P<issue>[\w-]+))? ?\((?P<pages>[^)]*)\)"
)
_SCOPUS_ID = re.compile(r"2-s2\.0-\d+")
_WOS_ID = re.compile(r"^[A-Z]+:[A-Z0-9]+$")
_QUOTED = re.compile(r"""'([^']*)'|"([^"]*)\"""")
# A comma inside brackets belongs to the keyword: "cyst (diagnosis, surgery)".
_COMMA = re.compile(r",(?![^()]*\))")
_YES = frozenset({"1", "true", "yes", "y", "retracted"})
Cell = Callable[[str], str]


def header_of(source: Source) -> tuple[str, ...]:
    """The headings of the table, empty ones as ``column 3``."""
    first = next(rows(source.lines(), sniff_delimiter(source.text_head())), None)
    if first is None:
        return ()
    cells = [clean_text(cell.replace(NUL_MARK, "")) for cell in first.cells[:MAX_COLUMNS]]
    seen: dict[str, int] = {}
    headings = []
    for position, cell in enumerate(cells, start=1):
        name = cell or f"column {position}"
        seen[name] = seen.get(name, 0) + 1
        headings.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return tuple(headings)


def read(source: Source, today_year: int, mapping: ColumnMapping | None = None) -> Iterator[Item]:
    """Yield the records of a table in its order; rows count as a spreadsheet shows them."""
    headings = header_of(source)
    chosen = mapping or guess(headings)
    places = {name: headings.index(column) for name, column in chosen.columns if column in headings}
    if "title" not in places:
        yield RowProblem(
            row=1,
            field="title",
            message="No column is known to hold the titles; choose it and read the file again.",
        )
        return
    funding = headings.index("Funding Text 1") + 1 if "Funding Text 1" in headings else None
    springer = {"Item Title", "Item DOI"} <= set(headings)
    table = rows(source.lines(), sniff_delimiter(source.text_head()))
    next(table, None)
    for row in table:
        if row.broken:
            yield RowProblem(
                row=row.number,
                field=None,
                message="A quotation mark opened in this row is never closed; the row is skipped.",
            )
            continue
        extra = len(row.cells) - len(headings)
        if funding and extra > 0:  # Scopus: further funding texts have cells but no headings
            del row.cells[funding : funding + extra]
        if any(cell.strip() for cell in row.cells):
            yield from _items(row, places, len(headings), springer, today_year)


def _items(
    row: Row, places: dict[str, int], width: int, springer: bool, today_year: int
) -> Iterator[Item]:
    draft = Draft(row.number, today_year)
    if any(extra.strip() for extra in row.cells[width:]) and width < MAX_COLUMNS:
        draft.problem(
            None,
            f"The row has {len(row.cells):,} cells under {width:,} headings; the rest is left out.",
        )

    def cell(name: str) -> str:
        at = places.get(name)
        value = row.cells[at].strip() if at is not None and at < len(row.cells) else ""
        return "" if value.lower() in ("nan", "null", "none", "n/a", "na", "\\n") else value

    source = _EMBASE_SOURCE.match(cell("venue"))
    arxiv = normalise_arxiv_id(cell("arxiv_id"))
    kind = normalise_type(cell("type"))
    yield from draft.finish(
        title=draft.title(cell("title")),
        source_name=SOURCE_NAME,
        abstract=draft.abstract(cell("abstract")),
        year=draft.year(cell("year") or cell("date") or (source["year"] if source else "")),
        publication_date=parse_date(cell("date")),
        doi=draft.doi(cell("doi")),
        external_ids=_paper_ids(cell, arxiv),
        venue=draft.text("venue", source["venue"] if source else cell("venue")),
        type=kind or ("preprint" if arxiv and not cell("venue") else None),
        language=draft.text("language", cell("language"), 50),
        citation_count=draft.count("citation_count", cell("citation_count").removesuffix(".0")),
        authors=authors_of(cell, springer, draft),
        keywords=draft.names("keywords", _list(cell("keywords"))[:100]),
        topics=draft.names("topics", _list(cell("topics"))[:50]),
        url=draft.text("url", cell("url").split(" ")[0], 2000),
        is_retracted=cell("is_retracted").lower() in _YES if cell("is_retracted") else None,
        volume=draft.text("volume", cell("volume") or (source["volume"] if source else None), 100),
        issue=draft.text("issue", cell("issue") or (source["issue"] if source else None), 100),
        pages=_pages(cell, source, draft),
        publisher=draft.text("publisher", cell("publisher")),
    )


def _paper_ids(cell: Cell, arxiv: str | None) -> tuple[tuple[str, str], ...]:
    return present([
        ("openalex", normalise_openalex_id(cell("openalex_id"), "W")),
        ("arxiv", arxiv),
        ("pmid", normalise_pmid(cell("pmid").removesuffix(".0"))),
        ("pmcid", normalise_pmcid(cell("pmcid"))),
        ("scopus", _matching(_SCOPUS_ID, cell("scopus_id") or cell("url"))),
        ("wos", _matching(_WOS_ID, cell("wos_id"))),
        ("external", clean_text(cell("external_id"))[:200] or None),
    ])  # fmt: skip


def _matching(pattern: re.Pattern[str], value: str) -> str | None:
    # A shifted cell must not become an identity: it would melt different papers into one.
    found = pattern.search(value)
    return found[0] if found else None


def _list(value: str) -> list[str]:
    if value.startswith("[") and value.endswith("]"):  # a list as Python prints it
        value = value[1:-1]
        return [one or other for one, other in _QUOTED.findall(value)] or value.split(",")
    for separator in (";", "|"):
        if separator in value:
            return value.split(separator)
    return _COMMA.split(value)


def _pages(cell: Cell, source: re.Match[str] | None, draft: Draft) -> str | None:
    whole = draft.text("pages", cell("pages") or (source["pages"] if source else None), 100)
    first, last = (draft.text("pages", cell(name), 50) for name in ("first_page", "last_page"))
    if whole:
        return re.sub(r"\s*[-‐-―]+\s*", "-", whole)
    return f"{first}-{last}" if first and last and first != last else first or last
