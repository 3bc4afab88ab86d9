"""The doorbell: RQ messages that carry a kind of work and the id of its row, nothing else.

Postgres holds the work itself. A message that is lost is rung again by the sweeper, a message
that is rung twice finds nothing left to claim.
"""

import logging
from functools import cache
from typing import Final

from redis import Redis
from redis.exceptions import RedisError
from rq import Queue
from sqlalchemy.orm import Session

from paperscraper_core.local_services import redis_url

QUEUE_NAME: Final = "paperscraper"
#: The one function that messages name; workers refuse any other.
RUN_SLICE: Final = "workers.runtime.run_slice"
#: Seconds after which a slice of work is stopped as hung; slices end themselves after a few.
SLICE_TIMEOUT: Final = 600
#: Kinds of work; each is a function in `workers.runtime.HANDLERS`.
IMPORT, EMBED, SCORE, MAINTAIN = "import", "embed", "score", "maintain"

log = logging.getLogger(__name__)


@cache
def connection() -> Redis:
    """Return this process's connection pool to Redis or Valkey."""
    client: Redis = Redis.from_url(
        redis_url(), socket_connect_timeout=5, health_check_interval=30, retry_on_timeout=True
    )
    return client


@cache
def work_queue() -> Queue:
    """Return the one queue of all background work."""
    return Queue(QUEUE_NAME, connection=connection(), serializer="json")


def ring(kind: str, row_id: int) -> bool:
    """Tell the workers that the row `row_id` has work of `kind`.

    Returns:
        False when Redis does not answer; the sweeper will ring again.
    """
    try:
        work_queue().enqueue(
            RUN_SLICE,
            kind,
            str(row_id),
            job_timeout=SLICE_TIMEOUT,
            result_ttl=0,
            failure_ttl=3600,
        )
    except RedisError:
        log.warning("the queue does not answer; %s %s waits for the sweeper", kind, row_id)
        return False
    return True


def defer(session: Session, kind: str, row_id: int) -> None:
    """Ring for `row_id` once the session's transaction has committed."""
    session.info.setdefault("deferred", []).append((kind, row_id))


def ring_deferred(session: Session) -> None:
    """Ring for all that was deferred in `session`; called by `db` after the commit."""
    for kind, row_id in dict.fromkeys(session.info.pop("deferred", [])):
        ring(kind, row_id)


def depth() -> int | None:
    """Return the number of waiting messages, or None when Redis does not answer."""
    try:
        return int(work_queue().count)
    except RedisError:
        return None
