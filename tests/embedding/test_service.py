"""The queue of embeddings: nothing is lost, stale results write nothing."""

from collections.abc import Sequence

import numpy as np
import pytest
from sqlalchemy import text

from paperscraper_core import db, queue
from paperscraper_core.embedding import model, queries, service
from paperscraper_core.embedding.types import EmbeddedPaper, EmbeddingWork, ModelNotFound
from paperscraper_core.tenancy import Tenant
from workers import embedding as worker


def add_papers(tenant: Tenant, titles: Sequence[str]) -> list[int]:
    with db.transaction(tenant) as session:
        ids = [
            session.execute(
                text(
                    "INSERT INTO papers (organization_id, title, title_key, abstract)"
                    " VALUES (:o, :t, :t, :a) RETURNING id"
                ),
                {"o": tenant.organization_id, "t": title, "a": "Abstract." if number else None},
            ).scalar_one()
            for number, title in enumerate(titles)
        ]
        service.request(session, tenant, ids)
    return ids


def claim(tenant: Tenant, limit: int = 64) -> tuple[EmbeddingWork, ...]:
    with db.transaction(tenant) as session:
        return service.claim(session, tenant, worker="w", limit=limit)


def store(tenant: Tenant, work: Sequence[EmbeddingWork], number: int = 0) -> int:
    vector = np.zeros(384, dtype=np.float32)
    vector[number] = 1.0
    results = [EmbeddedPaper(paper_id=w.paper_id, attempt=w.attempt, vector=vector) for w in work]
    with db.transaction(tenant) as session:
        return service.store_embeddings(session, tenant, results)


def counts(tenant: Tenant) -> tuple[int, int, int, int]:
    with db.reading(tenant) as session:
        found = queries.progress(session, tenant)
    return found.papers, found.embedded, found.waiting, found.failed


def expire_leases(tenant: Tenant) -> None:
    with db.transaction(tenant) as session:
        session.execute(text("UPDATE embedding_tasks SET lease_until = now() - interval '1 s'"))


def test_requested_papers_are_claimed_once_and_stored(
    tenant_a: Tenant, tenant_b: Tenant, valkey: str
) -> None:
    ids = add_papers(tenant_a, ["One", "Two", "Three"])
    assert queue.depth() == 1
    first, second, third = claim(tenant_a, 2), claim(tenant_a, 2), claim(tenant_a, 2)
    assert [w.paper_id for w in first + second] == ids
    assert [w.text for w in first + second] == ["One", "Two. Abstract.", "Three. Abstract."]
    assert third == ()
    assert store(tenant_a, first + second) == 3
    assert counts(tenant_a) == (3, 3, 0, 0)
    assert counts(tenant_b) == (0, 0, 0, 0)
    with db.reading(tenant_a) as session:
        stored = session.execute(text("SELECT DISTINCT vector::text FROM embeddings")).scalars()
        assert [value[:6] for value in stored] == ["[1,0,0"]


def test_ids_of_another_organization_are_ignored(tenant_a: Tenant, tenant_b: Tenant) -> None:
    ids = add_papers(tenant_a, ["One"])
    with db.transaction(tenant_b) as session:
        service.request(session, tenant_b, ids)
    assert counts(tenant_b) == (0, 0, 0, 0)


def test_a_worker_that_lost_its_lease_writes_nothing(tenant_a: Tenant) -> None:
    add_papers(tenant_a, ["One"])
    zombie = claim(tenant_a)
    expire_leases(tenant_a)
    heir = claim(tenant_a)
    assert store(tenant_a, zombie, 5) == 0
    assert store(tenant_a, heir, 7) == 1
    assert store(tenant_a, zombie, 5) == 0
    with db.reading(tenant_a) as session:
        vector = session.execute(text("SELECT vector::text FROM embeddings")).scalar_one()
    assert vector.startswith("[0,0,0,0,0,0,0,1")


def test_a_vector_of_the_old_text_is_dropped(tenant_a: Tenant) -> None:
    ids = add_papers(tenant_a, ["One"])
    old = claim(tenant_a)
    with db.transaction(tenant_a) as session:
        session.execute(text("UPDATE papers SET title = 'Other'"))
        service.request(session, tenant_a, ids)
    assert store(tenant_a, old) == 0
    new = claim(tenant_a)
    assert [w.text for w in new] == ["Other"]
    assert store(tenant_a, new) == 1


def test_a_deleted_paper_takes_its_task_along(tenant_a: Tenant) -> None:
    add_papers(tenant_a, ["One", "Two"])
    work = claim(tenant_a)
    with db.transaction(tenant_a) as session:
        session.execute(text("DELETE FROM papers WHERE title = 'One'"))
    assert store(tenant_a, work) == 1
    assert counts(tenant_a) == (1, 1, 0, 0)


def _pretend(texts: Sequence[str]) -> "np.ndarray":
    if any("bad" in text for text in texts):
        raise ValueError("cannot")
    return np.full((len(texts), 384), 384**-0.5, dtype=np.float32)


def test_a_slice_embeds_all_and_sets_the_bad_one_aside(
    tenant_a: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(model, "encode", _pretend)
    ids = add_papers(tenant_a, [*(f"Paper {n}" for n in range(70)), "a bad one"])
    assert worker.embed_slice(tenant_a.organization_id) is False
    assert counts(tenant_a) == (71, 70, 0, 1)
    assert worker.embed_slice(tenant_a.organization_id) is False
    with db.transaction(tenant_a) as session:
        session.execute(text("UPDATE papers SET title = 'good now' WHERE title = 'a bad one'"))
        service.request(session, tenant_a, ids[-1:])
    assert worker.embed_slice(tenant_a.organization_id) is False
    assert counts(tenant_a) == (71, 71, 0, 0)


def test_without_a_model_the_papers_keep_waiting(
    tenant_a: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(_texts: Sequence[str]) -> "np.ndarray":
        raise ModelNotFound

    monkeypatch.setattr(model, "encode", missing)
    add_papers(tenant_a, ["One"])
    with pytest.raises(ModelNotFound):
        worker.embed_slice(tenant_a.organization_id)
    assert counts(tenant_a) == (1, 0, 1, 0)
