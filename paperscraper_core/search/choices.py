"""What the filters of the search page offer: counted over the whole library."""

from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from paperscraper_core.models import Author, Authorship, ImportRun, Paper, PaperRun
from paperscraper_core.search.types import FilterChoices
from paperscraper_core.tenancy import Tenant

#: Choices that a list offers; rarer venues and authors are found by searching.
_MOST: Final = 300


def _counted(
    session: Session, tenant: Tenant, column: InstrumentedAttribute[str | None]
) -> tuple[tuple[str, int], ...]:
    papers = func.count().label("papers")
    rows = session.execute(
        select(column, papers)
        .where(Paper.organization_id == tenant.organization_id, column.is_not(None))
        .group_by(column)
        .order_by(papers.desc(), column)
        .limit(_MOST)
    )
    return tuple((value, number) for value, number in rows if value is not None)


def filter_choices(session: Session, tenant: Tenant) -> FilterChoices:
    """Count what the library can be filtered by, in five statements."""
    organization_id = tenant.organization_id
    papers = func.count().label("papers")
    first, last = session.execute(
        select(func.min(Paper.year), func.max(Paper.year)).where(
            Paper.organization_id == organization_id
        )
    ).one()
    busiest = (
        select(Authorship.author_id, papers)
        .where(Authorship.organization_id == organization_id)
        .group_by(Authorship.author_id)
        .order_by(papers.desc(), Authorship.author_id)
        .limit(_MOST)
        .subquery()
    )
    authors = session.execute(
        select(Author.id, Author.name, busiest.c.papers)
        .join(busiest, busiest.c.author_id == Author.id)
        .where(Author.organization_id == organization_id, Author.merged_into.is_(None))
        .order_by(busiest.c.papers.desc(), Author.name, Author.id)
    ).all()
    runs = session.execute(
        select(ImportRun.id, ImportRun.filename, papers)
        .join(PaperRun, PaperRun.run_id == ImportRun.id)
        .where(
            ImportRun.organization_id == organization_id,
            PaperRun.organization_id == organization_id,
        )
        .group_by(ImportRun.organization_id, ImportRun.id)
        .order_by(ImportRun.created_at.desc(), ImportRun.id.desc())
        .limit(50)
    ).all()
    return FilterChoices(
        years=(first, last) if first is not None and last is not None else None,
        venues=_counted(session, tenant, Paper.venue),
        types=_counted(session, tenant, Paper.type),
        authors=tuple((row.id, row.name, row.papers) for row in authors),
        runs=tuple((row.id, row.filename, row.papers) for row in runs),
    )
