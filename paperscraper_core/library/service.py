"""Papers into the library, by the batch or by hand."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from paperscraper_core.importing.types import AuthorProfileRecord, PaperRecord
from paperscraper_core.library import batch as batches
from paperscraper_core.library import batch_writes
from paperscraper_core.library.editing import add_paper, delete_paper, update_paper
from paperscraper_core.library.locking import lock
from paperscraper_core.library.types import UpsertResult
from paperscraper_core.tenancy import Tenant

__all__ = ["add_paper", "delete_paper", "update_paper", "upsert_papers"]


def upsert_papers(
    session: Session,
    tenant: Tenant,
    records: Sequence[PaperRecord | AuthorProfileRecord],
    *,
    run_id: int | None,
) -> UpsertResult:
    """Take a batch of records into the library: one paper each, however often it is told.

    The number of statements does not depend on the number of records; 200 to 500 are a good
    batch. The same batch again creates and changes nothing.

    Args:
        session: a writing transaction.
        tenant: whose library.
        records: papers and author profiles in the file's order.
        run_id: the import run to remember, if there is one.
    """
    lock(session, tenant)
    batch = batches.prepare(session, tenant, records)
    batches.merge(batch)
    numbers = batch_writes.write(session, tenant, batch, run_id)
    touched = [s for s in batch.shelf.papers.values() if s.is_new or s.is_changed]
    created = sum(entry.makes_paper for entry in batch.entries)
    merged = sum(entry.changed and not entry.makes_paper for entry in batch.entries)
    return UpsertResult(
        created=created,
        merged=merged,
        unchanged=len(batch.entries) + len(batch.repeats) - created - merged,
        paper_ids=tuple(state.number for state in touched),
        text_changed_ids=tuple(s.number for s in touched if s.is_new or s.text_changed),
        problems=batches.problems(batch, numbers),
    )
