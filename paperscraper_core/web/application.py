"""What stands around Streamlit: routes, guards, and what happens at start and stop."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from anyio import to_thread
from starlette.middleware import Middleware
from starlette.routing import BaseRoute

from paperscraper_core import local_services, schema


def routes() -> Sequence[BaseRoute]:
    """Return our routes beside Streamlit's."""
    return ()


def middleware() -> Sequence[Middleware]:
    """Return what every request passes before Streamlit sees it."""
    return ()


@asynccontextmanager
async def lifespan(_app: object) -> AsyncIterator[dict[str, Any] | None]:
    """Make sure of the servers and the schema before the first request; leave none behind."""
    await to_thread.run_sync(schema.migrate)
    yield None
    await to_thread.run_sync(local_services.stop_if_last)
