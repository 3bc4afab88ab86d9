"""How often an expensive action may be taken."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """At most so many uses in any window of `seconds`, counted in Postgres.

    Attributes:
        action: the name under which uses are counted.
        per_user: uses by one user of the organization.
        per_organization: uses by all users of the organization.
        seconds: length of the window.
    """

    action: str
    per_user: int
    per_organization: int
    seconds: int


LOGIN: Final = Limit(action="login", per_user=30, per_organization=600, seconds=3600)
IMPORT: Final = Limit(action="import", per_user=60, per_organization=200, seconds=3600)
SCORING: Final = Limit(action="scoring", per_user=60, per_organization=200, seconds=3600)
EXPORT: Final = Limit(action="export", per_user=120, per_organization=600, seconds=3600)
