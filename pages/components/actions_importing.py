"""What a user can do about imports, and papers typed by hand."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO

from pages.components import actions, data_importing
from paperscraper_core import intake
from paperscraper_core.accounts import limits
from paperscraper_core.accounts.permissions import Permission
from paperscraper_core.importing import demo, service
from paperscraper_core.importing.types import ColumnMapping, Preview
from paperscraper_core.library import editing
from paperscraper_core.library.types import PaperDraft


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """An uploaded file as it was previewed."""

    name: str
    stream: BinaryIO
    mapping: ColumnMapping | None
    preview: Preview


def start(chosen: Sequence[Chosen]) -> int:
    """Hand previewed files to the workers, all or none; returns the first run's id."""
    with actions.acting(Permission.IMPORT, limit=limits.IMPORT) as (session, tenant):
        started = [
            service.start_run(
                session,
                tenant,
                filename=one.name,
                content=one.stream,
                mapping=one.mapping,
                file_format=one.preview.format,
                records_total=one.preview.rows,
            )
            for one in chosen
        ]
    _forget()
    return started[0]


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
    for cached in (
        data_importing.runs,
        data_importing.run,
        data_importing.open_runs,
        data_importing.library_is_empty,
    ):
        cached.clear()
