"""One work of OpenAlex, in the present schema and in that of 2022 (``host_venue``)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from paperscraper_core.importing.dates import parse_date
from paperscraper_core.importing.identifiers import (
    normalise_arxiv_id,
    normalise_openalex_id,
    normalise_orcid,
    normalise_pmcid,
    normalise_pmid,
)
from paperscraper_core.importing.names import display_name
from paperscraper_core.importing.paper_types import normalise_type
from paperscraper_core.importing.readers.draft import Draft, present
from paperscraper_core.importing.text import abstract_from_index, clean_text
from paperscraper_core.importing.types import AffiliationRecord, AuthorRecord, Item, YearCount

SOURCE_NAME = "openalex"
MAX_AUTHORS = 20_000
MAX_REFERENCES = 10_000
# fmt: off
_MARKS = frozenset((
    "authorships", "publication_year", "abstract_inverted_index", "abstract", "primary_location",
    "host_venue", "referenced_works", "counts_by_year", "publication_date", "doi", "year",
    "authors",
))
# fmt: on


def is_work(value: Mapping[str, object]) -> bool:
    """Whether a JSON object describes a work rather than an author or a page of results."""
    if normalise_openalex_id(value.get("id"), "A"):
        return False
    named = (
        "title" in value
        or "display_name" in value
        or normalise_openalex_id(value.get("id"), "W") is not None
    )
    return named and ("title" in value or not _MARKS.isdisjoint(value))


def _map(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def items_of_work(work: Mapping[str, Any], row: int, today_year: int) -> Iterator[Item]:
    """The record of one work and the problems met in it."""
    draft = Draft(row, today_year)
    ids = _map(work.get("ids"))
    place = _map(work.get("primary_location")) or _map(work.get("host_venue"))
    biblio = _map(work.get("biblio"))
    published = parse_date(work.get("publication_date"))
    year = draft.year(work.get("publication_year") or work.get("year"))
    doi = draft.doi(work.get("doi") or ids.get("doi"))
    yield from draft.finish(
        title=draft.title(work.get("title") or work.get("display_name")),
        source_name=SOURCE_NAME,
        abstract=_abstract(work, draft),
        year=year
        if year is not None
        else _plausible(published.year if published else None, today_year),
        publication_date=published,
        doi=doi,
        external_ids=_paper_ids(work, ids, place),
        venue=draft.text("venue", _venue(work, place)),
        type=_type(work, place),
        language=draft.text("language", work.get("language"), 20),
        citation_count=draft.count("citation_count", work.get("cited_by_count")),
        counts_by_year=_counts(work.get("counts_by_year"), draft),
        counts_as_of=parse_date(work.get("updated_date")),
        referenced_ids=_references(work),
        authors=_authors(work, draft),
        keywords=draft.names("keywords", (_name(k) for k in _list(work.get("keywords"))[:50])),
        topics=draft.names(
            "topics",
            (_name(t) for t in (_list(work.get("topics")) or _list(work.get("concepts")))[:20]),
        ),
        url=draft.text(
            "url", place.get("landing_page_url") or place.get("url") or work.get("url"), 2000
        ),
        is_retracted=work["is_retracted"] if isinstance(work.get("is_retracted"), bool) else None,
        volume=draft.text("volume", biblio.get("volume"), 100),
        issue=draft.text("issue", biblio.get("issue"), 100),
        pages=_pages(biblio, draft),
        publisher=draft.text(
            "publisher",
            _map(place.get("source")).get("host_organization_name") or place.get("publisher"),
        ),
    )


def _plausible(year: int | None, today_year: int) -> int | None:
    return year if year is not None and 1500 <= year <= today_year + 2 else None


def _name(value: object) -> object:
    if isinstance(value, dict):
        return value.get("display_name") or value.get("keyword")
    return value


def _abstract(work: Mapping[str, Any], draft: Draft) -> str | None:
    index = work.get("abstract_inverted_index")
    if isinstance(index, dict):
        try:
            return draft.abstract(abstract_from_index(index))
        except ValueError:
            draft.problem(
                "abstract", "The abstract's index holds too many words; the abstract is left out."
            )
            return None
    return draft.abstract(work.get("abstract") or work.get("text"))


def _paper_ids(
    work: Mapping[str, Any], ids: Mapping[str, Any], place: Mapping[str, Any]
) -> tuple[tuple[str, str], ...]:
    mag = str(ids.get("mag") or "")
    arxiv = next(
        (str(loc.get("landing_page_url")) for loc in [place, *_list(work.get("locations"))]
         if isinstance(loc, dict) and "arxiv.org/abs/" in str(loc.get("landing_page_url"))),
        None,
    )  # fmt: skip
    return present([
        ("openalex", normalise_openalex_id(work.get("id") or ids.get("openalex"), "W")),
        ("pmid", normalise_pmid(ids.get("pmid"))),
        ("pmcid", normalise_pmcid(ids.get("pmcid"))),
        ("mag", mag if mag.isdigit() else None),
        ("arxiv", normalise_arxiv_id(ids.get("arxiv") or work.get("arxiv_id") or arxiv)),
        ("external", _own_id(work)),
    ])  # fmt: skip


def _own_id(work: Mapping[str, Any]) -> str | None:
    """The id of a simple JSON record from elsewhere (``_id`` or ``external_id``), as text."""
    value = work.get("external_id") or work.get("_id")
    return (
        str(value)[:200] if isinstance(value, (str, int)) and not isinstance(value, bool) else None
    )


def _venue(work: Mapping[str, Any], place: Mapping[str, Any]) -> object:
    source = _map(place.get("source"))
    return (
        source.get("display_name")
        or place.get("raw_source_name")
        or place.get("display_name")
        or work.get("venue")
    )


def _type(work: Mapping[str, Any], place: Mapping[str, Any]) -> str | None:
    kind = normalise_type(work.get("type"))
    raw = normalise_type(place.get("raw_type") or work.get("type_crossref"))
    # OpenAlex calls papers in proceedings "article"; the source's own word is more exact.
    return raw if kind == "article" and raw == "proceedings-article" else kind


def _counts(value: object, draft: Draft) -> tuple[YearCount, ...]:
    counts: dict[int, int] = {}
    for entry in _list(value)[:200]:
        year = _map(entry).get("year")
        cited = draft.count("counts_by_year", _map(entry).get("cited_by_count"))
        if type(year) is int and 1500 <= year <= draft.today_year + 2 and cited is not None:
            counts[year] = cited
    return tuple(YearCount(year=y, citations=counts[y]) for y in sorted(counts, reverse=True))


def _references(work: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    cited = _list(work.get("referenced_works"))[:MAX_REFERENCES]
    given = _list(work.get("references"))[:MAX_REFERENCES]
    own = [clean_text(one)[:200] for one in given if isinstance(one, str)]
    ids = [("openalex", normalise_openalex_id(one, "W")) for one in cited]
    return present([*ids, *(("external", one) for one in own)])


def _authors(work: Mapping[str, Any], draft: Draft) -> tuple[AuthorRecord, ...]:
    authors: list[AuthorRecord] = []
    entries = _list(work.get("authorships")) or _list(work.get("authors"))
    for entry in entries[:MAX_AUTHORS]:
        author = _author(entry, len(authors) + 1)
        if author is not None:
            authors.append(author)
        else:
            draft.problem("authors", "An author without a name is left out.")
    if len(entries) > MAX_AUTHORS:
        draft.problem(
            "authors", f"Only the first {MAX_AUTHORS:,} of {len(entries):,} authors are kept."
        )
    return tuple(authors)


def _author(entry: object, position: int) -> AuthorRecord | None:
    if isinstance(entry, str):
        name = display_name(entry)
        return AuthorRecord(name=name, position=position) if name else None
    authorship = _map(entry)
    author = _map(authorship.get("author")) or authorship
    raw_name = author.get("display_name") or authorship.get("raw_author_name") or author.get("name")
    name = display_name(raw_name)[:300] if isinstance(raw_name, str) else ""
    if not name:
        return None
    raw = _list(authorship.get("raw_affiliation_strings")) or [
        authorship.get("raw_affiliation_string")
    ]
    corresponding = authorship.get("is_corresponding")
    return AuthorRecord(
        name=name,
        position=position,
        orcid=normalise_orcid(author.get("orcid")),
        external_ids=present(
            [
                ("openalex", normalise_openalex_id(author.get("id"), "A")),
                ("external", _own_id(author)),
            ]
        ),
        affiliations=affiliations_of(authorship.get("institutions")),
        raw_affiliations=tuple(
            dict.fromkeys(
                clean_text(one)[:500] for one in raw if isinstance(one, str) and one.strip()
            )
        ),
        is_corresponding=corresponding if isinstance(corresponding, bool) else None,
    )


def affiliations_of(institutions: object) -> tuple[AffiliationRecord, ...]:
    """The institutions of an OpenAlex list, those with a name."""
    found: list[AffiliationRecord] = []
    for one in _list(institutions):
        name = _map(one).get("display_name")
        if not isinstance(name, str) or not clean_text(name):
            continue
        ror, country, kind = (_map(one).get(key) for key in ("ror", "country_code", "type"))
        found.append(
            AffiliationRecord(
                name=clean_text(name)[:500],
                ror=ror.rsplit("/", 1)[-1] if isinstance(ror, str) and ror else None,
                country_code=country.upper()[:2] if isinstance(country, str) and country else None,
                type=kind if isinstance(kind, str) else None,
            )
        )
    return tuple(found)


def _pages(biblio: Mapping[str, Any], draft: Draft) -> str | None:
    first = draft.text("pages", biblio.get("first_page"), 50)
    last = draft.text("pages", biblio.get("last_page"), 50)
    return f"{first}-{last}" if first and last and first != last else first or last
