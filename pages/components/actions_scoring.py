"""What a user can do about scoring."""

from collections.abc import Sequence

from pages.components import actions, data_scoring
from paperscraper_core.accounts import limits
from paperscraper_core.accounts.permissions import Permission
from paperscraper_core.scoring import service


def request(
    paper_ids: Sequence[int] | None, *, description: str, only_unscored: bool = False
) -> int:
    """Ask for papers to be scored, None being the whole library; returns the job's id."""
    with actions.acting(Permission.SCORE, limit=limits.SCORING) as (session, tenant):
        job_id = service.request(
            session,
            tenant,
            paper_ids=paper_ids,
            only_unscored=only_unscored,
            description=description,
        )
    _forget()
    return job_id


def cancel(job_id: int) -> None:
    """End a job; papers in a worker's hands are still finished."""
    with actions.acting(Permission.SCORE) as (session, tenant):
        service.cancel(session, tenant, job_id)
    _forget()


def retry_failed(job_id: int) -> int:
    """Let the failed papers of a job wait again; returns how many."""
    with actions.acting(Permission.SCORE, limit=limits.SCORING) as (session, tenant):
        waiting = service.retry_failed(session, tenant, job_id)
    _forget()
    return waiting


def _forget() -> None:
    for cached in (data_scoring.jobs, data_scoring.job, data_scoring.items):
        cached.clear()
