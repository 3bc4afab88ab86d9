"""A small made-up library, written straight into the tables."""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from sqlalchemy import event, insert
from sqlalchemy.orm import Session

from paperscraper_core import db
from paperscraper_core.embedding.types import DIMENSIONS, MODEL
from paperscraper_core.models import (
    Author,
    Authorship,
    AuthorshipInstitution,
    CitationCount,
    Embedding,
    Institution,
    Paper,
    PaperReference,
)
from paperscraper_core.tenancy import Tenant
from tests.scoring.samples import ABSTRACT

AUTHORS = 7


@contextmanager
def counted_statements() -> Iterator[list[str]]:
    """The statements that the block sends, as they are sent."""
    seen: list[str] = []

    def note(*sent: object) -> None:
        seen.append(str(sent[2]))

    event.listen(db.engine(), "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(db.engine(), "before_cursor_execute", note)


def fill_library(tenant: Tenant, count: int, *, embedded: bool = True) -> list[int]:
    """Add `count` papers by two of seven authors each; returns their ids in order of age."""
    with db.transaction(tenant) as session:
        authors, institutions = _people(session, tenant)
        papers = list(
            session.scalars(
                insert(Paper).returning(Paper.id, sort_by_parameter_order=True),
                [_paper(tenant, place) for place in range(count)],
            )
        )
        _bylines(session, tenant, papers, authors, institutions)
        if embedded:
            session.execute(
                insert(Embedding),
                [_embedding(tenant, paper, place) for place, paper in enumerate(papers)],
            )
    return papers


def _people(session: Session, tenant: Tenant) -> tuple[list[int], list[int]]:
    owner = {"organization_id": tenant.organization_id}
    authors = session.scalars(
        insert(Author).returning(Author.id, sort_by_parameter_order=True),
        [{**owner, "name": f"Author {n}", "name_key": f"author {n}"} for n in range(AUTHORS)],
    )
    kinds = [("Fjord University", "education"), ("Lantern Coatings", "company")]
    institutions = session.scalars(
        insert(Institution).returning(Institution.id, sort_by_parameter_order=True),
        [{**owner, "key": name.lower(), "name": name, "type": kind} for name, kind in kinds],
    )
    return list(authors), list(institutions)


def _paper(tenant: Tenant, place: int) -> dict[str, object]:
    return {
        "organization_id": tenant.organization_id,
        "title": f"Made-up paper {place}",
        "title_key": f"made up paper {place}",
        "abstract": None if place % 10 == 9 else f"Study {place}. {ABSTRACT}",
        "year": 1990 + place % 35,
        "citation_count": None if place % 7 == 6 else place % 50,
        "counts_as_of": date(2026, 5, 1),
        "keywords": [f"word {place % 3}", f"word {place % 5}", "coating"],
        "topics": [f"topic {place % 4}"],
    }


def _bylines(
    session: Session,
    tenant: Tenant,
    papers: list[int],
    authors: list[int],
    institutions: list[int],
) -> None:
    owner = {"organization_id": tenant.organization_id}
    bylines = [
        {
            **owner,
            "paper_id": paper,
            "position": position,
            "author_id": authors[(place + position) % AUTHORS],
            "printed_name": "A. Author",
        }
        for place, paper in enumerate(papers)
        for position in (1, 2)
    ]
    session.execute(insert(Authorship), bylines)
    session.execute(
        insert(AuthorshipInstitution),
        [
            {
                **owner,
                "paper_id": row["paper_id"],
                "position": row["position"],
                "institution_id": institutions[place % 2],
            }
            for place, row in enumerate(bylines)
        ],
    )
    session.execute(
        insert(CitationCount),
        [{**owner, "paper_id": paper, "year": 2024, "citations": 3} for paper in papers],
    )
    references: list[dict[str, object]] = [
        {
            **owner,
            "citing_id": paper,
            "scheme": "openalex",
            "value": f"W{cited}",
            "cited_id": cited,
        }
        for place, paper in enumerate(papers)
        for cited in papers[max(0, place - 4) : place]
    ]
    if references:
        session.execute(insert(PaperReference), references)


def _embedding(tenant: Tenant, paper: int, place: int) -> dict[str, object]:
    vector = [math.sin((place + 1) * (axis + 1) * 0.37) for axis in range(DIMENSIONS)]
    length = math.sqrt(sum(value * value for value in vector))
    return {
        "organization_id": tenant.organization_id,
        "model": MODEL,
        "paper_id": paper,
        "vector": [value / length for value in vector],
    }
