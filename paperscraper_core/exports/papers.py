"""The table of papers: every column the library has of one."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Final

from paperscraper_core.exports.types import Cell, Column, Field, Kind, Table, table_of
from paperscraper_core.library.types import PaperExport

_MAIN_SCHEMES: Final = ("openalex", "arxiv", "pmid", "pmcid")


def _field(
    key: str,
    title: str,
    definition: str,
    value: Callable[[PaperExport], Cell],
    kind: Kind = Kind.TEXT,
) -> Field[PaperExport]:
    return Field(column=Column(key=key, title=title, definition=definition, kind=kind), value=value)


def _id_field(scheme: str, title: str) -> Field[PaperExport]:
    return _field(
        scheme, title, f"The paper's id in {title}.", lambda p: dict(p.external_ids).get(scheme)
    )


FIELDS: Final[tuple[Field[PaperExport], ...]] = (
    _field("id", "Id", "The paper's number in PaperScraper.", lambda p: p.id, Kind.INTEGER),
    _field("title", "Title", "Title as the source has it, without markup.", lambda p: p.title),
    _field(
        "authors",
        "Authors",
        "Names as printed, in the order of the byline.",
        lambda p: p.authors,
        Kind.LIST,
    ),
    _field(
        "year",
        "Year",
        "Year of publication; empty when unknown.",
        lambda p: p.year,
        Kind.INTEGER,
    ),
    _field(
        "publication_date",
        "Publication date",
        "Day of publication, where the source gives it.",
        lambda p: p.publication_date,
        Kind.DATE,
    ),
    _field("venue", "Venue", "Journal, proceedings or book it appeared in.", lambda p: p.venue),
    _field("type", "Type", "Kind of work: article, preprint, book-chapter …", lambda p: p.type),
    _field("doi", "DOI", "Digital object identifier, bare and in lower case.", lambda p: p.doi),
    _id_field("openalex", "OpenAlex"),
    _id_field("arxiv", "arXiv"),
    _id_field("pmid", "PubMed"),
    _id_field("pmcid", "PubMed Central"),
    _field(
        "other_ids",
        "Other ids",
        "Ids in further sources, as scheme:id.",
        lambda p: tuple(f"{s}:{v}" for s, v in p.external_ids if s not in _MAIN_SCHEMES),
        Kind.LIST,
    ),
    _field(
        "citation_count",
        "Citations",
        "Citations as the source counts them; empty when unknown, which is not zero.",
        lambda p: p.citation_count,
        Kind.INTEGER,
    ),
    _field(
        "counts_as_of",
        "Citations as of",
        "Day on which the source knew this count.",
        lambda p: p.counts_as_of,
        Kind.DATE,
    ),
    _field(
        "citations_by_year",
        "Citations by year",
        "Citations received in each calendar year that the source lists, as year:citations.",
        lambda p: tuple(f"{one.year}:{one.citations}" for one in p.citations_by_year),
        Kind.LIST,
    ),
    _field(
        "references_in_library",
        "References here",
        "Papers of this library that the paper cites.",
        lambda p: p.references_in_library,
        Kind.INTEGER,
    ),
    _field(
        "cited_by_in_library",
        "Cited here by",
        "Papers of this library that cite the paper.",
        lambda p: p.cited_by_in_library,
        Kind.INTEGER,
    ),
    _field("abstract", "Abstract", "Abstract, without markup.", lambda p: p.abstract),
    _field("volume", "Volume", "Volume of the journal.", lambda p: p.volume),
    _field("issue", "Issue", "Issue of the volume.", lambda p: p.issue),
    _field("pages", "Pages", "First and last page, or the article number.", lambda p: p.pages),
    _field("publisher", "Publisher", "Publisher, school or institution.", lambda p: p.publisher),
    _field(
        "language", "Language", "Language of the paper, as the source says.", lambda p: p.language
    ),
    _field("url", "Link", "Address of the paper's page.", lambda p: p.url),
    _field("keywords", "Keywords", "Keywords of the source.", lambda p: p.keywords, Kind.LIST),
    _field("topics", "Topics", "Topics given by the source.", lambda p: p.topics, Kind.LIST),
    _field(
        "is_retracted",
        "Retracted",
        "Whether the source says that it was retracted; empty when it says nothing.",
        lambda p: p.is_retracted,
        Kind.YES_NO,
    ),
    _field(
        "corresponding_authors",
        "Corresponding authors",
        "Authors to write to, where the source says.",
        lambda p: p.corresponding,
        Kind.LIST,
    ),
    _field(
        "author_orcids",
        "ORCID iDs",
        "ORCID iDs of the authors that have one, as name:ORCID.",
        lambda p: tuple(f"{name}:{orcid}" for name, orcid in p.orcids),
        Kind.LIST,
    ),
    _field(
        "affiliations",
        "Affiliations",
        "Every affiliation named on the paper, each once, in the order of the byline.",
        lambda p: p.affiliations,
        Kind.LIST,
    ),
    _field("source", "Source", "Where the record came from first.", lambda p: p.source),
    _field(
        "created_at", "Added", "When it came into the library.", lambda p: p.created_at, Kind.MOMENT
    ),
    _field(
        "updated_at", "Changed", "When it last changed here.", lambda p: p.updated_at, Kind.MOMENT
    ),
)


def papers_table(
    papers: Iterable[PaperExport],
    *,
    as_of: datetime,
    filters: tuple[tuple[str, str], ...] = (),
) -> Table:
    """The table of papers; `papers` is read lazily, once, in its own order."""
    return table_of("papers", FIELDS, papers, as_of=as_of, filters=filters)
