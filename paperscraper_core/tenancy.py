"""The proof of access to one organization."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a member may do, from most to least."""

    ADMIN = "admin"
    MANAGER = "manager"
    ANALYST = "analyst"
    VIEWER = "viewer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenant:
    """Access of one user to one organization. Only `accounts` makes one.

    Attributes:
        organization_id: the organization whose rows may be read and written.
        user_id: the acting user; None for work that the system does on its own.
        role: the user's role in the organization.
    """

    organization_id: int
    user_id: int | None
    role: Role
