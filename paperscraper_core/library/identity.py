"""When are two records the same paper? Pure: values in, a decision out.

In this order: the DOI, an id of a source, the normalised title with the year. A title never
overrides two different DOIs or two different ids of one source: those stay two papers and are
linked. `docs/decisions/0008-identity.md` has the reasons.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

Identifier = tuple[str, str]
VERSION: Final = "version"
SUSPECTED: Final = "suspected_duplicate"
#: The scheme of ids that a file gives without saying whose they are: a column called "id".
EXTERNAL: Final = "external"
#: Normalised titles below this many characters ("Editorial", "Introduction") say little alone.
TELLING_TITLE: Final = 25
#: Years between two versions of a work; conference and journal articles lie up to this far apart.
VERSION_YEARS: Final = 3
MAX_LINKS: Final = 5
_DIFFERENT_DOIS: Final = "two different DOIs"
#: Who registers a DOI with one of these registers a preprint.
_PREPRINT_DOI: Final = re.compile(
    r"10\.(48550/arxiv|1101/\d|64898/\d|2139/ssrn|21203/rs|20944/preprints|26434/chemrxiv"
    r"|312(19|2\d|3\d)/|36227/techrxiv|22541/au|5194/egusphere|35542/osf)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """What identifies a record, or a paper of the library.

    Attributes:
        paper: the paper's number; 0 for a record that is not yet a paper.
        dois: every DOI known for it.
        ids: (scheme, value) pairs of sources, without DOIs.
        families: family names of its authors, normalised.
    """

    paper: int = 0
    dois: frozenset[str] = frozenset()
    ids: frozenset[Identifier] = frozenset()
    title_key: str = ""
    year: int | None = None
    type: str | None = None
    venue_key: str = ""
    families: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Two papers to be linked; `paper` None stands for the record's own new paper."""

    paper: int | None
    other: int
    kind: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Which paper a record belongs to (None: a new one), what to link and what to say."""

    paper: int | None
    links: tuple[Link, ...] = ()
    notices: tuple[tuple[str, str], ...] = ()


def is_preprint(trace: Trace) -> bool:
    """Whether the work is a preprint by its type, its DOI, or an arXiv id without a DOI."""
    if trace.type == "preprint" or any(_PREPRINT_DOI.match(doi) for doi in trace.dois):
        return True
    return not trace.dois and any(scheme == "arxiv" for scheme, _ in trace.ids)


def link_kind(one: Trace, other: Trace) -> str:
    """`version` when one is a preprint, another type, or a numbered edition; else suspected."""
    if is_preprint(one) != is_preprint(other):
        return VERSION
    if one.type and other.type and one.type != other.type:
        return VERSION
    if "dataset" in (one.type, other.type) or "software" in (one.type, other.type):
        return VERSION  # every release gets a DOI of its own
    return SUSPECTED


def disagree(one: Trace, other: Trace) -> str | None:
    """Name what proves that two works have two records: DOIs, or ids of the same source."""
    return _DIFFERENT_DOIS if _differ(one.dois, other.dois) else _different_ids(one, other)


def _differ(one: frozenset[str], other: frozenset[str]) -> bool:
    return bool(one and other) and one.isdisjoint(other)


def _different_ids(one: Trace, other: Trace) -> str | None:
    schemes = {scheme for scheme, _ in one.ids} & {scheme for scheme, _ in other.ids}
    for scheme in sorted(schemes):
        if not any(pair in other.ids for pair in one.ids if pair[0] == scheme):
            return f"two different ids in {scheme}"
    return None


def decide(
    record: Trace,
    by_doi: Trace | None,
    by_ids: Sequence[Trace],
    by_title: Sequence[Trace],
) -> Decision:
    """Decide which paper a record belongs to.

    Args:
        record: the record.
        by_doi: the paper that holds its DOI.
        by_ids: the papers that hold one of its source ids, in the order of the record's ids.
        by_title: the papers with its normalised title, oldest first.
    """
    by_ids = [known for known in by_ids if not _numbered_alike(record, known)]
    if by_doi is not None:
        return _settle(by_doi, by_ids, f"the DOI belongs to paper #{by_doi.paper}")
    if by_ids:
        return _by_ids(record, by_ids)
    return _by_title(record, by_title) if record.title_key else Decision(paper=None)


def _numbered_alike(record: Trace, known: Trace) -> bool:
    """Whether all they share is a file's own numbering: every table has a row with the id 1."""
    shared = {scheme for scheme, _ in record.ids & known.ids}
    return shared == {EXTERNAL} and record.title_key != known.title_key


def _settle(target: Trace, by_ids: Sequence[Trace], why: str) -> Decision:
    """Take `target`; papers that hold other ids of the record stay and are linked to it."""
    others = {trace.paper: trace for trace in by_ids if trace.paper != target.paper}
    links: list[Link] = []
    notices: list[tuple[str, str]] = []
    for number, other in others.items():
        kind = link_kind(target, other)
        links.append(
            Link(paper=target.paper, other=number, kind=kind, reason="one record names both")
        )
        if kind == SUSPECTED:
            notices.append(
                (
                    "identifiers",
                    f"This record names two papers: {why}, another id belongs to paper #{number}."
                    " They stay two papers and are linked as suspected duplicates.",
                )
            )
    return Decision(paper=target.paper, links=tuple(links), notices=tuple(notices))


def _by_ids(record: Trace, by_ids: Sequence[Trace]) -> Decision:
    target = next((known for known in by_ids if _why_not(record, known) is None), None)
    if target is None:
        links = tuple(
            Link(
                paper=None,
                other=known.paper,
                kind=link_kind(record, known),
                reason=f"they share an id, but have {_why_not(record, known)}",
            )
            for known in by_ids[:MAX_LINKS]
        )
        return Decision(paper=None, links=links)
    settled = _settle(target, by_ids, f"one id belongs to paper #{target.paper}")
    if not _differ(record.dois, target.dois):
        return settled
    notice = (
        "doi",
        f"Paper #{target.paper} has this source's id but the DOI {min(target.dois)};"
        f" {min(record.dois)} is kept as a further DOI.",
    )
    return replace(settled, notices=(*settled.notices, notice))


def _why_not(record: Trace, known: Trace) -> str | None:
    """What keeps a record from the paper that holds one of its ids; None when nothing does.

    An arXiv id names the preprint: an article with a DOI of its own that cites it is another
    version.
    """
    if all(scheme == "arxiv" for scheme, _ in record.ids & known.ids) and _differ(
        record.dois, known.dois
    ):
        return _DIFFERENT_DOIS
    return _different_ids(record, known)


def _by_title(record: Trace, by_title: Sequence[Trace]) -> Decision:
    same = [known for known in by_title if _is_same(record, known)]
    if same:
        best = max(same, key=lambda known: (_agreement(record, known), -known.paper))
        rivals = [k for k in same if _agreement(record, k) == _agreement(record, best)]
        notices: tuple[tuple[str, str], ...] = ()
        if len(rivals) > 1:
            numbers = ", ".join(f"#{known.paper}" for known in rivals)
            notices = (
                (
                    "title",
                    f"This title and year fit the papers {numbers}; paper #{best.paper} took it.",
                ),
            )
        return Decision(paper=best.paper, notices=notices)
    links: list[Link] = []
    for known in by_title:
        kind, reason = _relation(record, known)
        if kind and len(links) < MAX_LINKS:
            links.append(Link(paper=None, other=known.paper, kind=kind, reason=reason))
    return Decision(paper=None, links=tuple(links))


def _authors(one: Trace, other: Trace) -> bool | None:
    """Whether they share an author's family name; None when one has no authors."""
    if not one.families or not other.families:
        return None
    return not one.families.isdisjoint(other.families)


def _is_same(record: Trace, known: Trace) -> bool:
    """Whether equal titles mean one paper: same year, and nothing speaks against it."""
    if disagree(record, known) or record.year != known.year:
        return False
    shared = _authors(record, known)
    if shared is not None:
        return shared
    if len(record.title_key) >= TELLING_TITLE:
        return True
    venues = {record.venue_key, known.venue_key} - {""}
    return record.year is not None and len(venues) < 2


def _agreement(record: Trace, known: Trace) -> int:
    return (
        4 * bool(_authors(record, known))
        + 2 * bool(record.venue_key and record.venue_key == known.venue_key)
        + bool(record.type and record.type == known.type)
    )


def _relation(record: Trace, known: Trace) -> tuple[str | None, str]:
    """What ties a new paper to one of the same title that it is not: (kind or None, reason)."""
    shared = _authors(record, known)
    telling = len(record.title_key) >= TELLING_TITLE
    conflict = disagree(record, known)
    kind = link_kind(record, known)
    if record.year == known.year:
        if not shared and not telling and (shared is False or record.year is None):
            return None, ""
        reason = conflict or ("different authors" if shared is False else "too little to tell")
        return kind if conflict else SUSPECTED, f"same title and year, {reason}"
    if record.year is None or known.year is None:
        likely = shared or (shared is None and telling and not conflict)
        return (SUSPECTED if likely else None), "same title, one without a year"
    apart = abs(record.year - known.year)
    if shared and apart <= (VERSION_YEARS if kind == VERSION else 1):
        return kind, "same title and authors, other year"
    return None, ""
