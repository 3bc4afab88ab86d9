"""What an author works on over time."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from paperscraper_core.metrics.analysis_types import Topics, TopicSeries

from .frame import Trace, count_axis, empty_figure, figure, plain, year_axis
from .palette import OVERLAID, PATTERNS, ink
from .types import Theme
from .words import counted

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

TITLE = "Topics over time"


def topics_over_time(found: Topics, theme: Theme, as_of: date | None = None) -> Figure:
    """Stacked bars of papers by year and first topic; ``customdata`` are the paper ids.

    Args:
        found: The author's topics.
        theme: The page's theme.
        as_of: The day of the counts; by default that of the library.
    """
    series = _named(found)
    years = sorted({year.year for _, one in series for year in one.years})
    if not found.series or not years:
        return empty_figure(title=TITLE, sentence=_why_empty(found), theme=theme)
    totals = dict.fromkeys(years, 0)
    for _, one in series:
        for year in one.years:
            totals[year.year] += year.papers
    return figure(
        _bars(series, theme),
        title=TITLE,
        definition=_definition(found),
        theme=theme,
        as_of=as_of or found.library_date.day,
        x=year_axis(years[0], years[-1]),
        y=count_axis("Papers", max(totals.values())),
        barmode="stack",
        height=360 + 19 * len(series),
    )


def _named(found: Topics) -> list[tuple[str, TopicSeries]]:
    series = [(one.topic or "", one) for one in found.series]
    if found.other:
        series.append((counted(found.other_topics, "other topic"), found.other))
    if found.unknown:
        series.append(("no topic known", found.unknown))
    return [(name, one) for name, one in series if one.years]


def _bars(series: list[tuple[str, TopicSeries]], theme: Theme) -> list[Trace]:
    colours = ink(theme)
    hues, grey = colours.series[:-1], colours.series[-1]
    return [
        {
            "type": "bar",
            "name": f"{plain(name, 44)} ({one.papers:,})",
            "x": [year.year for year in one.years],
            "y": [year.papers for year in one.years],
            "marker": {
                "color": hues[number % len(hues)] if one.topic else grey,
                # six hues and five patterns: no two of the first thirty look the same
                "pattern": {**OVERLAID, "shape": PATTERNS[number % len(PATTERNS)]},
            },
            "customdata": [list(year.paper_ids) for year in one.years],
            "hovertemplate": f"%{{x:d}}: %{{y:,d}} – {plain(name, 60)}<extra></extra>",
        }
        for number, (name, one) in enumerate(series)
    ]


def _definition(found: Topics) -> str:
    words = "Papers that appeared in the year, each once, under the first topic of its source."
    if found.papers_without_topic:
        words += f" Without a topic: {found.papers_without_topic:,} of {found.papers:,} papers."
    if found.papers_without_year:
        words += f" Not drawn: {counted(found.papers_without_year, 'paper')} without a year."
    return words


def _why_empty(found: Topics) -> str:
    if not found.papers:
        return "The library holds no paper of this author."
    if not found.series:
        return "The sources of these papers name no topics."
    return "No paper of this author has a known year."
