"""Decisions about who is who: what they are, and when one can be taken back. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from paperscraper_core.library.author_names import fits, is_full


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


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileBrief:
    """A profile as it stands in a pair; None is unknown."""

    id: int
    name: str
    name_key: str
    orcid: str | None
    institution: str | None
    country_code: str | None
    papers: int
    first_year: int | None
    last_year: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PairEvidence:
    """What two profiles have in common: names of coauthors, institutions and venues."""

    one: ProfileBrief
    other: ProfileBrief
    coauthors: tuple[str, ...] = ()
    institutions: tuple[str, ...] = ()
    venues: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestedPair:
    """Two profiles with the reasons to decide about them; `weight` orders the list."""

    one: ProfileBrief
    other: ProfileBrief
    reasons: tuple[str, ...]
    weight: int

    @classmethod
    def of(cls, pair: PairEvidence, reasons: tuple[str, ...]) -> "SuggestedPair":
        """A pair with its reasons; the profile with more papers stands first."""
        one, other = sorted((pair.one, pair.other), key=lambda brief: (-brief.papers, brief.id))
        weight = 3 * len(pair.coauthors) + 2 * len(pair.institutions) + len(pair.venues)
        return cls(one=one, other=other, reasons=reasons, weight=weight)


#: Career gaps above this many years make one person improbable.
_GAP = 25


def merge_reasons(pair: PairEvidence) -> tuple[str, ...]:
    """Why two profiles may be one person; empty when that is not suggested.

    Names have to fit, and two kinds of evidence besides: several shared coauthors, or one with
    a shared institution or venue. Names with initials need one piece more. Different ORCIDs are
    different people.
    """
    if _are_two(pair) or not fits(pair.one.name_key, pair.other.name_key):
        return ()
    evidence = (
        min(len(pair.coauthors), 3) + min(len(pair.institutions), 2) + min(len(pair.venues), 1)
    )
    written_out = is_full(pair.one.name_key) and is_full(pair.other.name_key)
    if evidence < (2 if written_out else 3) or not (pair.coauthors or pair.institutions):
        return ()
    same = pair.one.name_key == pair.other.name_key
    return (
        "the same name" if same else "names that fit",
        *_shared("shared co-author", pair.coauthors),
        *_shared("shared institution", pair.institutions),
        *_shared("shared venue", pair.venues),
    )


def namesake_reasons(pair: PairEvidence) -> tuple[str, ...]:
    """Why two profiles of one name are probably two people; empty when they may be one."""
    if pair.one.name_key != pair.other.name_key:
        return ()
    if not _are_two(pair) and (pair.coauthors or pair.institutions):
        return ()
    one, other = pair.one, pair.other
    reasons = ["the same name"]
    if one.orcid and other.orcid and one.orcid != other.orcid:
        reasons.append("two different ORCIDs")
    if not pair.coauthors:
        reasons.append("no shared co-author")
    if not pair.institutions and one.institution and other.institution:
        reasons.append("no shared institution")
    if one.country_code and other.country_code and one.country_code != other.country_code:
        reasons.append(f"different countries ({one.country_code}, {other.country_code})")
    if not pair.venues:
        reasons.append("no shared venue")
    if (gap := _gap(one, other)) > _GAP:
        reasons.append(f"{gap} years between their papers")
    return tuple(reasons) if len(reasons) > 2 else ()


def _are_two(pair: PairEvidence) -> bool:
    orcids = {pair.one.orcid, pair.other.orcid} - {None}
    return len(orcids) > 1 or _gap(pair.one, pair.other) > _GAP


def _gap(one: ProfileBrief, other: ProfileBrief) -> int:
    if one.first_year is None or other.first_year is None:
        return 0
    return max(
        (other.first_year or 0) - (one.last_year or 0),
        (one.first_year or 0) - (other.last_year or 0),
        0,
    )


def _shared(what: str, names: Sequence[str]) -> tuple[str, ...]:
    if not names:
        return ()
    shown = ", ".join(name[:60] for name in names[:3])
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return (f"{len(names)} {what}{'s' if len(names) > 1 else ''}: {shown}{more}",)
