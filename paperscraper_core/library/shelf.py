"""Papers of a batch in memory: the known ones it touches and the new ones it makes. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from paperscraper_core.importing.names import name_key
from paperscraper_core.importing.text import title_key
from paperscraper_core.importing.types import PaperRecord
from paperscraper_core.library.author_names import family
from paperscraper_core.library.identity import Decision, Identifier, Link, Trace, decide
from paperscraper_core.library.people import Place


@dataclass(slots=True, eq=False)
class PaperState:
    """One paper while a batch is applied.

    Attributes:
        number: its id, negative until the database gives one.
        values: column → value.
        counts: year → citations.
        added_ids: identifiers to store, further DOIs included.
        references: new ones; `known_references` are stored already.
        places: the byline in order.
        is_decided: a manager gave one of the places to somebody else.
    """

    number: int
    values: dict[str, object]
    trace: Trace
    is_new: bool
    is_changed: bool = False
    text_changed: bool = False
    counts_changed: bool = False
    byline_changed: bool = False
    added_ids: list[Identifier] = field(default_factory=list)
    references: dict[Identifier, None] = field(default_factory=dict)
    known_references: set[Identifier] = field(default_factory=set)
    counts: dict[int, int] = field(default_factory=dict)
    places: list[Place] = field(default_factory=list)
    has_new_doi: bool = False
    is_decided: bool = False
    fingerprints: list[bytes] = field(default_factory=list)
    outcome: str = "unchanged"


def trace_of(record: PaperRecord) -> Trace:
    """What identifies a record."""
    return Trace(
        dois=frozenset({record.doi} if record.doi else ()),
        ids=frozenset(record.external_ids),
        title_key=title_key(record.title),
        year=record.year,
        type=record.type,
        venue_key=title_key(record.venue or ""),
        families=frozenset(family(key) for a in record.authors if (key := name_key(a.name))),
    )


class Shelf:
    """Finds papers by DOI, source id and title, over the library and the batch alike."""

    def __init__(self, known: Iterable[PaperState]) -> None:
        self.papers: dict[int, PaperState] = {}
        self.links: dict[tuple[int, int], Link] = {}
        self._by_doi: dict[str, PaperState] = {}
        self._by_id: dict[Identifier, PaperState] = {}
        self._by_title: dict[str, list[PaperState]] = {}
        for paper in known:
            self._put(paper)

    def _put(self, paper: PaperState) -> None:
        self.papers[paper.number] = paper
        for doi in paper.trace.dois:
            self._by_doi.setdefault(doi, paper)
        for identifier in paper.trace.ids:
            self._by_id.setdefault(identifier, paper)
        self._by_title.setdefault(paper.trace.title_key, []).append(paper)

    def decide(self, record: PaperRecord, trace: Trace) -> Decision:
        """Decide where a record belongs, among all that is known so far."""
        by_doi = self._by_doi.get(record.doi or "")
        by_ids = dict.fromkeys(
            self._by_id[one] for one in record.external_ids if one in self._by_id
        )
        return decide(
            trace,
            by_doi.trace if by_doi else None,
            [paper.trace for paper in by_ids],
            [paper.trace for paper in self._by_title.get(trace.title_key, ())],
        )

    def add(self, paper: PaperState, identifiers: Sequence[Identifier]) -> None:
        """Put a new paper on the shelf with those of its identifiers that nobody holds."""
        free = [one for one in identifiers if one not in self._by_id]
        paper.trace = replace(paper.trace, ids=frozenset(free))
        paper.added_ids.extend(free)
        self._put(paper)

    def grow(self, paper: PaperState, trace: Trace) -> bool:
        """Give a known paper the record's identifiers that are free; say whether any was."""
        dois = [doi for doi in trace.dois if doi not in self._by_doi]
        ids = sorted(one for one in trace.ids if one not in self._by_id)
        for doi in dois:
            self._by_doi[doi] = paper
            if paper.values["doi"] is None:
                paper.values["doi"] = doi
                paper.has_new_doi = True
            else:
                paper.added_ids.append(("doi", doi))
        for one in ids:
            self._by_id[one] = paper
        paper.added_ids.extend(ids)
        paper.trace = replace(
            paper.trace,
            ids=paper.trace.ids | set(ids),
            dois=paper.trace.dois | set(dois),
            families=paper.trace.families | trace.families,
        )
        return bool(dois or ids)

    def link(self, link: Link, number: int) -> None:
        """Note a link between two papers, once for each pair."""
        one = link.paper if link.paper is not None else number
        pair = (min(one, link.other), max(one, link.other))
        if one != link.other:
            self.links.setdefault(pair, link)
