"""Small libraries written straight into the tables, for tests of what is computed from them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import insert
from sqlalchemy.orm import Session

from paperscraper_core.importing.names import name_key
from paperscraper_core.models import Author, Authorship, CitationCount, Paper
from paperscraper_core.tenancy import Tenant


@dataclass(frozen=True, kw_only=True)
class Shelved:
    """One paper: its authors in order, and what is known of it."""

    authors: Sequence[str]
    citations: int | None = None
    year: int | None = None
    dated: Mapping[int, int] = field(default_factory=dict)
    as_of: date | None = None
    title: str = "A paper"


def shelve(session: Session, tenant: Tenant, papers: Sequence[Shelved]) -> dict[str, int]:
    """Insert papers and authors; returns the authors' ids by name."""
    ids = {
        name: add_author(session, tenant, name)
        for name in dict.fromkeys(name for paper in papers for name in paper.authors)
    }
    for paper in papers:
        add_paper(session, tenant, paper, ids)
    return ids


def add_author(session: Session, tenant: Tenant, name: str, **values: object) -> int:
    """Insert one author and return the id."""
    return session.execute(
        insert(Author)
        .values(
            organization_id=tenant.organization_id, name=name, name_key=name_key(name), **values
        )
        .returning(Author.id)
    ).scalar_one()


def add_paper(session: Session, tenant: Tenant, paper: Shelved, ids: Mapping[str, int]) -> int:
    """Insert one paper with its byline and return the id."""
    organization = {"organization_id": tenant.organization_id}
    paper_id = session.execute(
        insert(Paper)
        .values(
            **organization,
            title=paper.title,
            title_key="apaper",
            year=paper.year,
            citation_count=paper.citations,
            counts_as_of=paper.as_of,
        )
        .returning(Paper.id)
    ).scalar_one()
    for position, name in enumerate(paper.authors, start=1):
        session.execute(
            insert(Authorship).values(
                **organization,
                paper_id=paper_id,
                position=position,
                author_id=ids[name],
                printed_name=name,
            )
        )
    for year, citations in paper.dated.items():
        session.execute(
            insert(CitationCount).values(
                **organization, paper_id=paper_id, year=year, citations=citations
            )
        )
    return paper_id
