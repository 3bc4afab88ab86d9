"""The fixed reference: percentiles to use while a library is too small to have its own.

Measured once over 3,204 works of 58 authors in OpenAlex (mostly earth sciences; CC0), and for what
the text alone gives also over 2,000 arXiv abstracts of ten fields of computing and statistics (CC0
metadata, to 2019). It is a fixed yardstick, not a claim about science at large: a score that used
it says so and loses confidence. Each row: feature, papers that had it, and the 21 values at 0, 5,
… 100 percent.
"""

from paperscraper_core.scoring.inputs import FeatureTable, LibraryReference

_ROWS: tuple[tuple[str, int, tuple[float, ...]], ...] = (
        ("commercialization.companies", 1926, (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0,
     0.0, 0.0, 0.0, 0.0, 0.0, 0.143, 0.286, 0.5, 0.6, 1.0, 1.0)),
        ("commercialization.maturity", 2469, (1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 2.0, 2.0, 2.0,
     2.0, 2.0, 2.0, 2.0, 3.0, 3.0, 3.0, 3.0, 4.0, 5.0, 9.0)),
        ("commercialization.steps", 3261, (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0,
     0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 3.5)),
        ("ip_potential.companies", 1926, (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0,
     0.0, 0.0, 0.0, 0.0, 0.143, 0.286, 0.5, 0.6, 1.0, 1.0)),
        ("ip_potential.concreteness", 3261, (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0,
     0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.397, 0.685, 1.105, 1.835, 20.0)),
        ("ip_potential.invention", 3261, (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0,
     0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.8, 1.2, 1.5, 3.3)),
        ("marketability.breadth", 2566, (1.0, 2.0, 3.0, 3.0, 3.0, 3.0, 3.0, 3.0, 3.0, 3.0, 3.0,
     3.0, 3.0, 3.0, 3.0, 3.0, 3.0, 3.0, 3.0, 3.0, 3.0)),
        ("marketability.needs", 3261, (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0,
     0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 5.0)),
        ("marketability.uses", 3261, (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0,
     0.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.5, 2.0, 4.5)),
        ("marketability.velocity", 2643, (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.043, 0.333,
     0.333, 0.667, 1.0, 1.333, 1.667, 2.0, 2.667, 3.667, 5.0, 7.667, 76.667)),
        ("novelty.atypicality", 0, (-3.0, -2.75, -2.5, -2.25, -2.0, -1.75, -1.5, -1.25, -1.0,
     -0.75, -0.5, -0.25, 0.0, 0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 1.75, 2.0)),
        ("novelty.reference_distance", 0, (0.3, 0.33, 0.36, 0.39, 0.42, 0.45, 0.48, 0.51, 0.54,
     0.57, 0.6, 0.63, 0.66, 0.69, 0.72, 0.75, 0.78, 0.81, 0.84, 0.87, 0.9)),
        ("novelty.relative_density", 0, (0.6, 0.64, 0.68, 0.72, 0.76, 0.8, 0.84, 0.88, 0.92,
     0.96, 1.0, 1.04, 1.08, 1.12, 1.16, 1.2, 1.24, 1.28, 1.32, 1.36, 1.4)),
        ("novelty.words", 3261, (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0,
     0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.5, 0.5, 3.0)),
        ("team_readiness.career", 2643, (6.0, 12.0, 14.0, 16.0, 22.0, 26.0, 29.0, 31.0, 32.0,
     33.0, 38.0, 39.0, 40.0, 42.0, 44.0, 45.0, 46.0, 49.0, 65.0, 76.0, 76.0)),
        ("team_readiness.h_index", 2643, (2.0, 7.0, 11.0, 13.0, 15.0, 15.0, 17.0, 17.0, 19.0,
     20.0, 21.0, 21.0, 21.0, 22.0, 24.0, 24.0, 31.0, 31.0, 34.0, 34.0, 34.0)),
        ("team_readiness.industry", 1926, (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0,
     0.0, 0.0, 0.0, 0.0, 0.0, 0.143, 0.286, 0.5, 0.6, 1.0, 1.0)),
        ("team_readiness.institutions", 1927, (1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 2.0,
     2.0, 2.0, 2.0, 2.0, 3.0, 3.0, 3.0, 4.0, 5.0, 6.0, 10.0)),
        ("team_readiness.joint", 2643, (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 2.0,
     3.0, 3.0, 5.0, 6.0, 8.0, 11.0, 14.0, 20.0, 27.0, 101.0)),
        ("team_readiness.size", 2643, (0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 1.585, 1.585, 1.585, 2.0,
     2.0, 2.0, 2.322, 2.322, 2.322, 2.585, 2.585, 2.807, 3.0, 3.322, 3.322)),
)  # fmt: skip

FIXED_REFERENCE = LibraryReference(
    name="the fixed reference, version 1",
    library_size=0,
    is_fixed=True,
    tables=tuple(
        FeatureTable(feature=feature, papers=papers, quantiles=quantiles)
        for feature, papers, quantiles in _ROWS
    ),
)
