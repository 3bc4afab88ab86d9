"""Stored scores: of one paper, and of the whole library as rows of a table."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from sqlalchemy import BigInteger, bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from paperscraper_core.models import Paper, PaperIdentifier, Score
from paperscraper_core.scoring.canonical import dimension_from_json
from paperscraper_core.scoring.job_types import ScoreRow, StoredScore
from paperscraper_core.scoring.types import Weights
from paperscraper_core.tenancy import Tenant

_ROWS_AT_ONCE: Final = 500


def scores_of_paper(
    session: Session, tenant: Tenant, paper_id: int, *, limit: int = 20
) -> tuple[StoredScore, ...]:
    """The scores of a paper, the latest first; empty when it has none or is not in the library."""
    rows = session.scalars(
        select(Score)
        .where(Score.organization_id == tenant.organization_id, Score.paper_id == paper_id)
        .order_by(Score.is_latest.desc(), Score.created_at.desc(), Score.id.desc())
        .limit(limit)
    )
    return tuple(map(_stored, rows))


def latest_score(session: Session, tenant: Tenant, paper_id: int) -> StoredScore | None:
    """The latest score of a paper, ``None`` when it has none."""
    return next(iter(scores_of_paper(session, tenant, paper_id, limit=1)), None)


def score_rows(
    session: Session, tenant: Tenant, paper_ids: Sequence[int] | None = None
) -> Iterator[ScoreRow]:
    """The latest score of each paper, best first, papers without an overall score last.

    Args:
        session: stays open while the rows are read.
        tenant: whose library.
        paper_ids: only these papers; ``None`` means all that are scored.
    """
    ids = (
        select(
            PaperIdentifier.paper_id,
            func.array_agg(PaperIdentifier.scheme).label("schemes"),
            func.array_agg(PaperIdentifier.value).label("names"),
        )
        .where(PaperIdentifier.organization_id == tenant.organization_id)
        .group_by(PaperIdentifier.paper_id)
        .subquery()
    )
    statement = (
        select(Score, Paper.title, Paper.year, Paper.doi, ids.c.schemes, ids.c.names)
        .join(
            Paper,
            (Paper.organization_id == Score.organization_id) & (Paper.id == Score.paper_id),
        )
        .outerjoin(ids, ids.c.paper_id == Score.paper_id)
        .where(Score.organization_id == tenant.organization_id, Score.is_latest)
        .order_by(Score.overall.desc().nulls_last(), Score.paper_id)
        .execution_options(yield_per=_ROWS_AT_ONCE)
    )
    if paper_ids is not None:
        chosen = bindparam("chosen", list(paper_ids), _IDS)
        statement = statement.where(Score.paper_id == func.any(chosen))
    for score, title, year, doi, schemes, names in session.execute(statement):
        yield _score_row(
            score, title, year, doi, tuple(zip(schemes or (), names or (), strict=True))
        )


_IDS: Final[Any] = ARRAY(BigInteger)  # its Python type is a list, which its annotation hides


def _stored(row: Score) -> StoredScore:
    return StoredScore(
        id=row.id,
        paper_id=row.paper_id,
        job_id=row.job_id,
        scorer=row.scorer,
        scorer_version=row.scorer_version,
        inputs_hash=row.inputs_hash,
        reference=row.details["reference"],
        overall=_number(row.overall, 1),
        confidence=_number(row.confidence, 2),
        coverage=round(row.coverage, 2),
        weights=Weights(**row.weights),
        dimensions=tuple(dimension_from_json(one) for one in row.details["dimensions"]),
        created_at=row.created_at,
        is_latest=row.is_latest,
    )


def _score_row(
    row: Score,
    title: str,
    year: int | None,
    doi: str | None,
    external_ids: tuple[tuple[str, str], ...],
) -> ScoreRow:
    stored = _stored(row)
    return ScoreRow(
        paper_id=row.paper_id,
        title=title,
        year=year,
        doi=doi,
        external_ids=tuple(sorted(external_ids)),
        overall=stored.overall,
        confidence=stored.confidence,
        coverage=stored.coverage,
        values=tuple((one.dimension, one.value) for one in stored.dimensions),
        confidences=tuple((one.dimension, one.confidence) for one in stored.dimensions),
        headlines=tuple((one.dimension, one.headline) for one in stored.dimensions),
        scorer=stored.scorer,
        scorer_version=stored.scorer_version,
        reference=stored.reference,
        inputs_hash=stored.inputs_hash,
        scored_at=stored.created_at,
    )


def _number(value: float | None, decimals: int) -> float | None:
    """A single-precision column, back as the decimals that were stored."""
    return None if value is None else round(value, decimals)
