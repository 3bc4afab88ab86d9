"""Starts one worker process: `python -m workers.main`.

A `SimpleWorker` works in this process, without a fork for every job: the embedding model stays
loaded, and a slice costs no start-up. What a fork would protect from, a job that takes its
process down, the lease in Postgres covers.
"""

import logging
import sys
import time
from collections.abc import Callable

from redis.exceptions import RedisError
from rq import SimpleWorker
from rq.job import Job
from rq.serializers import JSONSerializer

from paperscraper_core import local_services, logs, queue
from workers import runtime, sweeper

log = logging.getLogger(__name__)


class NotAMessage(Exception):
    """Something on the queue asks for anything but a slice of work."""


class SliceMessage(Job):
    """A message that can ask for one thing only.

    RQ calls whatever function a message names, and fetches the addresses that it names: whoever
    reaches Redis could run anything here. Ours is `run_slice` with a kind and a row's id.
    """

    def restore(self, raw_data: object) -> None:
        """Take what Redis holds, without callbacks and addresses to call."""
        super().restore(raw_data)
        self._success_callback_name = None
        self._failure_callback_name = None
        self._stopped_callback_name = None
        self.webhooks = []

    @property
    def func(self) -> Callable[[str, str], None]:
        """`run_slice`, or a refusal."""
        kind, row_id = self.args if len(self.args) == 2 and not self.kwargs else (None, None)
        if (
            self.func_name != queue.RUN_SLICE
            or self.instance is not None
            or kind not in runtime.HANDLERS
            or not (isinstance(row_id, str) and row_id.isascii() and row_id.isdigit())
        ):
            raise NotAMessage
        return runtime.run_slice


class SliceWorker(SimpleWorker):
    """RQ's in-process worker, with a lease short enough to notice a dead sibling soon."""

    def __init__(self) -> None:
        super().__init__(
            [queue.work_queue()],
            connection=queue.connection(),
            serializer=JSONSerializer,
            job_class=SliceMessage,
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
