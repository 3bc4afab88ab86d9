"""Records for the library's tests."""

from dataclasses import replace
from datetime import date

from paperscraper_core.importing.types import (
    AffiliationRecord,
    AuthorRecord,
    PaperRecord,
    YearCount,
)


def author(
    name: str, position: int = 1, *, openalex: str | None = None, orcid: str | None = None, **more
) -> AuthorRecord:
    ids = (("openalex", openalex),) if openalex else ()
    return AuthorRecord(name=name, position=position, external_ids=ids, orcid=orcid, **more)


def names(*said: str) -> tuple[AuthorRecord, ...]:
    return tuple(author(name, n) for n, name in enumerate(said, start=1))


def paper(
    title: str = "A Study of Sandstone Reservoirs in Arid Basins",
    *,
    openalex: str | None = None,
    row: int = 1,
    source_name: str = "openalex",
    **more,
) -> PaperRecord:
    ids = more.pop("external_ids", ())
    if openalex:
        ids = (("openalex", openalex), *ids)
    return PaperRecord(row=row, title=title, source_name=source_name, external_ids=ids, **more)


FULL = paper(
    openalex="W1",
    doi="10.1000/full",
    abstract="Grains and pores.",
    year=2019,
    publication_date=date(2019, 5, 4),
    venue="Journal of Sand",
    type="article",
    language="en",
    citation_count=7,
    counts_by_year=(YearCount(year=2021, citations=4), YearCount(year=2020, citations=3)),
    counts_as_of=date(2025, 1, 1),
    referenced_ids=(("openalex", "W2"), ("openalex", "W3")),
    authors=(
        author(
            "Ada Quarry",
            1,
            openalex="A1",
            orcid="0000-0002-1825-0097",
            affiliations=(AffiliationRecord(name="Dune Institute", ror="03x", country_code="SA"),),
            raw_affiliations=("Dune Institute, Riyadh",),
            is_corresponding=True,
        ),
        author("Ben Wadi", 2, openalex="A2"),
    ),
    keywords=("sandstone",),
    topics=("Geology",),
    url="https://example.org/full",
    is_retracted=False,
    volume="3",
    issue="2",
    pages="1–9",
    publisher="Sand Press",
)


def web(count: int) -> list:
    """A paper with `count` authors, references and citing papers."""
    cited = [paper(f"Cited paper {n} of the desert web", openalex=f"W2{n}") for n in range(count)]
    citing = [
        paper(
            f"Citing paper {n} of the desert web",
            openalex=f"W3{n}",
            referenced_ids=(("openalex", "W1"),),
        )
        for n in range(count)
    ]
    middle = replace(
        FULL,
        referenced_ids=tuple(("openalex", f"W2{n}") for n in range(count)),
        authors=tuple(author(f"Person Name{n}", n, openalex=f"A{n}") for n in range(count)),
    )
    return [middle, *cited, *citing]
