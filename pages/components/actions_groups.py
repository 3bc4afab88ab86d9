"""Groups of authors: made, renamed, filled and dissolved."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from pages.components import actions, data_authors, data_groups
from paperscraper_core.accounts.permissions import Permission
from paperscraper_core.metrics import group_service
from paperscraper_core.tenancy import Tenant


def create_group(name: str, description: str = "", author_ids: tuple[int, ...] = ()) -> int:
    """Make a group of these authors; returns its id."""
    with _editing() as (session, tenant):
        group_id = group_service.create_group(session, tenant, name, description)
        group_service.add_members(session, tenant, group_id, author_ids)
    return group_id


def edit_group(group_id: int, name: str, description: str) -> None:
    """Give a group another name and description."""
    with _editing() as (session, tenant):
        group_service.edit_group(session, tenant, group_id, name, description)


def delete_group(group_id: int) -> None:
    """Dissolve a group; its authors stay."""
    with _editing() as (session, tenant):
        group_service.delete_group(session, tenant, group_id)


def add_members(group_id: int, author_ids: tuple[int, ...]) -> int:
    """Put authors into a group; returns how many came in."""
    with _editing() as (session, tenant):
        return group_service.add_members(session, tenant, group_id, author_ids)


def remove_members(group_id: int, author_ids: tuple[int, ...]) -> None:
    """Take authors out of a group."""
    with _editing() as (session, tenant):
        group_service.remove_members(session, tenant, group_id, author_ids)


@contextmanager
def _editing() -> Iterator[tuple[Session, Tenant]]:
    with actions.acting(Permission.EDIT_GROUPS) as opened:
        yield opened
    for cached in (data_groups.groups, data_groups.group_metrics, data_authors.leaderboard):
        cached.clear()
