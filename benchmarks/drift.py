"""Random changes of a small library, and how far stored metrics are from a full recompute."""

import random
from collections.abc import Callable
from typing import Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from paperscraper_core import db
from paperscraper_core.errors import PaperScraperError
from paperscraper_core.library import profile_service, resolving
from paperscraper_core.metrics import service, statements
from paperscraper_core.metrics.freshness import library_date
from paperscraper_core.tenancy import Tenant

AUTHORS: Final = 40
PAPERS: Final = 160

_PAPER: Final = """INSERT INTO papers (organization_id, title, title_key, year, citation_count,
  counts_as_of) VALUES (:o, 'P', 'p', :y, :c, :d) RETURNING id"""
_PLACE: Final = """INSERT INTO authorships (organization_id, paper_id, position, author_id,
  printed_name) VALUES (:o, :p, :k, :a, 'A')"""
_TEAM: Final = """SELECT coalesce(profile_id, author_id) FROM authorships
  WHERE organization_id = :o AND paper_id = :p ORDER BY position"""
_ONE: Final = " WHERE organization_id = :o AND {} = :p"
#: What may happen to a paper or a byline, each as one statement.
_STATEMENTS: Final = (
    "UPDATE papers SET citation_count = :c" + _ONE.format("id"),
    "UPDATE papers SET citation_count = coalesce(citation_count, 0) + 1" + _ONE.format("id"),
    "UPDATE papers SET year = :y" + _ONE.format("id"),
    "UPDATE papers SET counts_as_of = :d" + _ONE.format("id"),
    "DELETE FROM papers" + _ONE.format("id"),
    "DELETE FROM citation_counts" + _ONE.format("paper_id"),
    "UPDATE citation_counts SET citations = citations + 3" + _ONE.format("paper_id"),
    "INSERT INTO citation_counts (organization_id, paper_id, year, citations) SELECT :o, :p, :k, 4"
    " WHERE EXISTS (SELECT 1 FROM papers WHERE organization_id = :o AND id = :p)"
    " ON CONFLICT DO NOTHING",
)


class Drift:
    """A library that changes at random; papers, authors and events are known by their ids."""

    def __init__(self, tenant: Tenant, seed: int) -> None:
        self.tenant = tenant
        self.dice = random.Random(seed)
        self.papers: list[int] = []
        self.events: list[int] = []
        self.people: list[int] = []  # whom splits made: no byline names them
        with db.transaction(tenant) as session:
            self.authors = [
                session.execute(
                    text(
                        "INSERT INTO authors (organization_id, name, name_key)"
                        " VALUES (:o, :n, :n) RETURNING id"
                    ),
                    {"o": tenant.organization_id, "n": f"author {number}"},
                ).scalar_one()
                for number in range(AUTHORS)
            ]
            for _ in range(PAPERS):
                self._add_paper(session)

    def run(self, changes: int) -> tuple[int, int]:
        """Change things, refresh at random moments, and count the rows that differ at the end.

        Returns:
            How often it was refreshed, and how many rows differ from a full recompute.
        """
        refreshed = 0
        left = changes
        while left:
            step = min(left, self.dice.choice((1, 1, 2, 5, 20)))
            with db.transaction(self.tenant) as session:
                for _ in range(step):
                    self._change(session)
                if self.dice.random() < 0.7:
                    refreshed += 1
                    service.refresh(session, self.tenant)
            left -= step
        with db.transaction(self.tenant) as session:
            service.refresh(session, self.tenant)
        return refreshed + 1, differing(self.tenant)

    def _change(self, session: Session) -> None:
        kinds: list[Callable[[Session], None]] = [
            *[self._statement] * len(_STATEMENTS), *[self._rewrite] * 3, self._add_paper,
            self._decide, self._undo,
        ]  # fmt: skip
        self.dice.choice(kinds)(session)

    def _values(self) -> dict[str, object]:
        dice = self.dice
        return {
            "o": self.tenant.organization_id,
            "a": dice.choice(self.authors),
            "k": dice.choice((2, 7, 99, 2019, 2024)),
            "c": dice.choice((None, 0, 1, 2, 3, 5, 8, 13, 40, 300)),
            "y": dice.choice((None, 1990, 2005, 2015, 2020, 2023, 2024, 2026)),
            # the newest of these is the as-of year of everybody
            "d": dice.choice((None, "2023-04-05", "2024-02-03", "2024-02-03")),
        }

    def _statement(self, session: Session) -> None:
        values = self._values() | {"p": self.dice.choice(self.papers)}
        session.execute(text(self.dice.choice(_STATEMENTS)), values)

    def _rewrite(self, session: Session) -> None:
        """Take somebody off a byline, or put anybody on it who has no place there by evidence."""
        values = self._values() | {"p": self.dice.choice(self.papers)}
        team = list(session.execute(text(_TEAM), values).scalars())
        if not team:
            return  # the paper is gone, or has no authors left
        absent = [one for one in [*self.authors, *self.people] if one not in team]
        if self.dice.random() < 0.6:
            team.insert(self.dice.randint(0, len(team)), self.dice.choice(absent))
        else:
            team.pop(0)
        session.execute(text("DELETE FROM authorships" + _ONE.format("paper_id")), values)
        if team:
            session.execute(
                text(_PLACE), [values | {"k": k, "a": a} for k, a in enumerate(team, start=1)]
            )
        resolving.resolve_papers(session, self.tenant, [int(str(values["p"]))])

    def _add_paper(self, session: Session) -> None:
        values = self._values()
        paper = session.execute(text(_PAPER), values).scalar_one()
        self.papers.append(paper)
        team = self.dice.sample(self.authors, self.dice.choice((1, 1, 2, 3, 5, 12)))
        places = [values | {"p": paper, "k": k, "a": a} for k, a in enumerate(team, start=1)]
        session.execute(text(_PLACE), places)

    def _decide(self, session: Session) -> None:
        """Merge two profiles, or split papers off an author, where that is possible."""
        one, other = self.dice.sample([*self.authors, *self.people], 2)
        try:
            with session.begin_nested():
                if self.dice.random() < 0.6:
                    self.events += profile_service.merge(session, self.tenant, [one], other)
                else:
                    held = session.execute(
                        text(
                            "SELECT paper_id FROM authorships WHERE organization_id = :o"
                            " AND author_id = :a ORDER BY paper_id LIMIT 2"
                        ),
                        {"o": self.tenant.organization_id, "a": one},
                    ).scalars()
                    into = other if self.dice.random() < 0.5 else None
                    event, made = profile_service.split(
                        session, self.tenant, one, list(held), into_id=into
                    )
                    self.events.append(event)
                    if into is None:
                        self.people.append(made)
        except PaperScraperError:
            return

    def _undo(self, session: Session) -> None:
        if len(self.events) < self.dice.randint(1, 12):  # some decisions stand, none piles up
            return
        event = self.events.pop(self.dice.randrange(len(self.events)))
        try:
            with session.begin_nested():
                profile_service.undo(session, self.tenant, event)
        except PaperScraperError:
            self.events.append(event)  # a later decision builds on it


def differing(tenant: Tenant) -> int:
    """Rows of stored metrics that are missing, too many, or differ in any digit of any number."""
    columns = ", ".join(("author_id", *statements.COLUMNS))
    with db.reading(tenant) as session:
        values = {
            "organization_id": tenant.organization_id,
            "as_of_year": library_date(session, tenant).year,
        }
        stored = session.execute(
            text(f"SELECT {columns} FROM author_metrics WHERE organization_id = :organization_id"),
            values,
        )
        fresh = session.execute(
            text(f"SELECT {columns} FROM ({statements.indices_of()}) everybody"), values
        )
        return len({tuple(row) for row in stored} ^ {tuple(row) for row in fresh})
