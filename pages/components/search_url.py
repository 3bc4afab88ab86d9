"""The whole state of the search page as address parameters, and back. Pure.

Addresses are typed, shared and outlive the library they were made for: what cannot be read is
left out, never an error.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final, Protocol, TypeVar
from urllib.parse import parse_qs, urlencode

from paperscraper_core.search.filters import MISSING, SCORE_COLUMNS
from paperscraper_core.search.types import Mode, SearchCriteria, Sort
from paperscraper_core.search.weighting import WEIGHABLE

_SCORED: Final = {"yes": True, "no": False}
_MOST_PAGES: Final = 100_000
#: Papers that stand beside each other, and papers that more are asked like.
MOST_COMPARED: Final = 6
MOST_LIKED: Final = 20
#: Venues, types and authors that one search asks for: each becomes a few widgets of the page.
MOST_VALUES: Final = 100
Choice = TypeVar("Choice", bound=StrEnum)


class Parameters(Protocol):
    """`st.query_params`, or a stand-in for it."""

    def get_all(self, key: str) -> list[str]:
        """All values of a parameter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """All that the address of the search page says.

    Attributes:
        criteria: the search.
        compare: papers to show side by side in place of the hits; none or two and more.
        like: papers to show more like, in place of the hits.
        saved: the saved search that was opened.
    """

    criteria: SearchCriteria
    compare: tuple[int, ...] = ()
    like: tuple[int, ...] = ()
    saved: int | None = None


class _Parsed(dict[str, list[str]]):
    """A query string as parameters."""

    def get_all(self, key: str) -> list[str]:
        return self.get(key, [])


def parameters_of(address: str) -> Parameters:
    """Return the parameters of a query string."""
    # the limit keeps a hand-made address of thousands of parameters from costing anything
    try:
        return _Parsed(parse_qs(address, keep_blank_values=True, max_num_fields=2000))
    except ValueError:
        return _Parsed()


def address_of(criteria: SearchCriteria) -> str:
    """Return the query string of a search, from its first page."""
    return urlencode(write(replace(criteria, number=1)), doseq=True)


def read_view(parameters: Parameters) -> View:
    """Read all of an address of the search page."""
    compare = _ids(parameters.get_all("compare"), MOST_COMPARED)
    saved = _ids(parameters.get_all("saved"), 1)
    return View(
        criteria=read(parameters),
        compare=compare if len(compare) > 1 else (),
        like=_ids(parameters.get_all("like"), MOST_LIKED),
        saved=saved[0] if saved else None,
    )


def write_view(view: View) -> dict[str, str | Sequence[str]]:
    """Write all of an address of the search page."""
    extra = {
        "compare": ",".join(map(str, view.compare)),
        "like": ",".join(map(str, view.like)),
        "saved": _text(view.saved),
    }
    return {**write(view.criteria), **{name: value for name, value in extra.items() if value}}


def read(parameters: Parameters) -> SearchCriteria:
    """Read a search from an address."""

    def several(name: str) -> tuple[str, ...]:
        # the database knows no NUL, and so no paper has one
        return tuple(value.replace("\x00", "") for value in parameters.get_all(name))

    def one(name: str) -> str:
        values = several(name)
        return values[-1] if values else ""

    low, high = _number(one("year_from")), _number(one("year_to"))
    fewest, most = _number(one("citations_from")), _number(one("citations_to"))
    return SearchCriteria(
        query=one("q"),
        mode=_choice(Mode, one("mode"), Mode.HYBRID),
        sort=_choice(Sort, one("sort"), Sort.RELEVANCE),
        year_from=low,
        year_to=high if low is None or high is None or low <= high else None,
        venues=tuple(dict.fromkeys(filter(None, several("venue"))))[:MOST_VALUES],
        types=tuple(dict.fromkeys(filter(None, several("type"))))[:MOST_VALUES],
        author_ids=tuple(_numbers(parameters.get_all("author")))[:MOST_VALUES],
        citations_from=fewest,
        citations_to=most if fewest is None or most is None or fewest <= most else None,
        scored=_SCORED.get(one("scored")),
        min_scores=tuple(
            (column, value)
            for column in SCORE_COLUMNS
            if (value := _score(one(f"min_{column}"))) is not None
        ),
        import_run_id=_number(one("run")),
        missing=tuple(name for name in MISSING if name in parameters.get_all("missing")),
        added_after=_moment(one("added_after")),
        weights=tuple(
            (name, value) for name in WEIGHABLE if (value := _score(one(f"w_{name}"))) is not None
        ),
        number=min(max(_number(one("page")) or 1, 1), _MOST_PAGES),
    )


def write(criteria: SearchCriteria) -> dict[str, str | Sequence[str]]:
    """Write a search as address parameters; what is at its default is left out."""
    found: dict[str, str | Sequence[str]] = {
        "q": criteria.query,
        "mode": "" if criteria.mode is Mode.HYBRID else criteria.mode.value,
        "sort": "" if criteria.sort is Sort.RELEVANCE else criteria.sort.value,
        "year_from": _text(criteria.year_from),
        "year_to": _text(criteria.year_to),
        "venue": list(criteria.venues),
        "type": list(criteria.types),
        "author": [str(author) for author in criteria.author_ids],
        "citations_from": _text(criteria.citations_from),
        "citations_to": _text(criteria.citations_to),
        "scored": {True: "yes", False: "no", None: ""}[criteria.scored],
        **{f"min_{column}": f"{value:g}" for column, value in criteria.min_scores},
        "run": _text(criteria.import_run_id),
        "missing": list(criteria.missing),
        "added_after": "" if criteria.added_after is None else _iso(criteria.added_after),
        **{f"w_{name}": f"{value:g}" for name, value in criteria.weights if value > 0},
        "page": _text(criteria.number) if criteria.number > 1 else "",
    }
    return {name: value for name, value in found.items() if value}


def words(criteria: SearchCriteria) -> tuple[tuple[str, str], ...]:
    """Say the search in words, for the head of an export and the name of a job."""
    plain: Mapping[str, str | Sequence[str]] = write(criteria)
    return tuple(
        (name.replace("_", " "), value if isinstance(value, str) else ", ".join(value))
        for name, value in plain.items()
        if name != "page"
    )


def _number(value: str) -> int | None:
    try:
        number = int(value)
    except ValueError:
        return None
    return number if -(2**31) < number < 2**31 else None


def _numbers(values: Sequence[str]) -> list[int]:
    return list(dict.fromkeys(n for value in values if (n := _number(value)) is not None))


def _ids(values: Sequence[str], most: int) -> tuple[int, ...]:
    """Ids of "1,2,3": what is no id is left out, and so is what is too much."""
    parts = [part for value in values for part in value.split(",")[: most * 10]]
    known = [n for part in parts if part.isascii() and part.isdigit() if len(part) < 19
             if (n := int(part)) > 0]  # fmt: skip
    return tuple(dict.fromkeys(known))[:most]


def _moment(value: str) -> datetime | None:
    """A moment; without a zone it is UTC."""
    try:
        moment = datetime.fromisoformat(value)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _score(value: str) -> float | None:
    try:
        number = float(value)
    except ValueError:
        return None
    number = round(number, 2)  # what is written says no more
    return number if 0.0 < number <= 10.0 else None


def _choice(kind: type[Choice], value: str, default: Choice) -> Choice:
    return kind(value) if value in set(kind) else default


def _text(value: int | None) -> str:
    return "" if value is None else str(value)
