"""Where an author's papers appear."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from paperscraper_core.metrics.analysis_types import Venues

from .frame import empty_figure
from .ranked_bars import RankedBar, ranked_bars
from .types import Theme
from .words import counted

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

TITLE = "Venues"


def venues(found: Venues, theme: Theme, as_of: date | None = None, top: int = 12) -> Figure:
    """Bars of papers by venue, with their citations; a bar's ``customdata`` are its paper ids.

    Args:
        found: The venues of the author.
        theme: The page's theme.
        as_of: The day of the counts; by default that of the library.
        top: How many venues are drawn; the others are said.
    """
    if not found.rows:
        sentence = "No paper of this author has a known venue."
        return empty_figure(title=TITLE, sentence=sentence, theme=theme)
    shown = found.rows[:top]
    words = "Papers of the author by journal or conference, and how often these were cited."
    rest = found.rows[top:]
    if rest:
        papers = sum(row.work.papers for row in rest)
        words += f" Not drawn: {counted(len(rest), 'venue')} with {counted(papers, 'paper')}."
    if found.unknown:
        words += f" Without a known venue: {found.unknown.papers:,} of {found.papers:,} papers."
    return ranked_bars(
        [RankedBar(name=row.venue, work=row.work) for row in shown],
        title=TITLE,
        unit="Papers",
        what="Venue",
        definition=words,
        theme=theme,
        as_of=as_of or found.library_date.day,
    )
