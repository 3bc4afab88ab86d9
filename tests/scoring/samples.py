"""Made-up papers for the scoring tests."""

from paperscraper_core.scoring.inputs import (
    AuthorInputs,
    CombinationStats,
    InstitutionInputs,
    NeighbourStats,
    ReferenceStats,
    ScoringInputs,
    YearCount,
)

ABSTRACT = (
    "Corrosion of steel pipes is a costly problem. For the first time, we report a low-cost sensor "
    "coating containing TiO2 nanoparticles that was tested at 25 °C and 3.5 wt% salt. A prototype "
    "was built and tested in a pilot plant. The design is patented and licensed to a start-up. "
    "Results show that losses fall by 40 %, with applications in pipelines and vehicles."
)


def full_inputs(**changes: object) -> ScoringInputs:
    """A paper of which everything is known."""
    company = InstitutionInputs(name="Lantern Coatings", kind="company", country="SE")
    school = InstitutionInputs(name="Fjord University", kind="education", country="NO")
    values: dict[str, object] = {
        "title": "A self-reporting coating for steel pipes",
        "abstract": ABSTRACT,
        "as_of_year": 2026,
        "year": 2019,
        "work_type": "article",
        "venue": "Journal of Made-up Coatings",
        "citation_count": 44,
        "citations_by_year": (
            YearCount(year=2023, count=6),
            YearCount(year=2024, count=9),
            YearCount(year=2025, count=12),
        ),
        "keywords": ("coating", "corrosion", "sensor"),
        "topics": ("Corrosion", "Sensors"),
        "authors": (
            AuthorInputs(
                name="Ada Reed", institutions=(school,), h_index=21, career_years=18, papers=40
            ),
            AuthorInputs(
                name="Bo Lind", institutions=(company,), h_index=4, career_years=6, papers=7
            ),
        ),
        "earlier_joint_papers": 3,
        "neighbours": NeighbourStats(
            k=10, earlier_papers=900, mean_distance=0.42, neighbours_mean_distance=0.35
        ),
        "combinations": CombinationStats(pairs=10, first_time=2, z_tenth=-0.8, earlier_papers=900),
        "references": ReferenceStats(references=8, distance_90th=0.71),
    }
    values.update(changes)
    return ScoringInputs(**values)  # type: ignore[arg-type]  # tests replace single values by name


def bare_inputs(**changes: object) -> ScoringInputs:
    """A paper of which only the title is known."""
    values: dict[str, object] = {"title": "An untold paper", "as_of_year": 2026}
    values.update(changes)
    return ScoringInputs(**values)  # type: ignore[arg-type]  # as above
