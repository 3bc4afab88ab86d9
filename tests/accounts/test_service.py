"""Organizations, users, roles: who may change whom."""

from collections.abc import Callable

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from paperscraper_core import db
from paperscraper_core.accounts import limits, passwords, queries, rate_service, service
from paperscraper_core.accounts.sign_in import sign_in
from paperscraper_core.accounts.types import (
    AlreadyMember,
    LastAdministrator,
    SharedUser,
    SlugTaken,
)
from paperscraper_core.errors import NotAllowed, NotFound, TooManyRequests, ValidationFailed
from paperscraper_core.tenancy import Role, Tenant
from tests.accounts.conftest import PASSWORD, add_user

Change = Callable[[Session, Tenant, int], object]
CHANGES: list[Change] = [
    lambda session, tenant, user: service.set_role(session, tenant, user, Role.VIEWER),
    lambda session, tenant, user: service.set_disabled(session, tenant, user, True),
    lambda session, tenant, user: service.remove_member(session, tenant, user),
    lambda session, tenant, user: service.end_sessions(session, tenant, user),
    lambda session, tenant, user: service.reset_password(session, tenant, user, "hash"),
]


def test_an_organization_is_created_once(tenant_a: Tenant) -> None:
    with db.system() as session:
        made = service.create_organization(session, "Glass-Lab", "  Glass   Lab ")
        assert (made.slug, made.name) == ("glass-lab", "Glass Lab")
        with pytest.raises(SlugTaken):
            service.create_organization(session, "glass-lab", "Another")
        assert queries.tenant_for_cli(session, "GLASS-LAB").organization_id == made.id


@pytest.mark.parametrize("slug", ["", "-a", "a-", "a b", "ä", "x" * 64, "a/b"])
def test_slugs_have_a_form(slug: str, database: str) -> None:
    with pytest.raises(ValidationFailed), db.system() as session:
        service.create_organization(session, slug, "Name")


@pytest.mark.parametrize("email", ["", "nobody", "a@", "@b", "a b@c", "a@b\0c", "x" * 250 + "@b.c"])
def test_addresses_have_a_form(email: str, tenant_a: Tenant) -> None:
    with pytest.raises(ValidationFailed), db.system() as session:
        service.create_user(session, tenant_a, email=email, role=Role.VIEWER, password_hash="h")


def test_a_member_is_added_once(ada: int, tenant_a: Tenant) -> None:
    with pytest.raises(AlreadyMember), db.system() as session:
        service.create_user(
            session, tenant_a, email="ADA@alpha.test", role=Role.ADMIN, password_hash="h"
        )
    with db.system() as session:
        assert queries.member(session, tenant_a, ada).role == Role.ANALYST


def test_adding_somebody_with_a_login_keeps_their_password(ada: int, tenant_b: Tenant) -> None:
    """Else an administrator elsewhere could take a login over by adding it."""
    stolen = passwords.new_hash("known to the thief")
    with db.system() as session:
        service.create_user(
            session, tenant_b, email="ada@alpha.test", role=Role.VIEWER, password_hash=stolen
        )
    sign_in("ada@alpha.test", PASSWORD)


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("role", [Role.VIEWER, Role.ANALYST, Role.MANAGER])
def test_only_administrators_change_users(
    change: Change, role: Role, ada: int, tenant_a: Tenant
) -> None:
    lesser = Tenant(organization_id=tenant_a.organization_id, user_id=ada, role=role)
    with pytest.raises(NotAllowed), db.system() as session:
        change(session, lesser, ada)


@pytest.mark.parametrize("change", CHANGES)
def test_a_user_of_another_organization_is_not_found(
    change: Change, ada: int, tenant_b: Tenant
) -> None:
    with pytest.raises(NotFound) as foreign, db.system() as session:
        change(session, tenant_b, ada)
    with pytest.raises(NotFound) as missing, db.system() as session:
        change(session, tenant_b, 999_999)
    assert foreign.value.message.replace(str(ada), "") == missing.value.message.replace(
        "999999", ""
    )


@pytest.mark.parametrize("change", [CHANGES[1], CHANGES[4]])
def test_a_shared_login_is_not_changed_by_one_of_its_organizations(
    change: Change, ada: int, tenant_a: Tenant, tenant_b: Tenant
) -> None:
    with db.system() as session:
        service.create_user(
            session, tenant_b, email="ada@alpha.test", role=Role.VIEWER, password_hash="h"
        )
    with pytest.raises(SharedUser), db.system() as session:
        change(session, tenant_b, ada)
    with db.system() as session:
        service.remove_member(session, tenant_b, ada)  # but they can be shown out
    sign_in("ada@alpha.test", PASSWORD)


@pytest.mark.parametrize("change", CHANGES[:3])
def test_the_last_administrator_stays(change: Change, tenant_a: Tenant) -> None:
    with pytest.raises(LastAdministrator), db.system() as session:
        change(session, tenant_a, tenant_a.user_id or 0)
    second = add_user(tenant_a, "second@alpha.test", Role.ADMIN)
    with db.system() as session:
        service.set_disabled(session, tenant_a, second, True)
    with pytest.raises(LastAdministrator), db.system() as session:
        change(session, tenant_a, tenant_a.user_id or 0)  # a disabled one does not count
    with db.system() as session:
        service.set_disabled(session, tenant_a, second, False)
    with db.system() as session:
        change(session, tenant_a, tenant_a.user_id or 0)


def test_the_list_shows_members_only_and_says_what_is_so(
    ada: int, tenant_a: Tenant, tenant_b: Tenant
) -> None:
    sign_in("ada@alpha.test", PASSWORD)
    with db.system() as session:
        users = queries.users(session, tenant_a)
    assert [(user.email, user.role, user.open_sessions, user.shared) for user in users] == [
        ("ada@alpha.test", Role.ANALYST, 1, False),
        ("admin@alpha.test", Role.ADMIN, 0, False),
    ]


def test_every_change_is_in_the_audit_trail_of_its_organization(
    ada: int, tenant_a: Tenant, tenant_b: Tenant
) -> None:
    for change in (CHANGES[0], CHANGES[4], CHANGES[1], CHANGES[2]):
        with db.system() as session:
            change(session, tenant_a, ada)
    with db.reading(tenant_a) as session:
        trail = queries.audit_trail(session, tenant_a, number=1, size=3)
        rest = queries.audit_trail(session, tenant_a, number=2, size=3)
    assert (trail.total, trail.pages) == (5, 2)
    assert [row.action for row in trail.rows + rest.rows] == [
        "user.remove", "user.disable", "user.reset_password", "user.set_role", "user.add",
    ]  # fmt: skip
    assert rest.rows[0].details == "role: viewer, before: analyst"
    assert trail.rows[0].email == "admin@alpha.test"
    with db.reading(tenant_b) as session:
        assert queries.audit_trail(session, tenant_b, number=1, size=3).total == 0


def test_limits_count_by_user_and_by_organization(
    ada: int, tenant_a: Tenant, tenant_b: Tenant
) -> None:
    limit = limits.Limit(action="export", per_user=2, per_organization=3, seconds=60)
    other = Tenant(organization_id=tenant_a.organization_id, user_id=ada, role=Role.ANALYST)

    def use(tenant: Tenant, kind: limits.Limit = limit) -> None:
        with db.transaction(tenant) as session:
            rate_service.spend(session, tenant, kind)

    use(tenant_a)
    use(tenant_a)
    with pytest.raises(TooManyRequests):
        use(tenant_a)
    use(other)
    with pytest.raises(TooManyRequests):
        use(other)  # the organization's third was the last
    use(tenant_b)
    use(tenant_a, limits.Limit(action="import", per_user=1, per_organization=1, seconds=60))
    with db.transaction(tenant_a) as session:
        session.execute(text("UPDATE rate_events SET happened_at = now() - interval '61 s'"))
    use(tenant_a)
