"""The rows of a comparison. Pure: papers in, HTML out; untrusted text is escaped."""

from collections.abc import Sequence

from pages.components import text
from paperscraper_core.exports.papers_compared import ComparedPaper
from paperscraper_core.scoring.types import Dimension

_AUTHORS_SHOWN = 6
_UNKNOWN = '<span class="unknown">unknown</span>'


def rows(papers: Sequence[ComparedPaper]) -> str:
    """Return a table with one column a paper; each row's name stands above its cells."""
    found = [
        _row("Authors", [_authors(one.paper.authors) for one in papers]),
        _row("Venue", [_said(one.paper.venue) for one in papers]),
        _row("Year", [_said(one.paper.year) for one in papers]),
        _numbers("Citations", [one.paper.citation_count for one in papers], None),
        _numbers("Overall score", [one.overall for one in papers], 10.0),
    ]
    for dimension in Dimension:
        values = [one.score(dimension) for one in papers]
        found.append(_numbers(dimension.label, values, 10.0))
    found.append(_row("Abstract", [_said(one.paper.abstract) for one in papers], "abstract"))
    return f'<table class="search-compare">{"".join(found)}</table>'


def _row(name: str, cells: Sequence[str], kind: str = "") -> str:
    drawn = "".join(f'<td class="{kind}">{cell}</td>' for cell in cells)
    return (
        f'<tbody><tr><th colspan="{len(cells)}" scope="rowgroup">{text.html(name)}</th></tr>'
        f"<tr>{drawn}</tr></tbody>"
    )


def _numbers(name: str, values: Sequence[float | None], most: float | None) -> str:
    """Numbers with the best one marked, where there are two to choose from."""
    known = [value for value in values if value is not None]
    best = max(known) if len(known) > 1 and max(known) > min(known) else None
    return _row(name, [_number(value, value == best, most) for value in values])


def _number(value: float | None, is_best: bool, most: float | None) -> str:
    if value is None:
        return _UNKNOWN
    said = f"{value:,.1f}" if most else f"{value:,.0f}"
    drawn = f'<strong>{said}</strong> <span class="best">best</span>' if is_best else said
    if most:
        share = round(100 * max(0.0, min(value / most, 1.0)))
        drawn += f'<span class="bar" aria-hidden="true"><i style="width:{share}%"></i></span>'
    return drawn


def _authors(names: Sequence[str]) -> str:
    if not names:
        return _UNKNOWN
    more = len(names) - _AUTHORS_SHOWN
    said = ", ".join(names[:_AUTHORS_SHOWN]) + (f" +{more:,}" if more > 0 else "")
    return text.html(said)


def _said(value: object) -> str:
    return _UNKNOWN if value is None or value == "" else text.html(value)
