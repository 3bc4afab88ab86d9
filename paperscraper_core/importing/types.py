"""What crosses the door of the importing room.

A *record* is what one file says about one paper; it is not yet a paper of the library.
``None`` always means "the file does not say", never zero and never empty on purpose.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from paperscraper_core.errors import PaperScraperError

MAX_KEPT_PROBLEMS = 10_000


class FileTooLarge(PaperScraperError):
    """The file is larger than this installation takes."""


class ImportEnded(PaperScraperError):
    """This import has ended already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AffiliationRecord:
    """An institution as the source resolved it."""

    name: str
    ror: str | None = None
    country_code: str | None = None
    type: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorRecord:
    """One author of one paper; ``position`` counts from 1 in the order of the byline."""

    name: str
    position: int
    orcid: str | None = None
    external_ids: tuple[tuple[str, str], ...] = ()
    affiliations: tuple[AffiliationRecord, ...] = ()
    raw_affiliations: tuple[str, ...] = ()
    is_corresponding: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class YearCount:
    """Citations that a paper (or author) received within one calendar year."""

    year: int
    citations: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperRecord:
    """What one file says about one paper.

    Attributes:
        row: where it stands in the file: the record's number from 1; in a table the
            spreadsheet row, so the first row under the header is 2.
        doi: bare and in lower case, such as ``10.1000/xyz``.
        external_ids: (scheme, value) pairs, schemes ``openalex``, ``arxiv``, ``pmid``,
            ``pmcid``, ``mag``, ``scopus``, ``acl`` …; never the DOI.
        citation_count: total as the source gives it; ``None`` when it gives none.
        counts_by_year: newest year first, only years that the source lists.
        counts_as_of: the day on which the source knew these counts.
        referenced_ids: (scheme, value) of the papers that this one cites; scheme ``doi`` occurs.
        citation_key: the key of a BibTeX entry; it does not identify a paper.
    """

    row: int
    title: str
    source_name: str
    abstract: str | None = None
    year: int | None = None
    publication_date: date | None = None
    doi: str | None = None
    external_ids: tuple[tuple[str, str], ...] = ()
    venue: str | None = None
    type: str | None = None
    language: str | None = None
    citation_count: int | None = None
    counts_by_year: tuple[YearCount, ...] = ()
    counts_as_of: date | None = None
    referenced_ids: tuple[tuple[str, str], ...] = ()
    authors: tuple[AuthorRecord, ...] = ()
    keywords: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    url: str | None = None
    is_retracted: bool | None = None
    volume: str | None = None
    issue: str | None = None
    pages: str | None = None
    publisher: str | None = None
    citation_key: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorProfileRecord:
    """An author as the source itself describes them, with the metrics that it reports."""

    row: int
    name: str
    source_name: str
    external_ids: tuple[tuple[str, str], ...] = ()
    orcid: str | None = None
    name_alternatives: tuple[str, ...] = ()
    works_count: int | None = None
    cited_by_count: int | None = None
    h_index: int | None = None
    i10_index: int | None = None
    last_known_institutions: tuple[AffiliationRecord, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RowProblem:
    """Something in a file that could not be taken as it stands; ``row`` is None for the file."""

    row: int | None
    field: str | None
    message: str


Item = PaperRecord | AuthorProfileRecord | RowProblem


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnMapping:
    """Which column of a table holds which field: (field, column heading) pairs."""

    columns: tuple[tuple[str, str], ...] = ()

    def column_of(self, field_name: str) -> str | None:
        """The heading chosen for a field, or None."""
        return dict(self.columns).get(field_name)


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedFile:
    """A file that is recognised and ready to be read, lazily and as often as wanted."""

    format: str
    filename: str
    read: Callable[[], Iterator[Item]] = field(repr=False)
    encoding: Callable[[], str] = field(repr=False)
    columns: tuple[str, ...] = ()
    mapping: ColumnMapping | None = None

    def items(self) -> Iterator[Item]:
        """Records and problems in a fixed order: the same file gives the same sequence."""
        return self.read()


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What an import of the file would bring.

    ``rows`` counts everything that ``items`` of the file yields (papers, author profiles and
    problems), ``problems`` holds at most the first 200 of ``problem_count``.
    """

    filename: str
    format: str
    encoding: str
    rows: int
    papers: int
    profiles: int
    problem_count: int
    records: tuple[PaperRecord, ...] = ()
    problems: tuple[RowProblem, ...] = ()
    duplicates: int = 0
    without_abstract: int = 0
    without_year: int = 0
    columns: tuple[str, ...] = ()
    mapping: ColumnMapping | None = None


class RunState(StrEnum):
    """Where an import run stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


OPEN_STATES = (RunState.WAITING, RunState.RUNNING)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportRun:
    """One file on its way into the library, or what became of it.

    ``records_*`` count all that the reader yields: papers, author profiles and problems;
    ``records_total`` is None while nobody has counted. ``problems`` is the true number, of which
    the first ``MAX_KEPT_PROBLEMS`` are kept.
    """

    id: int
    filename: str
    format: str | None
    state: RunState
    requested_by: str | None
    records_total: int | None
    records_done: int
    created: int
    merged: int
    unchanged: int
    problems: int
    error: str | None
    cancel_requested: bool
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None

    @property
    def is_open(self) -> bool:
        """Whether it waits or runs."""
        return self.state in OPEN_STATES

    @property
    def papers(self) -> int:
        """Papers of the file that are in the library now."""
        return self.created + self.merged + self.unchanged


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimedRun:
    """A run in a worker's hands, good for writing while ``attempt`` is the run's own."""

    run_id: int
    attempt: int
    filename: str
    mapping: ColumnMapping | None
    records_done: int
    cancel_requested: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchOutcome:
    """What one batch of a file did; ``rows`` is how many of its items it used up."""

    rows: int
    created: int = 0
    merged: int = 0
    unchanged: int = 0
    problems: tuple[RowProblem, ...] = ()
