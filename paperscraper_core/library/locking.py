"""One writer at a time in an organization's library."""

from typing import Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from paperscraper_core.tenancy import Tenant

#: First key of the advisory lock, so that it is nobody else's.
_LIBRARY_LOCK: Final = 0x9A9E7


def lock(session: Session, tenant: Tenant) -> None:
    """Let one writer at a time into an organization's library, until the transaction ends.

    Two imports at once would both find that a paper is missing; whoever is second waits for the
    first batch to be committed, and then sees it. Readers wait for nobody.
    """
    session.execute(
        text("SELECT pg_advisory_xact_lock(:lock, :organization)"),
        {"lock": _LIBRARY_LOCK, "organization": tenant.organization_id},
    )
    # Postgres keeps the plans of its foreign key checks for as long as the connection lives. Made
    # while the tables were nearly empty they walk through the whole organization for each row.
    session.execute(text("DISCARD PLANS"))
