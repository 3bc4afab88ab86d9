"""Who wrote a paper: a record's authors beside the byline that is stored. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from paperscraper_core.importing.names import name_key
from paperscraper_core.importing.text import fold
from paperscraper_core.importing.types import AffiliationRecord, AuthorRecord, PaperRecord
from paperscraper_core.library.author_names import MAX_TEAM, family, fits
from paperscraper_core.library.merging import Notice
from paperscraper_core.library.people import AuthorState, People, Place, contradict


def institution_key(one: AffiliationRecord) -> str:
    """What makes two mentions one institution: the ROR id, else the folded name."""
    return f"ror:{one.ror}" if one.ror else fold(one.name)[:500]


def is_identified(record: PaperRecord) -> bool:
    """Whether the source tells its authors apart: then one without an id stays on his own."""
    return any(author.orcid or author.external_ids for author in record.authors)


def team_of(record: PaperRecord) -> set[str]:
    """The name keys of a record's authors as evidence of who works with whom."""
    if len(record.authors) > MAX_TEAM:
        return set()
    return {name_key(author.name) for author in record.authors}


def new_byline(record: PaperRecord, people: People) -> list[Place]:
    """The byline of a paper that had none."""
    team = team_of(record)
    by_name = bool(team) and not is_identified(record)
    places: dict[AuthorState, Place] = {}
    for told in record.authors:
        author = people.identified(told.orcid, told.external_ids)
        key = name_key(told.name)
        if author is None and by_name:
            author = people.by_coauthors(key, team - {key})
            author = None if author in places else author  # two of one name are two people
        _put(places, author or people.create(told.name, key), told, people)
    for author in places:
        author.current.coauthors |= team - {author.current.name_key}
    return list(places.values())


def _put(
    places: dict[AuthorState, Place], author: AuthorState, told: AuthorRecord, people: People
) -> None:
    """Give an author the next place, or add to the one he has: nobody stands twice."""
    people.learn(author, told)
    place = places.setdefault(author, Place(author, told.name, told.is_corresponding, [], []))
    _complete(place, told)
    if told.affiliations and author.institution is None:
        author.institution = told.affiliations[0].name
        author.country_code = told.affiliations[0].country_code
        author.is_changed = True


def _complete(place: Place, told: AuthorRecord) -> bool:
    """Fill a place's blanks from a record; say whether anything changed."""
    before = (place.is_corresponding, len(place.affiliations), len(place.institutions))
    if place.is_corresponding is None or told.is_corresponding:
        place.is_corresponding = told.is_corresponding
    if not place.affiliations:
        raw = told.raw_affiliations or tuple(one.name for one in told.affiliations)
        place.affiliations = list(raw)
    if not place.institutions:
        place.institutions = list(dict.fromkeys(institution_key(one) for one in told.affiliations))
    return before != (place.is_corresponding, len(place.affiliations), len(place.institutions))


@dataclass(slots=True)
class _Match:
    """A place that fits an author of a record; `is_known` when they are surely one person."""

    place: Place
    is_known: bool = True


@dataclass(slots=True)
class _Byline:
    """A stored byline, indexed: some have thousands of authors."""

    by_author: dict[AuthorState, Place] = field(default_factory=dict)
    by_key: dict[str, list[Place]] = field(default_factory=dict)
    by_family: dict[str, list[tuple[str, Place]]] = field(default_factory=dict)
    taken: set[Place] = field(default_factory=set)

    @classmethod
    def of(cls, places: Iterable[Place]) -> "_Byline":
        made = cls()
        for place in places:
            key = name_key(place.printed_name)
            made.by_author[place.author.current] = place
            made.by_key.setdefault(key, []).append(place)
            made.by_family.setdefault(family(key), []).append((key, place))
        return made

    def named(self, key: str) -> tuple[Place | None, bool]:
        """The place of this name, or the only one that its initials fit; is it the same name?"""
        for place in self.by_key.get(key, ()):
            if place not in self.taken:
                return place, True
        close = [
            place
            for other, place in self.by_family.get(family(key), ())
            if place not in self.taken and fits(key, other)
        ]
        return (close[0] if len(close) == 1 else None), False

    def match(self, told: AuthorRecord, people: People) -> _Match | None:
        """The place of the same person: by identifier, or by name."""
        found = people.identified(told.orcid, told.external_ids)
        known = self.by_author.get(found) if found is not None else None
        if known is not None and known not in self.taken:
            return _Match(known)
        place, is_equal = self.named(name_key(told.name))
        if place is None:
            return None
        author = place.author.current
        told_as = found or AuthorState(
            0, told.name, "", orcid=told.orcid, ids=set(told.external_ids)
        )
        if told_as is author:
            return _Match(place)
        if contradict(author, told_as):
            return _Match(place, is_known=False) if is_equal else None
        if found is not None:
            people.unify(author, found)
        return _Match(place)


def merge_byline(
    places: list[Place], record: PaperRecord, people: People
) -> tuple[bool, list[Notice]]:
    """Match a record's authors with a stored byline, in place.

    A record that knows everybody on the byline and more completes it in its own order;
    otherwise the stored byline stays and the difference is told.

    Returns:
        Whether the byline changed, and (field, message) of what was passed over.
    """
    byline, changed = _Byline.of(places), False
    notices: list[Notice] = []
    matched: list[Place | None] = []
    for told in record.authors:
        match = byline.match(told, people)
        matched.append(match.place if match else None)
        if match is None:
            continue
        byline.taken.add(match.place)
        if match.is_known:
            people.learn(match.place.author.current, told)
            changed |= _complete(match.place, told)
        else:
            notices.append(
                ("authors", f"{told.name[:100]} stands here under another id; that one is kept.")
            )
    missing = [told.name for told, place in zip(record.authors, matched, strict=True) if not place]
    if not missing:
        return changed, notices
    if len(byline.taken) < len(places):
        names = ", ".join(missing[:3])[:200]
        return changed, [*notices, ("authors", f"The library's authors differ; left out: {names}.")]
    places[:] = _completed(record, matched, people)
    return True, notices


def _completed(record: PaperRecord, matched: list[Place | None], people: People) -> list[Place]:
    """The record's byline with the stored places where they match."""
    places: dict[AuthorState, Place] = {}
    for told, place in zip(record.authors, matched, strict=True):
        if place is not None:
            places.setdefault(place.author.current, place)
            continue
        author = people.identified(told.orcid, told.external_ids)
        _put(places, author or people.create(told.name, name_key(told.name)), told, people)
    return list(places.values())


def replace_byline(places: list[Place], record: PaperRecord, people: People) -> bool:
    """Make a byline what was typed by hand: known places stay as they are, others go or come.

    Returns:
        Whether anything changed.
    """
    byline, before = _Byline.of(places), [(place, place.printed_name) for place in places]
    team = team_of(record)
    typed: dict[AuthorState, Place] = {}
    for told in record.authors:
        key = name_key(told.name)
        place, is_equal = byline.named(key)
        if place is not None and is_equal:
            byline.taken.add(place)
            place.printed_name = told.name
            typed.setdefault(place.author.current, place)
            continue
        author = people.by_coauthors(key, team - {key})
        author = None if author in typed else author
        _put(typed, author or people.create(told.name, key), told, people)
    places[:] = typed.values()
    return before != [(place, place.printed_name) for place in places]
