"""With which institutions and countries an author writes."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from paperscraper_core.metrics.analysis_types import Collaborations
from paperscraper_core.metrics.countries import country_name

from .frame import empty_figure
from .ranked_bars import RankedBar, ranked_bars
from .types import Theme
from .words import counted

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

INSTITUTIONS_TITLE = "Collaboration by institution"
COUNTRIES_TITLE = "Collaboration by country"


def institutions(
    found: Collaborations, theme: Theme, as_of: date | None = None, top: int = 12
) -> Figure:
    """Bars of papers by the institutions of the co-authors; ``customdata`` are the paper ids.

    Args:
        found: The collaborations of the author.
        theme: The page's theme.
        as_of: The day of the counts; by default that of the library.
        top: How many institutions are drawn; the others are said.
    """
    if not found.institutions:
        sentence = _why_empty(found, "institution")
        return empty_figure(title=INSTITUTIONS_TITLE, sentence=sentence, theme=theme)
    words = "Papers with a co-author there; a paper counts once for each institution."
    if any(row.own for row in found.institutions[:top]):
        words += " Hatched: also the author's own."
    words += _left_out(len(found.institutions) - top, "institution", "institutions")
    words += _unknown(found, found.unknown_institution, "institution")
    return ranked_bars(
        [
            RankedBar(name=_placed(row.name, row.country_code), work=row.work, marked=row.own)
            for row in found.institutions[:top]
        ],
        title=INSTITUTIONS_TITLE,
        unit="Papers together",
        what="Institution",
        definition=words,
        theme=theme,
        as_of=as_of or found.library_date.day,
    )


def countries(
    found: Collaborations, theme: Theme, as_of: date | None = None, top: int = 12
) -> Figure:
    """Bars of papers by the countries of the co-authors; ``customdata`` are the paper ids."""
    if not found.countries:
        sentence = _why_empty(found, "country")
        return empty_figure(title=COUNTRIES_TITLE, sentence=sentence, theme=theme)
    words = "Papers with a co-author of an institution there; a paper counts once for each country."
    if any(row.own for row in found.countries[:top]):
        words += " Hatched: also the author's own."
    words += _left_out(len(found.countries) - top, "country", "countries")
    words += _unknown(found, found.unknown_country, "country")
    return ranked_bars(
        [
            RankedBar(name=country_name(row.country_code), work=row.work, marked=row.own)
            for row in found.countries[:top]
        ],
        title=COUNTRIES_TITLE,
        unit="Papers together",
        what="Country",
        definition=words,
        theme=theme,
        as_of=as_of or found.library_date.day,
    )


def _placed(name: str, country: str | None) -> str:
    return f"{name} ({country})" if country else name


def _left_out(number: int, one: str, many: str) -> str:
    return f" Not drawn: {counted(number, one, many)}." if number > 0 else ""


def _unknown(found: Collaborations, unknown: int, what: str) -> str:
    shared = found.papers - found.alone
    if not unknown:
        return ""
    return f" No {what} of a co-author is known for {unknown:,} of {shared:,} papers."


def _why_empty(found: Collaborations, what: str) -> str:
    if not found.papers:
        return "The library holds no paper of this author."
    if found.alone == found.papers:
        return "All papers of this author have a single author."
    return f"The sources of these papers name no {what} of a co-author."
