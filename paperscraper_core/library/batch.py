"""A batch of records on its way into the library: read, decide, merge, write.

The number of statements does not depend on the number of records.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from sqlalchemy.orm import Session

from paperscraper_core.importing.types import (
    AffiliationRecord,
    AuthorProfileRecord,
    AuthorRecord,
    PaperRecord,
    RowProblem,
)
from paperscraper_core.library import batch_reads, merging
from paperscraper_core.library.bylines import (
    institution_key,
    is_identified,
    merge_byline,
    new_byline,
    team_of,
)
from paperscraper_core.library.identity import Identifier, Trace
from paperscraper_core.library.merging import Notice
from paperscraper_core.library.people import People
from paperscraper_core.library.records import storable
from paperscraper_core.library.shelf import PaperState, Shelf, trace_of
from paperscraper_core.tenancy import Tenant

_RANK: Final = ("unchanged", "merged", "created")


@dataclass(slots=True, eq=False)
class Entry:
    """One record of the batch and the paper that it belongs to."""

    record: PaperRecord
    fingerprint: bytes
    trace: Trace
    paper: PaperState | None = None
    makes_paper: bool = False
    changed: bool = False
    notices: list[Notice] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Batch:
    """Everything that a batch needs in memory.

    Attributes:
        entries: the records that may tell something new, in the file's order.
        repeats: fingerprints of records seen before, once for each record.
        absorbed: fingerprint → paper, for what the library took in before.
    """

    entries: list[Entry]
    repeats: list[bytes]
    profiles: list[AuthorProfileRecord]
    absorbed: dict[bytes, int]
    shelf: Shelf
    people: People
    institutions: dict[str, AffiliationRecord] = field(default_factory=dict)


def prepare(
    session: Session, tenant: Tenant, records: Sequence[PaperRecord | AuthorProfileRecord]
) -> Batch:
    """Read what the library knows of the records and decide where each one belongs."""
    written = [storable(record) for record in records]
    profiles = [one for one, _ in written if isinstance(one, AuthorProfileRecord)]
    papers = [(one, mark) for one, mark in written if isinstance(one, PaperRecord)]
    absorbed = batch_reads.absorbed(session, tenant, [mark for _, mark in papers])
    entries: dict[bytes, Entry] = {}
    repeats: list[bytes] = []
    for record, mark in papers:
        if mark in absorbed or mark in entries:
            repeats.append(mark)
        else:
            entries[mark] = Entry(record, mark, trace_of(record))
    fresh = list(entries.values())
    shelf = Shelf(_candidates(session, tenant, fresh))
    for entry in fresh:
        _place(entry, shelf)
    people = _load(session, tenant, fresh, profiles)
    return Batch(fresh, repeats, profiles, absorbed, shelf, people)


def _candidates(session: Session, tenant: Tenant, fresh: Sequence[Entry]) -> list[PaperState]:
    if not fresh:
        return []
    identifiers: set[Identifier] = set()
    for entry in fresh:
        identifiers.update(entry.trace.ids)
        identifiers.update(("doi", doi) for doi in entry.trace.dois)
    titles = {entry.trace.title_key for entry in fresh} - {""}
    return batch_reads.candidates(session, tenant, identifiers, titles)


def _place(entry: Entry, shelf: Shelf) -> None:
    """Find or make the paper of a record, and merge what needs no further reading."""
    record = entry.record
    decision = shelf.decide(record, entry.trace)
    entry.notices.extend(decision.notices)
    if decision.paper is None:
        number = -len(shelf.papers) - 1
        paper = PaperState(
            number=number,
            values=merging.new_values(record),
            trace=replace(entry.trace, paper=number),
            is_new=True,
        )
        shelf.add(paper, record.external_ids)
        entry.makes_paper = True
    else:
        paper = shelf.papers[decision.paper]
        entry.changed = shelf.grow(paper, entry.trace)
        _merge_values(entry, paper)
    entry.paper = paper
    for link in decision.links:
        shelf.link(link, paper.number)


def _merge_values(entry: Entry, paper: PaperState) -> None:
    changed, notices = merging.merge(paper.values, entry.record)
    entry.notices.extend(notices)
    entry.changed |= bool(changed)
    paper.text_changed |= merging.is_text_changed(changed)
    year, kind = paper.values["year"], paper.values["type"]
    paper.trace = replace(
        paper.trace,
        year=year if isinstance(year, int) else None,
        type=kind if isinstance(kind, str) else None,
    )


def _load(
    session: Session,
    tenant: Tenant,
    fresh: Sequence[Entry],
    profiles: Sequence[AuthorProfileRecord],
) -> People:
    """Read the authors that may be meant, and what is stored of the papers to merge with."""
    known = {
        entry.paper.number: entry.paper
        for entry in fresh
        if entry.paper is not None and not entry.paper.is_new
    }
    told: list[AuthorRecord | AuthorProfileRecord] = list(profiles)
    told.extend(author for entry in fresh for author in entry.record.authors)
    names: set[str] = set()
    for entry in fresh:
        if not is_identified(entry.record):
            names |= team_of(entry.record)
    authors = batch_reads.authors(
        session,
        tenant,
        orcids=[one.orcid for one in told if one.orcid],
        identifiers=[pair for one in told for pair in one.external_ids],
        names=names,
        papers=list(known),
    )
    batch_reads.load_bylines(session, tenant, known, authors)
    batch_reads.load_counts(session, tenant, known)
    batch_reads.load_references(session, tenant, known)
    return People(authors.values())


def merge(batch: Batch) -> None:
    """Merge authors, counts and references of every record into its paper. No SQL."""
    for profile in batch.profiles:
        batch.people.profile(profile)
    for entry in batch.entries:
        paper = entry.paper
        assert paper is not None  # noqa: S101 - for the type checker: `prepare` placed them all
        for author in entry.record.authors:
            for one in author.affiliations:
                batch.institutions.setdefault(institution_key(one), one)
        entry.changed |= _merge_authors(entry, paper, batch.people)
        entry.changed |= _merge_counts(entry, paper)
        entry.changed |= _merge_references(entry.record, paper)
        outcome = "created" if entry.makes_paper else "merged" if entry.changed else "unchanged"
        paper.is_changed |= entry.changed
        paper.outcome = max(paper.outcome, outcome, key=_RANK.index)
        paper.fingerprints.append(entry.fingerprint)


def _merge_authors(entry: Entry, paper: PaperState, people: People) -> bool:
    if not entry.record.authors:
        return False
    if not paper.places:
        paper.places = new_byline(entry.record, people)
        paper.byline_changed = True
        return True
    changed, notices = merge_byline(paper.places, entry.record, people)
    entry.notices.extend(notices)
    paper.byline_changed |= changed
    return changed


def _merge_counts(entry: Entry, paper: PaperState) -> bool:
    record = entry.record
    told = {one.year: one.citations for one in record.counts_by_year}
    former = paper.values["citation_count"]
    taken = not entry.makes_paper and merging.takes_counts(paper.values, record)
    if taken:
        paper.values["citation_count"] = record.citation_count
        paper.values["counts_as_of"] = record.counts_as_of
    fills = not paper.counts and record.citation_count == paper.values["citation_count"]
    # Years that add up to an older total would date the new citations wrongly.
    outdated = taken and not told and paper.counts and former != record.citation_count
    if outdated:
        entry.notices.append(("counts_by_year", _OUTDATED.format(former, record.citation_count)))
    if outdated or (told and told != paper.counts and (taken or fills or entry.makes_paper)):
        paper.counts = told
        paper.counts_changed = True
        return True
    return taken


_OUTDATED: Final = (
    "The citations by year belonged to the older total of {}; the newer total of {} comes without"
    " years, so they were removed."
)


def _merge_references(record: PaperRecord, paper: PaperState) -> bool:
    fresh = [
        one
        for one in record.referenced_ids
        if one not in paper.known_references and one not in paper.references
    ]
    paper.references.update(dict.fromkeys(fresh))
    return bool(fresh)


_TEMPORARY: Final = re.compile(r"#(-\d+)")


def problems(batch: Batch, numbers: Mapping[int, int]) -> tuple[RowProblem, ...]:
    """The notices of all records by row, with the numbers that the new papers have got."""

    def number(match: re.Match[str]) -> str:
        return f"#{numbers.get(int(match[1]), match[1])}"

    return tuple(
        RowProblem(row=entry.record.row, field=name, message=_TEMPORARY.sub(number, message))
        for entry in batch.entries
        for name, message in entry.notices
    )
