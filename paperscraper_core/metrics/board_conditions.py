"""The filters of a list of authors as SQL: which papers count, and which people are listed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from paperscraper_core.metrics.names import NamePattern, name_patterns
from paperscraper_core.metrics.types import LeaderboardCriteria

Value = str | int
#: The person whom a member of the group is today.
_IN_GROUP: Final = """a.id IN (
  SELECT coalesce(o.merged_into, o.id) FROM author_group_members g
  JOIN authors o ON o.organization_id = g.organization_id AND o.id = g.author_id
  WHERE g.organization_id = :organization_id AND g.group_id = :group_id)"""
# an unknown first year is no career of one year, as which greatest() would take it
_CAREER: Final = (
    "CASE WHEN m.first_year IS NOT NULL THEN greatest(:as_of_year - m.first_year + 1, 1) END"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """SQL conditions, each beginning with AND, and what is bound in them.

    ``papers`` is about ``papers p``; ``people`` about ``authors a``; ``career`` about a row ``m``
    with the first year of all papers of the author.
    """

    papers: str
    people: str
    career: str
    values: dict[str, Value]


def conditions_of(criteria: LeaderboardCriteria) -> Conditions:
    """The conditions of one list."""
    values: dict[str, Value] = {}
    papers = _some(
        values,
        ("p.year >= :year_from", "year_from", criteria.year_from),
        ("p.year <= :year_to", "year_to", criteria.year_to),
        ("p.venue = :venue", "venue", criteria.venue),
        (":topic = ANY(p.topics)", "topic", criteria.topic),
    )
    people = _some(
        values,
        ("position(lower(CAST(:institution AS text)) in lower(a.institution)) > 0", "institution",
         criteria.institution),
        ("a.country_code = :country", "country", criteria.country),
        (_IN_GROUP, "group_id", criteria.group_id),
    )  # fmt: skip
    career = _some(
        values,
        (f"{_CAREER} >= :career_from", "career_from", criteria.career_from),
        (f"{_CAREER} <= :career_to", "career_to", criteria.career_to),
    )
    named = _named(name_patterns(criteria.name), values)
    return Conditions(papers=papers, people=named + people, career=career, values=values)


def _some(values: dict[str, Value], *wanted: tuple[str, str, Value | None]) -> str:
    found = ""
    for condition, name, value in wanted:
        if value is not None and value != "":
            # the database knows no NUL, and so nothing is called so
            values[name] = value.replace("\x00", "") if isinstance(value, str) else value
            found += f" AND {condition}"
    return found


def _named(patterns: Sequence[NamePattern], values: dict[str, Value]) -> str:
    """A person is found by the names of all profiles that were merged into one."""
    conditions = []
    for number, pattern in enumerate(patterns):
        either = [f"' ' || a.name_key || ' ' LIKE :starts_{number}"]
        values[f"starts_{number}"] = pattern.starts
        if pattern.initial:
            either.append(f"' ' || a.name_key || ' ' LIKE :initial_{number}")
            values[f"initial_{number}"] = pattern.initial
        if pattern.joined:
            either.append(f"replace(a.name_key, ' ', '') LIKE :joined_{number}")
            either.append(f"lower(array_to_string(a.name_variants, ' ')) LIKE :joined_{number}")
            values[f"joined_{number}"] = pattern.joined
        conditions.append(f"({' OR '.join(either)})")
    if not conditions:
        return ""
    fits = " AND ".join(conditions)
    merged = fits.replace("a.name", "p.name")
    return (
        f" AND (({fits}) OR a.id IN (SELECT p.merged_into FROM authors p WHERE p.organization_id"
        f" = :organization_id AND p.merged_into IS NOT NULL AND {merged}))"
    )
