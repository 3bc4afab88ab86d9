"""An author among comparable authors of the library."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from paperscraper_core.metrics import peers as rules
from paperscraper_core.metrics import stored
from paperscraper_core.metrics.analysis_types import PeerGroup, Peers, Standing
from paperscraper_core.metrics.freshness import library_date, stale_authors
from paperscraper_core.metrics.indices import age
from paperscraper_core.metrics.persons import person
from paperscraper_core.metrics.types import LibraryDate
from paperscraper_core.tenancy import Tenant

_COLUMNS: Final = ("papers", "first_year", *rules.METRICS)
_AGE: Final = "greatest(:as_of_year - first_year + 1, 1)"
_REFERENCE: Final = (
    "FROM current WHERE papers >= :minimum AND first_year IS NOT NULL AND h_index IS NOT NULL"
)
_OWN: Final = f"SELECT {', '.join(_COLUMNS)} FROM current WHERE author_id = :author_id"
# Few rows come back: one for each career age and h that anybody has.
_SPREAD: Final = f"SELECT {_AGE} AS age, h_index AS h, count(*) AS authors {_REFERENCE}"
_STANDINGS: Final = (
    "SELECT count(*) AS peers, "
    + ", ".join(
        f"count({name}) AS {name}_known,"
        f" count(*) FILTER (WHERE {name} < CAST(:own_{name} AS float8)) AS {name}_less,"
        f" count(*) FILTER (WHERE {name} = CAST(:own_{name} AS float8)) AS {name}_equal"
        for name in rules.METRICS
    )
    + f" {_REFERENCE} AND author_id <> :author_id AND {_AGE} BETWEEN :age_from AND :age_to"
)
_ON_TOPIC: Final = " AND author_id = ANY(:on_topic)"
_MAIN_TOPIC: Final = text("""
SELECT p.topics[1] AS topic, count(*) AS papers FROM authorships a
JOIN papers p ON p.organization_id = :organization_id AND p.id = a.paper_id
WHERE a.organization_id = :organization_id AND a.author_id = :author_id
  AND btrim(p.topics[1]) <> ''
GROUP BY 1 ORDER BY papers DESC, topic LIMIT 1
""")
_WORK_ON: Final = text("""
SELECT a.author_id, count(*) AS papers FROM papers p
JOIN authorships a ON a.organization_id = :organization_id AND a.paper_id = p.id
WHERE p.organization_id = :organization_id AND p.topics[1] = :topic
GROUP BY a.author_id HAVING count(*) >= :least
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Library:
    """The stored metrics of a library, made fresh where they are not, and one author in it."""

    session: Session
    values: dict[str, Any]
    current: str
    own: Row[Any]

    def select(self, statement: str, **values: object) -> list[Row[Any]]:
        return list(
            self.session.execute(
                text(f"WITH {self.current} {statement}"), {**self.values, **values}
            )
        )


def peers(session: Session, tenant: Tenant, author_id: int) -> Peers:
    """Where an author stands among authors of similar career age, and of the same main topic.

    A cross-section: authors of today at different career ages, not careers followed over time. The
    band says what h comparable authors of the library have *now* at each age; older generations
    published and were cited under other conditions than those who begin today.

    Raises:
        NotFound: there is no such author in the organization.
    """
    one = person(session, tenant, author_id)
    date = library_date(session, tenant)
    library = _library(session, tenant, one, date)
    if library is None:
        return _nobody(one, date, None, 0, "The library holds no paper of this author.")
    own = library.own
    spread = _spread(library)
    reference = sum(sum(counts.values()) for counts in spread.values())
    if own.first_year is None or own.h_index is None:
        what = "year" if own.first_year is None else "citation count"
        return _nobody(
            one, date, own.first_year, reference, f"No paper of this author has a known {what}."
        )
    career = age(own.first_year, date.year)
    topic = _main_topic(session, tenant, one, own.papers)
    same_age = _group(library, spread, career, None)
    same_topic = _topic_group(library, career, topic) if topic else None
    return Peers(
        author_id=one,
        library_date=date,
        first_year=own.first_year,
        career_age=career,
        minimum_papers=rules.MINIMUM_PAPERS,
        reference=reference,
        main_topic=topic,
        same_age=same_age,
        same_topic=same_topic,
        band=rules.band(spread, career),
        warning=same_age.warning,
        missing=None,
    )


def _nobody(
    author_id: int, date: LibraryDate, first_year: int | None, reference: int, why: str
) -> Peers:
    return Peers(
        author_id=author_id,
        library_date=date,
        first_year=first_year,
        career_age=None if first_year is None else age(first_year, date.year),
        minimum_papers=rules.MINIMUM_PAPERS,
        reference=reference,
        main_topic=None,
        same_age=None,
        same_topic=None,
        band=(),
        warning=None,
        missing=why,
    )


def _library(
    session: Session, tenant: Tenant, author_id: int, date: LibraryDate
) -> _Library | None:
    """None when the author has no paper."""
    stale = stale_authors(session, tenant, date.year)
    values: dict[str, Any] = {
        "organization_id": tenant.organization_id,
        "as_of_year": date.year,
        "stale": list(stale),
        "author_id": author_id,
        "minimum": rules.MINIMUM_PAPERS,
    }
    current = stored.current(len(stale), _COLUMNS)
    own = session.execute(text(f"WITH {current} {_OWN}"), values).one_or_none()
    if own is None or not own.papers:
        return None
    return _Library(session=session, values=values, current=current, own=own)


def _spread(library: _Library, on_topic: list[int] | None = None) -> dict[int, dict[int, int]]:
    chosen = "" if on_topic is None else _ON_TOPIC
    spread: dict[int, dict[int, int]] = defaultdict(dict)
    for row in library.select(f"{_SPREAD}{chosen} GROUP BY 1, 2", on_topic=on_topic or []):
        spread[row.age][row.h] = row.authors
    return spread


def _main_topic(session: Session, tenant: Tenant, author_id: int, papers: int) -> str | None:
    """The commonest first topic of the author's papers, if it is more than a visit."""
    row = session.execute(
        _MAIN_TOPIC, {"organization_id": tenant.organization_id, "author_id": author_id}
    ).one_or_none()
    return row.topic if row and rules.works_on(row.papers, papers) else None


def _topic_group(library: _Library, career: int, topic: str) -> PeerGroup:
    rows = library.session.execute(
        _WORK_ON,
        {
            "organization_id": library.values["organization_id"],
            "topic": topic,
            "least": rules.TOPIC_PAPERS,
        },
    )
    on_it = {row.author_id: row.papers for row in rows}
    all_papers = library.select(
        "SELECT author_id, papers FROM current WHERE author_id = ANY(:on_topic)",
        on_topic=list(on_it),
    )
    chosen = [
        row.author_id for row in all_papers if rules.works_on(on_it[row.author_id], row.papers)
    ]
    return _group(library, _spread(library, chosen), career, topic, chosen)


def _group(
    library: _Library,
    spread: Mapping[int, Mapping[int, int]],
    career: int,
    topic: str | None,
    on_topic: list[int] | None = None,
) -> PeerGroup:
    authors = {one: sum(counts.values()) for one, counts in spread.items()}
    if library.own.papers >= rules.MINIMUM_PAPERS and career in authors:
        authors[career] -= 1  # nobody is a peer of themselves
    first, last = rules.window(authors, career)
    (row,) = library.select(
        _STANDINGS + ("" if on_topic is None else _ON_TOPIC),
        age_from=first,
        age_to=last,
        on_topic=on_topic or [],
        **{f"own_{name}": getattr(library.own, name) for name in rules.METRICS},
    )
    return PeerGroup(
        topic=topic,
        age_from=first,
        age_to=last,
        peers=row.peers,
        standings=tuple(_standing(name, library.own, row) for name in rules.METRICS),
        warning=rules.small_group(row.peers, topic),
    )


def _standing(name: str, own: Row[Any], row: Row[Any]) -> Standing:
    value = getattr(own, name)
    known = getattr(row, f"{name}_known")
    less, equal = getattr(row, f"{name}_less"), getattr(row, f"{name}_equal")
    return Standing(
        metric=name,
        value=value,
        percentile=None if value is None else rules.percentile(less, equal, known),
        peers=known,
    )
