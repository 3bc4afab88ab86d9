"""The fixed reference: percentiles to use while a library is too small to have its own.

Measured once over 2,643 works of 58 authors in OpenAlex (mostly earth sciences; CC0), and for what
the text alone gives also over 2,000 arXiv abstracts of ten fields of computing and statistics (CC0
metadata, to 2019). It is a fixed yardstick, not a claim about science at large: a score that used
it says so and loses confidence. Each row: feature, papers that had it, and the 21 values at 0, 5,
… 100 percent.
"""

from paperscraper_core.scoring.inputs import FeatureTable, LibraryReference

_ROWS: tuple[tuple[str, int, tuple[float, ...]], ...] = (
    ("commercialization.companies", 1926, (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0,
        0.0, 0.0, 0.0, 0.0, 0.0, 0.143, 0.286, 0.5, 0.6, 1.0, 1.0)),
    ("commercialization.maturity", 2469, (1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 2.0, 2.0, 2.0, 2.0,
        2.0, 2.0, 2.0, 3.0, 3.0, 3.0, 3.0, 4.0, 5.0, 9.0)),
    ("commercialization.steps", 3261, (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0,
        0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 3.5)),
    ("ip_potential.companies", 1926, (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0,
        0.0, 0.0, 0.0, 0.0, 0.143, 0.286, 0.5, 0.6, 1.0, 1.0)),
    ("ip_potential.concreteness", 3261, (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0,
        0.0, 0.0, 0.0, 0.0, 0.0, 0.397, 0.685, 1.105, 1.835, 20.0)),
    ("ip_potential.invention", 3261, (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0,
        0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.8, 1.2, 1.5, 3.3)),
    ("marketability.breadth", 2566, (1.0, 2.0, 3.0, 3.0, 3.0, 3.0, 3.0, 3.0, 3.0, 3.0, 3.0, 3.0,
        3.0, 3.0, 3.0, 3.0, 3.0, 3.0, 3.0, 3.0, 3.0)),
    ("marketability.needs", 3261, (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0,
        0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 5.0)),
    ("marketability.uses", 3261, (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0,
        1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.5, 2.0, 4.5)),
    ("marketability.velocity", 2643, (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.043, 0.333,
        0.333, 0.667, 1.0, 1.333, 1.667, 2.0, 2.667, 3.667, 5.0, 7.667, 76.667)),
    ("novelty.atypicality", 2522, (-19.382, -0.308, 0.053, 0.202, 0.282, 0.337, 0.392, 0.454,
        0.515, 0.573, 0.637, 0.714, 0.801, 0.879, 0.966, 1.074, 1.235, 1.414, 1.712, 2.236,
        6.288)),
    ("novelty.reference_distance", 816, (0.239, 0.38, 0.43, 0.454, 0.48, 0.508, 0.536, 0.557,
        0.576, 0.597, 0.619, 0.641, 0.659, 0.679, 0.699, 0.726, 0.752, 0.795, 0.835, 0.885,
        1.051)),
    ("novelty.relative_density", 2553, (0.512, 0.808, 0.864, 0.894, 0.923, 0.949, 0.976, 0.997,
        1.019, 1.039, 1.063, 1.086, 1.114, 1.142, 1.172, 1.199, 1.237, 1.285, 1.348, 1.434,
        1.985)),
    ("novelty.words", 3261, (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0,
        0.0, 0.0, 0.0, 0.0, 0.0, 0.5, 0.5, 3.0)),
    ("team_readiness.career", 2643, (5.0, 12.0, 13.0, 15.0, 21.0, 25.0, 28.0, 30.0, 31.0, 32.0,
        35.0, 38.0, 40.0, 41.0, 43.0, 44.0, 45.0, 48.0, 65.0, 75.0, 76.0)),
    ("team_readiness.h_index", 2643, (2.0, 7.0, 11.0, 13.0, 15.0, 15.0, 17.0, 17.0, 19.0, 20.0,
        21.0, 21.0, 21.0, 22.0, 24.0, 24.0, 31.0, 31.0, 34.0, 34.0, 34.0)),
    ("team_readiness.industry", 1926, (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0,
        0.0, 0.0, 0.0, 0.0, 0.143, 0.25, 0.4, 0.5, 1.0, 1.0)),
    ("team_readiness.institutions", 1979, (1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 2.0, 2.0,
        2.0, 2.0, 2.0, 3.0, 3.0, 3.0, 4.0, 4.0, 5.0, 7.0, 10.0)),
    ("team_readiness.joint", 2643, (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 2.0, 2.0,
        3.0, 4.0, 6.0, 8.0, 11.0, 14.0, 19.0, 27.0, 100.0)),
    ("team_readiness.size", 2643, (0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 1.585, 1.585, 1.585, 2.0, 2.0,
        2.0, 2.322, 2.322, 2.322, 2.585, 2.585, 2.807, 3.0, 3.322, 3.322)),
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
