"""Which organizations are searched another way than their size asks for."""

from typing import Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from paperscraper_core.search import layout
from paperscraper_core.search.layout import Way

# small libraries that are searched exactly, nearly all, are not even read
_CANDIDATES: Final = text(
    """
    SELECT s.organization_id, s.documents, l.way, l.lease_until IS NOT NULL AS unfinished
    FROM search_statistics s LEFT JOIN search_layouts l USING (organization_id)
    WHERE (l.lease_until IS NULL OR l.lease_until < now())
      AND (s.documents > :least OR l.way <> 'exact' OR l.lease_until IS NOT NULL)
    ORDER BY s.organization_id
    """
)


def due(session: Session) -> tuple[int, ...]:
    """Return the organizations whose way has to change, or whose change was left unfinished.

    Args:
        session: of the system door, which sees sizes and ways and no papers.
    """
    least = int(layout.BITS_FROM * layout.BACK_BELOW)
    return tuple(
        row.organization_id
        for row in session.execute(_CANDIDATES, {"least": least})
        if row.unfinished
        or (present := Way(row.way or Way.EXACT)) is not layout.fitting(row.documents, present)
    )
