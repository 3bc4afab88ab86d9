"""Organizations that grow and shrink, and the way that they are searched follows."""

from collections.abc import Iterator

import numpy as np
import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError, ProgrammingError

from paperscraper_core import db, queue
from paperscraper_core.search import layout, layout_queries, layout_service
from paperscraper_core.search.layout import Way
from paperscraper_core.tenancy import Tenant
from tests.search.papers import P, add, search
from workers import maintenance, runtime, sweeper


@pytest.fixture(autouse=True)
def small_thresholds(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Ten papers are many, forty are very many."""
    monkeypatch.setattr(layout, "BITS_FROM", 10)
    monkeypatch.setattr(layout, "INDEX_FROM", 40)
    yield
    assert maintenance.wait(60)


def grow(tenant: Tenant, papers: int) -> list[int]:
    chance = np.random.default_rng(papers)
    directions = chance.normal(size=(papers, 384)).astype(np.float32)
    directions /= np.linalg.norm(directions, axis=1, keepdims=True)
    return add(tenant, [P(title=f"Alloy {i}", axis=x) for i, x in enumerate(directions)])


def shrink(tenant: Tenant, ids: list[int]) -> None:
    with db.transaction(tenant) as session:
        session.execute(text("DELETE FROM papers WHERE id = ANY(:ids)"), {"ids": ids})


def due() -> tuple[int, ...]:
    with db.system() as session:
        return layout_queries.due(session)


def stored(tenant: Tenant) -> tuple[str, int, str | None, bool] | None:
    with db.reading(tenant) as session:
        row = session.execute(
            text("SELECT way, papers, error, lease_until IS NULL FROM search_layouts")
        ).one_or_none()
    return None if row is None else tuple(row)


def index_state(tenant: Tenant) -> bool | None:
    with db.owner() as owner:
        return layout_service.is_built(owner, tenant.organization_id)


def maintain(tenant: Tenant) -> None:
    maintenance.maintain_slice(tenant.organization_id)
    assert maintenance.wait(60)


def test_a_library_moves_up_and_down_by_itself(tenant_a: Tenant, tenant_b: Tenant) -> None:
    grow(tenant_b, 3)
    assert due() == ()
    first = grow(tenant_a, 12)
    assert due() == (tenant_a.organization_id,)
    maintain(tenant_a)
    assert stored(tenant_a) == ("bits", 12, None, True)
    second = grow(tenant_a, 35)
    assert due() == (tenant_a.organization_id,)
    maintain(tenant_a)
    assert stored(tenant_a) == ("index", 47, None, True)
    assert index_state(tenant_a) is True
    assert due() == ()
    shrink(tenant_a, second[:10])  # 37: between the thresholds for up and down
    assert due() == ()
    shrink(tenant_a, second[10:20])
    maintain(tenant_a)
    assert stored(tenant_a) == ("bits", 27, None, True)
    assert index_state(tenant_a) is None
    shrink(tenant_a, second[20:] + first[5:])
    maintain(tenant_a)
    assert stored(tenant_a) == ("exact", 5, None, True)
    assert stored(tenant_b) is None
    assert due() == ()


def test_the_sweeper_rings_and_the_handler_is_known(tenant_a: Tenant, valkey: str) -> None:
    grow(tenant_a, 12)
    with db.system() as session:
        assert (queue.MAINTAIN, tenant_a.organization_id) in list(sweeper.due(session))
    assert runtime.handler(queue.MAINTAIN) is maintenance.maintain_slice
    assert sweeper.sweep() >= 1
    runtime.run_slice(queue.MAINTAIN, str(tenant_a.organization_id))
    with db.system() as session:
        assert queue.MAINTAIN not in dict(sweeper.due(session))


def test_an_unknown_organization_is_nothing_to_do() -> None:
    assert maintenance.maintain_slice(999_999_999) is False


def test_two_workers_do_not_do_the_same(tenant_a: Tenant) -> None:
    grow(tenant_a, 45)
    with db.system() as session:
        first = layout_service.claim(session, tenant_a.organization_id, worker="one")
    with db.system() as session:
        assert layout_service.claim(session, tenant_a.organization_id, worker="two") is None
    assert due() == ()
    assert first is not None
    assert (first.present, first.wanted) == (Way.EXACT, Way.INDEX)


def test_a_worker_that_lost_its_claim_writes_nothing(tenant_a: Tenant) -> None:
    grow(tenant_a, 45)
    with db.system() as session:
        lost = layout_service.claim(session, tenant_a.organization_id, worker="one")
    assert lost is not None
    expire(tenant_a)
    assert due() == (tenant_a.organization_id,)
    with db.system() as session:
        held = layout_service.claim(session, tenant_a.organization_id, worker="two")
    assert held is not None
    assert held.unfinished
    with db.system() as session:
        for write in (layout_service.renew, layout_service.decide, layout_service.finish):
            assert not write(session, lost)
        assert layout_service.renew(session, held)
    state = stored(tenant_a)
    assert state is not None
    assert state[0] == "exact"


def expire(tenant: Tenant) -> None:
    with db.system() as session:
        session.execute(text("UPDATE search_layouts SET lease_until = now() - interval '1 s'"))


def test_what_a_killed_build_leaves_is_cleared_away_and_built_again(tenant_a: Tenant) -> None:
    grow(tenant_a, 45)
    break_a_build(tenant_a)
    assert index_state(tenant_a) is False
    assert search(tenant_a, "alloy", size=50).total == 45  # as before, without it
    with db.system() as session:
        layout_service.claim(session, tenant_a.organization_id, worker="killed")
    expire(tenant_a)
    maintain(tenant_a)
    assert index_state(tenant_a) is True
    assert stored(tenant_a) == ("index", 45, None, True)


def test_a_library_that_shrank_during_a_killed_build_keeps_no_broken_index(
    tenant_a: Tenant,
) -> None:
    ids = grow(tenant_a, 45)
    break_a_build(tenant_a)
    with db.system() as session:
        layout_service.claim(session, tenant_a.organization_id, worker="killed")
    expire(tenant_a)
    shrink(tenant_a, ids[5:])
    assert due() == (tenant_a.organization_id,)
    maintain(tenant_a)
    assert index_state(tenant_a) is None
    assert stored(tenant_a) == ("exact", 5, None, True)


def break_a_build(tenant: Tenant) -> None:
    """Stop a build halfway: a transaction that it has to wait for, and a short patience."""
    organization_id = tenant.organization_id
    with db.transaction(tenant) as session:
        session.execute(text("UPDATE embeddings SET created_at = now()"))
        with db.owner() as owner:
            owner.execute(text("SET statement_timeout = '500ms'"))
            with pytest.raises(OperationalError):
                layout_service.build_index(owner, organization_id, 45)


def test_a_failed_change_rests_before_the_next_try(
    tenant_a: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    grow(tenant_a, 45)

    def refuse(*_arguments: object) -> None:
        raise OperationalError("CREATE INDEX", None, Exception("no space left"))

    with monkeypatch.context() as patched:
        patched.setattr(layout_service, "build_index", refuse)
        maintain(tenant_a)
    assert stored(tenant_a) == ("exact", 0, "OperationalError", False)
    assert due() == ()
    assert search(tenant_a, "alloy").total == 45
    expire(tenant_a)
    maintain(tenant_a)
    assert stored(tenant_a) == ("index", 45, None, True)


def test_searching_and_importing_go_on_while_an_index_is_built(tenant_a: Tenant) -> None:
    grow(tenant_a, 45)
    with db.transaction(tenant_a) as session:  # the build waits for those who write already
        session.execute(text("UPDATE embeddings SET created_at = now()"))
        maintenance.maintain_slice(tenant_a.organization_id)
        assert not maintenance.wait(0.5)
        assert search(tenant_a, "alloy", size=50).total == 45
        grow(tenant_a, 3)
        assert len(search(tenant_a, "alloy", size=50).rows) == 48
    assert maintenance.wait(60)
    assert stored(tenant_a) == ("index", 45, None, True)
    assert len(search(tenant_a, "alloy", size=50).rows) == 48


def test_the_app_itself_may_build_nothing(tenant_a: Tenant) -> None:
    grow(tenant_a, 3)
    with pytest.raises(ProgrammingError, match="must be owner"), db.system() as session:
        session.execute(text("CREATE INDEX ix_mine ON embeddings (created_at)"))
