"""The login: one answer for every refusal, five failures, sessions that end when they should."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from paperscraper_core import db
from paperscraper_core.accounts import limits, login_service, passwords, queries, service
from paperscraper_core.accounts.sign_in import sign_in
from paperscraper_core.accounts.types import AuthFailure, Login
from paperscraper_core.errors import NotFound, TooManyRequests
from paperscraper_core.tenancy import Role, Tenant
from tests.accounts.conftest import PASSWORD, add_user

EMAIL = "ada@alpha.test"


def _tenant_of(login: Login) -> Tenant | None:
    with db.system() as session:
        return queries.tenant_for_session(session, login.token, cookie=False)


def _fail(times: int, email: str = EMAIL) -> None:
    for _ in range(times):
        with pytest.raises(AuthFailure):
            sign_in(email, "wrong")


def test_the_right_password_opens_a_session(ada: int, tenant_a: Tenant) -> None:
    login = sign_in(" Ada@Alpha.TEST ", PASSWORD, "Firefox")
    assert _tenant_of(login) == Tenant(
        organization_id=tenant_a.organization_id, user_id=ada, role=Role.ANALYST
    )


def test_every_refusal_is_the_same_and_checks_one_hash(
    ada: int, tenant_a: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_user(tenant_a, "disabled@alpha.test")
    add_user(tenant_a, "locked@alpha.test")
    add_user(tenant_a, "left@alpha.test")
    with db.system() as session:
        session.execute(
            text("UPDATE users SET disabled_at = now() WHERE email = 'disabled@alpha.test'")
        )
        session.execute(
            text(
                "DELETE FROM memberships m USING users u"
                " WHERE u.id = m.user_id AND u.email = 'left@alpha.test'"
            )
        )
    _fail(login_service.MOST_FAILURES, "locked@alpha.test")
    checked: list[str] = []
    real = passwords.verify

    def counting(password: str, password_hash: str) -> bool:
        checked.append(password)
        return real(password, password_hash)

    monkeypatch.setattr(passwords, "verify", counting)
    messages = set()
    attempts = [
        ("nobody@nowhere.test", PASSWORD),
        ("disabled@alpha.test", PASSWORD),
        ("locked@alpha.test", PASSWORD),
        ("left@alpha.test", PASSWORD),
        (EMAIL, "wrong"),
        ("", ""),
        ("a\0b@alpha.test", "pass\0word"),
    ]
    for email, password in attempts:
        with pytest.raises(AuthFailure) as caught:
            sign_in(email, password)
        messages.add(caught.value.message)
    assert len(messages) == 1
    assert checked == [password for _, password in attempts]


def test_five_failures_lock_and_a_right_password_does_not_open(ada: int) -> None:
    _fail(5)
    with pytest.raises(AuthFailure):
        sign_in(EMAIL, PASSWORD)


def test_four_failures_do_not_lock_and_success_clears_them(ada: int) -> None:
    _fail(4)
    sign_in(EMAIL, PASSWORD)
    _fail(4)
    sign_in(EMAIL, PASSWORD)


def test_the_lock_opens_after_fifteen_minutes(ada: int) -> None:
    _fail(5)
    _age_failures("14 minutes")
    with pytest.raises(AuthFailure):
        sign_in(EMAIL, PASSWORD)
    _age_failures("2 minutes")
    sign_in(EMAIL, PASSWORD)


def _age_failures(interval: str) -> None:
    with db.system() as session:
        session.execute(
            text("UPDATE login_failures SET failed_at = failed_at - cast(:by AS interval)"),
            {"by": interval},
        )


def test_simultaneous_guesses_count_as_well(ada: int) -> None:
    """Twelve guesses at once, the right one among them after the fifth: none may slip through."""

    def guess(number: int) -> bool:
        with db.system() as session:
            return login_service.reserve_attempt(session, EMAIL)

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(guess, range(12))) == login_service.MOST_FAILURES


def test_unknown_addresses_lock_as_well(database: str) -> None:
    """Otherwise the lock would tell which addresses exist."""
    _fail(5, "nobody@nowhere.test")
    with db.system() as session:
        assert not login_service.reserve_attempt(session, "nobody@nowhere.test")


def _log_out(tenant: Tenant, user_id: int) -> None:
    with db.system() as session:
        login_service.revoke(session, "logout", user_id=user_id)


def _change_password(tenant: Tenant, user_id: int) -> None:
    new = passwords.new_hash("another good one")
    with db.system() as session:
        service.set_password(session, user_id, new)


def _reset_password(tenant: Tenant, user_id: int) -> None:
    new = passwords.new_hash("another good one")
    with db.system() as session:
        service.reset_password(session, tenant, user_id, new)


def _disable(tenant: Tenant, user_id: int) -> None:
    with db.system() as session:
        service.set_disabled(session, tenant, user_id, True)


def _change_role(tenant: Tenant, user_id: int) -> None:
    with db.system() as session:
        service.set_role(session, tenant, user_id, Role.VIEWER)


def _remove(tenant: Tenant, user_id: int) -> None:
    with db.system() as session:
        service.remove_member(session, tenant, user_id)


def _end(tenant: Tenant, user_id: int) -> None:
    with db.system() as session:
        assert service.end_sessions(session, tenant, user_id) == 2


def _expire(tenant: Tenant, user_id: int) -> None:
    with db.system() as session:
        session.execute(text("UPDATE login_sessions SET expires_at = now()"))


@pytest.mark.parametrize(
    "event",
    [
        _log_out, _change_password, _reset_password, _disable, _change_role, _remove, _end, _expire,
    ],
)  # fmt: skip
def test_a_secret_replayed_afterwards_is_refused(
    event: Callable[[Tenant, int], None], ada: int, tenant_a: Tenant
) -> None:
    other = sign_in("ada@alpha.test", PASSWORD)
    login = sign_in(EMAIL, PASSWORD)
    with db.system() as session:
        cookie = login_service.redeem_ticket(session, login.ticket)
        assert queries.tenant_for_session(session, cookie, cookie=True) is not None
    assert _tenant_of(other) is not None
    event(tenant_a, ada)
    assert _tenant_of(login) is None
    assert _tenant_of(other) is None
    with db.system() as session:
        assert queries.tenant_for_session(session, cookie, cookie=True) is None


def test_a_ticket_is_good_once_and_for_a_minute(ada: int) -> None:
    login, late = sign_in(EMAIL, PASSWORD), sign_in(EMAIL, PASSWORD)
    with db.system() as session:
        assert login_service.redeem_ticket(session, login.ticket)
        assert login_service.redeem_ticket(session, login.ticket) is None
        session.execute(text("UPDATE login_sessions SET ticket_expires_at = now()"))
    with db.system() as session:
        assert login_service.redeem_ticket(session, late.ticket) is None


def test_neither_secret_opens_the_others_door(ada: int) -> None:
    login = sign_in(EMAIL, PASSWORD)
    with db.system() as session:
        cookie = login_service.redeem_ticket(session, login.ticket)
        assert queries.tenant_for_session(session, login.token, cookie=True) is None
        assert queries.tenant_for_session(session, cookie, cookie=False) is None
        assert queries.tenant_for_session(session, login.ticket, cookie=True) is None
        for nothing in (None, "", "x" * 10_000):
            assert queries.tenant_for_session(session, nothing, cookie=True) is None


def test_the_database_holds_no_secret_in_clear(ada: int) -> None:
    login = sign_in(EMAIL, PASSWORD)
    with db.system() as session:
        cookie = login_service.redeem_ticket(session, login.ticket)
        rows = str(session.execute(text("SELECT t::text FROM login_sessions t")).all())
    for secret in (login.token, login.ticket, cookie):
        assert secret
        assert secret not in rows
        assert secret.encode().hex() not in rows


def test_logins_of_one_user_are_limited(ada: int, monkeypatch: pytest.MonkeyPatch) -> None:
    two = limits.Limit(action="login", per_user=2, per_organization=100, seconds=3600)
    monkeypatch.setattr(limits, "LOGIN", two)
    sign_in(EMAIL, PASSWORD)
    sign_in(EMAIL, PASSWORD)
    with pytest.raises(TooManyRequests):
        sign_in(EMAIL, PASSWORD)


def test_a_session_moves_only_to_its_users_organizations(
    ada: int, tenant_a: Tenant, tenant_b: Tenant
) -> None:
    login = sign_in(EMAIL, PASSWORD)
    with db.system() as session:
        found = queries.session_for(session, login.token, cookie=False)
        assert found
        with pytest.raises(NotFound):
            login_service.enter_organization(session, found.id, tenant_b.organization_id)
        unused = passwords.DUMMY_HASH
        created = service.create_user(
            session, tenant_b, email=EMAIL, role=Role.VIEWER, password_hash=unused
        )
        assert not created  # one person, one login
        login_service.enter_organization(session, found.id, tenant_b.organization_id)
    assert _tenant_of(login) == Tenant(
        organization_id=tenant_b.organization_id, user_id=ada, role=Role.VIEWER
    )
    assert sign_in(EMAIL, PASSWORD).tenant.organization_id == tenant_b.organization_id


def test_sessions_long_over_are_forgotten(ada: int) -> None:
    sign_in(EMAIL, PASSWORD)
    sign_in(EMAIL, PASSWORD)
    with db.system() as session:
        session.execute(
            text(
                "UPDATE login_sessions SET expires_at = now() - interval '31 days'"
                " WHERE id = (SELECT min(id) FROM login_sessions)"
            )
        )
    sign_in(EMAIL, PASSWORD)
    with db.system() as session:
        assert session.scalar(text("SELECT count(*) FROM login_sessions")) == 2


def test_logins_are_in_the_audit_trail(ada: int, tenant_a: Tenant) -> None:
    sign_in(EMAIL, PASSWORD)
    with db.reading(tenant_a) as session:
        latest = queries.audit_trail(session, tenant_a, number=1, size=1).rows[0]
    assert (latest.action, latest.subject, latest.email) == ("user.login", EMAIL, EMAIL)
