"""Scores as JSON: the same score gives the same bytes, in any process on any machine."""

import hashlib
import json
import math
from dataclasses import asdict
from typing import Any

from paperscraper_core.scoring.types import (
    Dimension,
    DimensionScore,
    Evidence,
    FeatureEvidence,
    PaperScore,
    QuoteEvidence,
    Status,
)

# Features are compared and hashed at this precision: far finer than any of them means something,
# and coarse enough that the last bits of a sum never show.
DECIMALS = 6


def canonical_json(value: Any) -> str:
    """JSON with sorted keys, no spaces and rounded floats. ``value`` is a tree of plain values.

    Raises:
        ValueError: a float is infinite or not a number.
    """
    return json.dumps(
        _rounded(value), sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False
    )


def digest(value: Any) -> str:
    """SHA-256 of the canonical JSON, in hexadecimal (64 characters)."""
    # A lone surrogate may stand in stored text; it must not make a paper impossible to score.
    return hashlib.sha256(canonical_json(value).encode("utf-8", "surrogatepass")).hexdigest()


def score_bytes(score: PaperScore) -> bytes:
    """The canonical bytes of a whole score."""
    return canonical_json(asdict(score)).encode("utf-8", "surrogatepass")


def dimensions_json(score: PaperScore) -> list[dict[str, Any]]:
    """The dimensions as plain values, for a JSON column."""
    rows: list[dict[str, Any]] = json.loads(
        canonical_json([asdict(dimension) for dimension in score.dimensions])
    )
    return rows


def dimension_from_json(row: dict[str, Any]) -> DimensionScore:
    """The inverse of :func:`dimensions_json`, for one dimension."""
    value = row["value"]
    return DimensionScore(
        dimension=Dimension(row["dimension"]),
        status=Status(row["status"]),
        value=None if value is None else float(value),
        confidence=float(row["confidence"]),
        headline=row["headline"],
        reasons=tuple(row["reasons"]),
        evidence=tuple(_evidence(item) for item in row["evidence"]),
    )


def _evidence(row: dict[str, Any]) -> Evidence:
    return QuoteEvidence(**row) if "cue" in row else FeatureEvidence(**row)


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError("a score holds no infinite number")
        return round(value, DECIMALS) + 0.0  # + 0.0 turns -0.0 into 0.0
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(item) for item in value]
    return value
