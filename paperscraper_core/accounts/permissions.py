"""Which role may do what."""

from enum import StrEnum
from typing import Final

from paperscraper_core.errors import NotAllowed
from paperscraper_core.tenancy import Role, Tenant


class Permission(StrEnum):
    """A right; pages ask for it before they offer an action, actions before they take it."""

    VIEW = "view"
    SEARCH = "search"
    EXPORT = "export"
    IMPORT = "import"
    EDIT_PAPERS = "edit_papers"
    SCORE = "score"
    EDIT_GROUPS = "edit_groups"
    SHARE_SEARCHES = "share_searches"
    DECIDE_AUTHORS = "decide_authors"
    DELETE_PAPERS = "delete_papers"
    MANAGE_USERS = "manage_users"
    VIEW_AUDIT = "view_audit"


_VIEWER: Final = frozenset({Permission.VIEW, Permission.SEARCH})
_ANALYST: Final = _VIEWER | {
    Permission.EXPORT,
    Permission.IMPORT,
    Permission.EDIT_PAPERS,
    Permission.SCORE,
    Permission.EDIT_GROUPS,
    Permission.SHARE_SEARCHES,
}
_MANAGER: Final = _ANALYST | {Permission.DECIDE_AUTHORS, Permission.DELETE_PAPERS}
_RIGHTS: Final = {
    Role.VIEWER: _VIEWER,
    Role.ANALYST: _ANALYST,
    Role.MANAGER: _MANAGER,
    Role.ADMIN: frozenset(Permission),
}


def allows(role: Role, permission: Permission) -> bool:
    """Whether the role includes the right."""
    return permission in _RIGHTS[role]


def check(tenant: Tenant, permission: Permission) -> None:
    """Raise NotAllowed unless the tenant's role includes the right."""
    if not allows(tenant.role, permission):
        raise NotAllowed
