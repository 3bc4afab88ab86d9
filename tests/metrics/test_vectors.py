"""The published citation lists of the shared corpus: every expected value of every list."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from statistics import mean, median
from typing import Any

import pytest

from paperscraper_core.metrics import indices, variants
from paperscraper_core.metrics.summary import author_indices
from paperscraper_core.metrics.types import AuthorIndices, PaperCitations

# the lists give two to four decimals
CLOSE = 0.006


class Vector:
    """One citation list of the file, as the metrics see it."""

    def __init__(self, entry: dict[str, Any]) -> None:
        self.name: str = entry["name"]
        self.citations: list[int] = entry["citations"]
        self.expected: dict[str, Any] = entry["expected"]
        size = len(self.citations)
        self.authors: list[int | None] = entry.get("n_authors", [None] * size)
        self.years: list[int | None] = entry.get("years", [None] * size)
        self.shared = [(c, a) for c, a in zip(self.citations, self.authors, strict=True) if a]
        self.summary: AuthorIndices = author_indices(
            [
                PaperCitations(paper_id=i, citations=c, year=y, n_authors=a)
                for i, (c, y, a) in enumerate(
                    zip(self.citations, self.years, self.authors, strict=True)
                )
            ],
            entry.get("as_of_year", 2000),
        )


VALUES: dict[str, Callable[[Vector], Any]] = {
    "papers": lambda v: v.summary.papers,
    "total_citations": lambda v: v.summary.citations,
    "max_citations": lambda v: max(v.citations),
    "mean_citations": lambda v: mean(v.citations),
    "median_citations": lambda v: median(v.citations),
    "cited_papers": lambda v: sum(c > 0 for c in v.citations),
    "uncited_papers": lambda v: sum(c == 0 for c in v.citations),
    "collaborative_index": lambda v: mean(a for a in v.authors if a),
    "h": lambda v: v.summary.h_index if v.citations else indices.h_index(v.citations),
    "g": lambda v: v.summary.g_index,
    "i10": lambda v: v.summary.i10_index,
    "h2": lambda v: variants.h2_index(v.citations),
    "hg": lambda v: variants.hg_index(v.citations),
    "h_core_citations": lambda v: indices.h_core_citations(v.citations),
    "a": lambda v: v.summary.a_index,
    "r": lambda v: v.summary.r_index,
    "ar": lambda v: v.summary.ar_index,
    "e": lambda v: v.summary.e_index,
    "m_median_core": lambda v: variants.median_of_core(v.citations),
    "q2": lambda v: variants.q2_index(v.citations),
    "w_wu": lambda v: variants.w_wu(v.citations),
    "w_woeginger": lambda v: variants.w_woeginger(v.citations),
    "contemporary_h": lambda v: v.summary.contemporary_h,
    "m_quotient": lambda v: v.summary.m_quotient,
    "normalized_individual_h": lambda v: v.summary.hi_norm,
    "hi_individual": lambda v: variants.hi_individual(v.shared),
    "hm": lambda v: v.summary.hm_index,
    "real_h": lambda v: variants.real_h(v.citations),
    "rational_h": lambda v: variants.rational_h(v.citations),
    "tapered_h": lambda v: variants.tapered_h(v.citations),
    "h_normalised_by_papers": lambda v: indices.h_index(v.citations) / len(v.citations),
    "multidimensional_h": lambda v: list(variants.multidimensional_h(v.citations)),
    "em": lambda v: variants.em_index(v.citations),
    "k_anania_caruso": lambda v: variants.k_index(v.citations),
    "w_anania_caruso": lambda v: variants.w_anania_caruso(v.citations),
    "p_over_h": lambda v: (
        variants.p_index(sum(v.citations), len(v.citations)) / indices.h_index(v.citations)
    ),
    "p_fractional": lambda v: variants.p_index(
        indices.fractional_citations(v.shared), indices.fractional_papers(a for _, a in v.shared)
    ),
}


def test_every_value_of_every_vector(corpus: Path) -> None:
    text = (corpus / "metrics" / "metric_vectors.json").read_text(encoding="utf-8")
    vectors = [Vector(entry) for entry in json.loads(text)["vectors"]]
    assert len(vectors) >= 37
    wrong = [
        (vector.name, name, expected, got)
        for vector in vectors
        for name, expected in vector.expected.items()
        if (got := VALUES[name](vector)) != pytest.approx(expected, abs=CLOSE)
    ]
    assert wrong == []
