"""Near-duplicates of papers: among what is linked, of the same title, or alike."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from paperscraper_core.library import batch_reads
from paperscraper_core.library.identity import VERSION
from paperscraper_core.search import duplicates, similar_inputs
from paperscraper_core.search.duplicates import Face
from paperscraper_core.search.semantic_leg import Vector
from paperscraper_core.search.types import NearDuplicate, SimilarPaper
from paperscraper_core.tenancy import Tenant

_MOST_OF_A_TITLE: Final = 200
_LINKED: Final = text(
    """
    SELECT paper_id AS chosen, other_id AS other, kind FROM paper_links
    WHERE organization_id = :organization_id AND paper_id = ANY(CAST(:papers AS bigint[]))
    UNION ALL
    SELECT other_id, paper_id, kind FROM paper_links
    WHERE organization_id = :organization_id AND other_id = ANY(CAST(:papers AS bigint[]))
    """
)
_SAME_TITLE: Final = text(
    """
    SELECT id FROM papers WHERE organization_id = :organization_id
      AND title_key = ANY(CAST(:titles AS text[])) LIMIT :most
    """
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Near-duplicates, and the faces of all papers that were looked at."""

    duplicates: tuple[NearDuplicate, ...]
    faces: Mapping[int, "Shown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A paper's face, and what a list says of it."""

    face: Face
    title: str
    year: int | None
    venue: str | None


def faces(session: Session, tenant: Tenant, papers: Sequence[int]) -> dict[int, Shown]:
    """Load papers by id; those that the organization lacks are not in the answer."""
    found = {}
    for state in batch_reads.papers(session, tenant, papers) if papers else ():
        title, venue = str(state.values["title"]), state.values["venue"]
        found[state.number] = Shown(
            face=Face(title=title, trace=state.trace),
            title=title,
            year=state.trace.year,
            venue=str(venue) if venue is not None else None,
        )
    return found


def of(
    session: Session,
    tenant: Tenant,
    chosen: Mapping[int, Shown],
    vectors: Mapping[int, Vector],
    near: Sequence[int],
) -> Found:
    """Find near-duplicates of the chosen papers among linked, equally titled and near papers."""
    linked = _linked(session, tenant, list(chosen))
    others = dict.fromkeys([*(other for _, other in linked), *_same_title(session, tenant, chosen)])
    known = faces(session, tenant, [one for one in {**others, **dict.fromkeys(near)}
                                    if one not in chosen])  # fmt: skip
    pairs = [
        (one, other)
        for one, shown in chosen.items()
        for other, face in known.items()
        if (one, other) in linked or duplicates.alike(shown.face, face.face)
    ]
    vectors = {**vectors, **similar_inputs.vectors(session, tenant, [b for _, b in pairs])}
    found: dict[int, NearDuplicate] = {}
    for one, other in pairs:
        cosine = _cosine(vectors.get(one), vectors.get(other))
        why = linked.get((one, other)) or duplicates.reason(
            chosen[one].face, known[other].face, cosine
        )
        if why and other not in found:
            shown = known[other]
            found[other] = NearDuplicate(
                paper_id=other, title=shown.title, year=shown.year, venue=shown.venue,
                similarity=cosine, of=one, reason=why,
            )  # fmt: skip
    return Found(duplicates=tuple(found.values()), faces=known)


def neighbour(shown: Shown, paper_id: int, similarity: float | None) -> SimilarPaper:
    """What a list says of a neighbour."""
    return SimilarPaper(
        paper_id=paper_id,
        title=shown.title,
        year=shown.year,
        venue=shown.venue,
        similarity=similarity,
    )


def _linked(session: Session, tenant: Tenant, papers: Sequence[int]) -> dict[tuple[int, int], str]:
    rows = session.execute(
        _LINKED, {"organization_id": tenant.organization_id, "papers": list(papers)}
    )
    return {
        (row.chosen, row.other): "another version of this work"
        if row.kind == VERSION
        else "suspected on import to be the same paper"
        for row in rows
    }


def _same_title(session: Session, tenant: Tenant, chosen: Mapping[int, Shown]) -> list[int]:
    """Papers whose title key is that of a chosen paper, or of its other editions."""
    titles = {
        key
        for shown in chosen.values()
        for key in (shown.face.trace.title_key, *duplicates.title_keys(shown.face))
    }
    asked = {
        "organization_id": tenant.organization_id,
        "titles": sorted(titles),
        "most": _MOST_OF_A_TITLE,
    }
    return list(session.scalars(_SAME_TITLE, asked))


def _cosine(one: Vector | None, other: Vector | None) -> float | None:
    return float(one @ other) if one is not None and other is not None else None
