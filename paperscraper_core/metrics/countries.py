"""Names of countries by their two letters, from the list that comes with the time zones."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


def country_name(code: str) -> str:
    """The English name of a country (ISO 3166 code, any case); the code itself when unknown."""
    return _names().get(code.upper(), code)


@cache
def _names() -> dict[str, str]:
    lines = files("tzdata").joinpath("zoneinfo", "iso3166.tab").read_text("utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return {row[0]: row[1] for row in rows}
