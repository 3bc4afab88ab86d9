"""Papers written by hand, in the library and in the index."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import insert

from paperscraper_core import db
from paperscraper_core.embedding import service as embedding_service
from paperscraper_core.embedding.types import MODEL
from paperscraper_core.importing.names import name_key
from paperscraper_core.importing.text import title_key
from paperscraper_core.models import Author, Authorship, Embedding, Paper, PaperIdentifier
from paperscraper_core.paging import Page
from paperscraper_core.search import queries, service
from paperscraper_core.search.types import SearchCriteria, SearchHit
from paperscraper_core.tenancy import Tenant


@dataclass(frozen=True, slots=True, kw_only=True)
class P:
    """A paper of a test; `axis` is the direction of its vector, None for no embedding."""

    title: str
    abstract: str | None = None
    year: int | None = None
    venue: str | None = None
    type: str | None = None
    doi: str | None = None
    citations: int | None = None
    authors: tuple[str, ...] = ()
    ids: tuple[tuple[str, str], ...] = ()
    axis: NDArray[np.float32] | None = field(default=None, compare=False)


def direction(*parts: float) -> NDArray[np.float32]:
    """A unit vector whose first numbers stand as `parts` to each other."""
    vector = np.zeros(384, dtype=np.float32)
    vector[: len(parts)] = parts
    return vector / np.linalg.norm(vector)


def add(tenant: Tenant, papers: Sequence[P]) -> list[int]:
    """Put papers into the tenant's library, index and embeddings; return their ids."""
    organization = {"organization_id": tenant.organization_id}
    ids = []
    with db.transaction(tenant) as session:
        for paper in papers:
            values = {
                "title": paper.title,
                "title_key": title_key(paper.title),
                "abstract": paper.abstract,
                "year": paper.year,
                "venue": paper.venue,
                "type": paper.type,
                "doi": paper.doi,
                "citation_count": paper.citations,
            }
            statement = insert(Paper).values(organization | values).returning(Paper.id)
            paper_id = session.execute(statement).scalar_one()
            ids.append(paper_id)
            of_paper = organization | {"paper_id": paper_id}
            for position, name in enumerate(paper.authors, start=1):
                author = insert(Author).values(
                    organization | {"name": name, "name_key": name_key(name)}
                )
                author_id = session.execute(author.returning(Author.id)).scalar_one()
                byline = {"position": position, "author_id": author_id, "printed_name": name}
                session.execute(insert(Authorship).values(of_paper | byline))
            for scheme, value in paper.ids:
                session.execute(
                    insert(PaperIdentifier).values(of_paper | {"scheme": scheme, "value": value})
                )
            if paper.axis is not None:
                vector = {"model": MODEL, "vector": paper.axis}
                session.execute(insert(Embedding).values(of_paper | vector))
        without = [i for i, paper in zip(ids, papers, strict=True) if paper.axis is None]
        embedding_service.request(session, tenant, without)
        service.index_papers(session, tenant, ids)
    return ids


PAPERS = (
    P(
        title="Corrosion of aluminium alloys",
        abstract="Grain boundaries slow the corrosion.",
        year=2019,
        venue="Metals",
        type="article",
        doi="10.1000/al.1",
        citations=40,
        authors=("Ana Müller", "Bo Li", "Cy Roe", "Di Poe"),
        ids=(("openalex", "W77"),),
        axis=direction(1, 0.1),
    ),
    P(title="Corrosion of steel", year=2021, venue="Metals", type="review", axis=direction(1, 0.6)),
    P(
        title="Rust and its prevention",
        abstract="How iron oxidises in sea water.",
        year=2015,
        type="article",
        citations=0,
        axis=direction(1, 0.3),
    ),
    P(title="Pollen in glacier ice", abstract="Ice cores.", year=2020, axis=direction(0, 1)),
    P(title="Étude sur la corrosion du zinc", citations=7, axis=direction(0.5, 1)),
    P(title="Corrosion slow grain of boundaries", year=2021),
)
METAL = direction(1, 0)


def search(tenant: Tenant, query: str = "", vector: Any = METAL, **how: Any) -> Page[SearchHit]:
    with db.reading(tenant) as session:
        return queries.search(session, tenant, SearchCriteria(query=query, **how), vector)
