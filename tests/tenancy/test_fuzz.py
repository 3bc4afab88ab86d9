"""Hundreds of random operations of both organizations, with each other's ids among their own."""

import random
import re
from collections.abc import Callable
from typing import Any

import numpy
import pytest
from sqlalchemy import text

from paperscraper_core import db, intake
from paperscraper_core.embedding.types import DIMENSIONS
from paperscraper_core.errors import NotFound, PaperScraperError
from paperscraper_core.importing import queries as imports
from paperscraper_core.importing import service as importing
from paperscraper_core.library import queries as library
from paperscraper_core.library import service as editing
from paperscraper_core.library.types import PaperDraft
from paperscraper_core.metrics import lists
from paperscraper_core.metrics import queries as metrics
from paperscraper_core.metrics import service as refreshing
from paperscraper_core.metrics.types import LeaderboardCriteria
from paperscraper_core.scoring import overview_queries, queries, score_queries, service
from paperscraper_core.search import choices, saved_queries, similar
from paperscraper_core.search import queries as searching
from paperscraper_core.search.facets import facets
from paperscraper_core.search.types import Mode, SearchCriteria, Sort
from tests.conftest import make_tenants
from tests.library.records import author, paper
from tests.tenancy.twins import Twin, embed, fingerprint, forget, settle
from workers import importing as import_worker
from workers import scoring as scoring_worker

OPERATIONS = 300
Operation = Callable[[random.Random, Twin, dict[str, int]], object]


def _vector(dice: random.Random) -> Any:
    vector = numpy.array([dice.gauss(0, 1) for _ in range(DIMENSIONS)], dtype=numpy.float32)
    return vector / numpy.linalg.norm(vector)


def _search(dice: random.Random, one: Twin, ids: dict[str, int]) -> object:
    criteria = SearchCriteria(
        query=dice.choice(
            ["sandstone", "shared paper", "institute", '"of alpha"', "10.1000/shared.1"]
        ),
        mode=dice.choice(list(Mode)),
        sort=dice.choice(list(Sort)),
        author_ids=dice.choice([(), (), (ids["author"],)]),
        import_run_id=dice.choice([None, None, ids["run"]]),
        scored=dice.choice([None, True, False]),
        venues=dice.choice([(), (), ("Journal of alpha",), ("Journal of beta",)]),
    )
    with db.reading(one.tenant) as session:
        if dice.random() < 0.3:
            return choices.filter_choices(session, one.tenant), searching.all_ids(
                session, one.tenant, criteria, _vector(dice)
            )
        if dice.random() < 0.3:
            return facets(session, one.tenant, criteria, _vector(dice))
        return searching.search(session, one.tenant, criteria, _vector(dice)).rows


def _read(dice: random.Random, one: Twin, ids: dict[str, int]) -> object:
    reads: list[Callable[[Any], object]] = [
        lambda s: library.paper(s, one.tenant, ids["paper"]),
        lambda s: tuple(library.export_rows(s, one.tenant, [ids["paper"]])),
        lambda s: tuple(library.export_rows(s, one.tenant)),
        lambda s: library.most_cited(s, one.tenant),
        lambda s: similar.more_like(s, one.tenant, [ids["paper"]]),
        lambda s: saved_queries.saved_searches(s, one.tenant),
        lambda s: metrics.compare(s, one.tenant, [ids["author"]]),
        lambda s: metrics.author_papers(s, one.tenant, ids["author"]),
        lambda s: lists.leaderboard(s, one.tenant, LeaderboardCriteria(minimum_papers=0)),
        lambda s: queries.job(s, one.tenant, ids["job"]),
        lambda s: queries.items(s, one.tenant, ids["job"]),
        lambda s: queries.jobs(s, one.tenant),
        lambda s: score_queries.scores_of_paper(s, one.tenant, ids["paper"]),
        lambda s: tuple(
            score_queries.score_rows(s, one.tenant, dice.choice([None, [ids["paper"]]]))
        ),
        lambda s: overview_queries.top_papers(s, one.tenant),
        lambda s: imports.runs(s, one.tenant),
        lambda s: imports.problems(s, one.tenant, ids["run"]),
    ]
    with db.reading(one.tenant) as session:
        return dice.choice(reads)(session)


def _write(dice: random.Random, one: Twin, ids: dict[str, int]) -> object:
    number = dice.randrange(1, 12)
    record = paper(
        f"Shared sandstone paper {number}", openalex=f"W{number}", doi=f"10.1000/shared.{number}",
        year=2015 + number, citation_count=dice.randrange(90), abstract=f"Words of {one.name}",
        authors=(author("Twin Author", openalex="A1"), author(f"Dr {one.name}", 2)),
        referenced_ids=(("openalex", f"W{dice.randrange(1, 12)}"),),
    )  # fmt: skip
    draft = PaperDraft(
        title=f"Typed by {one.name} {dice.randrange(9)}", doi=f"10.1000/shared.{number}"
    )

    def take_in(session: Any) -> object:
        result = editing.upsert_papers(session, one.tenant, [record], run_id=None)
        intake.make_findable(session, one.tenant, result.text_changed_ids)
        return result.problems

    writes: list[Callable[[Any], object]] = [
        take_in,
        take_in,
        lambda s: editing.add_paper(s, one.tenant, draft) and None,
        lambda s: editing.update_paper(s, one.tenant, ids["paper"], draft),
        lambda s: editing.delete_paper(s, one.tenant, ids["paper"]),
        lambda s: service.request(s, one.tenant, paper_ids=[ids["paper"]]) and None,
        lambda s: service.cancel(s, one.tenant, ids["job"]),
        lambda s: service.retry_failed(s, one.tenant, ids["job"]),
        lambda s: importing.cancel(s, one.tenant, ids["run"]),
        lambda s: refreshing.refresh(s, one.tenant) and None,
    ]
    with db.transaction(one.tenant) as session:
        return dice.choice(writes)(session)


def _work(dice: random.Random, one: Twin, ids: dict[str, int]) -> object:
    """What a worker does, whoever's row it is sent to."""
    del one
    dice.choice([scoring_worker.score_slice, import_worker.import_slice])(
        dice.choice([ids["job"], ids["run"]])
    )
    return None


def _ids(tenant_ids: dict[str, dict[str, list[int]]], dice: random.Random) -> dict[str, int]:
    """One id of each kind, of either organization."""
    return {
        kind: dice.choice(tenant_ids[dice.choice(["alpha", "beta"])][kind] or [999_999])
        for kind in ("paper", "author", "job", "run")
    }


_TABLES = {"paper": "papers", "author": "authors", "job": "scoring_jobs", "run": "import_runs"}


def _rows(twins: tuple[Twin, Twin]) -> dict[str, dict[str, list[int]]]:
    found: dict[str, dict[str, list[int]]] = {}
    for one in twins:
        with db.reading(one.tenant) as session:
            found[one.name] = {
                kind: list(session.scalars(text(f"SELECT id FROM {table}")))
                for kind, table in _TABLES.items()
            }
    return found


@pytest.mark.parametrize("seed", [20_261_123])
def test_random_operations_of_two_organizations_do_not_mix(database: str, seed: int) -> None:
    forget()
    alpha, beta = make_tenants()
    twins = settle(alpha, "alpha"), settle(beta, "beta")
    dice = random.Random(seed)
    operations: list[Operation] = [_search, _read, _read, _write, _write, _work]
    refused = 0
    rows = _rows(twins)
    for step in range(OPERATIONS):
        one, other = twins if dice.random() < 0.5 else twins[::-1]
        ids = _ids(rows, dice)
        operation = dice.choice(operations)
        before = fingerprint(other.tenant) if operation is _write else None
        try:
            answer = operation(dice, one, ids)
        except NotFound as error:
            refused += 1
            answer = str(error)
        except PaperScraperError as error:
            answer = str(error)
        said = repr(answer).lower()
        assert other.name not in said.replace(f"journal of {other.name}, ", ""), (step, operation)
        _no_foreign_ids(said, rows[other.name]["paper"], step)
        if before is not None:
            assert fingerprint(other.tenant) == before, (step, operation)
            rows = _rows(twins)
            embed(one.tenant)
    assert refused > OPERATIONS // 20  # foreign ids were really asked for
    forget()


def _no_foreign_ids(said: str, foreign: list[int], step: int) -> None:
    shown = {int(number) for number in re.findall(r"\bpaper_id=(\d+)", said)}
    assert shown.isdisjoint(foreign), step
