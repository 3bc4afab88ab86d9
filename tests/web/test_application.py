"""What stands around Streamlit, on the running application."""

import http.client
import json
import re
import socket
from typing import Any

import pytest
from sqlalchemy import text

from paperscraper_core import db
from paperscraper_core.accounts import login_service, queries
from paperscraper_core.tenancy import Role
from paperscraper_core.web.cookie import COOKIE_NAME
from paperscraper_core.web.headers import HEADERS
from tests.web.conftest import RunningApp

Answer = tuple[int, dict[str, str], bytes]


def ask(app: RunningApp, method: str, path: str, body: bytes | None = None, **more: str) -> Answer:
    """Send one request; keyword arguments are headers, with _ for -."""
    connection = http.client.HTTPConnection("127.0.0.1", app.port, timeout=20)
    headers = {name.replace("_", "-"): value for name, value in more.items()}
    connection.request(method, path, body, headers)
    answer = connection.getresponse()
    return (
        answer.status,
        {name.lower(): value for name, value in answer.getheaders()},
        answer.read(),
    )


def ticket_of(app: RunningApp) -> str:
    assert app.tenant.user_id
    with db.system() as session:
        return login_service.open_session(session, app.tenant.user_id).ticket


def redeem(app: RunningApp, ticket: object, **headers: str) -> Answer:
    sent = {"Content_Type": "application/json", "Sec_Fetch_Site": "same-origin"} | headers
    body = json.dumps({"ticket": ticket}).encode()
    return ask(app, "POST", "/session", body, **sent)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 200),
        ("GET", "/search", 200),
        ("GET", "/_stcore/health", 200),
        ("GET", "/_stcore/metrics", 404),
        ("GET", "/_stcore/agent/openapi.json", 404),
        ("POST", "/_stcore/agent/interact", 404),
        ("GET", "/media/0123.csv", 401),
        ("PUT", "/_stcore/upload_file/a/b", 401),
        ("DELETE", "/_stcore/upload_file/a/b", 401),
        ("POST", "/_stcore/upload_file/a/b", 401),
        ("POST", "/session", 403),
        ("DELETE", "/session", 403),
    ],
)
def test_every_response_has_the_headers(
    running_app: RunningApp, method: str, path: str, status: int
) -> None:
    got, headers, _ = ask(running_app, method, path)
    assert got == status
    for name, value in HEADERS.items():
        assert headers[name.lower()] == value, name
    assert "strict-transport-security" not in headers


def test_the_first_page_is_found_by_its_name(running_app: RunningApp) -> None:
    status, headers, _ = ask(running_app, "GET", "/home?run=3")
    assert (status, headers["location"]) == (307, "/?run=3")


def test_https_is_kept_to(running_app: RunningApp) -> None:
    _, headers, _ = ask(running_app, "GET", "/", X_Forwarded_Proto="https")
    assert headers["strict-transport-security"].startswith("max-age=")


def upload_headers(app: RunningApp, length: int, cookie: str = "") -> bytes:
    return (
        "PUT /_stcore/upload_file/session/file HTTP/1.1\r\n"
        f"Host: 127.0.0.1:{app.port}\r\nContent-Length: {length}\r\n"
        "Content-Type: multipart/form-data; boundary=x\r\n"
        f"Cookie: {COOKIE_NAME}={cookie}\r\n\r\n"
    ).encode()


@pytest.mark.parametrize("cookie", ["", "guess", "x" * 5000])
def test_an_upload_is_refused_before_its_first_byte(running_app: RunningApp, cookie: str) -> None:
    with socket.create_connection(("127.0.0.1", running_app.port), timeout=20) as connection:
        connection.sendall(upload_headers(running_app, 100_000_000, cookie))  # and no body
        answer = b""
        while chunk := connection.recv(65536):  # ends because the server closes the connection
            answer += chunk
    assert answer.startswith(b"HTTP/1.1 401")
    assert b"Log in first" in answer


def test_uploads_need_the_right_to_import(running_app: RunningApp) -> None:
    path = "/_stcore/upload_file/session/file"
    viewer = f"{COOKIE_NAME}={running_app.cookie(Role.VIEWER)}"
    status, _, body = ask(running_app, "PUT", path, b"", Cookie=viewer)
    assert (status, body) == (403, b"Your role does not include importing")
    analyst = f"{COOKIE_NAME}={running_app.cookie(Role.ANALYST)}"
    _, _, body = ask(running_app, "PUT", path, b"", Cookie=analyst)
    assert b"XSRF" in body  # past us; Streamlit asks for the page's token


def test_downloads_need_a_login(running_app: RunningApp) -> None:
    cookie = f"{COOKIE_NAME}={running_app.cookie(Role.VIEWER)}"
    status, headers, _ = ask(running_app, "GET", "/media/0123.csv", Cookie=cookie)
    assert status == 404  # past us: there is no such file
    assert headers["cache-control"] == "private, no-store"


def test_a_ticket_becomes_a_cookie_once(running_app: RunningApp) -> None:
    ticket = ticket_of(running_app)
    status, headers, _ = redeem(running_app, ticket)
    assert status == 204
    cookie = headers["set-cookie"]
    assert re.fullmatch(
        COOKIE_NAME + r"=[\w-]{43}; HttpOnly; Max-Age=1209600; Path=/; SameSite=lax", cookie
    )
    with db.system() as session:
        secret = cookie.partition("=")[2].partition(";")[0]
        found = queries.tenant_for_session(session, secret, cookie=True)
    assert found == running_app.tenant
    status, headers, _ = redeem(running_app, ticket)
    assert status == 403
    assert "set-cookie" not in headers


def test_over_https_the_cookie_is_secure(running_app: RunningApp) -> None:
    _, headers, _ = redeem(running_app, ticket_of(running_app), X_Forwarded_Proto="https")
    assert "; Secure" in headers["set-cookie"]


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
        {"Sec_Fetch_Site": "none"},
        {"Content_Type": "text/plain"},
        {"Content_Type": "application/x-www-form-urlencoded"},
    ],
)
def test_other_sites_cannot_log_somebody_in(
    running_app: RunningApp, headers: dict[str, str]
) -> None:
    ticket = ticket_of(running_app)
    assert redeem(running_app, ticket, **headers)[0] == 403
    assert redeem(running_app, ticket)[0] == 204  # the ticket was not used up by it


@pytest.mark.parametrize(
    ("origin", "status"),
    [("http://127.0.0.1:{port}", 204), ("http://evil.test", 403), ("null", 403), ("", 403)],
)
def test_older_browsers_are_told_by_their_origin(
    running_app: RunningApp, origin: str, status: int
) -> None:
    body = json.dumps({"ticket": ticket_of(running_app)}).encode()
    sent = {"Content_Type": "application/json", "Origin": origin.format(port=running_app.port)}
    assert ask(running_app, "POST", "/session", body, **sent)[0] == status


@pytest.mark.parametrize("ticket", [None, 5, "", [], {"a": 1}, "x" * 5000, "guess", "\x00"])
def test_what_is_no_ticket_is_refused(running_app: RunningApp, ticket: object) -> None:
    assert redeem(running_app, ticket)[0] == 403


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"ticket"'])
def test_what_is_no_json_is_refused(running_app: RunningApp, body: bytes) -> None:
    sent: dict[str, Any] = {"Content_Type": "application/json", "Sec_Fetch_Site": "same-origin"}
    assert ask(running_app, "POST", "/session", body, **sent)[0] == 403


def test_logging_out_ends_the_session_and_drops_the_cookie(running_app: RunningApp) -> None:
    secret = running_app.cookie()
    sent = {"Cookie": f"{COOKIE_NAME}={secret}", "Sec_Fetch_Site": "same-origin"}
    foreign = sent | {"Sec_Fetch_Site": "cross-site"}
    assert ask(running_app, "DELETE", "/session", **foreign)[0] == 403
    status, headers, _ = ask(running_app, "DELETE", "/session", **sent)
    assert status == 204
    assert "Max-Age=0" in headers["set-cookie"]
    with db.system() as session:
        assert queries.tenant_for_session(session, secret, cookie=True) is None
        reasons = session.execute(text("SELECT revoked_reason FROM login_sessions")).scalars()
        assert "logout" in set(reasons)


@pytest.mark.parametrize(
    ("origin", "accepted"), [("http://127.0.0.1:{port}", True), ("http://evil.test", False)]
)
def test_only_our_own_pages_open_the_websocket(
    running_app: RunningApp, origin: str, accepted: bool
) -> None:
    status, _, _ = ask(
        running_app,
        "GET",
        "/_stcore/stream",
        Connection="Upgrade",
        Upgrade="websocket",
        Sec_WebSocket_Version="13",
        Sec_WebSocket_Key="dGhlIHNhbXBsZSBub25jZQ==",
        Origin=origin.format(port=running_app.port),
    )
    assert (status == 101) == accepted
