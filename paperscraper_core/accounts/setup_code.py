"""The one-time code of the first visit: who reads the terminal may make the first administrator.

It lies in PAPERSCRAPER_HOME, readable by nobody else, until it has been used.
"""

import base64
import hmac
import os
import secrets
from pathlib import Path

from paperscraper_core.settings import settings


def _file() -> Path:
    return settings().home / "setup_code"


def current() -> str:
    """Return the code, making one on the first call; several processes agree on the same."""
    _file().parent.mkdir(parents=True, exist_ok=True)
    made = base64.b32encode(secrets.token_bytes(10)).decode()
    mine = _file().with_name(f"setup_code.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(mine, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as handle:
        handle.write("-".join(made[i : i + 4] for i in range(0, 16, 4)))
    try:
        os.link(mine, _file())  # unlike a rename it fails where another process was first
    except FileExistsError:
        pass
    finally:
        mine.unlink()
    return _file().read_text()


def matches(given: str) -> bool:
    """Whether the code is the right one; blanks, hyphens and case do not matter."""
    try:
        right = _file().read_text()
    except FileNotFoundError:
        return False
    return hmac.compare_digest(_bare(given).encode(), _bare(right).encode())


def _bare(code: str) -> str:
    return "".join(c for c in code.upper() if c.isalnum())


def forget() -> None:
    """Delete the code: it has been used, or is not needed any more."""
    _file().unlink(missing_ok=True)
