"""Queries that name one paper: its DOI, an id of a source, or its whole title."""

from collections.abc import Mapping

from sqlalchemy import ColumnElement, Select, literal, select, union_all
from sqlalchemy.orm import Session

from paperscraper_core.models import Paper, PaperIdentifier
from paperscraper_core.search.parsing import ParsedQuery
from paperscraper_core.tenancy import Tenant

_MOST = 20


def exact(
    session: Session, tenant: Tenant, parsed: ParsedQuery, where: list[ColumnElement[bool]]
) -> Mapping[int, str]:
    """Find the papers that the whole query names; at most one statement.

    Returns:
        What each paper was named by ("doi", "identifier" or "title"), by the paper's id.
    """
    ways: list[Select[int, str]] = []
    of_tenant = [Paper.organization_id == tenant.organization_id, *where]
    if parsed.doi:
        ways.append(select(Paper.id, literal("doi").label("way")).where(Paper.doi == parsed.doi))
    if parsed.identifier:
        held = select(PaperIdentifier.paper_id).where(
            PaperIdentifier.organization_id == tenant.organization_id,
            PaperIdentifier.value == parsed.identifier,
        )
        ways.append(select(Paper.id, literal("identifier").label("way")).where(Paper.id.in_(held)))
    if parsed.title_key:
        ways.append(
            select(Paper.id, literal("title").label("way")).where(
                Paper.title_key == parsed.title_key
            )
        )
    if not ways:
        return {}
    found: dict[int, str] = {}
    statement = union_all(*(way.where(*of_tenant).limit(_MOST) for way in ways))
    for paper_id, way in session.execute(statement):
        found.setdefault(paper_id, way)
    return found
