"""References as JSON, for the column of the job that they were measured for."""

from typing import Any

from paperscraper_core.scoring.evidence import EvidenceScorer
from paperscraper_core.scoring.fixed_reference import FIXED_REFERENCE
from paperscraper_core.scoring.inputs import FeatureTable, LibraryReference

# A library that has grown or shrunk by less keeps its reference: scores stay comparable, and a
# paper that nothing happened to keeps its score to the byte.
TOLERANCE = 0.05


def reference_to_json(reference: LibraryReference | None, embedded: int) -> dict[str, Any]:
    """Plain values; ``None`` is the fixed reference, of which only the name is kept.

    ``embedded`` is the number of papers that had an embedding when it was measured.
    """
    if reference is None or reference.is_fixed:
        return {"fixed": FIXED_REFERENCE.name}
    return {
        "name": reference.name,
        "library_size": reference.library_size,
        "embedded": embedded,
        "version": EvidenceScorer.version,
        "tables": {
            table.feature: {"papers": table.papers, "quantiles": list(table.quantiles)}
            for table in reference.tables
        },
    }


def still_fits(kept: dict[str, Any], library_size: int, embedded: int) -> bool:
    """Whether a kept reference describes a library of this size well enough."""
    if kept.get("version") != EvidenceScorer.version:
        return False  # the fixed reference has none: it costs nothing to choose anew
    return _close(kept["library_size"], library_size) and _close(kept["embedded"], embedded)


def _close(before: int, now: int) -> bool:
    return abs(now - before) <= TOLERANCE * max(before, 1)


def reference_from_json(kept: dict[str, Any]) -> LibraryReference:
    """The inverse of :func:`reference_to_json`."""
    if "fixed" in kept:
        return FIXED_REFERENCE
    return LibraryReference(
        name=kept["name"],
        library_size=int(kept["library_size"]),
        is_fixed=False,
        tables=tuple(
            FeatureTable(
                feature=feature, papers=int(table["papers"]), quantiles=tuple(table["quantiles"])
            )
            for feature, table in sorted(kept["tables"].items())
        ),
    )
