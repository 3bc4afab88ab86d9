"""From a file's records to papers that can be found: what every import does with a batch.

The rooms on the way do not call each other; the worker and the command line carry papers from
one to the next, and this is the part of the way that they share.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from sqlalchemy.orm import Session

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


def take_in(
    session: Session, tenant: Tenant, run: ClaimedRun, batch: Sequence[Item], *, embed: bool = True
) -> tuple[BatchOutcome, bool]:
    """Carry one batch of a run into the library and the search index, and ask for embeddings.

    Args:
        session: one transaction for all of it.
        tenant: whose library.
        run: the claimed run that the batch belongs to.
        batch: the next items of its file.
        embed: whether new and changed papers are to be embedded.

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
    make_findable(session, tenant, result.text_changed_ids, embed=embed)
    return outcome, cancelled


def make_findable(
    session: Session, tenant: Tenant, paper_ids: Sequence[int], *, embed: bool = True
) -> None:
    """Index papers whose text is new, and ask for their embeddings: the transaction's last step."""
    if embed:
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
