"""Which column of a table holds which field: a guess from its heading, that people correct."""

from __future__ import annotations

import re
from collections.abc import Sequence

from paperscraper_core.importing.text import fold
from paperscraper_core.importing.types import ColumnMapping

# Field → (what people see, the headings known for it, best first). Headings come from Scopus,
# Web of Science, IEEE Xplore, Springer, Embase, PubMed, Dimensions, Zotero, ASReview, OpenAlex,
# arXiv dumps and this program's own exports.
_FIELDS: tuple[tuple[str, str, str], ...] = (
    (
        "title",
        "Title",
        "title|document title|article title|item title|paper title|primary title|"
        "publication title of article|ti|display name|titles",
    ),
    (
        "abstract",
        "Abstract",
        "abstract|abstract note|abstracts|ab|summary|abstract text|notes abstract|description|text",
    ),
    (
        "authors",
        "Authors",
        "author full names|authors|author names|author|author s|first authors|"
        "authors full names|author text|creators|creator|au|af|author list|"
        "authorships author display name",
    ),
    (
        "author_ids",
        "Author ids (Scopus)",
        "author s id|author ids|authors id",
    ),
    (
        "author_affiliations",
        "Author affiliations",
        "author affiliations",
    ),
    (
        "year",
        "Year",
        "year|publication year|pub year|py|published year|year published|date published year",
    ),
    (
        "date",
        "Publication date",
        "publication date|date published|published|pubdate|pub date|created|create date|"
        "issue date|online date|date|date of publication|earliest date|publishing date",
    ),
    (
        "doi",
        "DOI",
        "doi|item doi|digital object identifier|doi link|di|article doi|do",
    ),
    (
        "venue",
        "Venue",
        "source title|journal|journal name|venue|publication title|journal book|journal title|"
        "container title|booktitle|book title|journal full title|so|publication|"
        "secondary title|primary location source display name|host venue|source full title|"
        "conference|full journal name|periodical|alternate title3|source",
    ),
    (
        "volume",
        "Volume",
        "volume|journal volume|vl|biblio volume",
    ),
    (
        "issue",
        "Issue",
        "issue|journal issue|number|is|biblio issue",
    ),
    (
        "pages",
        "Pages",
        "pages|page range|pagination|page s",
    ),
    (
        "first_page",
        "First page",
        "start page|page start|first page|bp|art no|article number|biblio first page",
    ),
    (
        "last_page",
        "Last page",
        "end page|page end|last page|ep|biblio last page",
    ),
    (
        "type",
        "Type",
        "document type|publication type|content type|item type|type of reference|type|dt|"
        "document identifier|reference type|entry type|genre|work type",
    ),
    (
        "language",
        "Language",
        "language of original document|language|languages|la|lang",
    ),
    (
        "citation_count",
        "Citations",
        "cited by|citation count|citations|times cited|cited by count|article citation count|"
        "citedby|n citations|num citations|number of citations|tc|times cited all databases|"
        "times cited wos core|cited reference count by others|total citations|cites|"
        "inbound citations",
    ),
    (
        "keywords",
        "Keywords",
        "author keywords|keywords|keyword|tags|manual tags|de|index terms|keywords display name|kw",
    ),
    (
        "topics",
        "Topics",
        "topics|categories|category|subjects|subject|fields of study|topics display name|"
        "concepts|wos categories|research areas|primary topic display name",
    ),
    (
        "url",
        "Link",
        "url|link|urls|ur|open url link|article link|landing page url|web link|pdf link|"
        "source url|primary location landing page url",
    ),
    (
        "publisher",
        "Publisher",
        "publisher|pb|pu",
    ),
    (
        "openalex_id",
        "OpenAlex id",
        "openalex id|openalex|openalexid|work id|openalex work id",
    ),
    (
        "arxiv_id",
        "arXiv id",
        "arxiv id|arxiv|arxivid|arxiv number|eprint",
    ),
    (
        "pmid",
        "PubMed id",
        "pmid|pubmed id|pubmedid|ids pmid",
    ),
    (
        "pmcid",
        "PubMed Central id",
        "pmcid|pmc id|pmc|ids pmcid",
    ),
    (
        "scopus_id",
        "Scopus id",
        "eid|scopus id|scopus eid",
    ),
    (
        "wos_id",
        "Web of Science id",
        "ut unique wos id|ut|accession number wos|wos id",
    ),
    (
        "external_id",
        "Another id",
        "external id|source id|doc id|docid|cord uid|corpus id|paper id|paperid|corpusid|pubid|id",
    ),
    (
        "is_retracted",
        "Retracted",
        "is retracted|retracted",
    ),
)
FIELDS: tuple[tuple[str, str], ...] = tuple((name, label) for name, label, _ in _FIELDS)
_NAMES = {name: tuple(aliases.split("|")) for name, _, aliases in _FIELDS}
_KNOWN = frozenset(alias for aliases in _NAMES.values() for alias in aliases)
_WORDS = re.compile(r"[^a-z0-9]+")


def heading_key(heading: str) -> str:
    """A heading without case, accents and punctuation: ``Author(s) ID`` is ``author s id``."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", heading) if not heading.isupper() else heading
    return _WORDS.sub(" ", fold(spaced)).strip()


def recognised(headings: Sequence[str]) -> int:
    """How many headings the table of names knows."""
    return sum(heading_key(heading) in _KNOWN for heading in headings)


def guess(headings: Sequence[str]) -> ColumnMapping:
    """The best column for each field; a column serves one field only."""
    keys = [heading_key(heading) for heading in headings]
    taken: set[int] = set()
    found: list[tuple[str, str]] = []
    for name, _ in FIELDS:
        for alias in _NAMES[name]:
            at = next((i for i, key in enumerate(keys) if key == alias and i not in taken), None)
            if at is not None:
                taken.add(at)
                found.append((name, headings[at]))
                break
    return ColumnMapping(columns=tuple(found))
