"""Charts of a group of authors."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

from paperscraper_core.metrics.group_types import GroupMember
from paperscraper_core.metrics.types import History

from .author_h import h_over_time
from .frame import count_axis, empty_figure, figure, plain
from .palette import OVERLAID, PATTERNS, ink
from .types import Theme

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

TREND_TITLE: Final = "Group h-index over time"
CORE_TITLE: Final = "On whom the group's h-core rests"
NO_CORE: Final = "No paper of the group has a citation yet, as far as the library knows."
#: Members with a bar of their own; the rest of a large group carries next to nothing.
MOST_BARS: Final = 20
_ROW: Final = 26


def group_trend(history: History, theme: Theme, as_of: date | None = None) -> Figure:
    """The h-index over the papers of all present members at the end of each year."""
    made = h_over_time(history, theme, as_of)
    made.layout.title.text = TREND_TITLE
    return made


def core_by_member(
    members: Sequence[GroupMember], core: int, theme: Theme, as_of: date | None = None
) -> Figure:
    """For each member, the papers of the h-core on which they stand: alone, or with others.

    Args:
        members: largest part first.
        core: papers in the h-core, which is the group's h-index.
        theme: the page's theme.
        as_of: the day of the counts.
    """
    shown = [one for one in members if one.share.core][:MOST_BARS]
    if not shown:
        return empty_figure(title=CORE_TITLE, sentence=NO_CORE, theme=theme)
    colours = ink(theme)
    names = _distinct(shown)
    parts = (
        ("alone of the group", [one.share.core_alone for one in shown]),
        ("with other members", [one.share.core - one.share.core_alone for one in shown]),
    )
    words = f"Papers of the h-core ({core:,} papers) on which the member stands."
    left = sum(1 for one in members if one.share.core) - len(shown)
    if left > 0:
        words += f" {left:,} more members with fewer are left out."
    return figure(
        [
            {
                "type": "bar",
                "orientation": "h",
                "name": name,
                "y": names,
                "x": counts,
                "marker": {
                    "color": colours.series[number],
                    "pattern": {**OVERLAID, "shape": PATTERNS[number]},
                },
                "customdata": [[one.share.author_id] for one in shown],
                "hovertemplate": f"%{{y}}: %{{x:,d}} {name}<extra></extra>",
            }
            for number, (name, counts) in enumerate(parts)
        ],
        title=CORE_TITLE,
        definition=words,
        theme=theme,
        as_of=as_of,
        x=count_axis("Papers in the h-core", max(one.share.core for one in shown)),
        y={"autorange": "reversed", "showgrid": False, "automargin": True},
        height=190 + _ROW * len(shown),
        barmode="stack",
    )


def _distinct(members: Sequence[GroupMember]) -> list[str]:
    """Short names; namesakes get their number, else their bars would be drawn as one."""
    names = [plain(one.name, 24) for one in members]
    return [
        f"{name} ({one.share.author_id})" if names.count(name) > 1 else name
        for name, one in zip(names, members, strict=True)
    ]
