"""Decisions about who is who: what they are, and when one can be taken back. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class EventKind(StrEnum):
    """What a decision does."""

    MERGE = "merge"
    SPLIT = "split"
    UNDO = "undo"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileEvent:
    """One decision, as its history shows it.

    Attributes:
        from_id: the profile that was merged away, or the author who gave papers away.
        to_id: the person who has the papers since.
        makes_author: whether a split made `to_id`.
        papers: how many papers moved.
        by: who decided; None for an import that proved two profiles to be one.
        undone_at: when it was taken back, and by whom.
    """

    id: int
    kind: EventKind
    from_id: int
    from_name: str
    to_id: int
    to_name: str
    makes_author: bool
    papers: int
    by: str | None
    reason: str
    happened_at: datetime
    undone_at: datetime | None = None
    undone_by: str | None = None
    is_of_import: bool = False


def why_not_undone(event: ProfileEvent, later: Sequence[ProfileEvent]) -> str | None:
    """Why a decision cannot be taken back now, in a sentence; None if it can.

    Args:
        event: the decision.
        later: decisions after it that stand and name one of its two authors.
    """
    if event.kind is EventKind.UNDO:
        return "This took another decision back; decide anew instead."
    if event.undone_at is not None:
        return "This decision is taken back already."
    if event.kind is EventKind.SPLIT and event.makes_author:
        builds = [one for one in later if event.to_id in (one.from_id, one.to_id)]
        if builds:
            newest = max(builds, key=lambda one: one.id)
            return (
                f"A later decision about {event.to_name} ({newest.kind.value} of"
                f" {newest.happened_at:%Y-%m-%d}) has to be taken back first."
            )
    return None
