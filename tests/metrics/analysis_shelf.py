"""Small libraries with references, topics, venues and institutions, written into the tables."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import create_engine, insert, text
from sqlalchemy.orm import Session

from paperscraper_core.models import (
    Author,
    Authorship,
    AuthorshipInstitution,
    Institution,
    Paper,
    PaperReference,
)
from paperscraper_core.tenancy import Tenant


@dataclass(frozen=True, kw_only=True)
class Book:
    """One paper; ``cites`` are places in the list, ``at`` names institutions by author."""

    authors: Sequence[str]
    year: int | None = 2020
    citations: int | None = 0
    topics: Sequence[str] = ()
    venue: str | None = None
    cites: Sequence[int] = ()
    at: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Shelf:
    """What was written: ids by name and by place."""

    authors: Mapping[str, int]
    papers: Sequence[int]


def fill(
    session: Session,
    tenant: Tenant,
    books: Sequence[Book],
    countries: Mapping[str, str | None] = {},
) -> Shelf:
    """Write the papers; ``countries`` holds the country of each institution."""
    own = {"organization_id": tenant.organization_id}
    names = list(dict.fromkeys(name for book in books for name in book.authors))
    authors = dict(zip(names, _added(session, Author, own, [
        {"name": name, "name_key": name.lower()} for name in names
    ]), strict=True))  # fmt: skip
    papers = _added(session, Paper, own, [
        {"title": f"Paper {n}", "title_key": f"paper{n}", "year": book.year,
         "citation_count": book.citations, "topics": list(book.topics), "venue": book.venue}
        for n, book in enumerate(books)
    ])  # fmt: skip
    places = [
        {**own, "paper_id": paper, "position": position, "author_id": authors[name],
         "printed_name": name}
        for paper, book in zip(papers, books, strict=True)
        for position, name in enumerate(book.authors, start=1)
    ]  # fmt: skip
    if places:
        # RETURNING makes it a few statements, and so a few marks, as an import does
        session.execute(insert(Authorship).returning(Authorship.position), places)
    references = [
        {**own, "citing_id": paper, "scheme": "openalex", "value": f"W{cited}",
         "cited_id": papers[cited]}
        for paper, book in zip(papers, books, strict=True)
        for cited in book.cites
    ]  # fmt: skip
    if references:
        session.execute(insert(PaperReference), references)
    _place(session, own, books, papers, countries)
    return Shelf(authors=authors, papers=papers)


def _place(
    session: Session,
    own: dict[str, int],
    books: Sequence[Book],
    papers: Sequence[int],
    countries: Mapping[str, str | None],
) -> None:
    named = list(dict.fromkeys(i for book in books for group in book.at.values() for i in group))
    if not named:
        return
    ids = dict(zip(named, _added(session, Institution, own, [
        {"key": name, "name": name, "country_code": countries.get(name)} for name in named
    ]), strict=True))  # fmt: skip
    session.execute(insert(AuthorshipInstitution), [
        {**own, "paper_id": paper, "position": list(book.authors).index(name) + 1,
         "institution_id": ids[institution]}
        for paper, book in zip(papers, books, strict=True)
        for name, group in book.at.items()
        for institution in group
    ])  # fmt: skip


def _added(
    session: Session, model: type, own: dict[str, int], rows: Sequence[dict[str, object]]
) -> list[int]:
    if not rows:
        return []
    statement = insert(model).returning(model.id, sort_by_parameter_order=True)
    return list(session.execute(statement, [{**own, **row} for row in rows]).scalars())


def analyze(database: str) -> None:
    """What autovacuum does within a minute: the planner gets to know the tables."""
    engine = create_engine(database)
    with engine.begin() as connection:
        connection.execute(text("ANALYZE"))
    engine.dispose()


def merge(session: Session, tenant: Tenant, profile: int, into: int) -> None:
    """Make a profile part of a person as a manager's decision leaves it in the tables."""
    values = {"o": tenant.organization_id, "p": profile, "i": into}
    for statement in (
        "UPDATE authorships a SET author_id = :i, profile_id = :p WHERE organization_id = :o"
        " AND author_id = :p AND NOT EXISTS (SELECT FROM authorships b WHERE"
        " b.organization_id = :o AND b.paper_id = a.paper_id AND b.author_id = :i)",
        "UPDATE authors SET merged_into = :i WHERE organization_id = :o AND id = :p",
    ):
        session.execute(text(statement), values)


def random_books(dice: random.Random, size: int, people: int = 40) -> list[Book]:
    """Papers that cite each other, in both directions and themselves."""
    names = [f"Author {i}" for i in range(people)]
    return [
        Book(
            authors=dice.sample(names, dice.choice((1, 1, 2, 3, 4, 9))),
            year=dice.choice((None, 1985, 1999, 2008, 2015, 2019, 2021, 2022, 2024)),
            citations=dice.choice((None, 0, 1, 2, 3, 5, 9, 30)),
            topics=dice.choice(((), ("Sand", "Clay"), ("Sand",), ("Clay", "Sand"), ("Silt",))),
            venue=dice.choice((None, "Journal of Sand", "journal of  sand", "Clay", "")),
            cites=dice.sample(range(size), dice.choice((0, 1, 3, 12))),
        )
        for _ in range(size)
    ]
