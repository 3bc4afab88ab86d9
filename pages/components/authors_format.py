"""Metrics as people read them: digits, unknown values, and what was left out."""

from typing import Any, Final

import streamlit as st

from paperscraper_core.metrics.definitions import BY_KEY, tooltip
from paperscraper_core.metrics.types import AuthorIndices, LibraryDate

UNKNOWN: Final = "unknown"
MAX_ID: Final = 2**63 - 1


def value(indices: AuthorIndices, key: str) -> str:
    """A metric with its digits, or the word for not known."""
    found: int | float | None = getattr(indices, key)
    return UNKNOWN if found is None else f"{found:,.{BY_KEY[key].decimals}f}"


def column(key: str) -> Any:  # streamlit keeps the type of its columns to itself
    """How a metric's column is headed, explained on hover, and written."""
    one = BY_KEY[key]
    return st.column_config.NumberColumn(
        one.label, help=tooltip(key), format=f"%,.{one.decimals}f" if one.decimals else "%,d"
    )


def as_of(date: LibraryDate) -> str:
    """For which day the numbers hold."""
    if date.day is None:
        return f"The day of the counts is not known; careers are counted up to {date.year}."
    return f"As of {date.day.isoformat()}, the newest citation counts in the library."


def left_out(indices: AuthorIndices) -> str:
    """Which papers are not in the numbers: of 41 papers, 3 without a citation count."""
    parts = []
    if indices.papers_without_count:
        parts.append(f"{indices.papers_without_count:,} without a citation count")
    if indices.papers_without_year:
        parts.append(f"{indices.papers_without_year:,} without a year")
    if not parts:
        return f"All {indices.papers:,} papers have a citation count and a year."
    return (
        f"Of {indices.papers:,} papers, {' and '.join(parts)}:"
        " left out of the numbers that need it."
    )


def ids_of(value: str) -> tuple[int, ...]:
    """The numbers of a list such as ``1,2,3`` from the address, each once; others are dropped."""
    found = (part.strip() for part in value.split(","))
    # Python refuses to read numbers of thousands of digits
    numbers = (int(p) for p in found if p.isascii() and p.isdigit() and len(p) < 20)
    return tuple(dict.fromkeys(number for number in numbers if 0 < number <= MAX_ID))
