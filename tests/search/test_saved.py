"""Saved searches: whose they are, who may change them, and what is new in them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, insert, select, text, update

from paperscraper_core import db
from paperscraper_core.accounts import service as accounts
from paperscraper_core.accounts.queries import system_tenant
from paperscraper_core.errors import NotAllowed, NotFound, ValidationFailed
from paperscraper_core.importing.types import RunState
from paperscraper_core.models import ImportRun, Membership, Paper
from paperscraper_core.search import queries, saved_queries, saved_service
from paperscraper_core.search.facets import facets
from paperscraper_core.search.saved_types import NameTaken, SavedSearch
from paperscraper_core.search.types import Mode, SearchCriteria, Sort
from paperscraper_core.tenancy import Role, Tenant
from tests.search.papers import METAL, P, add, direction, search

ADDRESS = "q=corrosion&year_from=2020"


def colleague(tenant: Tenant, role: Role) -> Tenant:
    """Another member of the organization."""
    with db.system() as session:
        address = (
            f"{role}{session.scalar(select(func.count()).select_from(Membership))}@example.org"
        )
        accounts.create_user(
            session, tenant, email=address, role=role, password_hash="x", name=f"The {role}"
        )
        user_id = session.scalar(
            text("SELECT id FROM users WHERE email = :email"), {"email": address}
        )
    return Tenant(organization_id=tenant.organization_id, user_id=user_id, role=role)


def save(tenant: Tenant, name: str = "Corrosion", **how: object) -> int:
    with db.transaction(tenant) as session:
        return saved_service.save(session, tenant, name, **({"address": ADDRESS} | how))


def seen_by(tenant: Tenant) -> list[SavedSearch]:
    with db.reading(tenant) as session:
        return list(saved_queries.saved_searches(session, tenant))


def names(tenant: Tenant) -> list[str]:
    return [one.name for one in seen_by(tenant)]


def test_a_search_is_kept_for_its_owner(tenant_a: Tenant, tenant_b: Tenant) -> None:
    number = save(tenant_a, "  Corrosion\n since 2020 ", address="?" + ADDRESS)
    (found,) = seen_by(tenant_a)
    assert (found.id, found.name, found.address) == (number, "Corrosion since 2020", ADDRESS)
    assert (found.mine, found.may_change, found.is_shared) == (True, True, False)
    assert (found.owner_id, found.seen_at) == (tenant_a.user_id, None)
    assert found.owner_name
    assert names(tenant_b) == []
    assert names(colleague(tenant_a, Role.ADMIN)) == []


def test_a_name_is_used_once_by_each_owner(tenant_a: Tenant) -> None:
    number = save(tenant_a)
    with pytest.raises(NameTaken):
        save(tenant_a, address="q=rust")
    assert [one.address for one in seen_by(tenant_a)] == [ADDRESS]
    before = seen_by(tenant_a)[0].updated_at
    assert save(tenant_a, address="q=rust", is_shared=True, replace=True) == number
    (found,) = seen_by(tenant_a)
    assert (found.address, found.is_shared) == ("q=rust", True)
    assert found.updated_at > before
    save(tenant_a, address="q=iron", replace=True)  # nobody said that it shall be private again
    assert [(one.address, one.is_shared) for one in seen_by(tenant_a)] == [("q=iron", True)]
    assert save(colleague(tenant_a, Role.ANALYST)) != number


@pytest.mark.parametrize(
    ("name", "address"),
    [("", ADDRESS), (" \n", ADDRESS), ("n" * 101, ADDRESS), ("n", "q" * 20_001), ("n", "q=\x00")],
)
def test_what_cannot_be_kept_is_refused(tenant_a: Tenant, name: str, address: str) -> None:
    with pytest.raises(ValidationFailed):
        save(tenant_a, name, address=address)
    number = save(tenant_a)
    if address == ADDRESS:
        with pytest.raises(ValidationFailed), db.transaction(tenant_a) as session:
            saved_service.rename(session, tenant_a, number, name)
    assert names(tenant_a) == ["Corrosion"]


def test_shared_searches_are_seen_by_colleagues_only(tenant_a: Tenant, tenant_b: Tenant) -> None:
    analyst, viewer = colleague(tenant_a, Role.ANALYST), colleague(tenant_a, Role.VIEWER)
    save(viewer, "b of the viewer")
    save(viewer, "A of the viewer")
    number = save(analyst, "0 of the analyst", is_shared=True)
    assert names(viewer) == ["A of the viewer", "b of the viewer", "0 of the analyst"]
    theirs = seen_by(viewer)[2]
    assert (theirs.mine, theirs.may_change, theirs.owner_name) == (False, False, "The analyst")
    assert seen_by(tenant_a)[0].may_change  # an administrator
    assert names(tenant_b) == []
    with db.transaction(analyst) as session:
        saved_service.share(session, analyst, number, is_shared=False)
    assert names(viewer) == ["A of the viewer", "b of the viewer"]
    assert names(analyst) == ["0 of the analyst"]


def test_viewers_keep_but_do_not_share(tenant_a: Tenant) -> None:
    viewer = colleague(tenant_a, Role.VIEWER)
    number = save(viewer)
    with pytest.raises(NotAllowed):
        save(viewer, "Another", is_shared=True)
    with pytest.raises(NotAllowed), db.transaction(viewer) as session:
        saved_service.share(session, viewer, number, is_shared=True)
    assert [one.is_shared for one in seen_by(viewer)] == [False]


def attempts(tenant: Tenant, number: int) -> list[str]:
    """What comes of trying to change a saved search in each way."""
    said = []
    for attempt in (
        lambda s: saved_service.rename(s, tenant, number, "Changed"),
        lambda s: saved_service.share(s, tenant, number, is_shared=True),
        lambda s: saved_service.delete(s, tenant, number),
    ):
        try:
            with db.transaction(tenant) as session:
                attempt(session)
            said.append("done")
        except (NotAllowed, NotFound) as error:
            said.append(type(error).__name__)
    return said


def test_who_may_change_what(tenant_a: Tenant, tenant_b: Tenant) -> None:
    owner, other = colleague(tenant_a, Role.ANALYST), colleague(tenant_a, Role.MANAGER)
    private, shared = save(owner, "Private"), save(owner, "Shared", is_shared=True)
    assert attempts(other, private) == ["NotFound"] * 3
    assert attempts(tenant_a, private) == ["NotFound"] * 3
    assert attempts(tenant_b, shared) == ["NotFound"] * 3
    assert attempts(other, shared) == ["NotAllowed"] * 3
    assert names(owner) == ["Private", "Shared"]
    assert attempts(tenant_a, shared) == ["done"] * 3
    assert attempts(owner, private) == ["done"] * 3
    assert names(owner) == []


def test_a_new_name_may_not_be_taken(tenant_a: Tenant) -> None:
    number = save(tenant_a)
    save(tenant_a, "Rust")
    with db.transaction(tenant_a) as session:
        with pytest.raises(NameTaken):
            saved_service.rename(session, tenant_a, number, "Rust")
        saved_service.rename(session, tenant_a, number, "Pitting")
    assert names(tenant_a) == ["Pitting", "Rust"]


def test_sharing_and_deleting_what_is_shared_is_in_the_audit_trail(tenant_a: Tenant) -> None:
    number = save(tenant_a, is_shared=True)
    with db.transaction(tenant_a) as session:
        saved_service.share(session, tenant_a, number, is_shared=False)
        saved_service.share(session, tenant_a, number, is_shared=True)
        saved_service.delete(session, tenant_a, number)
    with db.transaction(tenant_a) as session:
        actions = session.scalars(
            text("SELECT action FROM audit_entries WHERE action LIKE 'search.%' ORDER BY id")
        ).all()
    assert actions == ["search.share", "search.unshare", "search.share", "search.delete"]


def test_the_system_has_no_searches_of_its_own(tenant_a: Tenant) -> None:
    number = save(tenant_a, is_shared=True)
    system = system_tenant(tenant_a.organization_id)
    with pytest.raises(NotAllowed):
        save(system, "Nobody's")
    with pytest.raises(NotAllowed), db.transaction(system) as session:
        saved_service.mark_seen(session, system, number)
    assert names(system) == ["Corrosion"]


def test_searches_leave_with_their_owner(tenant_a: Tenant) -> None:
    analyst = colleague(tenant_a, Role.ANALYST)
    number = save(analyst, is_shared=True)
    see(tenant_a, number)
    with db.system() as session:
        accounts.remove_member(session, tenant_a, analyst.user_id or 0)
    assert names(tenant_a) == []


def see(tenant: Tenant, number: int) -> datetime:
    with db.transaction(tenant) as session:
        saved_service.mark_seen(session, tenant, number)
    seen_at = next(one.seen_at for one in seen_by(tenant) if one.id == number)
    assert seen_at is not None
    return seen_at


def test_what_is_seen_is_everybodys_own(tenant_a: Tenant, tenant_b: Tenant) -> None:
    viewer = colleague(tenant_a, Role.VIEWER)
    number = save(tenant_a, is_shared=True)
    first = see(tenant_a, number)
    assert seen_by(viewer)[0].seen_at is None
    assert see(viewer, number) > first
    assert see(tenant_a, number) > first
    private = save(tenant_a, "Private")
    for stranger, one in ((viewer, private), (tenant_b, number)):
        with pytest.raises(NotFound), db.transaction(stranger) as session:
            saved_service.mark_seen(session, stranger, one)


def new(tenant: Tenant, criteria: SearchCriteria, seen_at: datetime) -> int:
    """The count, which has to be that of the list behind it."""
    with db.reading(tenant) as session:
        count = saved_queries.new_since(session, tenant, criteria, METAL, seen_at)
        listed = queries.search(session, tenant, saved_queries.newest_of(criteria, seen_at), METAL)
    assert count == min(listed.total, saved_queries.MOST_NEW)
    return count


SEARCHES = (
    SearchCriteria(query="corrosion"),
    SearchCriteria(query="corrosion", mode=Mode.KEYWORD),
    SearchCriteria(query="corrosion", mode=Mode.SEMANTIC),
    SearchCriteria(venues=("Metals",)),
)


def test_new_are_the_papers_of_the_search_that_came_later(tenant_a: Tenant) -> None:
    known = P(title="Corrosion of steel", venue="Metals", axis=METAL)
    far = P(title="Pollen in ice", venue="Glaciers", axis=direction(0, 1))
    add(tenant_a, [known, known, far])
    seen_at = see(tenant_a, save(tenant_a))
    assert [new(tenant_a, one, seen_at) for one in SEARCHES] == [0, 0, 0, 0]
    add(tenant_a, [known, far])
    assert [new(tenant_a, one, seen_at) for one in SEARCHES] == [1, 1, 1, 1]
    add(tenant_a, [P(title="Rust", axis=direction(1, 0.1))])
    assert [new(tenant_a, one, seen_at) for one in SEARCHES] == [2, 1, 2, 1]
    later = see(tenant_a, save(tenant_a, replace=True))
    assert [new(tenant_a, one, later) for one in SEARCHES] == [0, 0, 0, 0]


def test_counting_ends(tenant_a: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saved_queries, "MOST_NEW", 3)
    seen_at = see(tenant_a, save(tenant_a))
    add(tenant_a, [P(title="Corrosion", axis=METAL)] * 5)
    assert new(tenant_a, SEARCHES[0], seen_at) == 3


@pytest.mark.parametrize("library", [0, 1])
def test_papers_that_were_being_imported_when_somebody_looked_are_new(
    tenant_a: Tenant, tenant_b: Tenant, library: int
) -> None:
    """They bear the moment their batch began."""
    number = save(tenant_a)
    add(tenant_a, [P(title="Steel")] * library)
    elsewhere = see(tenant_b, save(tenant_b))
    with db.transaction(tenant_a) as session:
        run = insert(ImportRun).values(
            organization_id=tenant_a.organization_id, filename="f", content_bytes=1,
            state=RunState.RUNNING,
        )  # fmt: skip
        session.execute(run)
    with db.transaction(tenant_a) as session:
        session.execute(
            text("INSERT INTO papers (organization_id, title, title_key) VALUES (:o, 'Rust', 'r')"),
            {"o": tenant_a.organization_id},
        )
        seen_at = see(tenant_a, number)
    assert new(tenant_a, SearchCriteria(), seen_at) == 1
    assert see(tenant_b, save(tenant_b, replace=True)) > elsewhere
    with db.transaction(tenant_a) as session:
        session.execute(update(ImportRun).values(state=RunState.DONE))
    assert new(tenant_a, SearchCriteria(), see(tenant_a, number)) == 0


def test_the_search_for_what_is_new_keeps_what_it_was() -> None:
    now = datetime.now(UTC)
    earlier = now - timedelta(days=1)
    criteria = SearchCriteria(query="rust", year_from=2020, number=3, sort=Sort.CITATIONS)
    found = saved_queries.newest_of(criteria, now)
    assert found == replace(criteria, number=1, sort=Sort.NEWEST, added_after=now)
    narrowed = saved_queries.newest_of(replace(criteria, added_after=now), earlier)
    assert narrowed.added_after == now


@pytest.mark.parametrize("mode", list(Mode))
def test_papers_added_after_a_moment(tenant_a: Tenant, mode: Mode) -> None:
    old, new = add(tenant_a, [P(title="Alloy", axis=METAL), P(title="Alloy", axis=METAL)])
    with db.transaction(tenant_a) as session:
        last_year = datetime.now(UTC) - timedelta(days=365)
        session.execute(update(Paper).where(Paper.id == old).values(created_at=last_year))
    week_ago = datetime.now(UTC) - timedelta(days=7)
    for query in ("", "alloy"):
        found = search(tenant_a, query, mode=mode, added_after=week_ago)
        assert ([hit.paper_id for hit in found.rows], found.total) == ([new], 1)
    with db.reading(tenant_a) as session:
        arrived = session.execute(select(func.max(Paper.created_at))).scalar_one()
        assert facets(session, tenant_a, SearchCriteria(added_after=arrived)).total == 0
        assert facets(session, tenant_a, SearchCriteria(added_after=week_ago)).total == 1
