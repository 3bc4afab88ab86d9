"""What was observed of an author, what changed in between, and what raised h."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class RisingPaper:
    """A paper that crossed the threshold of a new h: its citations before and after, with bounds.

    ``before`` and ``after`` are (fewest, most) citations, equal where they are certain.
    """

    paper_id: int
    before: tuple[int, int]
    after: tuple[int, int]

    @property
    def citations_before(self) -> int | None:
        """The citations at the start, None where only bounds are known."""
        return self.before[0] if self.before[0] == self.before[1] else None

    @property
    def citations_after(self) -> int | None:
        """The citations at the end, None where only bounds are known."""
        return self.after[0] if self.after[0] == self.after[1] else None

    def surely_reached(self, h: int) -> bool:
        """Whether it certainly had fewer than ``h`` citations before and has ``h`` or more now."""
        return self.before[1] < h <= self.after[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class HRaise:
    """h rose between the end of ``since_year`` and the end of ``year`` (the as-of year: until now).

    ``since_year`` is the last year before whose h is certain; None where no earlier one is, and
    then ``from_h`` is 0. ``papers`` may have crossed the threshold ``to_h`` in that time, most
    cited first. ``certain``: both values of h and every paper follow without doubt, and the rise
    falls into the one year.
    """

    since_year: int | None
    year: int
    from_h: int
    to_h: int
    papers: tuple[RisingPaper, ...]
    certain: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CorePaper:
    """A paper of the h-core with its citations then."""

    paper_id: int
    citations: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """What was true of an author at the end of an import on ``day``.

    ``counts_as_of`` is the newest day for which a source told the citations of one of the author's
    papers. ``core`` are the papers that make up h, most cited first.
    """

    day: date
    counts_as_of: date | None
    papers: int
    papers_without_count: int
    citations: int | None
    h_index: int | None
    g_index: int | None
    i10_index: int | None
    core: tuple[CorePaper, ...]


class DecisionKind(StrEnum):
    """What a manager decided about who is who."""

    MERGE = "merge"
    SPLIT = "split"
    UNDO = "undo"


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityChange:
    """A decision about the author's profiles that lies between two observations."""

    day: date
    kind: DecisionKind
    other_id: int
    other_name: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CoreChange:
    """A paper of either h-core; None is "not in this core", hence at most that h, or not held."""

    paper_id: int
    title: str | None
    """None when the library does not hold the paper any more."""
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """Why an author's numbers changed between two observations.

    ``entered`` and ``left`` are papers of one h-core only, ``moved`` stand in both with another
    count. ``citations`` and ``papers`` are differences of the totals, None where unknown.
    ``raised`` names what raised h, None when it did not rise.
    """

    before: Snapshot
    after: Snapshot
    papers: int
    citations: int | None
    entered: tuple[CoreChange, ...]
    left: tuple[CoreChange, ...]
    moved: tuple[CoreChange, ...]
    decisions: tuple[IdentityChange, ...]
    raised: HRaise | None
