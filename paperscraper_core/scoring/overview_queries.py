"""The scores of a whole library at a glance: how they spread, and the best of them."""

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from paperscraper_core.models import Paper, Score
from paperscraper_core.scoring.job_types import ScoreSpread, TopPaper
from paperscraper_core.tenancy import Tenant

_HIGHEST_BIN = 9  # a score of 10 stands with those from 9 on


def score_spread(session: Session, tenant: Tenant) -> ScoreSpread:
    """How many papers have which latest overall score, by whole points."""
    point = func.floor(Score.overall)
    rows = session.execute(
        select(point, func.count())
        .where(Score.organization_id == tenant.organization_id, Score.is_latest)
        .group_by(point)
    ).all()
    papers = [0] * (_HIGHEST_BIN + 1)
    for low, number in rows:
        if low is not None:
            papers[min(int(low), _HIGHEST_BIN)] += number
    return ScoreSpread(
        papers=tuple(papers),
        without_overall=sum(number for low, number in rows if low is None),
    )


def top_papers(session: Session, tenant: Tenant, *, limit: int = 5) -> tuple[TopPaper, ...]:
    """The papers with the highest latest overall scores, the surer first among equals."""
    rows = session.execute(
        select(Paper.id, Paper.title, Paper.year, Score.overall, Score.confidence)
        .join(
            Score,
            and_(Score.organization_id == Paper.organization_id, Score.paper_id == Paper.id),
        )
        .where(
            Paper.organization_id == tenant.organization_id,
            Score.is_latest,
            Score.overall.is_not(None),
        )
        .order_by(Score.overall.desc(), Score.confidence.desc().nulls_last(), Paper.id)
        .limit(limit)
    )
    return tuple(
        TopPaper(
            paper_id=paper_id,
            title=title,
            year=year,
            overall=round(overall or 0.0, 1),  # never None: see the condition
            confidence=None if confidence is None else round(confidence, 2),
        )
        for paper_id, title, year, overall, confidence in rows
    )
