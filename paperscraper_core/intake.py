"""From a file's records to papers that can be found: what every import does with a batch.

The rooms on the way do not call each other; the worker and the command line carry papers from
one to the next, and this is the part of the way that they share. `carry` opens transactions as
they would.
"""

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.orm import Session

from paperscraper_core import db
from paperscraper_core.embedding import service as embedding_service
from paperscraper_core.importing import work_service
from paperscraper_core.importing.types import (
    BatchOutcome,
    ClaimedRun,
    Item,
    PaperRecord,
    RowProblem,
)
from paperscraper_core.library import service as library_service
from paperscraper_core.search import service as search_service
from paperscraper_core.tenancy import Tenant

log = logging.getLogger(__name__)

REFUSED: Final = "The database cannot hold this record; it is skipped."
#: Items in a batch: enough to share the statements, few enough for live progress.
BATCH_ITEMS: Final = 200
#: A batch ends early once it holds this many authors: papers of large collaborations.
BATCH_AUTHORS: Final = 5_000


def batches(items: Iterable[Item]) -> Iterator[list[Item]]:
    """The items in groups, each for one transaction."""
    batch: list[Item] = []
    authors = 0
    for item in items:
        batch.append(item)
        authors += len(item.authors) if isinstance(item, PaperRecord) else 0
        if len(batch) >= BATCH_ITEMS or authors >= BATCH_AUTHORS:
            yield batch
            batch, authors = [], 0
    if batch:
        yield batch


def carry(tenant: Tenant, run: ClaimedRun, batch: Sequence[Item]) -> tuple[BatchOutcome, bool]:
    """Take one batch in, in a transaction of its own.

    A record that the database refuses costs itself, not its neighbours: the batch is halved
    until the record stands alone, and becomes a problem of its row.

    Returns:
        What the batch did, and whether the run was asked to stop.
    """
    try:
        with db.transaction(tenant) as session:
            return take_in(session, tenant, run, batch)
    except (DataError, IntegrityError, ValueError, TypeError, LookupError) as error:
        if len(batch) > 1:
            middle = len(batch) // 2
            first, _ = carry(tenant, run, batch[:middle])
            second, cancelled = carry(tenant, run, batch[middle:])
            return _together(first, second), cancelled
        log.exception("a record of import %s is refused", run.run_id)
        with db.transaction(tenant) as session:
            return refuse(session, tenant, run, batch[0], f"{REFUSED} ({type(error).__name__})")


def _together(first: BatchOutcome, second: BatchOutcome) -> BatchOutcome:
    return BatchOutcome(
        rows=first.rows + second.rows,
        created=first.created + second.created,
        merged=first.merged + second.merged,
        unchanged=first.unchanged + second.unchanged,
        problems=first.problems + second.problems,
    )


def take_in(
    session: Session, tenant: Tenant, run: ClaimedRun, batch: Sequence[Item]
) -> tuple[BatchOutcome, bool]:
    """Carry one batch of a run into the library and the search index, and ask for embeddings.

    Args:
        session: one transaction for all of it.
        tenant: whose library.
        run: the claimed run that the batch belongs to.
        batch: the next items of its file.

    Returns:
        What the batch did, and whether the run was asked to stop.

    Raises:
        StaleAttempt: somebody else has taken the run; nothing of the batch is kept.
    """
    records = [item for item in batch if not isinstance(item, RowProblem)]
    result = library_service.upsert_papers(session, tenant, records, run_id=run.run_id)
    outcome = BatchOutcome(
        rows=len(batch),
        created=result.created,
        merged=result.merged,
        unchanged=result.unchanged,
        problems=(*(i for i in batch if isinstance(i, RowProblem)), *result.problems),
    )
    cancelled = work_service.record_batch(session, tenant, run, outcome)
    make_findable(session, tenant, result.text_changed_ids)
    return outcome, cancelled


def make_findable(session: Session, tenant: Tenant, paper_ids: Sequence[int]) -> None:
    """Index papers whose text is new, and ask for their embeddings: the transaction's last step."""
    embedding_service.request(session, tenant, paper_ids)
    search_service.index_papers(session, tenant, paper_ids)


def refuse(
    session: Session, tenant: Tenant, run: ClaimedRun, item: Item, reason: str
) -> tuple[BatchOutcome, bool]:
    """Count one item that the database cannot hold as a problem of its row."""
    problem = (
        replace(item, message=reason)
        if isinstance(item, RowProblem)
        else RowProblem(row=item.row, field=None, message=reason)
    )
    outcome = BatchOutcome(rows=1, problems=(problem,))
    return outcome, work_service.record_batch(session, tenant, run, outcome)
