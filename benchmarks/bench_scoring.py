"""Scoring: papers a second with the database, and what the scores are worth beside real reviews.

Validation is honest, not flattering: the dimensions are computed as they ship, nothing is fitted on
the reviews, and 0.5 is chance for an AUROC. The ceiling is what one reviewer tells of the others.
"""

import csv
import gzip
import json
import lzma
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.results import Row

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus"
PAPERS, EARLIER, AS_OF = 3_000, 2_000, 2017
SUBMITTED = date(2016, 11, 4)  # the deadline of ICLR 2017
SPEED_BAR = 20.0
CEILING = 0.61  # Spearman of one reviewer with the mean of the others, corpus/SOURCES.md
_SAMPLES = 1_000


def run() -> list[Row]:
    """Speed always; validation where the corpus is at hand."""
    rows = [_speed()]
    if (CORPUS / "reviews" / "iclr2017.jsonl.gz").is_file():
        rows += _validation()
    return rows


def _speed() -> Row:
    """One worker's slices over a made-up library, index and percentiles included."""
    with tempfile.TemporaryDirectory(prefix="psbench-", ignore_cleanup_errors=True) as home:
        Path(home).chmod(0o755)  # the embedded server's own user has to reach its folder
        said = subprocess.run(
            [sys.executable, "-m", "benchmarks.bench_scoring"],  # servers and settings of its own
            env={**os.environ, "PAPERSCRAPER_HOME": home},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
    rate = float(said.split()[-1])
    return Row(
        area="scoring",
        what=f"evidence scoring of {PAPERS:,} papers by one worker, database included",
        ours=round(rate, 1),
        unit="papers/s",
        peer_name="the least that is asked for",
        peer=SPEED_BAR,
        bar=f"≥ {SPEED_BAR:g} papers/s",
        met=rate >= SPEED_BAR,
    )


def _speed_alone() -> None:
    """Print the papers a second; runs in a process with an empty home."""
    from paperscraper_core import db, local_services, schema

    schema.migrate()
    try:
        print(_rate())
    finally:
        db.engine().dispose()
        local_services.stop_if_last()


def _rate() -> float:
    from paperscraper_core import db
    from paperscraper_core.scoring import service
    from tests.conftest import make_tenants
    from tests.scoring.library import fill_library
    from workers import scoring

    tenant, _ = make_tenants()
    fill_library(tenant, PAPERS)
    with db.transaction(tenant) as session:
        job = service.request(session, tenant)
    start = time.perf_counter()
    while scoring.score_slice(job):
        pass
    return PAPERS / (time.perf_counter() - start)


def _validation() -> list[Row]:
    from paperscraper_core.scoring.types import Dimension

    reviews = _reviews()
    scores = _scores(reviews)
    rows = []
    for name in (*(dimension.value for dimension in Dimension), "overall"):
        known = [place for place, score in enumerate(scores) if score[name] is not None]
        if len(known) < 50:
            rows.append(_silent(name, len(known)))
            continue
        values = np.asarray([scores[place][name] for place in known], dtype=float)
        rows += _rows_of(name, values, [reviews[place] for place in known])
    return rows


def _rows_of(
    name: str, values: NDArray[np.float64], reviews: Sequence[dict[str, object]]
) -> list[Row]:
    ratings = np.asarray([np.mean(review["rating"]) for review in reviews])  # type: ignore[arg-type]  # JSON
    decided = np.asarray([_decision(review) for review in reviews], dtype=float)
    clear = ~np.isnan(decided)
    accept = auroc(values[clear], decided[clear] == 1)
    low, high = _interval(lambda at: auroc(values[clear][at], decided[clear][at] == 1), clear.sum())
    rho = spearman(values, ratings)
    rho_low, rho_high = _interval(lambda at: spearman(values[at], ratings[at]), len(values))
    return [
        Row(
            area="scoring",
            what=f"{name}: AUROC of accept against reject, ICLR 2017, n = {clear.sum()},"
            f" 95 % interval {low:.2f} to {high:.2f}",
            ours=round(accept, 3),
            unit="AUROC",
            peer_name="chance",
            peer=0.5,
            bar="none: it describes",
            met=None,
        ),
        Row(
            area="scoring",
            what=f"{name}: Spearman with the reviewers' mean rating, n = {len(values)},"
            f" 95 % interval {rho_low:.2f} to {rho_high:.2f}",
            ours=round(rho, 3),
            unit="Spearman",
            peer_name="one reviewer and the others",
            peer=CEILING,
            bar="none: it describes",
            met=None,
        ),
    ]


def _silent(name: str, known: int) -> Row:
    return Row(
        area="scoring",
        what=f"{name}: unvalidated, {known} of the reviewed papers have evidence for it",
        ours=float(known),
        unit="papers",
        peer_name="needed",
        peer=50.0,
        bar="none: it describes",
        met=None,
    )


def _decision(review: dict[str, object]) -> float:
    return {"Poster": 1.0, "Oral": 1.0, "Reject": 0.0}.get(str(review["status"]), float("nan"))


def _reviews() -> list[dict[str, object]]:
    with gzip.open(CORPUS / "reviews" / "iclr2017.jsonl.gz", "rt") as lines:
        found = [json.loads(line) for line in lines]
    return [review for review in found if review.get("abstract") and review.get("rating")]


def _earlier() -> list[tuple[str, str, date]]:
    """Abstracts of neighbouring fields from before the deadline: the library to be new against."""
    csv.field_size_limit(10_000_000)
    found = []
    for category in ("cs.NE", "cs.IR"):
        path = CORPUS / "arxiv_metadata" / f"{category}.tsv.xz"
        with lzma.open(path, "rt") as lines:
            for row in csv.DictReader(lines, delimiter="\t"):
                day = date.fromisoformat(row["created"][:10])
                if day < SUBMITTED:
                    found.append((row["title"], row["abstract"], day))
    return random.Random(2017).sample(found, EARLIER)


def _scores(reviews: Sequence[dict[str, object]]) -> list[dict[str, float | None]]:
    from paperscraper_core.embedding import model
    from paperscraper_core.embedding.text import embedding_text
    from paperscraper_core.scoring.evidence import EvidenceScorer, features
    from paperscraper_core.scoring.inputs import ScoringInputs
    from paperscraper_core.scoring.neighbours import Neighbourhoods, Vectors
    from paperscraper_core.scoring.reference import library_reference

    earlier = sorted(_earlier(), key=lambda paper: paper[2])
    texts = [embedding_text(title, abstract) for title, abstract, _ in earlier]
    texts += [embedding_text(str(r["title"]), str(r["abstract"])) for r in reviews]
    days = [day.toordinal() for _, _, day in earlier] + [SUBMITTED.toordinal()] * len(reviews)
    around = Neighbourhoods(
        Vectors(
            paper_ids=np.arange(len(texts), dtype=np.int64),
            days=np.asarray(days, dtype=np.int64),
            vectors=model.encode(texts).astype(np.float16),
        )
    )
    stats = around.of(list(range(len(texts))))
    inputs = [
        ScoringInputs(title=title, abstract=abstract, as_of_year=AS_OF, neighbours=stats.get(place))
        for place, (title, abstract, _) in enumerate(earlier)
    ]
    reference = library_reference(len(inputs), map(features, inputs[len(inputs) // 2 :]))
    assert reference is not None
    scorer = EvidenceScorer(reference)
    found = []
    for place, review in enumerate(reviews):
        score = scorer.score(
            ScoringInputs(
                title=str(review["title"]),
                abstract=str(review["abstract"]),
                as_of_year=AS_OF,
                year=AS_OF,
                neighbours=stats.get(len(earlier) + place),
            )
        )
        values: dict[str, float | None] = {d.dimension.value: d.value for d in score.dimensions}
        found.append({**values, "overall": score.overall})
    return found


def ranks(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Ranks from 1, ties sharing their mean."""
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return np.asarray((last - (counts - 1) / 2)[inverse], dtype=float)


def auroc(values: NDArray[np.float64], positive: NDArray[np.bool_]) -> float:
    """The chance that a positive stands above a negative, ties counted half (Mann and Whitney)."""
    yes, no = int(positive.sum()), int((~positive).sum())
    if not yes or not no:
        return 0.5
    return float((ranks(values)[positive].sum() - yes * (yes + 1) / 2) / (yes * no))


def spearman(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    """The correlation of ranks; 0 when one of the two is constant."""
    a, b = ranks(one), ranks(other)
    if a.std() == 0 or b.std() == 0:
        return 0.0
    return float(np.corrcoef(a, b)[0, 1])


def _interval(figure: Callable[[NDArray[np.int64]], float], size: int) -> tuple[float, float]:
    """The 95 % percentile bootstrap over papers, the same draws every time."""
    draw = np.random.default_rng(490)
    drawn = [figure(draw.integers(0, size, size)) for _ in range(_SAMPLES)]
    low, high = np.quantile(drawn, [0.025, 0.975])
    return float(low), float(high)


if __name__ == "__main__":
    _speed_alone()
