"""Papers added, corrected and deleted by hand; each leaves an audit entry."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import text
from sqlalchemy.orm import Session

from paperscraper_core.accounts import audit
from paperscraper_core.errors import NotFound, ValidationFailed
from paperscraper_core.importing.text import title_key
from paperscraper_core.importing.types import PaperRecord
from paperscraper_core.library import batch as batches
from paperscraper_core.library import batch_reads, batch_writes
from paperscraper_core.library.bylines import replace_byline, team_of
from paperscraper_core.library.drafts import checked
from paperscraper_core.library.locking import lock
from paperscraper_core.library.people import People
from paperscraper_core.library.shelf import PaperState
from paperscraper_core.library.types import AlreadyInLibrary, PaperDraft
from paperscraper_core.tenancy import Tenant

_MAX_ID = 2**63 - 1


def add_paper(session: Session, tenant: Tenant, draft: PaperDraft) -> int:
    """Add one paper by hand and return its id.

    Raises:
        ValidationFailed: a field is not valid.
        AlreadyInLibrary: its DOI, or its title and year, belong to a paper that is there.
    """
    record = checked(draft, date.today().year)
    lock(session, tenant)
    batch = batches.prepare(session, tenant, [record])
    known = list(batch.absorbed.values())
    known += [e.paper.number for e in batch.entries if e.paper and not e.makes_paper]
    if known:
        title = batch_reads.papers(session, tenant, known)[0].values["title"]
        raise AlreadyInLibrary(known[0], str(title))
    batches.merge(batch)
    (number,) = batch_writes.write(session, tenant, batch, None).values()
    audit.record(session, tenant, "paper.add", f"paper {number}", title=record.title)
    return number


def update_paper(session: Session, tenant: Tenant, paper_id: int, draft: PaperDraft) -> None:
    """Replace what is known of a paper by what was typed; blank fields become unknown.

    From then on no file overwrites its texts; counts are still taken from newer files.

    Raises:
        NotFound: the organization has no such paper.
        ValidationFailed: a field is not valid, or another paper has the DOI.
    """
    record = checked(draft, date.today().year)
    lock(session, tenant)
    state = _known(session, tenant, paper_id)
    before = dict(state.values)
    if record.doi is not None and record.doi not in state.trace.dois:
        _check_doi(session, tenant, record.doi)
    _take(state, record)
    people = _authors(session, tenant, state, record)
    former = [place.author.number for place in state.places]
    state.byline_changed = replace_byline(state.places, record, people)
    batch_writes.rewrite(session, tenant, state, people, former_doi=before["doi"])
    _drop_idle(session, tenant, former)
    changed = sorted(name for name in before if before[name] != state.values[name])
    changed += ["authors"] if state.byline_changed else []
    audit.record(
        session,
        tenant,
        "paper.update",
        f"paper {paper_id}",
        title=record.title,
        changed=", ".join(name for name in changed if name not in ("title_key", "source")),
    )


def _known(session: Session, tenant: Tenant, paper_id: int) -> PaperState:
    states = batch_reads.papers(session, tenant, [paper_id]) if 0 < paper_id <= _MAX_ID else []
    if not states:
        raise NotFound("paper", "number", paper_id)
    return states[0]


def _check_doi(session: Session, tenant: Tenant, doi: str) -> None:
    holders = batch_reads.candidates(session, tenant, [("doi", doi)], [])
    if holders:
        raise ValidationFailed("doi", f"Paper {holders[0].number} has this DOI already.")


def _take(state: PaperState, record: PaperRecord) -> None:
    values = state.values
    day, year = values["publication_date"], record.year
    if values["citation_count"] != record.citation_count:
        values["counts_as_of"] = date.today() if record.citation_count is not None else None
    state.has_new_doi = values["doi"] != record.doi
    values.update(
        title=record.title,
        title_key=title_key(record.title),
        abstract=record.abstract,
        year=year,
        publication_date=day if isinstance(day, date) and day.year == year else None,
        doi=record.doi,
        venue=record.venue,
        type=record.type,
        url=record.url,
        citation_count=record.citation_count,
        keywords=list(record.keywords),
        source=record.source_name,
    )
    state.is_changed = True


def _authors(session: Session, tenant: Tenant, state: PaperState, record: PaperRecord) -> People:
    known = batch_reads.authors(
        session, tenant, orcids=[], identifiers=[], names=team_of(record), papers=[state.number]
    )
    batch_reads.load_bylines(session, tenant, {state.number: state}, known)
    return People(known.values())


_DELETE = text(
    "DELETE FROM papers WHERE organization_id = :organization AND id = :paper RETURNING title"
)
_ITS_AUTHORS = text(
    "SELECT coalesce(profile_id, author_id) FROM authorships"
    " WHERE organization_id = :organization AND paper_id = :paper"
)


def delete_paper(session: Session, tenant: Tenant, paper_id: int) -> None:
    """Delete a paper with all that belongs to it, and authors who had nothing else here.

    References of other papers to it stand, but lead nowhere until it comes back.

    Raises:
        NotFound: the organization has no such paper.
    """
    lock(session, tenant)
    _known(session, tenant, paper_id)
    asked = {"organization": tenant.organization_id, "paper": paper_id}
    authors = session.execute(_ITS_AUTHORS, asked).scalars().all()
    title = session.execute(_DELETE, asked).scalar_one()
    _drop_idle(session, tenant, authors)
    audit.record(session, tenant, "paper.delete", f"paper {paper_id}", title=title)


_DROP_IDLE = text(
    "DELETE FROM authors a WHERE a.organization_id = :organization"
    " AND a.id = ANY(CAST(:authors AS bigint[])) AND a.reported_source IS NULL"
    " AND NOT EXISTS (SELECT FROM authorships s WHERE s.organization_id = a.organization_id"
    " AND s.author_id = a.id)"
    " AND NOT EXISTS (SELECT FROM authorships s WHERE s.organization_id = a.organization_id"
    " AND s.profile_id = a.id)"
    " AND NOT EXISTS (SELECT FROM identity_events e WHERE e.organization_id = a.organization_id"
    " AND a.id IN (e.from_id, e.to_id))"
)


def _drop_idle(session: Session, tenant: Tenant, authors: Sequence[int]) -> None:
    """Delete those of the authors who stand on no paper, in no profile and in no decision."""
    session.execute(_DROP_IDLE, {"organization": tenant.organization_id, "authors": list(authors)})
