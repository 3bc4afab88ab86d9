"""Which role may do what."""

import pytest

from paperscraper_core.accounts import permissions
from paperscraper_core.accounts.permissions import Permission
from paperscraper_core.errors import NotAllowed
from paperscraper_core.tenancy import Role, Tenant

RIGHTS = {
    Permission.VIEW: "VAMX",
    Permission.SEARCH: "VAMX",
    Permission.EXPORT: "AMX",
    Permission.IMPORT: "AMX",
    Permission.EDIT_PAPERS: "AMX",
    Permission.SCORE: "AMX",
    Permission.EDIT_GROUPS: "AMX",
    Permission.SHARE_SEARCHES: "AMX",
    Permission.DECIDE_AUTHORS: "MX",
    Permission.DELETE_PAPERS: "MX",
    Permission.MANAGE_USERS: "X",
    Permission.VIEW_AUDIT: "X",
}
LETTERS = {Role.VIEWER: "V", Role.ANALYST: "A", Role.MANAGER: "M", Role.ADMIN: "X"}


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("permission", Permission)
def test_the_table_of_rights(role: Role, permission: Permission) -> None:
    tenant = Tenant(organization_id=1, user_id=1, role=role)
    if LETTERS[role] in RIGHTS[permission]:
        permissions.check(tenant, permission)
    else:
        with pytest.raises(NotAllowed):
            permissions.check(tenant, permission)
