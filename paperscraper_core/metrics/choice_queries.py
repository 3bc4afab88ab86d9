"""The papers behind one point of an author's charts, by the same rules as the charts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from paperscraper_core.metrics.analysis_types import SelfCitationRule
from paperscraper_core.metrics.choice_types import ChoiceKind, ChosenPapers, PaperChoice
from paperscraper_core.metrics.collaboration_queries import collaborations
from paperscraper_core.metrics.persons import person
from paperscraper_core.metrics.self_citation_queries import self_citations
from paperscraper_core.metrics.topic_queries import topics_over_time, venues
from paperscraper_core.tenancy import Tenant

_MINE: Final = """
SELECT DISTINCT a.paper_id FROM authorships a
JOIN papers p ON p.organization_id = a.organization_id AND p.id = a.paper_id
"""
_OF_AUTHOR: Final = "WHERE a.organization_id = :organization_id AND a.author_id = :author_id"
_LENGTH: Final = """(SELECT count(*) FROM authorships x
  WHERE x.organization_id = :organization_id AND x.paper_id = a.paper_id)"""
_PLACES: Final = {
    ChoiceKind.YEAR: "true",
    ChoiceKind.SINGLE: f"{_LENGTH} = 1",
    ChoiceKind.FIRST: f"a.position = 1 AND {_LENGTH} > 1",
    ChoiceKind.MIDDLE: f"a.position > 1 AND a.position < {_LENGTH}",
    ChoiceKind.LAST: f"a.position > 1 AND a.position >= {_LENGTH}",
}
_AS: Final = {
    ChoiceKind.SINGLE: " as the single author",
    ChoiceKind.FIRST: " as first author",
    ChoiceKind.MIDDLE: " as one in the middle",
    ChoiceKind.LAST: " as last author",
}
_CITED: Final = text(f"""{_MINE}
JOIN citation_counts c ON c.organization_id = :organization_id AND c.paper_id = a.paper_id
{_OF_AUTHOR} AND c.year = :value AND c.citations > 0""")
_PAPER: Final = text(f"{_MINE} {_OF_AUTHOR} AND a.paper_id = :value")
_TOGETHER: Final = text(f"""{_MINE}
JOIN authorships b ON b.organization_id = :organization_id AND b.paper_id = a.paper_id
JOIN authors o ON o.organization_id = :organization_id AND o.id = b.author_id
{_OF_AUTHOR} AND coalesce(o.merged_into, o.id) = :value""")
_NAME: Final = text("""
SELECT name FROM authors WHERE organization_id = :organization_id AND id = :author_id
""")
_TOPIC: Final = text(f"""{_MINE} {_OF_AUTHOR}
AND coalesce(btrim(p.topics[1]), '') = :value
AND (CAST(:year AS int) IS NULL OR p.year = :year)""")
_NOTHING: Final = ChosenPapers(words="that no chart shows", paper_ids=())
_MAX_ID: Final = 2**63 - 1


def chosen_papers(
    session: Session, tenant: Tenant, author_id: int, choice: PaperChoice
) -> ChosenPapers:
    """The author's papers that share what the choice says; none when it means nothing.

    Raises:
        NotFound: the author, or the co-author of the choice, is not in the organization.
    """
    one = person(session, tenant, author_id)
    return _BY_KIND.get(choice.kind, _of_year)(session, tenant, one, choice)


def _ids(session: Session, tenant: Tenant, author_id: int, statement: Any, **values: Any) -> Any:
    given = {"organization_id": tenant.organization_id, "author_id": author_id, **values}
    return tuple(sorted(session.scalars(statement, given)))


def _number(value: str, largest: int = _MAX_ID) -> int | None:
    if not (value.isascii() and value.isdigit() and len(value) < 20):
        return None
    return int(value) if int(value) <= largest else None


def _of_year(session: Session, tenant: Tenant, one: int, choice: PaperChoice) -> ChosenPapers:
    year = _number(choice.value, 9999)
    if year is None:
        return _NOTHING
    statement = text(f"{_MINE} {_OF_AUTHOR} AND p.year = :value AND {_PLACES[choice.kind]}")
    words = f"of {year}{_AS.get(choice.kind, '')}"
    return ChosenPapers(words=words, paper_ids=_ids(session, tenant, one, statement, value=year))


def _cited(session: Session, tenant: Tenant, one: int, choice: PaperChoice) -> ChosenPapers:
    year = _number(choice.value, 9999)
    if year is None:
        return _NOTHING
    found = _ids(session, tenant, one, _CITED, value=year)
    return ChosenPapers(words=f"cited in {year}", paper_ids=found)


def _paper(session: Session, tenant: Tenant, one: int, choice: PaperChoice) -> ChosenPapers:
    paper_id = _number(choice.value)
    if paper_id is None:
        return _NOTHING
    found = _ids(session, tenant, one, _PAPER, value=paper_id)
    return ChosenPapers(words="at this point of the chart", paper_ids=found)


def _coauthor(session: Session, tenant: Tenant, one: int, choice: PaperChoice) -> ChosenPapers:
    given = _number(choice.value)
    if given is None:
        return _NOTHING
    other = person(session, tenant, given)
    name = session.scalar(_NAME, {"organization_id": tenant.organization_id, "author_id": other})
    found = _ids(session, tenant, one, _TOGETHER, value=other)
    return ChosenPapers(words=f"with {name}", paper_ids=found, other_id=other)


def _topic(session: Session, tenant: Tenant, one: int, choice: PaperChoice) -> ChosenPapers:
    found = _ids(session, tenant, one, _TOPIC, value=choice.value.strip(), year=choice.year)
    words = f"on {choice.value.strip()}" if choice.value.strip() else "without a topic"
    if choice.year is not None:
        words += f" of {choice.year}"
    return ChosenPapers(words=words, paper_ids=found)


def _other_topics(session: Session, tenant: Tenant, one: int, choice: PaperChoice) -> ChosenPapers:
    other = topics_over_time(session, tenant, one).other
    years = other.years if other else ()
    found = [
        paper
        for year in years
        if choice.year is None or year.year == choice.year
        for paper in year.paper_ids
    ]
    when = f" of {choice.year}" if choice.year is not None else ""
    return ChosenPapers(words=f"on other topics{when}", paper_ids=tuple(sorted(found)))


def _venue(session: Session, tenant: Tenant, one: int, choice: PaperChoice) -> ChosenPapers:
    wanted = " ".join(choice.value.casefold().split())
    for row in venues(session, tenant, one).rows:
        if row.venue.casefold() == wanted:
            return ChosenPapers(words=f"in {row.venue}", paper_ids=row.work.paper_ids)
    return _NOTHING


def _institution(session: Session, tenant: Tenant, one: int, choice: PaperChoice) -> ChosenPapers:
    for row in collaborations(session, tenant, one).institutions:
        if str(row.institution_id) == choice.value:
            words = f"with co-authors at {row.name}"
            return ChosenPapers(words=words, paper_ids=row.work.paper_ids)
    return _NOTHING


def _country(session: Session, tenant: Tenant, one: int, choice: PaperChoice) -> ChosenPapers:
    for row in collaborations(session, tenant, one).countries:
        if row.country_code == choice.value.upper():
            words = f"with co-authors in {row.country_code}"
            return ChosenPapers(words=words, paper_ids=row.work.paper_ids)
    return _NOTHING


def _self_cited(session: Session, tenant: Tenant, one: int, choice: PaperChoice) -> ChosenPapers:
    if choice.value not in [*SelfCitationRule, "found"]:
        return _NOTHING
    years = [
        year
        for year in self_citations(session, tenant, one).years
        if choice.year is None or year.year == choice.year
    ]
    when = f" in {choice.year}" if choice.year is not None else ""
    if choice.value == SelfCitationRule.SAME_AUTHOR:
        found = [paper for year in years for paper in year.same_author_paper_ids]
        words = f"that this author cited{when}"
    elif choice.value == SelfCitationRule.ANY_AUTHOR:
        found = [paper for year in years for paper in year.any_author_paper_ids]
        words = f"that one of their authors cited{when}"
    else:
        found = [paper for year in years for paper in year.paper_ids]
        words = f"that papers of this library cited{when}"
    return ChosenPapers(words=words, paper_ids=tuple(sorted(set(found))))


_BY_KIND: Final[dict[ChoiceKind, Callable[[Session, Tenant, int, PaperChoice], ChosenPapers]]] = {
    ChoiceKind.CITED: _cited,
    ChoiceKind.PAPER: _paper,
    ChoiceKind.COAUTHOR: _coauthor,
    ChoiceKind.TOPIC: _topic,
    ChoiceKind.OTHER_TOPICS: _other_topics,
    ChoiceKind.VENUE: _venue,
    ChoiceKind.INSTITUTION: _institution,
    ChoiceKind.COUNTRY: _country,
    ChoiceKind.SELF_CITED: _self_cited,
}
