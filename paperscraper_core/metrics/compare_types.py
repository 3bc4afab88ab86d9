"""What crosses the door of comparing authors: their papers as loaded, and the chosen rules."""

from __future__ import annotations

from dataclasses import dataclass

from .analysis_types import SelfCitationRule
from .types import History, LibraryDate, PaperCitations


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownSelfCitation:
    """A paper of the library that cites one of the author's papers and shares an author with it."""

    citing_year: int | None
    same_author: bool
    """Whether it shares this author; else only a co-author."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedPaper:
    """One paper of one of the authors, with the self-citations that the library knows of."""

    paper: PaperCitations
    type: str | None
    self_citations: tuple[KnownSelfCitation, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """All papers of one author: everything that the choices of a comparison need.

    ``found`` citations of these papers come from papers of the library, so only they can be judged;
    ``coverage`` is their share of the source's citations, from 0 to 1, None without any.
    """

    author_id: int
    name: str
    library_date: LibraryDate
    papers: tuple[ComparedPaper, ...]
    found: int
    coverage: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """By which rules authors are compared; the default counts everything as a whole.

    ``without`` takes known self-citations away. ``fractional`` shares the citations of each paper,
    and the paper itself, equally among its authors. ``types`` are the document types that count,
    none for all of them; "" stands for an unknown type. ``year_from`` … ``year_to`` is when the
    papers that count appeared.
    """

    without: SelfCitationRule | None = None
    fractional: bool = False
    types: tuple[str, ...] = ()
    year_from: int | None = None
    year_to: int | None = None

    @property
    def is_plain(self) -> bool:
        """Whether everything counts as a whole."""
        return self == Choices()


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """The numbers of one author by the chosen rules; None is unknown.

    ``values`` holds a value for each metric of ``definitions.DEFINITIONS``, by key. ``taken_away``
    counts the self-citations that were taken away.
    """

    author_id: int
    values: tuple[tuple[str, float | None], ...]
    history: History
    papers: int
    papers_of_all: int
    papers_without_count: int
    papers_without_year: int
    taken_away: int

    def value(self, key: str) -> float | None:
        """One metric by its key."""
        return dict(self.values)[key]


@dataclass(frozen=True, slots=True, kw_only=True)
class RankShift:
    """The rank of one author by one metric among those compared, before the choices and after.

    One more than the authors with a higher value; None where the value is not known.
    """

    author_id: int
    key: str
    before: int | None
    after: int | None

    @property
    def places(self) -> int | None:
        """Places won (above zero) or lost."""
        if self.before is None or self.after is None:
            return None
        return self.before - self.after
