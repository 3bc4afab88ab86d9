"""What a user can do about saved searches: their own, and sharing them inside the organization."""

from pages.components import actions, data_search_saved
from paperscraper_core.accounts.permissions import Permission
from paperscraper_core.search import saved_service


def save_search(name: str, address: str, *, replace: bool = False) -> int:
    """Keep a search for oneself, seen as of now; returns its id."""
    with actions.acting(Permission.SEARCH) as (session, tenant):
        saved = saved_service.save(session, tenant, name, address, replace=replace)
        saved_service.mark_seen(session, tenant, saved)
    _forget()
    return saved


def rename_search(saved_search_id: int, name: str) -> None:
    """Give a saved search another name."""
    with actions.acting(Permission.SEARCH) as (session, tenant):
        saved_service.rename(session, tenant, saved_search_id, name)
    _forget()


def share_search(saved_search_id: int, is_shared: bool) -> None:
    """Show a saved search to everybody in the organization, or to its owner alone again."""
    with actions.acting(Permission.SHARE_SEARCHES) as (session, tenant):
        saved_service.share(session, tenant, saved_search_id, is_shared)
    _forget()


def delete_search(saved_search_id: int) -> None:
    """Forget a saved search."""
    with actions.acting(Permission.SEARCH) as (session, tenant):
        saved_service.delete(session, tenant, saved_search_id)
    _forget()


def mark_search_seen(saved_search_id: int) -> None:
    """Note that the user looks at a saved search now."""
    with actions.acting(Permission.SEARCH) as (session, tenant):
        saved_service.mark_seen(session, tenant, saved_search_id)
    _forget()


def _forget() -> None:
    data_search_saved.saved.clear()
    data_search_saved.new_in.clear()
