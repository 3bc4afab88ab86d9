"""The state of a comparison as address parameters, and back. Pure.

What cannot be read is left out, never an error.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

from pages.components import authors_format
from paperscraper_core.charts.types import TimeAxis
from paperscraper_core.metrics.analysis_types import SelfCitationRule
from paperscraper_core.metrics.compare_types import Choices
from paperscraper_core.metrics.definitions import BY_KEY

_YEARS: Final = (1000, 2999)
_MOST_TYPES: Final = 50
#: An unknown document type.
NO_TYPE: Final = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Who is compared, by which rules, along which time, and by which metric they are ranked."""

    author_ids: tuple[int, ...] = ()
    choices: Choices = field(default_factory=Choices)
    axis: TimeAxis = TimeAxis.CALENDAR
    metric: str = "h_index"


class Parameters(Protocol):
    """`st.query_params`, or a stand-in for it."""

    def get_all(self, key: str) -> list[str]:
        """All values of a parameter."""


class Given:
    """Parameters from a mapping."""

    def __init__(self, values: Mapping[str, str | Sequence[str]]) -> None:
        self._values = values

    def get_all(self, key: str) -> list[str]:
        """All values of a parameter."""
        value = self._values.get(key, [])
        return [value] if isinstance(value, str) else list(value)


def read(parameters: Parameters) -> Comparison:
    """Read a comparison from an address."""

    def one(name: str) -> str:
        values = parameters.get_all(name)
        return values[-1] if values else ""

    def year(name: str) -> int | None:
        value = one(name)
        if not (value.isascii() and value.isdigit() and len(value) == 4):
            return None
        return int(value) if _YEARS[0] <= int(value) <= _YEARS[1] else None

    first, last = year("from"), year("to")
    types = [value.replace("\x00", "")[:200] for value in parameters.get_all("type")]
    without = one("without")
    return Comparison(
        author_ids=authors_format.ids_of(one("compare")),
        choices=Choices(
            without=SelfCitationRule(without) if without in set(SelfCitationRule) else None,
            fractional=one("fractional").lower() == "true",
            types=tuple(
                "" if value == NO_TYPE else value
                for value in dict.fromkeys(types[:_MOST_TYPES])
                if value
            ),
            year_from=first,
            year_to=None if first is not None and last is not None and last < first else last,
        ),
        axis=TimeAxis.CAREER if one("axis") == TimeAxis.CAREER else TimeAxis.CALENDAR,
        metric=one("metric") if one("metric") in BY_KEY else "h_index",
    )


def write(found: Comparison) -> dict[str, str | Sequence[str]]:
    """Write it as address parameters; what is at its default is left out."""
    choices = found.choices
    said: dict[str, str | Sequence[str]] = {
        "compare": ",".join(map(str, found.author_ids)),
        "without": choices.without.value if choices.without else "",
        "fractional": "true" if choices.fractional else "",
        "type": [value or NO_TYPE for value in choices.types],
        "from": "" if choices.year_from is None else str(choices.year_from),
        "to": "" if choices.year_to is None else str(choices.year_to),
        "axis": "" if found.axis is TimeAxis.CALENDAR else found.axis.value,
        "metric": "" if found.metric == "h_index" else found.metric,
    }
    return {name: value for name, value in said.items() if value}


def words(choices: Choices) -> str:
    """The rules in words: "without known own citations; shared among authors"."""
    parts = []
    if choices.without is SelfCitationRule.SAME_AUTHOR:
        parts.append("without known citations by the author")
    elif choices.without is SelfCitationRule.ANY_AUTHOR:
        parts.append("without known citations by any author of the paper")
    if choices.fractional:
        parts.append("citations shared equally among authors")
    if choices.types:
        parts.append("papers of type " + ", ".join(one or NO_TYPE for one in choices.types))
    first, last = choices.year_from, choices.year_to
    if first is not None and last is not None:
        parts.append(f"papers of {first}–{last}")
    elif first is not None or last is not None:
        parts.append(f"papers up to {last}" if first is None else f"papers since {first}")
    return "; ".join(parts)
