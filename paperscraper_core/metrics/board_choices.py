"""What the filters of the list of authors offer, commonest first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy import TextClause, text
from sqlalchemy.orm import Session

from paperscraper_core.tenancy import Tenant

#: Choices of a list; rarer ones can be typed.
MOST: Final = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardChoices:
    """Values with the number of papers (venues, topics) or people (the others) that have them.

    ``years`` are the first and last year of all papers; ``groups`` are (id, name).
    """

    years: tuple[int, int] | None
    venues: tuple[tuple[str, int], ...]
    topics: tuple[tuple[str, int], ...]
    institutions: tuple[tuple[str, int], ...]
    countries: tuple[tuple[str, int], ...]
    groups: tuple[tuple[int, str], ...]


def _counted(value: str, source: str) -> TextClause:
    return text(
        f"SELECT value, count(*) AS number FROM (SELECT {value} AS value {source}) told"
        " WHERE value <> '' GROUP BY value ORDER BY number DESC, value LIMIT :most"
    )


_OF_PAPERS: Final = "FROM papers p WHERE p.organization_id = :organization_id"
_OF_PEOPLE: Final = (
    "FROM authors a WHERE a.organization_id = :organization_id AND a.merged_into IS NULL"
)
_YEARS: Final = text(f"SELECT min(p.year) AS first, max(p.year) AS last {_OF_PAPERS}")
_GROUPS: Final = text(
    "SELECT g.id, g.name FROM author_groups g WHERE g.organization_id = :organization_id"
    " ORDER BY lower(g.name), g.id LIMIT :most"
)


def board_choices(session: Session, tenant: Tenant) -> BoardChoices:
    """Count what a list of authors can be filtered by, in six statements."""
    values = {"organization_id": tenant.organization_id, "most": MOST}

    def counted(value: str, source: str) -> tuple[tuple[str, int], ...]:
        rows = session.execute(_counted(value, source), values)
        return tuple((row.value, row.number) for row in rows)

    first, last = session.execute(_YEARS, values).one()
    return BoardChoices(
        years=(first, last) if first is not None else None,
        venues=counted("p.venue", _OF_PAPERS),
        topics=counted("unnest(p.topics)", _OF_PAPERS),
        institutions=counted("a.institution", _OF_PEOPLE),
        countries=counted("a.country_code", _OF_PEOPLE),
        groups=tuple((row.id, row.name) for row in session.execute(_GROUPS, values)),
    )
