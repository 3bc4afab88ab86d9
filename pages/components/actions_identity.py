"""What a manager decides about who is who; the numbers are fresh when it is done."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from pages.components import actions, data_authors, data_identity, data_library
from paperscraper_core.accounts.permissions import Permission
from paperscraper_core.library import profile_service, suggesting
from paperscraper_core.metrics import service as metrics
from paperscraper_core.tenancy import Tenant


def merge(profile_ids: tuple[int, ...], into_id: int, reason: str = "") -> None:
    """Say that profiles are the person `into_id`."""
    with _deciding() as (session, tenant):
        profile_service.merge(session, tenant, profile_ids, into_id, reason=reason)


def split(
    author_id: int,
    paper_ids: tuple[int, ...],
    name: str,
    reason: str = "",
    into_id: int | None = None,
) -> int:
    """Say that papers of an author are somebody else's: a new author's, or those of `into_id`.

    Returns the id of whoever has them now.
    """
    with _deciding() as (session, tenant):
        _, made = profile_service.split(
            session, tenant, author_id, paper_ids, into_id=into_id, name=name, reason=reason
        )
    return made


def undo(event_id: int) -> None:
    """Take a merge or a split back."""
    with _deciding() as (session, tenant):
        profile_service.undo(session, tenant, event_id)


def keep_apart(author_id: int, other_id: int, reasons: str) -> None:
    """Remember that two profiles are two people."""
    with _deciding() as (session, tenant):
        suggesting.keep_apart(session, tenant, author_id, other_id, reasons=reasons)


@contextmanager
def _deciding() -> Iterator[tuple[Session, Tenant]]:
    with actions.acting(Permission.DECIDE_AUTHORS) as (session, tenant):
        yield session, tenant
        metrics.refresh(session, tenant)
    for cached in (
        data_identity.suggestions,
        data_identity.history,
        data_identity.merge_preview,
        data_identity.split_preview,
        data_authors.leaderboard,
        data_authors.compared,
        data_authors.papers,
        data_authors.changes,
        data_library.paper,
    ):
        cached.clear()
    from pages.components import data_author_analyses  # the queue of pairs does not pay for it

    data_author_analyses.clear()
