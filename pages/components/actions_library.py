"""What a user can do about one paper of the library."""

from pages.components import actions, data_importing, data_library, data_search
from paperscraper_core import intake
from paperscraper_core.accounts.permissions import Permission
from paperscraper_core.library import service
from paperscraper_core.library.types import PaperDraft


def update_paper(paper_id: int, draft: PaperDraft) -> None:
    """Replace what is known of a paper by what was typed, and make it findable by that."""
    with actions.acting(Permission.EDIT_PAPERS) as (session, tenant):
        service.update_paper(session, tenant, paper_id, draft)
        intake.make_findable(session, tenant, [paper_id])
    _forget()


def delete_paper(paper_id: int) -> None:
    """Delete a paper; it leaves the search index by itself."""
    with actions.acting(Permission.DELETE_PAPERS) as (session, tenant):
        service.delete_paper(session, tenant, paper_id)
    data_importing.library_is_empty.clear()
    _forget()


def _forget() -> None:
    for cached in (data_library.paper, data_search.more_like, data_search.compared):
        cached.clear()
