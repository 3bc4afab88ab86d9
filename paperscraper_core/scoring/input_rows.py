"""Rows of the library that become scoring inputs, each kind in one statement for many papers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import BigInteger, bindparam, distinct, func, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session, aliased
from sqlalchemy.sql.elements import BindParameter

from paperscraper_core.models import (
    Author,
    Authorship,
    AuthorshipInstitution,
    CitationCount,
    Institution,
    Paper,
    PaperReference,
)
from paperscraper_core.scoring.inputs import InstitutionInputs, YearCount
from paperscraper_core.tenancy import Tenant

#: Authors of a paper that are looked at: beyond, a byline is a list of a collaboration's members.
MAX_AUTHORS: Final = 100
_IDS: Final[Any] = ARRAY(BigInteger)  # its Python type is a list, which its annotation hides


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorRow:
    """One author of one paper."""

    paper_id: int
    position: int
    author_id: int
    name: str
    affiliations: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorRecord:
    """What the library holds of an author: papers, h-index, year of the first paper."""

    papers: int
    h_index: int | None
    first_year: int | None


def ids_of(values: Sequence[int], name: str) -> BindParameter[Any]:
    """One array parameter, so that the statement is the same for any number of ids."""
    return bindparam(name, list(values), _IDS, unique=True)


def papers(session: Session, tenant: Tenant, paper_ids: Sequence[int]) -> dict[int, Paper]:
    """The papers by id."""
    rows = session.scalars(
        select(Paper).where(
            Paper.organization_id == tenant.organization_id,
            Paper.id == func.any(ids_of(paper_ids, "papers")),
        )
    )
    return {paper.id: paper for paper in rows}


def author_rows(
    session: Session, tenant: Tenant, paper_ids: Sequence[int]
) -> dict[int, list[AuthorRow]]:
    """The first 100 authors of each paper, in the order of the byline."""
    rows = session.execute(
        select(
            Authorship.paper_id,
            Authorship.position,
            Authorship.author_id,
            Author.name,
            Authorship.affiliations,
        )
        .join(
            Author,
            (Author.organization_id == Authorship.organization_id)
            & (Author.id == Authorship.author_id),
        )
        .where(
            Authorship.organization_id == tenant.organization_id,
            Authorship.paper_id == func.any(ids_of(paper_ids, "papers")),
            Authorship.position <= MAX_AUTHORS,
        )
        .order_by(Authorship.paper_id, Authorship.position)
    )
    found: dict[int, list[AuthorRow]] = {}
    for paper_id, position, author_id, name, affiliations in rows:
        row = AuthorRow(
            paper_id=paper_id,
            position=position,
            author_id=author_id,
            name=name,
            affiliations=tuple(affiliations),
        )
        found.setdefault(paper_id, []).append(row)
    return found


def institutions(
    session: Session, tenant: Tenant, paper_ids: Sequence[int]
) -> dict[tuple[int, int], tuple[InstitutionInputs, ...]]:
    """The institutions of each authorship, keyed by paper and position."""
    link = AuthorshipInstitution
    rows = session.execute(
        select(
            link.paper_id,
            link.position,
            Institution.name,
            Institution.type,
            Institution.country_code,
        )
        .join(
            Institution,
            (Institution.organization_id == link.organization_id)
            & (Institution.id == link.institution_id),
        )
        .where(
            link.organization_id == tenant.organization_id,
            link.paper_id == func.any(ids_of(paper_ids, "papers")),
            link.position <= MAX_AUTHORS,
        )
        .order_by(link.paper_id, link.position, Institution.name, Institution.id)
    )
    found: dict[tuple[int, int], tuple[InstitutionInputs, ...]] = {}
    for paper_id, position, name, kind, country in rows:
        one = InstitutionInputs(name=name, kind=kind, country=country)
        found[paper_id, position] = (*found.get((paper_id, position), ()), one)
    return found


def citations_by_year(
    session: Session, tenant: Tenant, paper_ids: Sequence[int]
) -> dict[int, tuple[YearCount, ...]]:
    """Citation counts by year of each paper, ascending."""
    rows = session.execute(
        select(CitationCount.paper_id, CitationCount.year, CitationCount.citations)
        .where(
            CitationCount.organization_id == tenant.organization_id,
            CitationCount.paper_id == func.any(ids_of(paper_ids, "papers")),
        )
        .order_by(CitationCount.paper_id, CitationCount.year)
    )
    found: dict[int, tuple[YearCount, ...]] = {}
    for paper_id, year, count in rows:
        found[paper_id] = (*found.get(paper_id, ()), YearCount(year=year, count=count))
    return found


def author_records(
    session: Session, tenant: Tenant, author_ids: Sequence[int]
) -> dict[int, AuthorRecord]:
    """Papers, h-index (Hirsch 2005) and first year of each author, over the whole library."""
    ranked = (
        select(
            Authorship.author_id,
            Paper.year,
            Paper.citation_count,
            func.row_number()
            .over(
                partition_by=Authorship.author_id,
                order_by=Paper.citation_count.desc().nulls_last(),
            )
            .label("rank"),
        )
        .join(
            Paper,
            (Paper.organization_id == Authorship.organization_id)
            & (Paper.id == Authorship.paper_id),
        )
        .where(
            Authorship.organization_id == tenant.organization_id,
            Authorship.author_id == func.any(ids_of(author_ids, "authors")),
        )
        .subquery()
    )
    rows = session.execute(
        select(
            ranked.c.author_id,
            func.count(),
            func.count(ranked.c.citation_count),
            func.count().filter(ranked.c.citation_count >= ranked.c.rank),
            func.min(ranked.c.year),
        ).group_by(ranked.c.author_id)
    )
    return {
        author_id: AuthorRecord(
            papers=count, h_index=h if with_counts else None, first_year=first_year
        )
        for author_id, count, with_counts, h, first_year in rows
    }


def earlier_joint_papers(
    session: Session, tenant: Tenant, paper_ids: Sequence[int]
) -> dict[int, int]:
    """How many earlier papers at least two of a paper's first 100 authors wrote together."""
    mine, theirs = aliased(Authorship), aliased(Authorship)
    this, earlier = aliased(Paper), aliased(Paper)
    together = (
        select(mine.paper_id.label("paper_id"), theirs.paper_id.label("earlier_id"))
        .join(
            theirs,
            (theirs.organization_id == mine.organization_id)
            & (theirs.author_id == mine.author_id)
            & (theirs.paper_id != mine.paper_id),
        )
        .join(this, (this.organization_id == mine.organization_id) & (this.id == mine.paper_id))
        .join(
            earlier,
            (earlier.organization_id == theirs.organization_id)
            & (earlier.id == theirs.paper_id)
            & (earlier.year < this.year),
        )
        .where(
            mine.organization_id == tenant.organization_id,
            mine.paper_id == func.any(ids_of(paper_ids, "papers")),
            mine.position <= MAX_AUTHORS,
        )
        .group_by(mine.paper_id, theirs.paper_id)
        .having(func.count(distinct(mine.author_id)) >= 2)
        .subquery()
    )
    rows = session.execute(select(together.c.paper_id, func.count()).group_by(together.c.paper_id))
    return {paper_id: int(count) for paper_id, count in rows}


def cited_in_library(
    session: Session, tenant: Tenant, paper_ids: Sequence[int]
) -> dict[int, list[int]]:
    """The references of each paper that the library holds, by id."""
    rows = session.execute(
        select(PaperReference.citing_id, PaperReference.cited_id)
        .where(
            PaperReference.organization_id == tenant.organization_id,
            PaperReference.citing_id == func.any(ids_of(paper_ids, "papers")),
            PaperReference.cited_id.is_not(None),
        )
        .distinct()
        .order_by(PaperReference.citing_id, PaperReference.cited_id)
    )
    found: dict[int, list[int]] = {}
    for citing_id, cited_id in rows:
        if cited_id is not None:
            found.setdefault(citing_id, []).append(cited_id)
    return found


def day_of(published: date | None, year: int | None) -> int | None:
    """The day as an ordinal; of a year alone its middle; ``None`` when not even that is known."""
    if published is not None:
        return published.toordinal()
    if year is None or not 1 <= year <= 9999:
        return None
    return date(year, 7, 1).toordinal()
