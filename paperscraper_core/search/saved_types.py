"""What crosses the door with saved searches."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from paperscraper_core.errors import PaperScraperError

MAX_NAME: Final = 100
MAX_ADDRESS: Final = 20_000


class NameTaken(PaperScraperError):
    """You have a saved search with this name already; replace it or choose another name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedSearch:
    """A search under a name, as its owner or, when shared, everybody in the organization sees it.

    Attributes:
        address: its query string on the search page, without the question mark.
        mine: whether the acting user owns it.
        may_change: whether the acting user may rename, share or delete it.
        seen_at: when the acting user last looked at it; None when never.
        updated_at: when its address, name or sharing was last changed.
    """

    id: int
    name: str
    address: str
    is_shared: bool
    owner_id: int
    owner_name: str
    mine: bool
    may_change: bool
    seen_at: datetime | None
    updated_at: datetime
