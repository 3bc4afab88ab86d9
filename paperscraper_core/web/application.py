"""What stands around Streamlit: routes, guards, and what happens at start and stop."""

import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from anyio import to_thread
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from paperscraper_core import local_services, logs, schema
from paperscraper_core.accounts import first_start
from paperscraper_core.up import worker_beside_web
from paperscraper_core.web import session_routes
from paperscraper_core.web.guards import Guards
from paperscraper_core.web.headers import SecurityHeaders

log = logging.getLogger(__name__)


async def _home(request: Request) -> Response:
    """The first page's address is "/"; Streamlit calls its own name a missing page."""
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"/{query}")


def routes() -> Sequence[BaseRoute]:
    """Return our routes beside Streamlit's."""
    return (*session_routes.ROUTES, Route("/home", _home))


def middleware() -> Sequence[Middleware]:
    """Return what every request passes before Streamlit sees it, the outermost first."""
    return (Middleware(SecurityHeaders), Middleware(Guards))


def _start() -> None:
    logs.configure()
    schema.migrate()
    code = first_start.prepare()
    if code is not None:
        log.warning("first visit: the page asks for the one-time set-up code %s", code)


@asynccontextmanager
async def lifespan(_app: object) -> AsyncIterator[dict[str, Any] | None]:
    """Make sure of the servers and the schema before the first request; leave none behind."""
    await to_thread.run_sync(_start)
    try:
        with worker_beside_web():
            yield None
    finally:
        await to_thread.run_sync(local_services.stop_if_last)
