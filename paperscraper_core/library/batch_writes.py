"""Writes a merged batch, in a fixed number of statements."""

from collections.abc import Mapping, Sequence

from sqlalchemy import text
from sqlalchemy.orm import Session

from paperscraper_core.importing.types import AffiliationRecord
from paperscraper_core.library import batch_reads, bulk, resolving
from paperscraper_core.library.batch import Batch
from paperscraper_core.library.people import AuthorState, People
from paperscraper_core.library.shelf import PaperState, Shelf
from paperscraper_core.models import (
    AbsorbedRecord,
    Author,
    AuthorIdentifier,
    Authorship,
    AuthorshipInstitution,
    CitationCount,
    Institution,
    Paper,
    PaperIdentifier,
    PaperLink,
    PaperRun,
)
from paperscraper_core.tenancy import Tenant


def write(session: Session, tenant: Tenant, batch: Batch, run_id: int | None) -> dict[int, int]:
    """Write the batch.

    Returns:
        The ids that the new papers got, by their temporary numbers.
    """
    states = list(batch.shelf.papers.values())
    numbers = _papers(session, tenant, states)
    _authors(session, tenant, batch.people)
    _bylines(session, tenant, states, batch.institutions)
    _counts(session, tenant, states)
    _references(session, tenant, states)
    _links(session, tenant, batch.shelf, numbers)
    _trail(session, tenant, batch, run_id)
    return numbers


_FORGET_DOI = text(
    "UPDATE paper_references SET cited_id = NULL WHERE organization_id = :organization"
    " AND cited_id = :paper AND scheme = 'doi' AND value = :doi"
)


def rewrite(
    session: Session, tenant: Tenant, state: PaperState, people: People, *, former_doi: object
) -> None:
    """Write one paper that was changed by hand; `former_doi` leads to it no more."""
    asked = {"organization": tenant.organization_id, "paper": state.number, "doi": former_doi}
    if state.has_new_doi and former_doi is not None:
        session.execute(_FORGET_DOI, asked)
    _papers(session, tenant, [state])
    _authors(session, tenant, people)
    _bylines(session, tenant, [state], {})
    _references(session, tenant, [state])


def _papers(session: Session, tenant: Tenant, states: Sequence[PaperState]) -> dict[int, int]:
    new = [state for state in states if state.is_new]
    numbers: dict[int, int] = {}
    for state, number in zip(new, bulk.reserve_ids(session, "papers", len(new)), strict=True):
        numbers[state.number] = number
        state.number = number
    bulk.insert(session, tenant, Paper, [{"id": s.number, **s.values} for s in new])
    known = [s for s in states if s.is_changed and not s.is_new]
    bulk.update(session, tenant, Paper, [{"id": s.number, **s.values} for s in known])
    identifiers: list[bulk.Row] = [
        {"scheme": scheme, "value": value, "paper_id": state.number}
        for state in states
        for scheme, value in state.added_ids
    ]
    bulk.insert(session, tenant, PaperIdentifier, identifiers)
    return numbers


def _author_row(author: AuthorState) -> bulk.Row:
    return {
        "id": author.number,
        "name": author.name,
        "name_key": author.name_key,
        "name_variants": author.variants,
        "orcid": author.orcid,
        "institution": author.institution,
        "country_code": author.country_code,
        **{name: author.reported.get(name) for name in batch_reads.REPORTED_COLUMNS},
    }


def _authors(session: Session, tenant: Tenant, people: People) -> None:
    new = [author for author in people.created if author.into is None]
    for author, number in zip(new, bulk.reserve_ids(session, "authors", len(new)), strict=True):
        author.number = number
    bulk.insert(session, tenant, Author, [_author_row(author) for author in new])
    _unify(session, tenant, [author for author in people.merged if not author.is_new])
    known = [a for a in people.known if a.is_changed and a.into is None]
    bulk.update(session, tenant, Author, [_author_row(author) for author in known])
    identifiers: list[bulk.Row] = [
        {"scheme": scheme, "value": value, "author_id": author.number}
        for author in (*new, *(a for a in people.known if a.into is None))
        for scheme, value in dict.fromkeys(author.added_ids)
    ]
    bulk.insert(session, tenant, AuthorIdentifier, identifiers)


def _unify(session: Session, tenant: Tenant, losers: Sequence[AuthorState]) -> None:
    if losers:
        pairs = [(author.number, author.current.number) for author in losers]
        resolving.unify(session, tenant, pairs)


_CLEAR_BYLINES = text(
    "DELETE FROM authorships WHERE organization_id = :organization"
    " AND paper_id = ANY(CAST(:papers AS bigint[]))"
)


def _bylines(
    session: Session,
    tenant: Tenant,
    states: Sequence[PaperState],
    institutions: Mapping[str, AffiliationRecord],
) -> None:
    changed = [state for state in states if state.byline_changed]
    rewritten = [state.number for state in changed if not state.is_new]
    if rewritten:
        session.execute(
            _CLEAR_BYLINES, {"organization": tenant.organization_id, "papers": rewritten}
        )
    keys = _institutions(session, tenant, changed, institutions)
    authorships: list[bulk.Row] = []
    named: list[bulk.Row] = []
    for state in changed:
        places = {place.author.current: place for place in reversed(state.places)}
        for position, author in enumerate(reversed(places), start=1):
            place = places[author]
            authorships.append(
                {
                    "paper_id": state.number,
                    "position": position,
                    "author_id": author.number,
                    "printed_name": place.printed_name,
                    "is_corresponding": place.is_corresponding,
                    "affiliations": place.affiliations,
                }
            )
            named.extend(
                {"paper_id": state.number, "position": position, "institution_id": keys[key]}
                for key in place.institutions
                if key in keys
            )
    bulk.insert(session, tenant, Authorship, authorships)
    bulk.insert(session, tenant, AuthorshipInstitution, named)
    resolving.resolve_papers(session, tenant, [s.number for s in changed if _needs_decisions(s)])


def _needs_decisions(state: PaperState) -> bool:
    """Whether somebody on the byline is, by a manager's word, somebody else."""
    return state.is_decided or any(place.author.current.is_merged for place in state.places)


def _institutions(
    session: Session,
    tenant: Tenant,
    changed: Sequence[PaperState],
    told: Mapping[str, AffiliationRecord],
) -> dict[str, int]:
    wanted = sorted({key for s in changed for place in s.places for key in place.institutions})
    rows: list[bulk.Row] = [
        {
            "key": key,
            "name": told[key].name,
            "ror": told[key].ror,
            "country_code": told[key].country_code,
            "type": told[key].type,
        }
        for key in wanted
        if key in told
    ]
    bulk.insert(session, tenant, Institution, rows, "ON CONFLICT (organization_id, key) DO NOTHING")
    return batch_reads.institution_ids(session, tenant, wanted) if wanted else {}


_CLEAR_COUNTS = text(
    "DELETE FROM citation_counts WHERE organization_id = :organization"
    " AND paper_id = ANY(CAST(:papers AS bigint[]))"
)


def _counts(session: Session, tenant: Tenant, states: Sequence[PaperState]) -> None:
    changed = [state for state in states if state.counts_changed]
    old = [state.number for state in changed if not state.is_new]
    if old:
        session.execute(_CLEAR_COUNTS, {"organization": tenant.organization_id, "papers": old})
    rows: list[bulk.Row] = [
        {"paper_id": state.number, "year": year, "citations": citations}
        for state in changed
        for year, citations in state.counts.items()
    ]
    bulk.insert(session, tenant, CitationCount, rows)


_KEYS = "json_to_recordset(CAST(:rows AS json)) AS r(paper_id bigint, scheme text, value text)"
# A reference finds its paper when it comes in, if the library holds that paper by then.
_REFERENCES = text(
    "INSERT INTO paper_references (organization_id, citing_id, scheme, value, cited_id)"
    " SELECT CAST(:organization AS integer), r.paper_id, r.scheme, r.value,"
    " nullif(coalesce(i.paper_id, p.id), r.paper_id)"
    f" FROM {_KEYS}"
    " LEFT JOIN paper_identifiers i ON i.organization_id = :organization"
    " AND i.scheme = r.scheme AND i.value = r.value"
    " LEFT JOIN papers p ON r.scheme = 'doi' AND p.organization_id = :organization"
    " AND p.doi = r.value AND p.doi IS NOT NULL"
)
# A new paper is found by the references that waited for it. It has to run before the batch's own
# references go in: until then a fresh key stands only in references that found nothing.
_WAITING = text(
    f"UPDATE paper_references t SET cited_id = r.paper_id FROM {_KEYS}"
    " WHERE t.organization_id = :organization AND t.scheme = r.scheme AND t.value = r.value"
    " AND t.citing_id <> r.paper_id"
)


def _references(session: Session, tenant: Tenant, states: Sequence[PaperState]) -> None:
    fresh: list[bulk.Row] = [
        {"paper_id": state.number, "scheme": scheme, "value": value}
        for state in states
        for scheme, value in _fresh_keys(state)
    ]
    told: list[bulk.Row] = [
        {"paper_id": state.number, "scheme": scheme, "value": value}
        for state in states
        for scheme, value in state.references
    ]
    for statement, rows in ((_WAITING, fresh), (_REFERENCES, told)):
        if rows:
            session.execute(
                statement,
                {"organization": tenant.organization_id, "rows": bulk.encoded(rows)},
            )


def _fresh_keys(state: PaperState) -> list[tuple[str, str]]:
    doi = state.values["doi"]
    if isinstance(doi, str) and (state.is_new or state.has_new_doi):
        return [*state.added_ids, ("doi", doi)]
    return state.added_ids


def _links(session: Session, tenant: Tenant, shelf: Shelf, numbers: Mapping[int, int]) -> None:
    pairs: dict[tuple[int, int], bulk.Row] = {}
    for (one, other), link in shelf.links.items():
        low, high = sorted((numbers.get(one, one), numbers.get(other, other)))
        pairs[low, high] = {
            "paper_id": low,
            "other_id": high,
            "kind": link.kind,
            "reason": link.reason,
        }
    bulk.insert(session, tenant, PaperLink, list(pairs.values()), "ON CONFLICT DO NOTHING")


_STRONGER = (
    "ON CONFLICT (organization_id, run_id, paper_id) DO UPDATE SET outcome = CASE"
    " WHEN paper_runs.outcome = 'created' OR excluded.outcome = 'unchanged'"
    " THEN paper_runs.outcome ELSE excluded.outcome END"
)


def _trail(session: Session, tenant: Tenant, batch: Batch, run_id: int | None) -> None:
    """Remember the records that were taken in, and which run touched which paper."""
    marks: list[bulk.Row] = [
        {"fingerprint": mark, "paper_id": state.number}
        for state in batch.shelf.papers.values()
        for mark in state.fingerprints
    ]
    bulk.insert(session, tenant, AbsorbedRecord, marks)
    if run_id is None:
        return
    outcomes = dict.fromkeys(batch.absorbed.values(), "unchanged")
    outcomes.update(
        (state.number, state.outcome) for state in batch.shelf.papers.values() if state.fingerprints
    )
    rows: list[bulk.Row] = [
        {"run_id": run_id, "paper_id": number, "outcome": outcome}
        for number, outcome in sorted(outcomes.items())
    ]
    bulk.insert(session, tenant, PaperRun, rows, _STRONGER)
