"""What a user can do about imports, and papers typed by hand."""

from typing import BinaryIO

from pages.components import actions, data_importing
from paperscraper_core import intake
from paperscraper_core.accounts import limits
from paperscraper_core.accounts.permissions import Permission
from paperscraper_core.importing import demo, service
from paperscraper_core.importing.types import ColumnMapping, Preview
from paperscraper_core.library import editing
from paperscraper_core.library.types import PaperDraft


def start(name: str, stream: BinaryIO, mapping: ColumnMapping | None, preview: Preview) -> int:
    """Hand one previewed file to the workers; returns the run's id."""
    with actions.acting(Permission.IMPORT, limit=limits.IMPORT) as (session, tenant):
        run_id = service.start_run(
            session,
            tenant,
            filename=name,
            content=stream,
            mapping=mapping,
            file_format=preview.format,
            records_total=preview.rows,
        )
    _forget()
    return run_id


def load_demo() -> int:
    """Import the demo library the way any file is imported; returns the run's id."""
    with actions.acting(Permission.IMPORT, limit=limits.IMPORT) as (session, tenant):
        run_id = service.start_run(session, tenant, filename=demo.FILENAME, content=demo.content())
    _forget()
    return run_id


def cancel(run_id: int) -> None:
    """End an import; papers that it brought so far stay."""
    with actions.acting(Permission.IMPORT) as (session, tenant):
        service.cancel(session, tenant, run_id)
    _forget()


def add_paper(draft: PaperDraft) -> int:
    """Add one paper typed by hand; returns its id."""
    with actions.acting(Permission.EDIT_PAPERS) as (session, tenant):
        paper_id = editing.add_paper(session, tenant, draft)
        intake.make_findable(session, tenant, [paper_id])
    data_importing.library_is_empty.clear()
    return paper_id


def _forget() -> None:
    for cached in (data_importing.runs, data_importing.run, data_importing.library_is_empty):
        cached.clear()
