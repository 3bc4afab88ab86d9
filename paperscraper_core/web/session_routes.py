"""`/session`: the page's one-time ticket becomes the browser's cookie, and logging out deletes it.

The page cannot set the cookie itself: a cookie that scripts can set is one that scripts can read.
"""

import json
import logging
from typing import Final
from urllib.parse import urlsplit

from anyio import to_thread
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from paperscraper_core import db
from paperscraper_core.accounts import login_service, queries
from paperscraper_core.web import cookie

log = logging.getLogger(__name__)

_LONGEST_BODY: Final = 1000


def same_origin(request: Request) -> bool:
    """Whether the request comes from a page of ours.

    Browsers say so in Sec-Fetch-Site; older ones send an Origin, which has to name our host.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = urlsplit(request.headers.get("origin", "")).netloc
    return bool(origin) and origin in (
        request.headers.get("host"),
        request.headers.get("x-forwarded-host"),
    )


async def _ticket(request: Request) -> str | None:
    """Read the ticket from a small JSON body; anything else is None."""
    if not request.headers.get("content-type", "").startswith("application/json"):
        return None
    body = b""
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > _LONGEST_BODY:
                return None
        ticket = json.loads(body)["ticket"]
    except (ValueError, KeyError, TypeError, ClientDisconnect):
        return None
    return ticket if isinstance(ticket, str) else None


def _redeem(ticket: str) -> str | None:
    with db.system() as session:
        return login_service.redeem_ticket(session, ticket)


async def begin(request: Request) -> Response:
    """Exchange a ticket for the cookie."""
    ticket = await _ticket(request) if same_origin(request) else None
    secret = await to_thread.run_sync(_redeem, ticket) if ticket else None
    if secret is None:
        return Response(status_code=403)
    response = Response(status_code=204)
    cookie.give(response, request, secret)
    return response


def _revoke(secret: str | None) -> None:
    with db.system() as session:
        found = queries.session_for(session, secret, cookie=True)
        if found and found.tenant.user_id is not None:
            login_service.revoke(
                session, "logout", user_id=found.tenant.user_id, session_id=found.id
            )


async def end(request: Request) -> Response:
    """Revoke the cookie's session, should it still be open, and delete the cookie."""
    if not same_origin(request):
        return Response(status_code=403)
    await to_thread.run_sync(_revoke, cookie.read(request))
    response = Response(status_code=204)
    cookie.take(response, request)
    return response


ROUTES: Final = (
    Route("/session", begin, methods=["POST"]),
    Route("/session", end, methods=["DELETE"]),
)
