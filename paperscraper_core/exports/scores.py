"""The table of scores: the latest of each paper, with every dimension and how sure it is."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Final

from paperscraper_core.exports.types import Cell, Column, Field, Kind, Table, table_of
from paperscraper_core.scoring.job_types import ScoreRow
from paperscraper_core.scoring.types import Dimension

NOTE: Final = (
    "A score describes what the stored text and numbers show; the evidence is on the paper's page;"
    " it does not predict success. An empty cell is insufficient evidence, not a low score."
)


def _field(
    key: str,
    title: str,
    definition: str,
    value: Callable[[ScoreRow], Cell],
    kind: Kind = Kind.TEXT,
) -> Field[ScoreRow]:
    return Field(column=Column(key=key, title=title, definition=definition, kind=kind), value=value)


def _of_dimension(dimension: Dimension) -> Iterator[Field[ScoreRow]]:
    key, label = dimension.value, dimension.label
    yield _field(
        key,
        label,
        f"{label}, 0 to 10; empty without evidence.",
        lambda row: dict(row.values).get(dimension),
        Kind.NUMBER,
    )
    yield _field(
        f"{key}_confidence",
        f"{label}: confidence",
        f"How much evidence {label} rests on, 0 to 1.",
        lambda row: dict(row.confidences).get(dimension),
        Kind.NUMBER,
    )
    yield _field(
        f"{key}_finding",
        f"{label}: finding",
        f"What was found for {label}, in a few words.",
        lambda row: dict(row.headlines).get(dimension),
    )


FIELDS: Final[tuple[Field[ScoreRow], ...]] = (
    _field("id", "Id", "The paper's number in PaperScraper.", lambda r: r.paper_id, Kind.INTEGER),
    _field("title", "Title", "Title of the paper.", lambda r: r.title),
    _field("year", "Year", "Year of publication.", lambda r: r.year, Kind.INTEGER),
    _field("doi", "DOI", "Digital object identifier, bare and in lower case.", lambda r: r.doi),
    _field(
        "external_ids",
        "Ids",
        "Ids in other sources, as scheme:id.",
        lambda r: tuple(f"{scheme}:{value}" for scheme, value in r.external_ids),
        Kind.LIST,
    ),
    _field(
        "overall",
        "Overall",
        "Weighted mean of the dimensions that have a number, 0 to 10.",
        lambda r: r.overall,
        Kind.NUMBER,
    ),
    _field(
        "confidence",
        "Confidence",
        "Mean confidence of these dimensions, 0 to 1.",
        lambda r: r.confidence,
        Kind.NUMBER,
    ),
    _field(
        "coverage",
        "Coverage",
        "Share of the six dimensions that have a number, 0 to 1.",
        lambda r: r.coverage,
        Kind.NUMBER,
    ),
    *(field for dimension in Dimension for field in _of_dimension(dimension)),
    _field("scorer", "Scorer", "Name of the scorer.", lambda r: r.scorer),
    _field("scorer_version", "Version", "Version of the scorer.", lambda r: r.scorer_version),
    _field("reference", "Reference", "What percentiles were read from.", lambda r: r.reference),
    _field("inputs_hash", "Inputs", "Hash of what was scored.", lambda r: r.inputs_hash),
    _field("scored_at", "Scored", "When it was scored.", lambda r: r.scored_at, Kind.MOMENT),
)


def scores_table(
    rows: Iterable[ScoreRow], *, as_of: datetime, filters: tuple[tuple[str, str], ...] = ()
) -> Table:
    """The table of scores; `rows` is read lazily, once, in its own order."""
    return table_of("scores", FIELDS, rows, as_of=as_of, filters=filters, notes=(NOTE,))
