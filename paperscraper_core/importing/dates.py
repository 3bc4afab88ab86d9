"""Years and days as files write them. Pure: the present year is an argument."""

from __future__ import annotations

import re
from datetime import date

FIRST_YEAR = 1500
_YEAR = re.compile(r"(?<!\d)(\d{4})(?!\d)")
_DAY = re.compile(r"^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T\s/].*)?$")


def parse_year(value: object, today_year: int) -> tuple[int | None, str | None]:
    """(year, problem) of whatever stands in a year field; both None for a blank one.

    Accepts 1500 up to the year after next: journals date their issues ahead.
    """
    if value is None or isinstance(value, bool):
        return None, None
    text = str(value).strip()[:100]
    if not text.strip("/-. "):
        return None, None
    if isinstance(value, float):
        text = text.removesuffix(".0")
    found = _YEAR.search(text)
    if found is None:
        return None, f"“{text}” is not a year; the year is left unknown."
    year = int(found[1])
    if not FIRST_YEAR <= year <= today_year + 2:
        return None, f"The year {year} cannot be right; the year is left unknown."
    return year, None


def parse_date(value: object) -> date | None:
    """A full day written year-month-day; None for anything less or impossible."""
    found = _DAY.match(value.strip()) if isinstance(value, str) else None
    if found is None:
        return None
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None
