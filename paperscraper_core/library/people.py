"""Authors of a batch in memory. Pure.

An author is known by ORCID, then by an id of a source, then by name within the paper's own
evidence: the byline of the same paper, or coauthors shared with another one.
`docs/decisions/0008-identity.md` has the reasons.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from paperscraper_core.importing.names import name_key
from paperscraper_core.importing.types import AuthorProfileRecord, AuthorRecord
from paperscraper_core.library.author_names import coauthors_needed, fits, is_full
from paperscraper_core.library.identity import Identifier

_MAX_VARIANTS = 50


@dataclass(slots=True, eq=False)
class AuthorState:
    """One author while a batch is applied; `number` is negative until the database gives one.

    `into` is set once the evidence says that this author is another one. `is_merged`: a manager
    said so, which is no evidence and matters only when the byline has been written.
    """

    number: int
    name: str
    name_key: str
    orcid: str | None = None
    ids: set[Identifier] = field(default_factory=set)
    variants: list[str] = field(default_factory=list)
    institution: str | None = None
    country_code: str | None = None
    reported: dict[str, object] = field(default_factory=dict)
    coauthors: set[str] = field(default_factory=set)
    added_ids: list[Identifier] = field(default_factory=list)
    is_new: bool = False
    is_changed: bool = False
    is_merged: bool = False
    into: "AuthorState | None" = None

    @property
    def current(self) -> "AuthorState":
        """The author that this one turned out to be."""
        state = self
        while state.into is not None:
            state = state.into
        return state


@dataclass(slots=True, eq=False)
class Place:
    """One place of a paper's byline; `institutions` are their keys."""

    author: AuthorState
    printed_name: str
    is_corresponding: bool | None
    affiliations: list[str]
    institutions: list[str]


def contradict(one: AuthorState, other: AuthorState) -> bool:
    """Whether two authors cannot be one: different ORCIDs, or different ids of one source."""
    if one.orcid and other.orcid:
        return one.orcid != other.orcid  # the same ORCID outweighs two ids of a source
    schemes = {scheme for scheme, _ in one.ids} & {scheme for scheme, _ in other.ids}
    return any(
        not any(pair in other.ids for pair in one.ids if pair[0] == scheme) for scheme in schemes
    )


class People:
    """Finds and makes authors, over the library and the batch alike."""

    def __init__(self, known: Iterable[AuthorState]) -> None:
        self.created: list[AuthorState] = []
        self.merged: list[AuthorState] = []
        self.known: list[AuthorState] = []
        self._by_orcid: dict[str, AuthorState] = {}
        self._by_id: dict[Identifier, AuthorState] = {}
        self._by_name: dict[str, list[AuthorState]] = {}
        for author in known:
            self.known.append(author)
            self._index(author)

    def _index(self, author: AuthorState) -> None:
        if author.orcid:
            self._by_orcid[author.orcid] = author
        for identifier in author.ids:
            self._by_id[identifier] = author
        self._by_name.setdefault(author.name_key, []).append(author)

    def identified(self, orcid: str | None, ids: tuple[Identifier, ...]) -> AuthorState | None:
        """The author with this ORCID or one of these ids; two that prove to be one become one."""
        by_orcid = self._by_orcid.get(orcid) if orcid else None
        found = by_orcid.current if by_orcid else None
        for identifier in ids:
            holder = self._by_id.get(identifier)
            if holder is None or (holder := holder.current) is found:
                continue
            if orcid and holder.orcid and holder.orcid != orcid:
                continue  # the source mixed two people up: the ORCID decides
            if found is None:
                found = holder
            elif by_orcid is not None or not contradict(found, holder):
                found = self.unify(found, holder)
        return found

    def by_coauthors(self, key: str, team: set[str]) -> AuthorState | None:
        """The author of this name who shares the most coauthors with `team`, if enough."""
        best, most = None, coauthors_needed(key) - 1
        for author in dict.fromkeys(a.current for a in self._by_name.get(key, ())):
            shared = len(author.coauthors & team)
            if shared > most:
                best, most = author, shared
        return best

    def create(self, name: str, key: str) -> AuthorState:
        """Make a new author without any identifier yet."""
        author = AuthorState(
            number=-len(self.created) - 1, name=name, name_key=key, is_new=True, is_changed=True
        )
        self.created.append(author)
        self._by_name.setdefault(key, []).append(author)
        return author

    def learn(self, author: AuthorState, told: AuthorRecord | AuthorProfileRecord) -> None:
        """Add what a record says about an author whom it identifies; nothing is overwritten."""
        if told.orcid and author.orcid is None and told.orcid not in self._by_orcid:
            author.orcid = told.orcid
            self._by_orcid[told.orcid] = author
            author.is_changed = True
        for identifier in told.external_ids:
            if identifier not in self._by_id:
                self._by_id[identifier] = author
                author.ids.add(identifier)
                author.added_ids.append(identifier)
        key = name_key(told.name)
        if not is_full(author.name_key) and is_full(key) and fits(author.name_key, key):
            rename(author, told.name)
        add_variant(author, told.name)

    def unify(self, one: AuthorState, other: AuthorState) -> AuthorState:
        """Make two authors one and return it: an ORCID stays, then ids, then the older."""
        winner, loser = sorted(
            (one, other), key=lambda a: (a.orcid is None, not a.ids, a.is_new, abs(a.number))
        )
        loser.into = winner
        self.merged.append(loser)
        winner.ids |= loser.ids
        winner.added_ids.extend(loser.added_ids)
        winner.coauthors |= loser.coauthors
        winner.institution = winner.institution or loser.institution
        winner.country_code = winner.country_code or loser.country_code
        winner.reported = winner.reported or loser.reported
        winner.is_changed = True
        for name in (loser.name, *loser.variants):
            add_variant(winner, name)
        return winner

    def profile(self, told: AuthorProfileRecord) -> AuthorState:
        """Find or make the author of a profile and take what it reports."""
        found = self.identified(told.orcid, told.external_ids)
        author = found or self.create(told.name, name_key(told.name))
        self.learn(author, told)
        rename(author, told.name)
        for name in told.name_alternatives:
            add_variant(author, name)
        last = told.last_known_institutions[0] if told.last_known_institutions else None
        if last and author.institution != last.name:
            author.institution, author.country_code = last.name, last.country_code
            author.is_changed = True
        reported: dict[str, object] = {
            "reported_works_count": told.works_count,
            "reported_citations": told.cited_by_count,
            "reported_h_index": told.h_index,
            "reported_i10_index": told.i10_index,
            "reported_source": told.source_name,
        }
        if author.reported != reported:
            author.reported = reported
            author.is_changed = True
        return author


def rename(author: AuthorState, name: str) -> None:
    """Show an author by another name; the present one becomes a variant."""
    if name != author.name:
        former, author.name, author.name_key = author.name, name, name_key(name)
        author.variants = [one for one in author.variants if one != name]
        author.is_changed = True
        add_variant(author, former)


def add_variant(author: AuthorState, name: str) -> None:
    """Remember another spelling of an author's name."""
    if name != author.name and name not in author.variants and len(author.variants) < _MAX_VARIANTS:
        author.variants.append(name)
        author.is_changed = True
