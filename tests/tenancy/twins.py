"""Two organizations that hold nearly the same: what differs says whose it is.

Titles, DOIs, ids of sources and names of authors are shared; whatever else can carry a word
carries the organization's own name. A leak is the other one's name, or an id of its rows.
"""

import json
import math
from dataclasses import dataclass

import streamlit as st
from sqlalchemy import text

from paperscraper_core import db
from paperscraper_core.embedding import service as embedding
from paperscraper_core.embedding.types import DIMENSIONS, EmbeddedPaper
from paperscraper_core.importing import service as importing
from paperscraper_core.library import profile_service
from paperscraper_core.metrics import group_service
from paperscraper_core.metrics import service as metrics
from paperscraper_core.models import Base
from paperscraper_core.scoring import service as scoring
from paperscraper_core.search import saved_service
from paperscraper_core.tenancy import Tenant
from paperscraper_core.tenancy_policies import LOGIN_TABLES
from workers import importing as import_worker
from workers import scoring as scoring_worker

PAPERS = 6
#: Tables whose rows belong to an organization, and nothing else.
OWNED = sorted(
    table.name
    for table in Base.metadata.sorted_tables
    if "organization_id" in table.columns and table.name not in LOGIN_TABLES
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Twin:
    """One of the two, with an id of each kind of row."""

    name: str
    tenant: Tenant
    paper_id: int
    author_id: int
    run_id: int
    job_id: int
    open_job_id: int
    event_id: int
    saved_search_id: int
    group_id: int

    @property
    def user_id(self) -> int:
        """Its administrator."""
        assert self.tenant.user_id is not None
        return self.tenant.user_id


def works(name: str, count: int = PAPERS) -> bytes:
    """OpenAlex works that another organization has as well, said in the words of this one."""
    lines = [
        {
            "id": f"https://openalex.org/W{n}",
            "doi": f"https://doi.org/10.1000/shared.{n}",
            "title": f"Shared sandstone paper {n}",
            "publication_year": "in press" if n == 2 else 2015 + n,
            "cited_by_count": n,
            "type": "article",
            "primary_location": {"source": {"display_name": f"Journal of {name}"}},
            "abstract_inverted_index": {"Sandstone": [0], "of": [1], f"{name}": [2]},
            "keywords": [{"display_name": f"{name} keyword"}],
            "referenced_works": ["https://openalex.org/W1"] if n > 1 else [],
            "counts_by_year": [{"year": 2024, "cited_by_count": n}],
            "authorships": [
                {
                    "author": {"id": "https://openalex.org/A1", "display_name": "Twin Author"},
                    "raw_affiliation_strings": [f"Institute of {name}"],
                    "institutions": [{"display_name": f"Institute of {name}"}],
                },
                {"author": {"id": f"https://openalex.org/A{n + 1}", "display_name": f"Dr {name}"}},
            ],
        }
        for n in range(1, count + 1)
    ]
    bad = json.dumps(
        {"id": "https://openalex.org/W99", "doi": f"{name} doi", "title": "With a flaw"}
    )
    return "\n".join([*map(json.dumps, lines), bad, "{broken"]).encode()


def settle(tenant: Tenant, name: str) -> Twin:
    """Import, embed and score the organization's library through the workers' own functions."""
    with db.transaction(tenant) as session:
        run_id = importing.start_run(
            session, tenant, filename=f"{name}-works.jsonl", content=works(name)
        )
    while import_worker.import_slice(run_id):
        pass
    embed(tenant)
    with db.transaction(tenant) as session:
        job_id = scoring.request(session, tenant, description=f"{name} wishes")
    while scoring_worker.score_slice(job_id):
        pass
    with db.transaction(tenant) as session:
        papers = list(session.scalars(text("SELECT id FROM papers ORDER BY id")))
        author_id = session.scalars(
            text("SELECT author_id FROM authorships GROUP BY 1 ORDER BY count(*) DESC LIMIT 1")
        ).one()
        open_job_id = scoring.request(
            session, tenant, paper_ids=papers[:2], description=f"{name} waits"
        )
        people = list(session.scalars(text("SELECT id FROM authors ORDER BY id DESC LIMIT 2")))
        profile_service.merge(session, tenant, people[:1], people[1], reason=f"{name} says so")
        event_id = session.scalars(text("SELECT max(id) FROM identity_events")).one()
        metrics.refresh(session, tenant)
        saved_search_id = saved_service.save(session, tenant, f"Search of {name}", f"q={name}")
        saved_service.mark_seen(session, tenant, saved_search_id)
        group_id = group_service.create_group(session, tenant, f"Group of {name}")
        group_service.add_members(session, tenant, group_id, [author_id])
    return Twin(
        name=name, tenant=tenant, paper_id=papers[0], author_id=author_id, run_id=run_id,
        job_id=job_id, open_job_id=open_job_id, event_id=event_id,
        saved_search_id=saved_search_id,
        group_id=group_id,
    )  # fmt: skip


def embed(tenant: Tenant) -> None:
    """Store made-up vectors for all papers that wait, without the model."""
    with db.transaction(tenant) as session:
        for work in embedding.claim(session, tenant, worker="test"):
            vector = [math.sin((work.paper_id + 1) * (axis + 1)) for axis in range(DIMENSIONS)]
            embedding.store_embeddings(
                session, tenant,
                [EmbeddedPaper(paper_id=work.paper_id, attempt=work.attempt, vector=unit(vector))],
            )  # fmt: skip


def unit(vector: list[float]) -> object:
    """The vector as the model would give it."""
    import numpy

    array = numpy.array(vector, dtype=numpy.float32)
    return array / numpy.linalg.norm(array)


_FINGERPRINT = text(
    " UNION ALL ".join(
        f"SELECT '{table}', count(*), coalesce(sum(hashtextextended(t::text, 7)::numeric), 0)"
        f" FROM {table} t WHERE organization_id = :organization"
        for table in OWNED
    )
)


def fingerprint(tenant: Tenant) -> dict[str, tuple[int, int]]:
    """What every owned table holds of the organization: any change of any row changes it."""
    with db.reading(tenant) as session:
        rows = session.execute(_FINGERPRINT, {"organization": tenant.organization_id})
        return {table: (count, int(total)) for table, count, total in rows}


def forget() -> None:
    """Empty the caches that tests of one process share."""
    st.cache_data.clear()
    scoring_worker._BENCHES.clear()
    for run_id in list(import_worker._READINGS):
        import_worker._close(run_id)
