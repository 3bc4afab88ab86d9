"""The session cookie: how it is set, read and taken away."""

from collections.abc import Mapping
from typing import Final

from starlette.requests import HTTPConnection
from starlette.responses import Response

from paperscraper_core.settings import settings

COOKIE_NAME: Final = "paperscraper_session"


def over_https(connection: HTTPConnection) -> bool:
    """Whether the browser speaks HTTPS, to us or to the proxy before us."""
    forwarded = connection.headers.get("x-forwarded-proto", "").partition(",")[0].strip()
    return settings().secure_cookies or "https" in (connection.url.scheme, forwarded)


def give(response: Response, connection: HTTPConnection, secret: str) -> None:
    """Set the cookie: out of reach of scripts, not sent along by other sites' requests."""
    response.set_cookie(
        COOKIE_NAME,
        secret,
        max_age=settings().session_days * 86_400,
        path="/",
        secure=over_https(connection),
        httponly=True,
        samesite="lax",
    )


def take(response: Response, connection: HTTPConnection) -> None:
    """Delete the cookie."""
    response.delete_cookie(
        COOKIE_NAME, path="/", secure=over_https(connection), httponly=True, samesite="lax"
    )


def read(connection: HTTPConnection) -> str | None:
    """Return the secret in the request's cookie."""
    cookies: Mapping[str, str] = connection.cookies
    return cookies.get(COOKIE_NAME)
