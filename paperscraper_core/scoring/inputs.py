"""What a scorer may look at: one paper as values, taken from the library beforehand.

``None`` always means that the library does not know; zero means that it knows there is none.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class YearCount:
    """Citations received in one calendar year."""

    year: int
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class InstitutionInputs:
    """An institution as the source named it; ``kind`` as in OpenAlex: education, company, …"""

    name: str
    kind: str | None = None
    country: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorInputs:
    """One author of the paper, with what the library knows of them beside this paper.

    ``career_years`` runs from the year of the first paper in the library up to the as-of year.
    """

    name: str
    institutions: tuple[InstitutionInputs, ...] = ()
    h_index: int | None = None
    career_years: int | None = None
    papers: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NeighbourStats:
    """Cosine distances of the paper's embedding to earlier papers of the library.

    ``mean_distance`` is the mean to the ``k`` nearest earlier papers; ``neighbours_mean_distance``
    the mean of the same figure of those neighbours, each against papers earlier than itself.
    """

    k: int
    earlier_papers: int
    mean_distance: float
    neighbours_mean_distance: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CombinationStats:
    """Pairs of the paper's topics and keywords against their use in earlier papers.

    ``z_tenth`` is the 10th percentile of the pairs' z-scores; ``first_time`` counts pairs of terms
    which were both in use, but never in one paper.
    """

    pairs: int
    first_time: int
    z_tenth: float
    earlier_papers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceStats:
    """Cosine distances among the paper's references that the library holds with an embedding."""

    references: int
    distance_90th: float


@dataclass(frozen=True, slots=True, kw_only=True)
class FeatureTable:
    """Quantiles of one feature: 21 ascending values at 0, 5, … 100 percent."""

    feature: str
    papers: int
    quantiles: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryReference:
    """What percentiles are read from: the organization's own library, or the fixed reference."""

    name: str
    library_size: int
    is_fixed: bool
    tables: tuple[FeatureTable, ...]

    def table(self, feature: str) -> FeatureTable | None:
        """The quantiles of one feature, ``None`` when too few papers of the library have it."""
        return next((table for table in self.tables if table.feature == feature), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoringInputs:
    """One paper, ready to be scored. The title and the abstract are the stored text, unchanged.

    ``as_of_year`` is the year in which the scoring was asked for: a scorer has no clock.
    """

    title: str
    as_of_year: int
    abstract: str | None = None
    year: int | None = None
    work_type: str | None = None
    venue: str | None = None
    citation_count: int | None = None
    citations_by_year: tuple[YearCount, ...] = ()
    keywords: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    authors: tuple[AuthorInputs, ...] = ()
    earlier_joint_papers: int | None = None
    neighbours: NeighbourStats | None = None
    combinations: CombinationStats | None = None
    references: ReferenceStats | None = None
