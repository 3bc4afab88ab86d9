"""What crosses the door of the analyses of one author: peers, self-citations, network, work.

``paper_ids`` are the author's papers behind a number, so that a chart can lead to them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from .types import LibraryDate


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where an author stands in a group by one metric.

    ``percentile`` is the share of the peers, from 0 to 100, with a lower value, equal ones counted
    half; None when the author's value is unknown or no peer has one. ``peers`` have a known value.
    """

    metric: str
    """A field of ``AuthorIndices``."""
    value: float | None
    percentile: float | None
    peers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerGroup:
    """Authors of similar career age; with ``topic``, those who also work on it.

    ``age_from`` … ``age_to`` are career ages in years, both included.
    """

    topic: str | None
    age_from: int
    age_to: int
    peers: int
    standings: tuple[Standing, ...]
    warning: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BandPoint:
    """h of the authors of one career age: the 10th, 50th and 90th percentile."""

    career_age: int
    low: float
    median: float
    high: float
    authors: int
    """Authors in the smoothing window."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Peers:
    """An author among comparable authors of the library.

    ``career_age`` counts the year of the first paper as 1. The reference are the ``reference``
    authors of the library with at least ``minimum_papers`` papers and a known first year and h;
    the author is never a peer of themselves. ``same_topic`` is None where no topic is known.
    ``missing`` says in a sentence why there is no group.
    """

    author_id: int
    library_date: LibraryDate
    first_year: int | None
    career_age: int | None
    minimum_papers: int
    reference: int
    main_topic: str | None
    same_age: PeerGroup | None
    same_topic: PeerGroup | None
    band: tuple[BandPoint, ...]
    warning: str | None
    missing: str | None


class SelfCitationRule(StrEnum):
    """When a citation is a self-citation."""

    SAME_AUTHOR = "same_author"
    """The citing paper shares this author (Scopus)."""
    ANY_AUTHOR = "any_author"
    """The citing paper shares any author of the cited one (Ioannidis 2019)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfCitationYear:
    """Citations found inside the library, by the year of the citing paper (None: unknown).

    ``same_author`` is part of ``any_author``, which is part of ``found``. The ids are those of the
    author's papers that were cited.
    """

    year: int | None
    found: int
    same_author: int
    any_author: int
    paper_ids: tuple[int, ...]
    same_author_paper_ids: tuple[int, ...]
    any_author_paper_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfCitationPaper:
    """One cited paper: ``citations`` is the source's count, the others were found inside."""

    paper_id: int
    citations: int | None
    found: int
    same_author: int
    any_author: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfCitations:
    """Self-citations of one author, as far as the library holds the citing papers.

    ``found`` citations of the author's papers come from papers of the library. ``coverage`` is
    their share of the source's citation counts, 0 to 1, papers without a count left out; None when
    there is nothing to cover. The two h are upper bounds: only known self-citations are taken
    away. Both are None when no paper has a known count.
    """

    author_id: int
    library_date: LibraryDate
    citations: int | None
    found: int
    same_author: int
    any_author: int
    coverage: float | None
    h_index: int | None
    h_without_known_self_citations: int | None
    """Without those of ``SAME_AUTHOR``."""
    h_without_known_any_author: int | None
    """Without those of ``ANY_AUTHOR``."""
    years: tuple[SelfCitationYear, ...]
    papers: tuple[SelfCitationPaper, ...]
    warning: str | None

    @property
    def share_same_author(self) -> float | None:
        """Self-citations by this author among the citations found, 0 to 1."""
        return self.same_author / self.found if self.found else None

    @property
    def share_any_author(self) -> float | None:
        """Self-citations by any author of the cited paper among the citations found, 0 to 1."""
        return self.any_author / self.found if self.found else None


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkNode:
    """An author in the network; the centre has all papers of the network as ``papers_together``.

    ``papers`` are all papers of the person in the library; ``x`` and ``y`` lie within −1 … 1;
    ``community`` counts from 0, the largest first.
    """

    author_id: int
    name: str
    papers_together: int
    papers: int
    h_index: int | None
    community: int
    x: float
    y: float


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkEdge:
    """Papers that two authors of the network wrote together; ``a`` is the lower id.

    ``weight`` adds 1 / (authors − 1) for each of them (Newman 2001).
    """

    a: int
    b: int
    papers: int
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CoauthorNetwork:
    """An author, the closest co-authors, and the ties among them.

    ``coauthors`` are all co-authors on papers with at most ``largest_team`` authors, ``left_out``
    those of them who are not shown; ``papers_left_out`` have more authors than that.
    """

    author_id: int
    library_date: LibraryDate
    nodes: tuple[NetworkNode, ...]
    edges: tuple[NetworkEdge, ...]
    coauthors: int
    left_out: int
    largest_team: int
    papers_left_out: int


@dataclass(frozen=True, slots=True, kw_only=True)
class YearPapers:
    """Papers of one year."""

    year: int
    papers: int
    paper_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicSeries:
    """The papers whose first topic is this one; ``topic`` None stands for no topic known."""

    topic: str | None
    papers: int
    years: tuple[YearPapers, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Topics:
    """Papers by topic and year; each paper counts once, under the first topic of its source.

    ``series`` are the commonest topics; ``other`` holds the ``other_topics`` remaining ones
    together, ``unknown`` the papers without a topic; either is None when there are none. Papers
    without a year are in no year, but in ``papers`` of a series.
    """

    author_id: int
    library_date: LibraryDate
    series: tuple[TopicSeries, ...]
    other: TopicSeries | None
    other_topics: int
    unknown: TopicSeries | None
    papers: int
    papers_without_topic: int
    papers_without_year: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkGroup:
    """Papers that share something, and what is known of them.

    ``citations`` adds the known counts, None when none is known; years are None when none is.
    """

    papers: int
    citations: int | None
    papers_without_count: int
    first_year: int | None
    last_year: int | None
    paper_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VenueRow:
    """The author's papers in one venue; spellings that differ by case only are one venue."""

    venue: str
    work: WorkGroup


@dataclass(frozen=True, slots=True, kw_only=True)
class Venues:
    """Venues of an author's papers, most papers first; ``unknown`` holds those without a venue."""

    author_id: int
    library_date: LibraryDate
    rows: tuple[VenueRow, ...]
    unknown: WorkGroup | None
    papers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class InstitutionRow:
    """Papers with a co-author of one institution; ``own``: the author is named with it, too."""

    institution_id: int
    name: str
    country_code: str | None
    own: bool
    work: WorkGroup


@dataclass(frozen=True, slots=True, kw_only=True)
class CountryRow:
    """Papers with a co-author of an institution in one country (ISO 3166 code, two letters)."""

    country_code: str
    own: bool
    work: WorkGroup


@dataclass(frozen=True, slots=True, kw_only=True)
class Collaborations:
    """With whom an author writes, by institution and by country, most papers first.

    A paper counts once for each institution and each country of its other authors. ``papers``
    are all papers, ``alone`` those with a single author. ``unknown_institution`` are papers with
    co-authors none of whom has a known institution, ``unknown_country`` those of whose co-authors'
    institutions none has a known country (the former included).
    """

    author_id: int
    library_date: LibraryDate
    institutions: tuple[InstitutionRow, ...]
    countries: tuple[CountryRow, ...]
    papers: int
    alone: int
    unknown_institution: int
    unknown_country: int
