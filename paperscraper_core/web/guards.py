"""What a request has to pass before Streamlit sees it.

Streamlit takes uploads from anybody who has opened a websocket, logged in or not, and keeps them
in memory; it serves downloads to whoever knows their address, and figures of the process to all.
"""

import logging
from typing import Final

from anyio import to_thread
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from paperscraper_core import db
from paperscraper_core.accounts import permissions, queries
from paperscraper_core.accounts.permissions import Permission
from paperscraper_core.tenancy import Tenant
from paperscraper_core.web import cookie

log = logging.getLogger(__name__)

_UPLOADS: Final = "/_stcore/upload_file"
_DOWNLOADS: Final = "/media/"
#: Answered by Streamlit without a login, and of no use to a browser.
_CLOSED: Final = ("/_stcore/metrics", "/_stcore/agent")
_READING: Final = frozenset({"GET", "HEAD", "OPTIONS"})


def _tenant(secret: str | None) -> Tenant | None:
    if secret is None:
        return None
    with db.system() as session:
        return queries.tenant_for_session(session, secret, cookie=True)


class Guards:
    """ASGI middleware: refuses before the first byte of a body is read."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer it with the refusal."""
        refusal = await self._refusal(scope) if scope["type"] == "http" else None
        if refusal is None:
            await self.app(scope, receive, send)
        else:
            await refusal(scope, receive, send)

    async def _refusal(self, scope: Scope) -> PlainTextResponse | None:
        path, method = scope["path"], scope["method"]
        if path.startswith(_CLOSED):
            return PlainTextResponse("Not found", status_code=404)
        uploads = path.startswith(_UPLOADS) and method not in _READING
        if not (uploads or path.startswith(_DOWNLOADS)):
            return None
        secret = cookie.read(HTTPConnection(scope))
        try:
            tenant = await to_thread.run_sync(_tenant, secret)
        except SQLAlchemyError:
            log.exception("cannot check the login of %s %s", method, path)
            return _refuse(503, "The login cannot be checked now")
        if tenant is None:
            return _refuse(401, "Log in first")
        if uploads and not permissions.allows(tenant.role, Permission.IMPORT):
            return _refuse(403, "Your role does not include importing")
        return None


def _refuse(status: int, words: str) -> PlainTextResponse:
    # the connection ends with the answer, so that the rest of the body is not sent either
    return PlainTextResponse(words, status_code=status, headers={"Connection": "close"})
