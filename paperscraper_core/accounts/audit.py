"""The audit trail's one way in: who did what, written in the user's own transaction."""

from sqlalchemy import insert
from sqlalchemy.orm import Session

from paperscraper_core.models import AuditEntry
from paperscraper_core.tenancy import Tenant


def record(
    session: Session,
    tenant: Tenant,
    action: str,
    subject: str,
    **details: str | int | float | bool | None,
) -> None:
    """Write one audit entry; it stands or falls with the transaction of what it records.

    Args:
        session: the transaction of the action itself.
        tenant: who acts, and in which organization.
        action: what was done, as `noun.verb`: `paper.delete`, `export.papers`.
        subject: what it was done to, in words or as an id.
        details: plain values worth keeping; never a password or a token.
    """
    session.execute(
        insert(AuditEntry).values(
            organization_id=tenant.organization_id,
            user_id=tenant.user_id,
            action=action,
            subject=subject[:500].replace("\x00", ""),
            details={
                key: value.replace("\x00", "") if isinstance(value, str) else value
                for key, value in details.items()
            },
        )
    )
