"""Every function of the rooms that takes an id: a foreign one and a missing one look the same.

The functions are found by looking at the rooms themselves, so a new one is in the test as soon
as it is written; one with a parameter that nobody has described here fails it.
"""

import importlib
import inspect
import pkgutil
import re
import types
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest

import paperscraper_core
from paperscraper_core import db
from paperscraper_core.errors import NotFound, PaperScraperError
from paperscraper_core.importing.types import RunState
from paperscraper_core.library.types import PaperDraft
from paperscraper_core.metrics.choice_types import ChoiceKind, PaperChoice
from paperscraper_core.scoring.input_queries import library_index
from paperscraper_core.tenancy import Role, Tenant
from tests.tenancy.twins import Twin, fingerprint

MISSING = 999_999_999
#: Which row of the other organization stands for an id of this name.
KINDS = {
    "paper": "paper_id", "author": "author_id", "run": "run_id", "job": "job_id",
    "user": "user_id", "event": "event_id", "profile": "author_id", "into": "author_id",
    "other": "author_id", "group": "group_id",
    "saved_search": "saved_search_id",
}  # fmt: skip
#: These get ids before an organization is known: a login's own, and the door of the workers.
WITHOUT_TENANT = {
    "accounts.login_service.enter_organization",
    "accounts.login_service.note_seen",
    "accounts.login_service.open_session",
    "accounts.login_service.revoke",
    "accounts.queries.organizations_of",
    "accounts.queries.password_hash",
    "accounts.queries.sessions_of",
    "accounts.queries.tenant_for_job",
    "accounts.service.set_password",
    "importing.queries.organization_of_run",
    "queue.defer",
    "scoring.queries.organization_of_job",
    "search.layout_service.claim",
}
#: The run or paper that something is remembered of is made in the same transaction.
INNER = {"library.batch_writes.write", "library.service.upsert_papers"}


def functions() -> Iterator[tuple[str, Callable[..., Any]]]:
    """The public functions of the rooms that take a session and an id."""
    for module in pkgutil.walk_packages(paperscraper_core.__path__, "paperscraper_core."):
        if ".cli" in module.name or module.name.endswith("__main__"):
            continue
        loaded = importlib.import_module(module.name)
        for name, found in vars(loaded).items():
            if not inspect.isfunction(found) or found.__module__ != module.name or name[0] == "_":
                continue
            parameters = inspect.signature(found).parameters
            if "session" in parameters and any(map(_is_id, parameters)):
                yield f"{module.name.removeprefix('paperscraper_core.')}.{name}", found


def _is_id(name: str) -> bool:
    return name.endswith(("_id", "_ids"))


ALL = dict(functions())
TESTED = sorted(set(ALL) - WITHOUT_TENANT - INNER)


def test_the_list_of_exceptions_is_not_longer_than_needed() -> None:
    assert set(ALL) >= WITHOUT_TENANT | INNER
    without = {
        name for name, one in ALL.items() if "tenant" not in inspect.signature(one).parameters
    }
    assert without == WITHOUT_TENANT
    assert len(TESTED) > 30


def _known(session: Any, tenant: Tenant, name: str) -> object:
    """A value for a parameter that is no id."""
    values: dict[str, Callable[[], object]] = {
        "worker": lambda: "test",
        "attempt": lambda: 1,
        "reason": lambda: "because",
        "name": lambda: "Another name",
        "is_shared": lambda: True,
        "description": lambda: "",
        "reference": dict,
        "results": lambda: (),
        "state": lambda: RunState.FAILED,
        "draft": lambda: PaperDraft(title="Changed by somebody else"),
        "role": lambda: Role.VIEWER,
        "disabled": lambda: True,
        "password_hash": lambda: "changed",
        "index": lambda: library_index(session, tenant),
        "as_of_year": lambda: date.today().year,
        "score": lambda: None,
        "choice": lambda: PaperChoice(kind=ChoiceKind.TOPIC, value=""),
    }
    assert name in values, f"say here what to give for the parameter {name}"
    return values[name]()


def _ids_of(name: str) -> list[str]:
    return [one for one in inspect.signature(ALL[name]).parameters if _is_id(one)]


def _kind(name: str) -> str:
    kind = name.removesuffix("_ids").removesuffix("_id")
    assert kind in KINDS, f"say here which row {name} means"
    return KINDS[kind]


def _given(session: Any, tenant: Tenant, function: Callable[..., Any], ids: dict[str, int]):
    given: dict[str, object] = {}
    for name, one in inspect.signature(function).parameters.items():
        if name == "session":
            given[name] = session
        elif name == "tenant":
            given[name] = tenant
        elif name in ids:
            given[name] = [ids[name]] if name.endswith("_ids") else ids[name]
        elif one.default is one.empty:
            given[name] = _known(session, tenant, name)
    return given


def outcome(name: str, tenant: Tenant, ids: dict[str, int]) -> str:
    """What comes of a call, with its ids blanked."""
    door = db.system() if name.startswith("accounts.") else db.transaction(tenant)
    try:
        with door as session:
            answer = ALL[name](**_given(session, tenant, ALL[name], ids))
            if isinstance(answer, types.GeneratorType):
                answer = tuple(answer)
            said = f"returned {answer!r}"
    except PaperScraperError as error:
        said = f"{type(error).__name__}: {error}"
    return re.sub(r"\d{2,}|\b\d\b", "#", said)


BOTH = pytest.mark.parametrize("twins", ["secured", "filters alone"], indirect=True, scope="module")


@pytest.mark.parametrize("name", TESTED)
def test_a_foreign_id_and_a_missing_one_look_the_same(pair: tuple[Twin, Twin], name: str) -> None:
    compare(*pair, name)


def compare(seeing: Twin, other: Twin, name: str) -> None:
    """Call a function with foreign and with missing ids: the same has to come of it."""
    before = fingerprint(other.tenant)
    theirs = {one: getattr(other, _kind(one)) for one in _ids_of(name)}
    ours = {one: getattr(seeing, _kind(one)) for one in _ids_of(name)}
    for strange in (theirs.keys(), *([one] for one in theirs if len(theirs) > 1)):
        foreign = outcome(name, seeing.tenant, ours | {one: theirs[one] for one in strange})
        missing = outcome(name, seeing.tenant, ours | dict.fromkeys(strange, MISSING))
        assert foreign == missing
        assert other.name not in foreign.lower()
        assert fingerprint(other.tenant) == before


@pytest.mark.parametrize(
    "name",
    ["library.queries.paper", "library.editing.update_paper", "library.editing.delete_paper",
     "metrics.queries.author_metrics", "metrics.queries.compare",
     "scoring.queries.job", "scoring.queries.items", "scoring.service.request",
     "scoring.service.cancel", "scoring.service.retry_failed", "importing.queries.run",
     "importing.queries.problems", "importing.service.cancel", "library.profile_queries.event",
     "library.profile_service.merge", "library.profile_service.split",
     "library.profile_service.undo", "metrics.identity.preview_merge",
     "search.saved_service.delete", "search.saved_service.mark_seen",
     "search.saved_service.rename", "search.saved_service.share", "search.similar.more_like",
     "metrics.group_queries.group_metrics",
     "metrics.group_service.edit_group", "metrics.group_service.delete_group",
     "metrics.group_service.add_members", "metrics.group_service.remove_members",
     "metrics.peer_queries.peers", "metrics.self_citation_queries.self_citations_of",
     "metrics.network_queries.coauthor_network", "metrics.topic_queries.topics_over_time",
     "metrics.topic_queries.venues", "metrics.collaboration_queries.collaborations",
     "accounts.service.set_role", "accounts.service.remove_member",
     "accounts.service.set_disabled", "accounts.service.reset_password"],
)  # fmt: skip
def test_what_people_ask_for_by_id_is_not_found(pair: tuple[Twin, Twin], name: str) -> None:
    seeing, other = pair
    said = outcome(name, seeing.tenant, {one: getattr(other, _kind(one)) for one in _ids_of(name)})
    assert said.startswith(NotFound.__name__), said
