"""What charts take beside the types of the other rooms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Theme(StrEnum):
    """The background that a figure will stand on; figures themselves are transparent."""

    LIGHT = "light"
    DARK = "dark"


class TimeAxis(StrEnum):
    """How careers are laid side by side."""

    CALENDAR = "calendar"
    CAREER = "career"


@dataclass(frozen=True, slots=True, kw_only=True)
class CountBin:
    """How many rows fall into one bar: ``label`` is what the axis shows."""

    label: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class YearBar:
    """How many of something one year has."""

    year: int
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DimensionScore:
    """One dimension of a score: ``value`` 0–10 or None without evidence, ``confidence`` 0–1."""

    label: str
    value: float | None
    confidence: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartColumn:
    """One column of the data behind a chart: a stable key, a name, and what it means."""

    key: str
    title: str
    definition: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartRows:
    """The data behind a chart; None is unknown, never zero."""

    columns: tuple[ChartColumn, ...]
    rows: tuple[tuple[str | int | float | None, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartWords:
    """What a figure says about itself."""

    title: str
    definition: str
    as_of: date | None
