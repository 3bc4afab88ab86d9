"""Two places of one person on a paper, of which a split made one: ways in, and ways back."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from paperscraper_core import db
from paperscraper_core.errors import PaperScraperError
from paperscraper_core.library import editing, profile_service, resolving
from paperscraper_core.library.types import PaperDraft
from paperscraper_core.tenancy import Tenant
from tests.library.records import author
from tests.library.test_profiles import LIBRARY, ids, merge, papers_of, sole, state, undo
from tests.library.test_profiles_split import numbers, split

__all__ = ["ids"]  # the fixture, for pytest

#: Paper Two as a later snapshot tells it: the third profile stands on the byline, too.
GROWN = sole("Two", *LIBRARY[1].authors, author("Ada K. Quarry", 3, openalex="A3"))


def byline(rows, title: str) -> list[tuple[int, int | None]]:
    return rows(
        "SELECT author_id, profile_id FROM authorships WHERE paper_id = :paper ORDER BY position",
        paper=numbers(rows, title)[0],
    )


def test_an_import_names_the_author_to_whom_the_paper_was_split(tenant_a, ids, rows, upsert):
    event, _ = split(tenant_a, ids["A2"], numbers(rows, "Two"), into_id=ids["A3"])
    upsert(GROWN)
    bare = [(ids["A2"], None), (ids["B1"], None), (ids["A3"], None)]
    assert byline(rows, "Two") == bare  # the second place stays with its own profile
    grown = state(rows)
    upsert(*LIBRARY, GROWN)
    assert state(rows) == grown
    undo(tenant_a, event)
    assert state(rows) == grown
    assert papers_of(rows, ids["A3"]) == ["Two", "Four", "Five"]


def test_the_decision_holds_again_when_the_name_goes(tenant_a, ids, rows, upsert):
    split(tenant_a, ids["A2"], numbers(rows, "Two"), into_id=ids["A3"])
    upsert(GROWN)
    draft = PaperDraft(
        title="Two of the sands and winds of deserts",
        authors=("A. Quarry", "Ben Wadi"),
    )
    with db.transaction(tenant_a) as session:
        editing.update_paper(session, tenant_a, numbers(rows, "Two")[0], draft)
    assert byline(rows, "Two") == [(ids["A3"], ids["A2"]), (ids["B1"], None)]


def test_a_place_gives_way_to_one_that_gave_way(tenant_a, ids, rows, upsert):
    """B1's place is A2's, A2's is A3's, and A3 comes to stand there: both fall back."""
    two = numbers(rows, "Two")
    events = [
        split(tenant_a, ids["A2"], two, into_id=ids["A3"])[0],
        split(tenant_a, ids["B1"], two, into_id=ids["A2"])[0],
    ]
    assert byline(rows, "Two") == [(ids["A3"], ids["A2"]), (ids["A2"], ids["B1"])]
    upsert(GROWN)
    bare = [(ids["A2"], None), (ids["B1"], None), (ids["A3"], None)]
    assert byline(rows, "Two") == bare
    undo(tenant_a, events[0])  # A2's own place counts for A2
    assert byline(rows, "Two") == bare
    undo(tenant_a, events[1])
    assert byline(rows, "Two") == bare


def test_a_split_leaves_no_profile_of_the_author_behind(tenant_a, ids, rows):
    before = state(rows)
    (merged,) = merge(tenant_a, [ids["A2"]], ids["A1"])
    event, _ = split(tenant_a, ids["A1"], numbers(rows, "Three"), into_id=ids["A3"])
    assert papers_of(rows, ids["A1"]) == ["One", "Two", "Five"]  # both stand on paper Three
    assert papers_of(rows, ids["A3"]) == ["Three", "Four", "Five"]
    undo(tenant_a, event)
    undo(tenant_a, merged)
    assert state(rows) == before


def test_a_paper_does_not_return_by_a_merge_of_whom_it_was_given_to(tenant_a, ids, rows, upsert):
    upsert(GROWN)
    before = state(rows)
    event, new = split(tenant_a, ids["A2"], numbers(rows, "Two"))
    (merged,) = merge(tenant_a, [new], ids["A3"])
    assert byline(rows, "Two") == [(new, ids["A2"]), (ids["B1"], None), (ids["A3"], None)]
    assert papers_of(rows, ids["A2"]) == ["Three", "Five"]
    undo(tenant_a, merged)
    undo(tenant_a, event)
    after = state(rows)
    assert after["authors"].pop()[0] == new
    assert after == before


#: Places that a split that stands gave to somebody.
_GIVEN = (
    "FROM identity_moves m JOIN identity_events e ON e.id = m.event_id AND e.kind = 'split'"
    " AND NOT EXISTS (SELECT FROM identity_events u WHERE u.undoes = e.id)"
    " WHERE m.organization_id = :o"
)


class _Chance:
    """Random bylines and decisions over few people and papers, so that places collide."""

    def __init__(self, session: Session, tenant: Tenant, seed: int) -> None:
        self.session, self.tenant, self.dice = session, tenant, random.Random(seed)
        self.events: list[int] = []
        add = "INSERT INTO {} (organization_id, {}) SELECT :o, {} FROM generate_series(1, :n)"
        self.authors = self._all(add.format("authors", "name, name_key", "'N', 'n'"), n=9)
        self.papers = self._all(add.format("papers", "title, title_key", "'P', 'p'"), n=8)
        self.people = list(self.authors)
        for paper in self.papers:
            self._write(paper, self.dice.sample(self.authors, self.dice.choice((1, 2, 3, 5))))

    def _all(self, statement: str, **values: object) -> list[int]:
        asked = {"o": self.tenant.organization_id, **values}
        return list(self.session.execute(text(f"{statement} RETURNING id"), asked).scalars())

    def _write(self, paper: int, team: list[int]) -> None:
        """Make a byline what evidence says, as an import or an edit does."""
        asked = {"o": self.tenant.organization_id, "p": paper, "team": team}
        for statement in (
            "DELETE FROM authorships WHERE organization_id = :o AND paper_id = :p",
            "INSERT INTO authorships (organization_id, paper_id, position, author_id, printed_name)"
            " SELECT :o, :p, n, a, 'N' FROM unnest(CAST(:team AS bigint[])) WITH ORDINALITY"
            " AS told(a, n)",
        ):
            self.session.execute(text(statement), asked)
        resolving.resolve_papers(self.session, self.tenant, [paper])

    def team(self, paper: int) -> list[int]:
        return [profile or person for _, _, person, profile in self.places(paper)]

    def places(self, paper: int | None = None) -> list[tuple[int, int, int, int | None]]:
        statement = (
            "SELECT paper_id, position, author_id, profile_id FROM authorships"
            " WHERE organization_id = :o AND paper_id = coalesce(:p, paper_id) ORDER BY 1, 2"
        )
        asked = {"o": self.tenant.organization_id, "p": paper}
        return [tuple(row) for row in self.session.execute(text(statement), asked)]

    def rewrite(self) -> None:
        paper = self.dice.choice(self.papers)
        given = f"SELECT m.paper_id, m.to_id {_GIVEN} ORDER BY 1, 2"
        moves = self.session.execute(text(given), {"o": self.tenant.organization_id}).all()
        named = self.dice.choice(moves) if moves and self.dice.random() < 0.7 else None
        if named and named.to_id in self.authors and named.to_id not in self.team(named.paper_id):
            self._write(named.paper_id, [*self.team(named.paper_id), named.to_id])
            return
        team = self.team(paper)
        absent = [one for one in self.authors if one not in team]
        if absent and self.dice.random() < 0.6:
            team.insert(self.dice.randint(0, len(team)), self.dice.choice(absent))
        elif len(team) > 1:
            team.pop(self.dice.randrange(len(team)))
        self._write(paper, team)

    def decide(self) -> list[int]:
        one, other = self.dice.sample(self.people, 2)
        with self.session.begin_nested():
            if self.dice.random() < 0.15:
                return list(profile_service.merge(self.session, self.tenant, [one], other))
            held = sorted({row[0] for row in self.places() if row[2] == one})
            some = self.dice.sample(held, min(len(held), self.dice.choice((1, 1, 2))))
            into = None if self.dice.random() < 0.2 else other
            event, to = profile_service.split(self.session, self.tenant, one, some, into_id=into)
            self.people += [to] if into is None else []
            return [event]

    def undo(self) -> None:
        event = self.dice.choice(self.events)
        with self.session.begin_nested():
            profile_service.undo(self.session, self.tenant, event)
        self.events.remove(event)

    def steps(self, count: int) -> Iterator[str]:
        for _ in range(count):
            kind = self.dice.choices(("rewrite", "decide", "both", "undo"), (6, 4, 3, 4))[0]
            try:
                if kind == "rewrite":
                    self.rewrite()
                elif kind == "decide":
                    self.events += self.decide()
                elif kind == "undo" and self.events:
                    self.undo()
                elif kind == "both":
                    before = self.places()
                    for event in self.decide():
                        profile_service.undo(self.session, self.tenant, event)
                    assert self.places() == before
            except PaperScraperError:
                continue  # refused: not the author's paper, one person already, a later decision
            yield kind


@pytest.mark.parametrize("seed", range(4))
def test_places_follow_from_evidence_and_log_alone(tenant_a, seed) -> None:
    done: list[str] = []
    collided = 0
    with db.transaction(tenant_a) as session:
        chance = _Chance(session, tenant_a, seed)
        for kind in chance.steps(100):
            done.append(kind)
            places = chance.places()
            for paper in chance.papers:
                chance._write(paper, chance.team(paper))
            assert chance.places() == places
            collided += _collisions(session, tenant_a)
        while chance.events:
            try:
                chance.undo()
            except PaperScraperError:
                continue  # a later decision builds on it: that one first
        assert all(profile is None for *_, profile in chance.places())
    assert min(done.count(kind) for kind in ("rewrite", "decide", "both", "undo")) > 2
    assert collided > 5


def _collisions(session: Session, tenant: Tenant) -> int:
    """Places that were given to somebody who stands on the paper, too."""
    statement = (
        f"SELECT count(*) {_GIVEN} AND EXISTS (SELECT FROM authorships s"
        " WHERE s.paper_id = m.paper_id AND coalesce(s.profile_id, s.author_id) = m.to_id)"
    )
    asked = {"o": tenant.organization_id}
    return int(session.execute(text(statement), asked).scalar_one())
