"""What crosses the door of the metrics room."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from .snapshot_types import HRaise


class AuthorPosition(StrEnum):
    """Where an author stands in the author list of one paper."""

    SINGLE = "single"
    FIRST = "first"
    MIDDLE = "middle"
    LAST = "last"


class PointStatus(StrEnum):
    """How a value of a past year is known."""

    OBSERVED = "observed"
    """Stored in that year, when it was the present."""
    EXACT = "exact"
    """Follows without doubt from the citations by year that are known."""
    RECONSTRUCTED = "reconstructed"
    """Only bounds follow from what is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class YearCount:
    """Citations that a paper received within one calendar year."""

    year: int
    citations: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperCitations:
    """One paper as the metrics see it; ``None`` means unknown, never zero."""

    paper_id: int
    year: int | None
    citations: int | None
    n_authors: int | None
    counts_by_year: tuple[YearCount, ...] = ()
    """Citations received in each year, as far as the source dates them."""
    position: AuthorPosition | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorIndices:
    """Every number of one author, computed from the papers of the library.

    Numbers that need citation counts are ``None`` when no paper has a known count; numbers that
    need years are ``None`` when no paper has a known year.
    """

    as_of_year: int
    papers: int
    papers_without_count: int
    papers_without_year: int
    first_year: int | None
    last_year: int | None
    fractional_papers: float | None
    citations: int | None
    fractional_citations: float | None
    citations_per_year: float | None
    h_index: int | None
    g_index: int | None
    i10_index: int | None
    m_quotient: float | None
    e_index: float | None
    a_index: float | None
    r_index: float | None
    ar_index: float | None
    contemporary_h: int | None
    h5_index: int | None
    hi_norm: int | None
    hi_annual: float | None
    hm_index: float | None
    awcr: float | None
    aw_index: float | None
    h_year_ago_lower: int | None = None
    """Bounds of h at the end of the year before the as-of year, as far as citations are dated;
    ``None`` when no paper with a count is known to have been out by then."""
    h_year_ago_upper: int | None = None

    @property
    def h_year_ago(self) -> int | None:
        """The h-index a year ago where it is certain."""
        is_certain = self.h_year_ago_lower == self.h_year_ago_upper
        return self.h_year_ago_lower if is_certain else None

    @property
    def papers_with_count(self) -> int:
        """Papers whose citation count is known: the n of every index."""
        return self.papers - self.papers_without_count


@dataclass(frozen=True, slots=True, kw_only=True)
class ObservedH:
    """The h-index as it was stored while ``year`` was the present."""

    year: int
    h_index: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ObservedPoint:
    """The h-index as an import left it on ``day``, drawn by that day and not at a year's end.

    ``counts_as_of`` is the newest day for which a source told the citations, where one did;
    ``papers`` is how many papers of the author the library held.
    """

    day: date
    h_index: int
    counts_as_of: date | None
    papers: int = 0

    @property
    def held_on(self) -> date:
        """The day for which the value is drawn: of the counts, or of the import if unknown."""
        return self.counts_as_of or self.day


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryPoint:
    """The h-index at the end of one year: the truth lies in ``lower`` … ``upper``.

    ``upper`` takes from each paper's count today the citations of later years; ``lower`` counts
    only citations that are dated in or before the year.
    """

    year: int
    lower: int
    upper: int
    status: PointStatus

    @property
    def value(self) -> int | None:
        """The h-index where it is certain, None where only bounds are known."""
        return self.lower if self.lower == self.upper else None


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """h-index over time: one point for each year from the first paper to the as-of year."""

    as_of_year: int
    points: tuple[HistoryPoint, ...]
    papers_without_count: int
    papers_without_year: int
    observations: tuple[ObservedPoint, ...] = ()
    """What imports observed, oldest first; a value holds from its day until the next one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CitationYear:
    """Citations received in one year, and the total less those of later years."""

    year: int
    citations: int
    cumulative: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CitationSeries:
    """Citations by citing year; ``undated`` are in the total but in no year."""

    as_of_year: int
    years: tuple[CitationYear, ...]
    total: int
    undated: int
    papers_without_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperYear:
    """Papers that appeared in one year, by the author's position."""

    year: int
    single: int = 0
    first: int = 0
    middle: int = 0
    last: int = 0
    unknown: int = 0

    @property
    def total(self) -> int:
        """All papers of the year."""
        return self.single + self.first + self.middle + self.last + self.unknown


@dataclass(frozen=True, slots=True, kw_only=True)
class RankPoint:
    """The paper of one rank when papers are sorted by citations, most cited first."""

    rank: int
    paper_id: int
    citations: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryDate:
    """For which moment the library's citation counts hold.

    ``day`` is the newest day on which a source knew the counts; None when no source says. Ages and
    careers are counted up to ``year``: the year of that day, or else the current one.
    """

    day: date | None
    year: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedMetrics:
    """What the source itself says of an author; None is not reported."""

    source: str | None
    as_of: date | None
    works: int | None
    citations: int | None
    h_index: int | None
    i10_index: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorProfile:
    """Who an author is, as far as the library knows.

    ``merged_profiles`` counts the other profiles that a manager said are this person; their ids
    stand among ``external_ids``. ``split_papers`` are papers of this profile that a manager said
    are somebody else's.
    """

    author_id: int
    name: str
    name_variants: tuple[str, ...]
    orcid: str | None
    external_ids: tuple[tuple[str, str], ...]
    institution: str | None
    country_code: str | None
    reported: ReportedMetrics | None
    merged_profiles: int = 0
    split_papers: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorPaper:
    """One paper in the list of an author; ``place`` counts from 1 among ``n_authors``."""

    paper_id: int
    title: str
    year: int | None
    venue: str | None
    type: str | None
    doi: str | None
    citations: int | None
    place: int
    n_authors: int
    position: AuthorPosition


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorMetrics:
    """Everything that the page of one author shows.

    ``counts_from`` and ``counts_to`` are the oldest and newest day on which the sources knew the
    counts of this author's papers. ``differences`` says in sentences why the source's own figures
    may differ.
    """

    profile: AuthorProfile
    library_date: LibraryDate
    counts_from: date | None
    counts_to: date | None
    indices: AuthorIndices
    history: History
    citation_series: CitationSeries
    papers_by_year: tuple[PaperYear, ...]
    rank_curve: tuple[RankPoint, ...]
    titles: tuple[tuple[int, str], ...]
    differences: tuple[str, ...]
    raises: tuple[HRaise, ...] = ()
    """Every rise of h with the papers that made it, oldest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaderboardCriteria:
    """Which authors, in which order; ``sort`` is ``name`` or a field of ``AuthorIndices``.

    ``name`` matches whatever the accents, hyphens, order or initials: "Al-Ramadan, K." finds
    "Khalid Al Ramadan".

    Two kinds of filters. Those on papers (``year_from`` … ``topic``) change the numbers: each is
    computed from the papers that fit, and authors without one are left out. Those on people choose
    rows and leave the numbers alone: ``institution`` is part of the last known institution,
    ``country`` its ISO 3166 code, a career counts from the first paper of all to the as-of year,
    ``minimum_papers`` counts the papers that fit.
    """

    sort: str = "h_index"
    descending: bool = True
    name: str = ""
    minimum_papers: int = 1
    page: int = 1
    size: int = 50
    year_from: int | None = None
    year_to: int | None = None
    venue: str = ""
    topic: str = ""
    institution: str = ""
    country: str = ""
    career_from: int | None = None
    career_to: int | None = None
    group_id: int | None = None

    @property
    def narrows_papers(self) -> bool:
        """Whether the numbers are computed from some of the papers only."""
        return (
            self.year_from is not None
            or self.year_to is not None
            or bool(self.venue)
            or bool(self.topic)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RankChange:
    """The rank by h among the authors that fit, now and at the end of the year before.

    A rank is one more than the authors with a larger h; equals share it. ``before_best`` …
    ``before_worst`` is where the rank lay a year ago, as far as the bounds of everybody's h then
    decide it; None when it cannot be said, or when the author is ``new``: no paper was out.
    """

    now: int
    before_best: int | None = None
    before_worst: int | None = None
    is_new: bool = False

    @property
    def places(self) -> int | None:
        """Places won (above zero) or lost, None where the bounds do not decide it."""
        if self.before_best is None or self.before_best != self.before_worst:
            return None
        return self.before_best - self.now


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorRow:
    """One author in a list."""

    author_id: int
    name: str
    orcid: str | None
    external_ids: tuple[tuple[str, str], ...]
    institution: str | None
    country_code: str | None
    indices: AuthorIndices
    rank: RankChange | None = None
    """None when h is not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorList:
    """All authors that fit the criteria, in order, with the date for which they hold."""

    library_date: LibraryDate
    rows: tuple[AuthorRow, ...]
