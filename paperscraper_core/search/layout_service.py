"""Moves an organization from one way of searching its vectors to the next.

The order makes every moment safe to search in, and to die in: an index is there before the
layout says so, and the layout says that it is not used before it goes. What a dead worker leaves
is an index that is marked as invalid; whoever claims next drops it first.
"""

from datetime import timedelta
from typing import Final

from sqlalchemy import Connection, func, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from paperscraper_core.embedding.types import MODEL
from paperscraper_core.models import SearchLayout, SearchStatistics
from paperscraper_core.search import layout
from paperscraper_core.search.layout import Way
from paperscraper_core.search.layout_types import LayoutWork

#: Seconds that a claim lasts; a build renews it all along.
LEASE_SECONDS: Final = 60
#: Seconds after which a change that failed is tried again.
RETRY_SECONDS: Final = 900
#: First key of the advisory lock that a build holds: the server may go on building for a moment
#: after its worker has died.
BUILD_LOCK: Final = 7302
#: Bytes that the graph takes for each paper while it is built, and the most that it may take; a
#: build that needs more goes on, only slower.
_BYTES_A_PAPER: Final = 1_500
_MOST_MEMORY_MB: Final = 2_048


def claim(session: Session, organization_id: int, *, worker: str) -> LayoutWork | None:
    """Take the organization's change for LEASE_SECONDS; None when there is nothing to do.

    Args:
        session: of the system door.
        organization_id: whose search is looked at.
        worker: the name of the claiming process.
    """
    papers = session.scalar(
        select(SearchStatistics.documents).where(
            SearchStatistics.organization_id == organization_id
        )
    )
    if papers is None:
        return None
    row = insert(SearchLayout).values(organization_id=organization_id)
    session.execute(row.on_conflict_do_nothing())
    found = session.execute(
        select(SearchLayout.way, SearchLayout.lease_until)
        .where(
            SearchLayout.organization_id == organization_id,
            or_(SearchLayout.lease_until.is_(None), SearchLayout.lease_until < func.now()),
        )
        .with_for_update(skip_locked=True)
    ).one_or_none()
    if found is None:
        return None
    present = Way(found.way)
    wanted = layout.fitting(papers, present)
    if wanted is present and found.lease_until is None:
        return None
    attempt = session.execute(
        update(SearchLayout)
        .where(SearchLayout.organization_id == organization_id)
        .values(
            attempt=SearchLayout.attempt + 1,
            lease_until=func.now() + timedelta(seconds=LEASE_SECONDS),
            worker=worker,
        )
        .returning(SearchLayout.attempt)
    ).scalar_one()
    return LayoutWork(
        organization_id=organization_id,
        attempt=attempt,
        present=present,
        wanted=wanted,
        papers=papers,
        unfinished=found.lease_until is not None,
    )


def renew(session: Session, work: LayoutWork) -> bool:
    """Hold the claim for another LEASE_SECONDS; False when somebody else has it by now."""
    return _write(session, work, lease_until=func.now() + timedelta(seconds=LEASE_SECONDS))


def decide(session: Session, work: LayoutWork) -> bool:
    """Write down how the organization is searched from now on; the claim stays."""
    return _write(
        session, work, way=work.wanted, papers=work.papers, error=None, decided_at=func.now()
    )


def finish(session: Session, work: LayoutWork) -> bool:
    """Give the claim back: all is done."""
    return _write(session, work, lease_until=None, worker=None)


def fail(session: Session, work: LayoutWork, message: str) -> bool:
    """Note why the change failed, and let it rest for RETRY_SECONDS."""
    later = func.now() + timedelta(seconds=RETRY_SECONDS)
    return _write(session, work, lease_until=later, worker=None, error=message[:500])


def _write(session: Session, work: LayoutWork, **values: object) -> bool:
    written = session.execute(
        update(SearchLayout)
        .where(
            SearchLayout.organization_id == work.organization_id,
            SearchLayout.attempt == work.attempt,
        )
        .values(**values)
        .returning(SearchLayout.attempt)
        .execution_options(synchronize_session=False)
    )
    return written.first() is not None


def lock_build(owner: Connection, organization_id: int) -> bool:
    """Become the only one that builds or drops this organization's index, until disconnected."""
    taken = text("SELECT pg_try_advisory_lock(:key, :organization_id)")
    return bool(
        owner.execute(taken, {"key": BUILD_LOCK, "organization_id": organization_id}).scalar_one()
    )


def is_built(owner: Connection, organization_id: int) -> bool | None:
    """Say whether the organization's index is whole; False for a broken one, None for none."""
    found: bool | None = owner.execute(
        text("SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass(:name)"),
        {"name": layout.index_name(organization_id)},
    ).scalar()
    return found


def build_index(owner: Connection, organization_id: int, papers: int) -> None:
    """Build the organization's index while everybody goes on reading and writing.

    An index that an interrupted build left behind is dropped first; a whole one is kept.
    """
    state = is_built(owner, organization_id)
    if state:
        return
    if state is False:
        drop_index(owner, organization_id)
    memory = min(_MOST_MEMORY_MB, 64 + papers * _BYTES_A_PAPER // 2**20)
    owner.execute(text(f"SET maintenance_work_mem = '{memory}MB'"))
    # literals, as a partial index's condition takes no parameters: a number and our own constant
    owner.execute(
        text(
            f"CREATE INDEX CONCURRENTLY {layout.index_name(organization_id)} ON embeddings"
            " USING hnsw (vector halfvec_ip_ops) WITH (m = 16, ef_construction = 128)"
            f" WHERE organization_id = {int(organization_id)} AND model = '{MODEL}'"
        )
    )


def drop_index(owner: Connection, organization_id: int) -> None:
    """Drop the organization's index, once no search uses it any more."""
    owner.execute(text(f"DROP INDEX CONCURRENTLY IF EXISTS {layout.index_name(organization_id)}"))
