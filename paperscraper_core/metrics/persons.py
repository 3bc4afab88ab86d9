"""Which person a profile is: a profile that was merged into somebody leads to that person."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import text
from sqlalchemy.orm import Session

from paperscraper_core.errors import NotFound
from paperscraper_core.tenancy import Tenant

_PEOPLE = text("""
SELECT id, coalesce(merged_into, id) AS person FROM authors
WHERE organization_id = :organization_id AND id = ANY(:authors)
""")


def persons(session: Session, tenant: Tenant, author_ids: Sequence[int]) -> tuple[int, ...]:
    """The persons whom these profiles are, in order, each once.

    Raises:
        NotFound: one of the authors is not in the organization.
    """
    values = {"organization_id": tenant.organization_id, "authors": list(author_ids)}
    people = {row.id: row.person for row in session.execute(_PEOPLE, values)}
    for author_id in author_ids:
        if author_id not in people:
            raise NotFound("author", "id", author_id)
    return tuple(dict.fromkeys(people[author_id] for author_id in author_ids))


def person(session: Session, tenant: Tenant, author_id: int) -> int:
    """The person whom one profile is.

    Raises:
        NotFound: there is no such author in the organization.
    """
    return persons(session, tenant, (author_id,))[0]
