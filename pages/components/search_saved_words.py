"""How new something is, in words."""

from datetime import UTC, datetime

from paperscraper_core.search.saved_queries import MOST_NEW


def counted(new: int) -> str:
    """The number of new papers, as far as it is counted."""
    return f"{new:,}+" if new >= MOST_NEW else f"{new:,}"


def day(moment: datetime) -> str:
    """A moment of the last days by its weekday, an older one by its date."""
    days = (datetime.now(UTC) - moment).days
    if days < 1:
        return f"{moment:%H:%M} UTC"
    return f"{moment:%A}" if days < 7 else f"{moment:%d %b %Y}"
