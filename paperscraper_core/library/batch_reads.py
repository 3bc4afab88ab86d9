"""What a batch needs to know of the library, in a fixed number of statements."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ARRAY, Row, any_, bindparam, select, text
from sqlalchemy.orm import Session

from paperscraper_core.importing.text import title_key
from paperscraper_core.library.author_names import MAX_TEAM
from paperscraper_core.library.identity import Identifier, Trace
from paperscraper_core.library.people import AuthorState, Place
from paperscraper_core.library.shelf import PaperState
from paperscraper_core.models import AbsorbedRecord, Author, CitationCount, Paper, PaperReference
from paperscraper_core.tenancy import Tenant

PAPER_COLUMNS = (
    "title", "title_key", "abstract", "year", "publication_date", "doi", "venue", "type",
    "language", "url", "volume", "issue", "pages", "publisher", "keywords", "topics",
    "is_retracted", "citation_count", "counts_as_of", "source",
)  # fmt: skip
REPORTED_COLUMNS = (
    "reported_works_count", "reported_citations", "reported_h_index", "reported_i10_index",
    "reported_source",
)  # fmt: skip


def absorbed(session: Session, tenant: Tenant, prints: Sequence[bytes]) -> dict[bytes, int]:
    """Fingerprint → paper, for the records that a paper has taken in before."""
    rows = session.execute(
        select(AbsorbedRecord.fingerprint, AbsorbedRecord.paper_id).where(
            AbsorbedRecord.organization_id == tenant.organization_id,
            AbsorbedRecord.fingerprint.in_(prints),
        )
    )
    return {bytes(one): number for one, number in rows}


_CANDIDATES = text(
    "SELECT i.paper_id FROM paper_identifiers i"
    " JOIN unnest(CAST(:schemes AS text[]), CAST(:values AS text[])) AS k(scheme, value)"
    " ON i.scheme = k.scheme AND i.value = k.value WHERE i.organization_id = :organization"
    " UNION SELECT id FROM papers WHERE organization_id = :organization"
    " AND doi IS NOT NULL AND doi = ANY(CAST(:dois AS text[]))"
    " UNION SELECT id FROM papers WHERE organization_id = :organization"
    " AND title_key = ANY(CAST(:titles AS text[]))"
)
_IDENTIFIERS = text(
    "SELECT paper_id, scheme, value FROM paper_identifiers"
    " WHERE organization_id = :organization AND paper_id = ANY(CAST(:papers AS bigint[]))"
)
_FAMILIES = text(
    "SELECT s.paper_id, array_agg(DISTINCT substring(a.name_key FROM '[^ ]+$'))"
    " FROM authorships s JOIN authors a ON a.organization_id = s.organization_id"
    " AND a.id = coalesce(s.profile_id, s.author_id) WHERE s.organization_id = :organization"
    " AND s.paper_id = ANY(CAST(:papers AS bigint[])) GROUP BY s.paper_id"
)


def candidates(
    session: Session,
    tenant: Tenant,
    identifiers: Iterable[Identifier],
    titles: Iterable[str],
) -> list[PaperState]:
    """The papers that hold one of the identifiers (scheme `doi` too) or titles, oldest first."""
    pairs = sorted(set(identifiers))
    asked = {
        "organization": tenant.organization_id,
        "schemes": [scheme for scheme, _ in pairs],
        "values": [value for _, value in pairs],
        "dois": [value for scheme, value in pairs if scheme == "doi"],
        "titles": sorted(set(titles)),
    }
    numbers = sorted(session.execute(_CANDIDATES, asked).scalars())
    return papers(session, tenant, numbers) if numbers else []


def papers(session: Session, tenant: Tenant, numbers: Sequence[int]) -> list[PaperState]:
    """The papers with these ids and what identifies them, oldest first."""
    columns = [getattr(Paper, name) for name in PAPER_COLUMNS]
    rows = session.execute(
        select(Paper.id, *columns)
        .where(Paper.organization_id == tenant.organization_id, Paper.id.in_(numbers))
        .order_by(Paper.id)
    ).all()
    of_batch = {"organization": tenant.organization_id, "papers": list(numbers)}
    held: dict[int, list[Identifier]] = defaultdict(list)
    for number, scheme, value in session.execute(_IDENTIFIERS, of_batch):
        held[number].append((scheme, value))
    families = {row[0]: row[1] for row in session.execute(_FAMILIES, of_batch)}
    return [
        _state(row[0], dict(zip(PAPER_COLUMNS, row[1:], strict=True)), held, families)
        for row in rows
    ]


def _state(
    number: int,
    values: dict[str, object],
    held: Mapping[int, Sequence[Identifier]],
    families: Mapping[int, Sequence[str]],
) -> PaperState:
    dois = {value for scheme, value in held.get(number, ()) if scheme == "doi"}
    year, kind, doi = values["year"], values["type"], values["doi"]
    trace = Trace(
        paper=number,
        dois=frozenset(dois | ({doi} if isinstance(doi, str) else set())),
        ids=frozenset(pair for pair in held.get(number, ()) if pair[0] != "doi"),
        title_key=str(values["title_key"]),
        year=year if isinstance(year, int) else None,
        type=kind if isinstance(kind, str) else None,
        venue_key=title_key(str(values["venue"] or "")),
        families=frozenset(families.get(number, ())),
    )
    return PaperState(number=number, values=values, trace=trace, is_new=False)


_IDENTIFIED = text(
    "SELECT i.author_id FROM author_identifiers i"
    " JOIN unnest(CAST(:schemes AS text[]), CAST(:values AS text[])) AS k(scheme, value)"
    " ON i.scheme = k.scheme AND i.value = k.value WHERE i.organization_id = :organization"
    " UNION SELECT id FROM authors WHERE organization_id = :organization"
    " AND orcid IS NOT NULL AND orcid = ANY(CAST(:orcids AS text[]))"
    " UNION SELECT coalesce(profile_id, author_id) FROM authorships"
    " WHERE organization_id = :organization"
    " AND paper_id = ANY(CAST(:papers AS bigint[]))"
)
# Authors of the given names with those of the given names whom they wrote a paper with; a paper
# of a crowd (:crowd authors and more) is no evidence. A merged profile has the papers of the person
# that it is now; coauthors are known by the names of their own profiles.
_TEAMS = text(
    "SELECT a.id, array_agg(DISTINCT c.name_key) FROM authors a"
    " JOIN authorships s ON s.organization_id = a.organization_id"
    " AND s.author_id = coalesce(a.merged_into, a.id)"
    " JOIN authorships t ON t.organization_id = s.organization_id AND t.paper_id = s.paper_id"
    " AND t.author_id <> s.author_id"
    " JOIN authors c ON c.organization_id = t.organization_id"
    " AND c.id = coalesce(t.profile_id, t.author_id)"
    " WHERE a.organization_id = :organization AND a.name_key = ANY(CAST(:names AS text[]))"
    " AND c.name_key = ANY(CAST(:names AS text[]))"
    " AND NOT EXISTS (SELECT FROM authorships x WHERE x.organization_id = s.organization_id"
    " AND x.paper_id = s.paper_id AND x.position >= :crowd)"
    " GROUP BY a.id"
)
_AUTHOR_IDENTIFIERS = text(
    "SELECT author_id, scheme, value FROM author_identifiers"
    " WHERE organization_id = :organization AND author_id = ANY(CAST(:authors AS bigint[]))"
)


def authors(
    session: Session,
    tenant: Tenant,
    *,
    orcids: Iterable[str],
    identifiers: Iterable[Identifier],
    names: Iterable[str],
    papers: Sequence[int],
) -> dict[int, AuthorState]:
    """The authors with these ORCIDs or ids, on these papers, or of these names with coauthors."""
    pairs = sorted(set(identifiers))
    asked = {
        "organization": tenant.organization_id,
        "schemes": [scheme for scheme, _ in pairs],
        "values": [value for _, value in pairs],
        "orcids": sorted(set(orcids)),
        "papers": list(papers),
    }
    found = set(session.execute(_IDENTIFIED, asked).scalars())
    teams: dict[int, list[str]] = {}
    if wanted := sorted(set(names)):
        about = {
            "organization": tenant.organization_id,
            "names": wanted,
            "crowd": MAX_TEAM + 1,
        }
        teams = {row[0]: row[1] for row in session.execute(_TEAMS, about)}
    return _authors(session, tenant, sorted(found | set(teams)), teams)


_AUTHOR_COLUMNS = (
    "id",
    "name",
    "name_key",
    "orcid",
    "name_variants",
    "institution",
    "country_code",
    "merged_into",
)


def _authors(
    session: Session, tenant: Tenant, numbers: list[int], teams: Mapping[int, Sequence[str]]
) -> dict[int, AuthorState]:
    if not numbers:
        return {}
    columns = [getattr(Author, name) for name in (*_AUTHOR_COLUMNS, *REPORTED_COLUMNS)]
    rows = session.execute(
        select(*columns)
        .where(
            Author.organization_id == tenant.organization_id,
            Author.id == any_(bindparam("numbers", numbers, type_=ARRAY(Author.id.type))),
        )
        .order_by(Author.id)
    ).all()
    states = {row.id: _author(row, teams) for row in rows}
    asked = {"organization": tenant.organization_id, "authors": numbers}
    for number, scheme, value in session.execute(_AUTHOR_IDENTIFIERS, asked):
        states[number].ids.add((scheme, value))
    return states


def _author(row: Row[Any], teams: Mapping[int, Sequence[str]]) -> AuthorState:
    reported: dict[str, object] = {name: getattr(row, name) for name in REPORTED_COLUMNS}
    return AuthorState(
        number=row.id,
        name=row.name,
        name_key=row.name_key,
        orcid=row.orcid,
        variants=list(row.name_variants),
        institution=row.institution,
        country_code=row.country_code,
        reported=reported if any(value is not None for value in reported.values()) else {},
        coauthors=set(teams.get(row.id, ())),
        is_merged=row.merged_into is not None,
    )


_PLACES = text(
    "SELECT s.paper_id, coalesce(s.profile_id, s.author_id), s.printed_name,"
    " s.is_corresponding, s.affiliations,"
    " array(SELECT n.key FROM authorship_institutions i JOIN institutions n"
    " ON n.organization_id = i.organization_id AND n.id = i.institution_id"
    " WHERE i.organization_id = s.organization_id AND i.paper_id = s.paper_id"
    " AND i.position = s.position ORDER BY n.id),"
    # a decision may wait for the byline to change: then no place tells of it
    " s.profile_id IS NOT NULL OR s.paper_id IN ("
    "SELECT m.paper_id FROM identity_moves m WHERE m.organization_id = :organization"
    " AND m.paper_id = ANY(CAST(:papers AS bigint[])))"
    " FROM authorships s WHERE s.organization_id = :organization"
    " AND s.paper_id = ANY(CAST(:papers AS bigint[])) ORDER BY s.paper_id, s.position"
)


def load_bylines(
    session: Session,
    tenant: Tenant,
    states: Mapping[int, PaperState],
    people: Mapping[int, AuthorState],
) -> None:
    """Load the stored bylines of `states`, whose authors are all among `people`."""
    asked = {"organization": tenant.organization_id, "papers": list(states)}
    if not states:
        return
    for number, author, printed, corresponding, affiliations, keys, decided in session.execute(
        _PLACES, asked
    ):
        states[number].is_decided |= decided
        states[number].places.append(
            Place(people[author], printed, corresponding, list(affiliations), list(keys))
        )


def load_counts(session: Session, tenant: Tenant, states: Mapping[int, PaperState]) -> None:
    """Load the stored citations by year of `states`."""
    if not states:
        return
    rows = session.execute(
        select(CitationCount.paper_id, CitationCount.year, CitationCount.citations).where(
            CitationCount.organization_id == tenant.organization_id,
            CitationCount.paper_id.in_(list(states)),
        )
    )
    for number, year, citations in rows:
        states[number].counts[year] = citations


def load_references(session: Session, tenant: Tenant, states: Mapping[int, PaperState]) -> None:
    """Load the stored references of `states`."""
    if not states:
        return
    rows = session.execute(
        select(PaperReference.citing_id, PaperReference.scheme, PaperReference.value).where(
            PaperReference.organization_id == tenant.organization_id,
            PaperReference.citing_id.in_(list(states)),
        )
    )
    for number, scheme, value in rows:
        states[number].known_references.add((scheme, value))


_INSTITUTIONS = text(
    "SELECT key, id FROM institutions WHERE organization_id = :organization"
    " AND key = ANY(CAST(:keys AS text[]))"
)


def institution_ids(session: Session, tenant: Tenant, keys: Sequence[str]) -> dict[str, int]:
    """Key → id of institutions."""
    asked = {"organization": tenant.organization_id, "keys": list(keys)}
    rows = session.execute(_INSTITUTIONS, asked)
    return {row.key: row.id for row in rows}
