"""Counts in words, for the sentences on figures."""

from __future__ import annotations


def counted(number: int, one: str, many: str | None = None) -> str:
    """``1 paper``, ``2,300 papers``; ``many`` where the plural is not made by an s."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
