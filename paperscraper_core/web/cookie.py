"""The session cookie."""

from typing import Final

COOKIE_NAME: Final = "paperscraper_session"
