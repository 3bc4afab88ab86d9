"""What crosses the door of the library."""

from dataclasses import dataclass
from datetime import date, datetime

from paperscraper_core.errors import PaperScraperError
from paperscraper_core.importing.types import RowProblem, YearCount


class AlreadyInLibrary(PaperScraperError):
    """This paper is already in your library."""

    def __init__(self, paper_id: int, title: str) -> None:
        super().__init__(f"This paper is already in your library as number {paper_id}: {title}")
        self.paper_id = paper_id


@dataclass(frozen=True, slots=True, kw_only=True)
class UpsertResult:
    """What a batch of records did to the library.

    Attributes:
        created: papers that are new.
        merged: records that changed a paper that was there.
        unchanged: records that told nothing new.
        paper_ids: the papers created or changed, each once.
        text_changed_ids: those of them whose title or abstract is new.
        problems: what could not be taken silently, by row of the file.
    """

    created: int
    merged: int
    unchanged: int
    paper_ids: tuple[int, ...]
    text_changed_ids: tuple[int, ...]
    problems: tuple[RowProblem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperDraft:
    """A paper as typed by hand; blank texts mean unknown.

    `authors` are names in the order of the byline.
    """

    title: str
    doi: str | None = None
    year: int | None = None
    abstract: str | None = None
    venue: str | None = None
    type: str | None = None
    url: str | None = None
    citation_count: int | None = None
    authors: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorLine:
    """One author of one paper, in the byline's order from 1."""

    author_id: int
    position: int
    name: str
    printed_name: str
    orcid: str | None
    external_ids: tuple[tuple[str, str], ...]
    affiliations: tuple[str, ...]
    is_corresponding: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperSummary:
    """One paper in a list; `authors` holds at most the first ten of `author_count` names."""

    id: int
    title: str
    year: int | None
    venue: str | None
    type: str | None
    doi: str | None
    citation_count: int | None
    authors: tuple[str, ...]
    author_count: int
    has_abstract: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedPaper:
    """A paper that stands beside another: `kind` is `version` or `suspected_duplicate`."""

    paper: PaperSummary
    kind: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperOrigin:
    """An import run that touched a paper: `outcome` is created, merged or unchanged."""

    run_id: int
    filename: str
    outcome: str
    imported_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperDetail:
    """Everything that the library knows about one paper; None is unknown.

    `references` and `cited_by` are the papers of this library, most cited first, at most
    200 each; the totals are true. `reference_total` counts all references of the paper, also
    those that the library does not hold.
    """

    id: int
    title: str
    abstract: str | None
    year: int | None
    publication_date: date | None
    doi: str | None
    external_ids: tuple[tuple[str, str], ...]
    venue: str | None
    type: str | None
    language: str | None
    url: str | None
    volume: str | None
    issue: str | None
    pages: str | None
    publisher: str | None
    keywords: tuple[str, ...]
    topics: tuple[str, ...]
    is_retracted: bool | None
    citation_count: int | None
    counts_as_of: date | None
    source: str | None
    created_at: datetime
    updated_at: datetime
    authors: tuple[AuthorLine, ...]
    citations_by_year: tuple[YearCount, ...]
    references: tuple[PaperSummary, ...]
    references_in_library: int
    reference_total: int
    cited_by: tuple[PaperSummary, ...]
    cited_by_total: int
    links: tuple[LinkedPaper, ...]
    origins: tuple[PaperOrigin, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class YearTotal:
    """How many papers of the library appeared in a year."""

    year: int
    papers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryHealth:
    """How complete the library is: totals, and papers that lack something."""

    papers: int
    authors: int
    without_abstract: int
    without_year: int
    without_citation_count: int
    without_doi: int
    without_authors: int
    retracted: int
    suspected_duplicates: int
    versions: int
    first_year: int | None
    last_year: int | None
    citations: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperExport:
    """One paper with all its columns, for exports; lists keep their order.

    Attributes:
        affiliations: as printed on the paper or resolved by the source, each once.
        orcids: (name, ORCID iD) of the authors that have one.
        corresponding: names of the authors to write to, where the source says.
        citations_by_year: oldest year first, only years that the source lists.
    """

    id: int
    title: str
    abstract: str | None
    authors: tuple[str, ...]
    year: int | None
    publication_date: date | None
    venue: str | None
    type: str | None
    doi: str | None
    external_ids: tuple[tuple[str, str], ...]
    volume: str | None
    issue: str | None
    pages: str | None
    publisher: str | None
    language: str | None
    url: str | None
    keywords: tuple[str, ...]
    topics: tuple[str, ...]
    is_retracted: bool | None
    citation_count: int | None
    counts_as_of: date | None
    references_in_library: int
    cited_by_in_library: int
    source: str | None
    created_at: datetime
    updated_at: datetime
    affiliations: tuple[str, ...] = ()
    orcids: tuple[tuple[str, str], ...] = ()
    corresponding: tuple[str, ...] = ()
    citations_by_year: tuple[YearCount, ...] = ()
