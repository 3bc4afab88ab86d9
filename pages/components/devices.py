"""A browser's User-Agent in the words of its user."""

from typing import Final

_BROWSERS: Final = (
    ("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)  # fmt: skip
_SYSTEMS: Final = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"),
    ("Mac OS X", "macOS"), ("Linux", "Linux"),
)  # fmt: skip


def name(user_agent: str) -> str:
    """Return "Firefox on Linux", or what of it is known."""
    browser = next((shown for mark, shown in _BROWSERS if mark in user_agent), "A browser")
    system = next((shown for mark, shown in _SYSTEMS if mark in user_agent), None)
    return f"{browser} on {system}" if system else browser
