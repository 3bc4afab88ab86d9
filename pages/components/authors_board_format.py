"""The list of authors in words: its order, the filters that are on, how ranks moved. Pure."""

from typing import Final

from paperscraper_core.metrics.definitions import BY_KEY
from paperscraper_core.metrics.types import LeaderboardCriteria, RankChange

RANK_HELP: Final = (
    "Place by h among the authors that fit the filters: one more than the authors with a larger h;"
    " equals share a place."
)
CHANGE_HELP: Final = (
    "Places won ▲ or lost ▼ since the end of last year among the same authors, each with the h that"
    " their citations dated by then give. A range is shown where some citations have no year;"
    " unknown where even the direction is open; new: no paper was out then."
)
TREND_HELP: Final = (
    "h at the end of each of the last ten years, and today. Only years that are known for certain:"
    " the line begins after the last year of which the citations' dates leave more than one value,"
    " so a short line means an unknown past, not a young career. Each line has a scale of its own,"
    " from 0."
)


def sort_label(key: str) -> str:
    """What a list can be sorted by, as people call it."""
    return {"name": "Name", "last_year": "Latest paper"}.get(key) or BY_KEY[key].label


def change(rank: RankChange | None) -> str:
    """Places won or lost within a year: ▲ 3, ▼ 1–4, =, new, unknown; empty without h."""
    if rank is None:
        return ""
    if rank.is_new:
        return "new"
    if rank.before_best is None or rank.before_worst is None:
        return "unknown"
    fewest, most = rank.before_best - rank.now, rank.before_worst - rank.now
    if fewest == most == 0:
        return "="
    if fewest > 0:
        return f"▲ {_span(fewest, most)}"
    return f"▼ {_span(-most, -fewest)}" if most < 0 else "unknown"


def _span(fewest: int, most: int) -> str:
    return f"{fewest:,}" if fewest == most else f"{fewest:,}–{most:,}"


def papers_words(criteria: LeaderboardCriteria) -> str:
    """Which papers count: "of 2015–2020 in Annals on Bees"; empty when all do."""
    parts = []
    first, last = criteria.year_from, criteria.year_to
    if first is not None and last is not None:
        parts.append(f"of {first}–{last}" if first != last else f"of {first}")
    elif first is not None:
        parts.append(f"since {first}")
    elif last is not None:
        parts.append(f"up to {last}")
    if criteria.venue:
        parts.append(f"in {criteria.venue}")
    if criteria.topic:
        parts.append(f"on {criteria.topic}")
    return " ".join(parts)


def people_filters(
    criteria: LeaderboardCriteria, groups: dict[int, str]
) -> tuple[tuple[str, str], ...]:
    """The filters that choose people, as (name, value), for a line of words or an export."""
    career = ""
    if criteria.career_from is not None or criteria.career_to is not None:
        career = f"{criteria.career_from or 1}–{criteria.career_to or ''} years"
    group = criteria.group_id
    found = (
        ("name", criteria.name),
        ("institution", criteria.institution),
        ("country", criteria.country),
        ("career", career),
        ("group", "" if group is None else groups.get(group, f"no. {group}")),
        ("papers at least", "" if criteria.minimum_papers == 1 else str(criteria.minimum_papers)),
    )
    return tuple((name, value) for name, value in found if value)


def every_filter(
    criteria: LeaderboardCriteria, groups: dict[int, str]
) -> tuple[tuple[str, str], ...]:
    """All filters, for the head of an export."""
    papers = papers_words(criteria)
    return (*((("papers", papers),) if papers else ()), *people_filters(criteria, groups))
