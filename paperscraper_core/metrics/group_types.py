"""What crosses the door of the metrics room for groups of authors."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from .types import AuthorIndices, CitationSeries, History, LibraryDate, RankPoint


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A named set of authors; `members` counts persons, merged profiles once."""

    group_id: int
    name: str
    description: str
    members: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberShare:
    """What one person carries of a set of papers.

    Attributes:
        author_id: the person.
        papers: papers of the group on which the person stands.
        citations: their known citations; None when no count is known.
        h_index: over these papers alone; None when no count is known.
        core: papers of the group's h-core on which the person stands.
        core_alone: those of them on which no other member stands.
        core_share: `core` as a share of the h-core, 0 to 1; None without a core.
        h_without: the group's h without the papers that only this person brings.
    """

    author_id: int
    papers: int
    citations: int | None
    h_index: int | None
    core: int
    core_alone: int
    core_share: float | None
    h_without: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupMember:
    """A member by name, with what they carry of the group."""

    name: str
    institution: str | None
    share: MemberShare


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupPaper:
    """A paper that stands in the group's h-core, with the members on it."""

    paper_id: int
    title: str
    year: int | None
    citations: int
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupMetrics:
    """Everything that the page of one group shows.

    `indices` and `history` are over the papers of all members, each paper once. `successive_h` is
    the largest i for which i members have an h-index of i or more. `members` are sorted by what
    they carry of the core, the most first. `counts_from` and `counts_to` are the oldest and newest
    day on which the sources knew the counts.
    """

    group: Group
    library_date: LibraryDate
    counts_from: date | None
    counts_to: date | None
    indices: AuthorIndices
    successive_h: int | None
    history: History
    citation_series: CitationSeries
    rank_curve: tuple[RankPoint, ...]
    members: tuple[GroupMember, ...]
    core: tuple[GroupPaper, ...]

    @property
    def rests_on(self) -> GroupMember | None:
        """The member who stands on most of the h-core; None without a core."""
        return next((one for one in self.members if one.share.core), None)
