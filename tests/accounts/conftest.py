"""Users with known passwords; cheap hashes, whose form is the same."""

import pytest

from paperscraper_core import db
from paperscraper_core.accounts import passwords, queries, service
from paperscraper_core.tenancy import Role, Tenant

PASSWORD = "the otters swim at noon"


@pytest.fixture(autouse=True)
def cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "COST", 4)


def add_user(tenant: Tenant, email: str, role: Role = Role.ANALYST) -> int:
    """Add a user with PASSWORD to the tenant's organization and return the id."""
    password_hash = passwords.new_hash(PASSWORD)
    with db.system() as session:
        service.create_user(session, tenant, email=email, role=role, password_hash=password_hash)
        return next(user.id for user in queries.users(session, tenant) if user.email == email)


@pytest.fixture
def ada(tenant_a: Tenant) -> int:
    """An analyst of the first organization."""
    return add_user(tenant_a, "ada@alpha.test")
