"""Queries that name papers: a DOI, an id of a source, a whole title, or authors."""

from collections.abc import Mapping

from sqlalchemy import ColumnElement, Select, literal, select, union_all
from sqlalchemy.orm import Session

from paperscraper_core.models import Paper, PaperIdentifier
from paperscraper_core.search import author_lookup
from paperscraper_core.search.parsing import ParsedQuery
from paperscraper_core.search.terms import QueryTerms
from paperscraper_core.tenancy import Tenant

_MOST = 20
_ORDER = ("doi", "identifier", "title")


def exact(
    session: Session,
    tenant: Tenant,
    parsed: ParsedQuery,
    terms: QueryTerms,
    where: list[ColumnElement[bool]],
) -> Mapping[int, str]:
    """Find the papers that the whole query names; two statements unless authors are named.

    Returns:
        What each paper was named by ("doi", "identifier", "title" or "author"), by the paper's
        id, best first.
    """
    found = _by_key(session, tenant, parsed, where)
    if parsed.doi is None:
        for paper_id in author_lookup.named(session, tenant, parsed.text, terms, where):
            found.setdefault(paper_id, "author")
    return found


def _by_key(
    session: Session, tenant: Tenant, parsed: ParsedQuery, where: list[ColumnElement[bool]]
) -> dict[int, str]:
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
    statement = union_all(*(way.where(*of_tenant).limit(_MOST) for way in ways))
    rows = sorted((_ORDER.index(row.way), row.id) for row in session.execute(statement))
    found: dict[int, str] = {}
    for way, paper_id in rows:
        found.setdefault(paper_id, _ORDER[way])
    return found
