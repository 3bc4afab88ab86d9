"""Queries that name the authors of papers: "Jane Smith", "Smith, J.", "smith jones 2019".

Many family names are words too: *field*, *young*, *stone*. So a query without a full name or a
year, or with a subject beside the year, only counts as a name where the library holds at least as
many papers by such authors as papers with that word.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, Select, any_, literal, select, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session
from sqlalchemy.types import BigInteger

from paperscraper_core.models import Paper
from paperscraper_core.search import names
from paperscraper_core.search.lexemes import lexemes_of
from paperscraper_core.search.names import NameQuery
from paperscraper_core.search.terms import QueryTerms
from paperscraper_core.tenancy import Tenant

#: Papers that a name puts first; by more, the author page lists them all.
MOST: Final = 100
_MOST_ROWS: Final = 10_000

# Every row is looked up by key, as in service.py. A pair is a family name with the beginning of
# a given name; a word with the beginning '' only counts when each word is a family name.
_PEOPLE: Final = text(
    """
    WITH people AS (
      SELECT DISTINCT coalesce(a.merged_into, a.id) AS person, a.family_key, a.name_key
      FROM unnest(CAST(:families AS text[]), CAST(:beginnings AS text[])) w (family, beginning)
        CROSS JOIN LATERAL (SELECT a.id, a.merged_into, a.family_key, a.name_key FROM authors a
          WHERE a.organization_id = :organization_id AND a.family_key = w.family
            AND (' ' || a.name_key LIKE '% ' || w.beginning || '%'
              OR ' ' || a.name_key LIKE '% ' || left(w.beginning, 1) || ' %') OFFSET 0) a
      WHERE w.beginning <> '' OR NOT :all_families OR NOT EXISTS (
        SELECT FROM unnest(CAST(:families AS text[])) f (family) WHERE NOT EXISTS (
          SELECT FROM authors a
          WHERE a.organization_id = :organization_id AND a.family_key = f.family)))
    SELECT s.paper_id, s.position, people.family_key, people.name_key, p.year, p.citation_count
    FROM people
      CROSS JOIN LATERAL (SELECT s.paper_id, s.position FROM authorships s
        WHERE s.organization_id = :organization_id AND s.author_id = people.person OFFSET 0) s
      CROSS JOIN LATERAL (SELECT p.year, p.citation_count FROM papers p
        WHERE p.organization_id = :organization_id AND p.id = s.paper_id OFFSET 0) p
    LIMIT :most
    """
)
_HELD: Final = text(
    """
    SELECT d.paper_id, array_agg(w.word)
    FROM search_documents d, unnest(CAST(:words AS text[])) w (word),
      plainto_tsquery('english', w.word) query
    WHERE d.organization_id = :organization_id AND d.paper_id = ANY(CAST(:papers AS bigint[]))
      AND (d.lexemes @@ query OR numnode(query) = 0)
    GROUP BY d.paper_id
    """
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """An author's place on a paper."""

    paper_id: int
    position: int
    family_key: str
    name_key: str
    year: int | None
    citation_count: int | None


def named(
    session: Session,
    tenant: Tenant,
    query: str,
    terms: QueryTerms,
    where: list[ColumnElement[bool]],
) -> tuple[int, ...]:
    """Find the papers whose authors the query names, best first; one statement for most queries.

    Best are those whose author fits in full and not by initials, then those whose first author it
    is, then the most cited.
    """
    asked = names.read(query)
    places = _places(session, tenant, asked) if asked else []
    if asked is None or not places:
        return ()
    held = _holding(session, asked, terms)
    if asked.year is not None:
        fitting = _of_year(session, tenant, asked, places, held)
    else:
        fitting = _of_name(asked, places, held)
    if not fitting:
        return ()
    of_paper = {place.paper_id: place for place in sorted(places, key=lambda p: -p.position)}
    order = sorted(
        fitting,
        key=lambda i: (
            -fitting[i],
            of_paper[i].position > 1,
            -(of_paper[i].citation_count or 0),
            i,
        ),
    )[:MOST]
    if where:
        passing = set(session.scalars(_papers(tenant, order).where(*where)))
        order = [paper_id for paper_id in order if paper_id in passing]
    return tuple(order)


def _places(session: Session, tenant: Tenant, asked: NameQuery) -> list[_Place]:
    if asked.year is not None or len(asked.words) == 1:
        pairs = {(word, "") for word in asked.words}
        all_families = False
    else:
        pairs = {(family[-1], names.beginning(given)) for given, family in asked.readings}
        pairs |= set() if asked.family else {(word, "") for word in asked.words}
        all_families = True
    ordered = sorted(pairs)
    rows = session.execute(
        _PEOPLE,
        {
            "organization_id": tenant.organization_id,
            "families": [family for family, _ in ordered],
            "beginnings": [beginning for _, beginning in ordered],
            "all_families": all_families,
            "most": _MOST_ROWS,
        },
    )
    return [_Place(**row._mapping) for row in rows]


def _holding(session: Session, asked: NameQuery, terms: QueryTerms) -> Mapping[str, int]:
    """How many papers hold each word of the query in title or abstract."""
    papers = {term.lexeme: term.papers for term in (*terms.telling, *terms.common)}
    lexemes = lexemes_of(session, asked.words)
    return {word: papers.get(lexemes[word] or "", 0) for word in asked.words}


def _of_name(asked: NameQuery, places: Iterable[_Place], held: Mapping[str, int]) -> dict[int, int]:
    """Papers by a person of that name, with how well it fits."""
    places = tuple(places)
    found: dict[int, int] = {}
    if not asked.family:
        by_all = _by_all(asked.words, places)
        if len(by_all) >= min(held.values()):
            found = dict.fromkeys(by_all, 1)
    together = bool(found)
    for given, family in asked.readings:
        fitting = [(names.fits(given, family, place.name_key), place) for place in places]
        papers = {place.paper_id for fit, place in fitting if fit}
        sure = bool(asked.family) or (not together and len(papers) >= held[family[-1]])
        for fit, place in fitting:
            if fit == 2 or (fit and sure):
                found[place.paper_id] = max(found.get(place.paper_id, 0), fit)
    return found


def _by_all(words: Collection[str], places: Iterable[_Place]) -> set[int]:
    """Papers on which each of the words is an author's family name."""
    families: dict[int, set[str]] = {}
    for place in places:
        families.setdefault(place.paper_id, set()).add(place.family_key)
    return {paper_id for paper_id, here in families.items() if here.issuperset(words)}


def _of_year(
    session: Session,
    tenant: Tenant,
    asked: NameQuery,
    places: Iterable[_Place],
    held: Mapping[str, int],
) -> dict[int, int]:
    """Papers of the year whose authors or words are all that the query says."""
    places = tuple(places)
    by_family: dict[str, set[int]] = {}
    for place in places:
        by_family.setdefault(place.family_key, set()).add(place.paper_id)
    likely = {word for word, papers in by_family.items() if len(papers) >= held[word]}
    left: dict[int, set[str]] = {}
    authors: dict[int, set[str]] = {}
    for place in places:
        if place.year == asked.year:
            rest = left.setdefault(place.paper_id, set(asked.words))
            rest -= {word for word in rest if _names(word, place.name_key)}
            authors.setdefault(place.paper_id, set()).add(place.family_key)
    subjects = [i for i in left if left[i] and authors[i] & likely][:MOST]
    holding = _words_held(session, tenant, subjects, asked.words) if subjects else {}
    return {
        paper_id: 2
        for paper_id, rest in left.items()
        if not rest or (paper_id in holding and rest <= holding[paper_id])
    }


def _names(word: str, name_key: str) -> bool:
    """Whether a word is one of a name's, or its initial."""
    return any(word == name or (len(word) == 1 and name[0] == word) for name in name_key.split())


def _words_held(
    session: Session, tenant: Tenant, papers: list[int], words: Collection[str]
) -> dict[int, set[str]]:
    """Which of the words each paper holds; stop words are held by all."""
    values = {"organization_id": tenant.organization_id, "papers": papers, "words": list(words)}
    rows = session.execute(_HELD, values)
    return {paper_id: set(found) for paper_id, found in rows}


def _papers(tenant: Tenant, ids: list[int]) -> Select[int]:
    return select(Paper.id).where(
        Paper.organization_id == tenant.organization_id,
        Paper.id == any_(literal(ids, ARRAY(BigInteger))),
    )
