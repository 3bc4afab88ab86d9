"""The data behind a chart as a file that says what it is."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from pages.components import downloads
from paperscraper_core.charts.types import ChartRows, ChartWords
from paperscraper_core.exports.types import Column, Format, Kind, Table
from paperscraper_core.tenancy import Tenant

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

_FORMATS: Final = ((Format.CSV, "Data (CSV)"), (Format.XLSX, "Data (Excel)"))


def links(
    tenant: Tenant,
    figure: "Figure",
    name: str,
    rows: ChartRows | None,
    filters: tuple[tuple[str, str], ...],
) -> None:
    """Draw the links to the data of a figure; the file is made at the click."""

    def build() -> Table:
        from paperscraper_core.charts import frame
        from paperscraper_core.charts import rows as chart_rows

        words = frame.words_of(figure)
        return chart_table(words, rows or chart_rows.of_figure(figure), filters)

    downloads.quiet_download(tenant, name, build, _FORMATS, key=f"chart_{name}")


def chart_table(
    words: ChartWords, found: ChartRows, filters: tuple[tuple[str, str], ...] = ()
) -> Table:
    """The table of a chart, with its definition and date as notes in every format."""
    day = f"{words.as_of.isoformat()}" if words.as_of else "not known"
    notes = (f"Chart: {words.title}", f"Definition: {words.definition}", f"Counts as of: {day}")
    return Table(
        name="chart data",
        columns=tuple(
            Column(
                key=column.key,
                title=column.title,
                definition=column.definition,
                kind=_kind(tuple(row[place] for row in found.rows)),
            )
            for place, column in enumerate(found.columns)
        ),
        rows=found.rows,
        as_of=datetime.now(UTC),
        filters=filters,
        notes=notes,
        notes_in_csv=True,
    )


def _kind(cells: tuple[str | int | float | None, ...]) -> Kind:
    known = [cell for cell in cells if cell is not None]
    if not known or any(isinstance(cell, str) for cell in known):
        return Kind.TEXT
    return Kind.INTEGER if all(isinstance(cell, int) for cell in known) else Kind.NUMBER
