"""What crosses the door about jobs, their items, and stored scores."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from paperscraper_core.errors import PaperScraperError
from paperscraper_core.scoring.types import Dimension, DimensionScore, PaperScore, Weights


class NothingToScore(PaperScraperError):
    """There is nothing to score: no paper fits this selection."""


class UnknownScorer(PaperScraperError):
    """There is no such scorer; the one at hand is called evidence."""


class NothingToRetry(PaperScraperError):
    """This job has no failed paper to try again."""


class AlreadyFinished(PaperScraperError):
    """This job has ended already; there is nothing left to cancel."""


class ItemState(StrEnum):
    """Where one paper of a job stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class JobState(StrEnum):
    """Where a job stands, read from its items."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "done with failures"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class JobView:
    """A job and how many of its papers stand where.

    ``requested_by`` is the name of the user, ``None`` for the command line and for users who left.
    """

    id: int
    description: str
    scorer: str
    requested_by: str | None
    created_at: datetime
    finished_at: datetime | None
    cancel_requested: bool
    waiting: int
    running: int
    done: int
    failed: int
    cancelled: int

    @property
    def total(self) -> int:
        """All papers of the job."""
        return self.waiting + self.running + self.done + self.failed + self.cancelled

    @property
    def is_active(self) -> bool:
        """Whether a worker has, or will have, something to do."""
        return self.waiting + self.running > 0

    @property
    def state(self) -> JobState:
        """One word for the whole job."""
        if self.is_active:
            return JobState.RUNNING if self.running or self.done else JobState.WAITING
        if self.cancelled:
            return JobState.CANCELLED
        return JobState.FAILED if self.failed else JobState.DONE


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemView:
    """One paper of a job, with the overall score that this job gave it."""

    job_id: int
    paper_id: int
    title: str
    state: ItemState
    attempt: int
    worker: str | None
    error: str | None
    finished_at: datetime | None
    overall: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimedItem:
    """A paper that this worker may score until its lease ends; ``attempt`` fences the result."""

    paper_id: int
    attempt: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoredItem:
    """The result for a claimed paper: a score, or the reason why there is none."""

    paper_id: int
    attempt: int
    score: PaperScore | None
    error: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredScore:
    """A score as it stands in the library, all six dimensions included."""

    id: int
    paper_id: int
    job_id: int | None
    scorer: str
    scorer_version: str
    inputs_hash: str
    reference: str
    overall: float | None
    confidence: float | None
    coverage: float
    weights: Weights
    dimensions: tuple[DimensionScore, ...]
    created_at: datetime
    is_latest: bool

    def dimension(self, dimension: Dimension) -> DimensionScore:
        """The score of one dimension; every score holds all six."""
        return next(score for score in self.dimensions if score.dimension is dimension)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreRow:
    """The latest score of one paper, as one row of a table; ``None`` is insufficient evidence."""

    paper_id: int
    title: str
    year: int | None
    doi: str | None
    external_ids: tuple[tuple[str, str], ...]
    overall: float | None
    confidence: float | None
    coverage: float
    values: tuple[tuple[Dimension, float | None], ...]
    confidences: tuple[tuple[Dimension, float], ...]
    headlines: tuple[tuple[Dimension, str], ...]
    scorer: str
    scorer_version: str
    reference: str
    inputs_hash: str
    scored_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryCoverage:
    """How much of the library is scored, in papers."""

    papers: int
    scored: int

    @property
    def unscored(self) -> int:
        """Papers without any score."""
        return self.papers - self.scored


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerView:
    """A worker process that reported lately; ``kind`` is what it works on now."""

    hostname: str
    pid: int
    kind: str | None
    started_at: datetime
    seconds_silent: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreSpread:
    """Papers by latest overall score.

    Attributes:
        papers: ten numbers: papers from 0 to below 1, …, from 9 to 10.
        without_overall: scored papers in which no dimension had enough evidence.
    """

    papers: tuple[int, ...]
    without_overall: int

    @property
    def total(self) -> int:
        """Papers with an overall score."""
        return sum(self.papers)


@dataclass(frozen=True, slots=True, kw_only=True)
class TopPaper:
    """One of the papers with the highest overall scores."""

    paper_id: int
    title: str
    year: int | None
    overall: float
    confidence: float | None
