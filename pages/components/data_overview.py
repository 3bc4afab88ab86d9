"""What the overview shows, in one cached read with a constant number of statements."""

from dataclasses import dataclass
from datetime import UTC, datetime

import streamlit as st

from paperscraper_core import db
from paperscraper_core.importing import queries as importing
from paperscraper_core.importing.types import ImportRun
from paperscraper_core.library import queries as library
from paperscraper_core.library.types import LibraryHealth, PaperSummary, YearTotal
from paperscraper_core.metrics import lists
from paperscraper_core.metrics.types import AuthorRow, LeaderboardCriteria
from paperscraper_core.scoring import overview_queries, queries
from paperscraper_core.scoring.job_types import JobView, ScoreSpread, TopPaper
from paperscraper_core.tenancy import Tenant

_ROWS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """One look at an organization's library.

    Attributes:
        scored: papers with a score, whether or not it has an overall number.
        runs: the latest imports; `jobs` the latest scoring jobs.
        read_at: when this was read.
    """

    health: LibraryHealth
    years: tuple[YearTotal, ...]
    spread: ScoreSpread
    top: tuple[TopPaper, ...]
    most_cited: tuple[PaperSummary, ...]
    authors: tuple[AuthorRow, ...]
    runs: tuple[ImportRun, ...]
    jobs: tuple[JobView, ...]
    read_at: datetime

    @property
    def scored(self) -> int:
        """Papers with a latest score."""
        return self.spread.total + self.spread.without_overall


@st.cache_data(ttl=20, show_spinner=False)
def overview(tenant: Tenant) -> Overview:
    """Everything on the overview page."""
    by_citations = LeaderboardCriteria(sort="citations", size=_ROWS)
    with db.reading(tenant) as session:
        return Overview(
            health=library.health(session, tenant),
            years=library.papers_by_year(session, tenant),
            spread=overview_queries.score_spread(session, tenant),
            top=overview_queries.top_papers(session, tenant, limit=_ROWS),
            most_cited=library.most_cited(session, tenant, limit=_ROWS),
            authors=lists.leaderboard(session, tenant, by_citations).rows,
            runs=importing.runs(session, tenant, size=_ROWS).rows,
            jobs=queries.jobs(session, tenant, size=_ROWS).rows,
            read_at=datetime.now(UTC),
        )
