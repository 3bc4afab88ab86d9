"""Are two papers records or versions of one work? Pure; thin for now."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """What a paper shows of itself."""

    paper_id: int
    title: str
    title_key: str
    year: int | None = None
    type: str | None = None
    doi: str | None = None
    families: frozenset[str] = frozenset()


def reason(one: Face, other: Face, similarity: float | None) -> str | None:
    """Say why they are near-duplicates; None when they are not."""
    if one.title_key == other.title_key:
        return "same title"
    return None
