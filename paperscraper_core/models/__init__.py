"""The tables. One file per group; `Base.metadata` knows them all once this package is imported."""

from paperscraper_core.models.accounts import (
    AuditEntry,
    LoginFailure,
    LoginSession,
    Membership,
    Organization,
    RateEvent,
    User,
)
from paperscraper_core.models.base import Base
from paperscraper_core.models.embedding import Embedding, EmbeddingTask
from paperscraper_core.models.groups import AuthorGroup, AuthorGroupMember
from paperscraper_core.models.identity import IdentityDecision, IdentityEvent, IdentityMove
from paperscraper_core.models.importing import ImportChunk, ImportProblem, ImportRun
from paperscraper_core.models.library import (
    AbsorbedRecord,
    Author,
    AuthorIdentifier,
    Authorship,
    AuthorshipInstitution,
    CitationCount,
    Institution,
    Paper,
    PaperIdentifier,
    PaperLink,
    PaperReference,
    PaperRun,
)
from paperscraper_core.models.metrics import (
    AuthorMetric,
    AuthorMetricMark,
    AuthorMetricSnapshot,
)
from paperscraper_core.models.saved import SavedSearch, SavedSearchView
from paperscraper_core.models.scoring import Score, ScoreWeight, ScoringItem, ScoringJob
from paperscraper_core.models.search import (
    SearchDocument,
    SearchLayout,
    SearchPosting,
    SearchStatistics,
    SearchTerm,
)
from paperscraper_core.models.workers import WorkerProcess

__all__ = [
    "AbsorbedRecord",
    "AuditEntry",
    "Author",
    "AuthorGroup",
    "AuthorGroupMember",
    "AuthorIdentifier",
    "AuthorMetric",
    "AuthorMetricMark",
    "AuthorMetricSnapshot",
    "Authorship",
    "AuthorshipInstitution",
    "Base",
    "CitationCount",
    "Embedding",
    "EmbeddingTask",
    "IdentityDecision",
    "IdentityEvent",
    "IdentityMove",
    "ImportChunk",
    "ImportProblem",
    "ImportRun",
    "Institution",
    "LoginFailure",
    "LoginSession",
    "Membership",
    "Organization",
    "Paper",
    "PaperIdentifier",
    "PaperLink",
    "PaperReference",
    "PaperRun",
    "RateEvent",
    "SavedSearch",
    "SavedSearchView",
    "Score",
    "ScoreWeight",
    "ScoringItem",
    "ScoringJob",
    "SearchDocument",
    "SearchLayout",
    "SearchPosting",
    "SearchStatistics",
    "SearchTerm",
    "User",
    "WorkerProcess",
]
