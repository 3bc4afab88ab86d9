"""A few papers side by side: one row a paper, with its abstract and its scores."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from paperscraper_core.exports.types import Column, Field, Kind, Table, table_of
from paperscraper_core.library.types import PaperExport
from paperscraper_core.scoring.types import Dimension


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedPaper:
    """A paper with its latest scores.

    Attributes:
        paper: its columns.
        overall: 0 to 10; None without a score.
        scores: (dimension, 0 to 10 or None), in the order of `Dimension`; empty when unscored.
    """

    paper: PaperExport
    overall: float | None
    scores: tuple[tuple[str, float | None], ...]

    def score(self, dimension: Dimension) -> float | None:
        """The value of one dimension."""
        return dict(self.scores).get(dimension.value)


def _text(key: str, title: str, definition: str) -> Column:
    return Column(key=key, title=title, definition=definition)


def _number(key: str, title: str, definition: str, kind: Kind = Kind.NUMBER) -> Column:
    return Column(key=key, title=title, definition=definition, kind=kind)


_HEAD: Final[tuple[Field[ComparedPaper], ...]] = (
    Field(column=_number("id", "Id", "Number of the paper in the library.", Kind.INTEGER),
          value=lambda one: one.paper.id),
    Field(column=_text("title", "Title", "Title."), value=lambda one: one.paper.title),
    Field(column=Column(key="authors", title="Authors", definition="Names in their order.",
                        kind=Kind.LIST), value=lambda one: one.paper.authors),
    Field(column=_text("venue", "Venue", "Journal, conference or publisher."),
          value=lambda one: one.paper.venue),
    Field(column=_number("year", "Year", "Year of publication.", Kind.INTEGER),
          value=lambda one: one.paper.year),
    Field(column=_number("citation_count", "Citations", "As the source counts them.",
                         Kind.INTEGER), value=lambda one: one.paper.citation_count),
    Field(column=_text("doi", "DOI", "Digital object identifier."),
          value=lambda one: one.paper.doi),
    Field(column=_number("overall", "Overall", "Weighted mean of the known dimensions, 0 to 10."),
          value=lambda one: one.overall),
)  # fmt: skip


def _dimension(dimension: Dimension) -> Field[ComparedPaper]:
    said = "Latest score, 0 to 10; empty when it is unknown."
    return Field(
        column=_number(dimension.value, dimension.label, said),
        value=lambda one: one.score(dimension),
    )


_ABSTRACT: Final[Field[ComparedPaper]] = Field(
    column=_text("abstract", "Abstract", "As the source gives it."),
    value=lambda one: one.paper.abstract,
)


def comparison_table(papers: Iterable[ComparedPaper], *, as_of: datetime) -> Table:
    """Papers in their order: what they are, their overall score, the six dimensions, abstract."""
    fields = (*_HEAD, *map(_dimension, Dimension), _ABSTRACT)
    return table_of("comparison", fields, papers, as_of=as_of)
