"""From the library to scoring inputs: a whole batch in a constant number of statements."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from paperscraper_core.embedding.types import DIMENSIONS, MODEL
from paperscraper_core.models import Embedding, Paper, ScoreWeight
from paperscraper_core.scoring import input_rows
from paperscraper_core.scoring.combinations import TermIndex, TermsOfPaper
from paperscraper_core.scoring.evidence import features
from paperscraper_core.scoring.inputs import (
    AuthorInputs,
    InstitutionInputs,
    LibraryReference,
    ScoringInputs,
)
from paperscraper_core.scoring.neighbours import Neighbourhoods, Vectors
from paperscraper_core.scoring.reference import MIN_LIBRARY, library_reference
from paperscraper_core.scoring.types import Dimension, Weights
from paperscraper_core.tenancy import Tenant

#: Papers from which a library's percentiles are measured: enough for steps of five percent.
SAMPLE: Final = 400
_BATCH: Final = 100
_HEADER_BYTES: Final = 4  # halfvec_send: dimensions and an unused field, two bytes each


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LibraryIndex:
    """What scoring needs to know of all papers at once; costs about 2.5 kB a paper."""

    size: int
    neighbourhoods: Neighbourhoods
    terms: TermIndex


def library_index(session: Session, tenant: Tenant) -> LibraryIndex:
    """Embeddings and terms of the whole library, in two statements."""
    rows = session.execute(
        select(Paper.id, Paper.publication_date, Paper.year, Paper.keywords, Paper.topics).where(
            Paper.organization_id == tenant.organization_id
        )
    ).all()
    days: dict[int, int] = {}
    terms = []
    for paper_id, published, year, keywords, topics in rows:
        day = input_rows.day_of(published, year)
        if day is not None:
            days[paper_id] = day
            words = tuple(dict.fromkeys(term.casefold() for term in (*topics, *keywords)))
            terms.append(TermsOfPaper(paper_id=paper_id, day=day, terms=words))
    return LibraryIndex(
        size=len(rows),
        neighbourhoods=Neighbourhoods(_vectors(session, tenant, days)),
        terms=TermIndex(terms),
    )


def _vectors(session: Session, tenant: Tenant, days: dict[int, int]) -> Vectors:
    rows = session.execute(
        select(Embedding.paper_id, func.halfvec_send(Embedding.vector)).where(
            Embedding.organization_id == tenant.organization_id, Embedding.model == MODEL
        )
    )
    known = [(days[paper_id], paper_id, sent) for paper_id, sent in rows if paper_id in days]
    known.sort(key=lambda row: row[:2])
    packed = b"".join(bytes(sent)[_HEADER_BYTES:] for _, _, sent in known)
    return Vectors(
        paper_ids=np.asarray([row[1] for row in known], dtype=np.int64),
        days=np.asarray([row[0] for row in known], dtype=np.int64),
        vectors=np.frombuffer(packed, dtype=">f2").reshape(-1, DIMENSIONS).astype(np.float16),
    )


def inputs_of(
    session: Session,
    tenant: Tenant,
    paper_ids: Sequence[int],
    index: LibraryIndex,
    *,
    as_of_year: int,
) -> dict[int, ScoringInputs]:
    """The inputs of many papers, in seven statements whatever their number.

    Papers that are not in the tenant's organization are missing from the answer. Citations are read
    as of the year of their source's count where that is known, else as of ``as_of_year``.
    """
    papers = input_rows.papers(session, tenant, paper_ids)
    authors = input_rows.author_rows(session, tenant, paper_ids)
    places = input_rows.institutions(session, tenant, paper_ids)
    counts = input_rows.citations_by_year(session, tenant, paper_ids)
    author_ids = sorted({row.author_id for rows in authors.values() for row in rows})
    records = input_rows.author_records(session, tenant, author_ids)
    joint = input_rows.earlier_joint_papers(session, tenant, paper_ids)
    cited = input_rows.cited_in_library(session, tenant, paper_ids)
    neighbours = index.neighbourhoods.of(sorted(papers))
    found = {}
    for paper_id, paper in sorted(papers.items()):
        rows = authors.get(paper_id, [])
        as_of = paper.counts_as_of.year if paper.counts_as_of else as_of_year
        found[paper_id] = ScoringInputs(
            title=paper.title,
            abstract=paper.abstract,
            as_of_year=as_of,
            year=paper.year,
            work_type=paper.type,
            venue=paper.venue,
            citation_count=paper.citation_count,
            citations_by_year=counts.get(paper_id, ()),
            keywords=tuple(paper.keywords),
            topics=tuple(paper.topics),
            authors=tuple(_author(row, places, records, as_of) for row in rows),
            earlier_joint_papers=joint.get(paper_id, 0) if rows and paper.year else None,
            neighbours=neighbours.get(paper_id),
            combinations=index.terms.of(paper_id),
            references=index.neighbourhoods.among_references(cited.get(paper_id, [])),
        )
    return found


def _author(
    row: input_rows.AuthorRow,
    places: dict[tuple[int, int], tuple[InstitutionInputs, ...]],
    records: dict[int, input_rows.AuthorRecord],
    as_of: int,
) -> AuthorInputs:
    record = records.get(row.author_id)
    first_year = record.first_year if record else None
    named = tuple(InstitutionInputs(name=name) for name in row.affiliations)
    return AuthorInputs(
        name=row.name,
        institutions=places.get((row.paper_id, row.position), named),
        h_index=record.h_index if record else None,
        career_years=None if first_year is None else max(1, as_of - first_year + 1),
        papers=record.papers if record else None,
    )


def measured_reference(
    session: Session, tenant: Tenant, index: LibraryIndex, *, as_of_year: int
) -> LibraryReference | None:
    """The library's own percentiles, from a sample of 400 papers that stays the same.

    Returns:
        ``None`` while the library holds fewer than 200 papers.
    """
    if index.size < MIN_LIBRARY:
        return None
    sample = session.scalars(
        select(Paper.id)
        .where(Paper.organization_id == tenant.organization_id)
        .order_by(func.md5(func.concat(Paper.id)), Paper.id)
        .limit(SAMPLE)
    ).all()
    measured = []
    for start in range(0, len(sample), _BATCH):
        chunk = sample[start : start + _BATCH]
        inputs = inputs_of(session, tenant, chunk, index, as_of_year=as_of_year)
        measured += [features(one) for one in inputs.values()]
    return library_reference(index.size, measured)


def weights(session: Session, tenant: Tenant) -> Weights:
    """The organization's weights; a dimension without one counts 1."""
    rows = session.execute(
        select(ScoreWeight.dimension, ScoreWeight.weight).where(
            ScoreWeight.organization_id == tenant.organization_id
        )
    )
    known = {dimension.value for dimension in Dimension}
    return Weights(**{name: float(weight) for name, weight in rows if name in known})
