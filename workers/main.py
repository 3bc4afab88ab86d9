"""Starts one worker process: `python -m workers.main`.

A `SimpleWorker` works in this process, without a fork for every job: the embedding model stays
loaded, and a slice costs no start-up. What a fork would protect from, a job that takes its
process down, the lease in Postgres covers.
"""

import logging
import sys
import time

from redis.exceptions import RedisError
from rq import SimpleWorker
from rq.serializers import JSONSerializer

from paperscraper_core import local_services, logs, queue
from workers import runtime, sweeper

log = logging.getLogger(__name__)


class SliceWorker(SimpleWorker):
    """RQ's in-process worker, with a lease short enough to notice a dead sibling soon."""

    def __init__(self) -> None:
        super().__init__(
            [queue.work_queue()],
            connection=queue.connection(),
            serializer=JSONSerializer,
            worker_ttl=30,
            maintenance_interval=10,
        )


def main() -> int:
    """Work until SIGTERM or Ctrl-C, through restarts of Redis."""
    logs.configure()
    logging.getLogger("rq.worker").setLevel(logging.WARNING)
    runtime.start_heartbeat()
    sweeper.start()
    log.info("worker %s is ready", runtime.worker_name())
    try:
        while True:
            try:
                SliceWorker().work(logging_level=None)
                break  # asked to stop
            except RedisError as error:
                log.warning("the queue does not answer (%s); trying again", type(error).__name__)
                time.sleep(1.0)
    finally:
        runtime.leave()
        local_services.stop_if_last()
    return 0


if __name__ == "__main__":
    sys.exit(main())
