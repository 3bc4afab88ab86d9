"""The number of statements that a page sends does not grow with its rows."""

import json
from collections.abc import Iterator

import pytest
from sqlalchemy import text

from paperscraper_core import db, intake
from paperscraper_core.importing import service as importing
from paperscraper_core.library import service
from paperscraper_core.scoring import service as scoring
from paperscraper_core.tenancy import Tenant
from tests.conftest import make_tenants
from tests.library.records import author, paper
from tests.pages.conftest import OpenPage
from tests.scoring.library import counted_statements
from workers import importing as import_worker
from workers import scoring as scoring_worker

FEW, MANY = 4, 24
Library = tuple[Tenant, dict[str, int]]


def _fill(tenant: Tenant, size: int) -> dict[str, int]:
    """`size` rows of everything that a page lists."""
    everybody = [author(f"Person Number{n}", n, openalex=f"A{n}") for n in range(1, size + 1)]
    references = tuple(("openalex", f"W{n}") for n in range(1, size + 1))
    records = [
        paper(
            f"Sandstone number {n} of the library", openalex=f"W{n}", doi=f"10.1000/{n}",
            year=2000 + n % 20, citation_count=n, abstract=f"Sandstone and its grains, part {n}.",
            venue=f"Journal {n}", keywords=(f"word {n}",),
            authors=tuple(everybody) if n == 1 else (everybody[0], everybody[n % size]),
            referenced_ids=references if n <= 2 else (("openalex", "W1"),),
        )
        for n in range(1, size + 1)
    ]  # fmt: skip
    with db.transaction(tenant) as session:
        ids = service.upsert_papers(session, tenant, records, run_id=None).paper_ids
        intake.make_findable(session, tenant, ids)
    job_id = 0
    for _ in range(size):
        with db.transaction(tenant) as session:
            lines = "\n".join(json.dumps({"id": f"W{n}", "title": ""}) for n in range(size))
            run_id = importing.start_run(
                session, tenant, filename="a.jsonl", content=lines.encode()
            )
        import_worker.import_slice(run_id)
        with db.transaction(tenant) as session:
            job_id = scoring.request(session, tenant)
        while scoring_worker.score_slice(job_id):
            pass
    _colleagues(tenant, size)
    with db.reading(tenant) as session:
        people = session.scalars(
            text("SELECT author_id FROM authorships GROUP BY 1 ORDER BY count(*) DESC LIMIT 2")
        ).all()
    return {
        "paper": min(ids), "paper2": max(ids), "job": job_id, "run": run_id,
        "author": people[0], "other": people[1],
    }  # fmt: skip


def _colleagues(tenant: Tenant, size: int) -> None:
    with db.system() as session:
        for n in range(size):
            user_id = session.scalar(
                text(
                    "INSERT INTO users (email, name, password_hash)"
                    " VALUES (:e, 'x', 'unusable') RETURNING id"
                ),
                {"e": f"p{n}@{tenant.organization_id}.test"},
            )
            session.execute(
                text("INSERT INTO memberships VALUES (:o, :u, 'viewer')"),
                {"o": tenant.organization_id, "u": user_id},
            )


@pytest.fixture(scope="module")
def libraries(module_database: str) -> Iterator[tuple[Library, Library]]:
    """A small and a larger library with the same shape."""
    small, large = make_tenants()
    scoring_worker._BENCHES.clear()
    yield (small, _fill(small, FEW)), (large, _fill(large, MANY))
    scoring_worker._BENCHES.clear()


@pytest.mark.parametrize(
    ("page", "query"),
    [
        ("home.py", {}),
        ("search.py", {"q": "sandstone", "mode": "keyword"}),
        ("search.py", {"sort": "citations"}),
        ("search.py", {"sort": "weighted"}),
        ("search.py", {"like": "paper"}),
        ("search.py", {"compare": "paper,paper2"}),
        ("paper.py", {"id": "paper"}),
        ("authors.py", {}),
        ("authors.py", {"author": "author"}),
        ("authors.py", {"author": "author", "work": "Venues", "by": "coauthor", "of": "other"}),
        ("authors.py", {"author": "author", "work": "Topics", "by": "self", "of": "found"}),
        ("authors.py", {"compare": "author,other"}),
        ("scoring_queue.py", {"job": "job"}),
        ("import_papers.py", {"run": "run"}),
        ("admin.py", {}),
    ],
)
def test_statements_do_not_grow_with_rows(
    open_page: OpenPage, libraries: tuple[Library, Library], page: str, query: dict[str, str]
) -> None:
    sent = []
    for tenant, ids in libraries:
        given = {
            name: ",".join(str(ids.get(part, part)) for part in value.split(","))
            for name, value in query.items()
        }
        with counted_statements() as statements:
            app = open_page(page, tenant, **given)
        assert not app.exception
        assert not app.error
        sent.append(list(statements))
    assert len(sent[1]) <= len(sent[0]), [one for one in sent[1] if one not in sent[0]]
    # the page of one author stands on eight analyses, each a read of its own; the search page
    # counts its facets by a search of their own
    assert len(sent[1]) < (90 if "author" in query else 70)
