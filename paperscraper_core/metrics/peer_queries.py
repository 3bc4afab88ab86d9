"""An author among comparable authors of the library."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from paperscraper_core.metrics import peers as rules
from paperscraper_core.metrics import stored
from paperscraper_core.metrics.analysis_types import PeerGroup, Peers, Standing
from paperscraper_core.metrics.freshness import library_date
from paperscraper_core.metrics.indices import age
from paperscraper_core.metrics.persons import person
from paperscraper_core.metrics.types import LibraryDate
from paperscraper_core.tenancy import Tenant

_OWN: Final = (
    f"SELECT papers, first_year, {', '.join(rules.METRICS)} FROM current"
    " WHERE author_id = :author_id"
)
_COMPARED: Final = ", ".join(
    f"count(*) FILTER (WHERE {name} < CAST(:own_{name} AS float8)) AS {name}_less,"
    f" count(*) FILTER (WHERE {name} = CAST(:own_{name} AS float8)) AS {name}_equal"
    for name in rules.METRICS
)
# One pass over everybody, few rows back: one for each career age and h that anybody has, with how
# many of them have less than the author, or the same. Whoever has an h has the other metrics, too.
_REFERENCE: Final = f"""
SELECT greatest(:as_of_year - first_year + 1, 1) AS age, h_index AS h, author_id = :author_id AS me,
       count(*) AS authors, {_COMPARED}
FROM current
WHERE papers >= :minimum AND first_year IS NOT NULL AND h_index IS NOT NULL"""
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

    def reference(self, on_topic: list[int] | None = None) -> list[Row[Any]]:
        """Comparable authors by career age and h; with ids, those of them only."""
        return self.select(
            f"{_REFERENCE}{'' if on_topic is None else _ON_TOPIC} GROUP BY 1, 2, 3",
            on_topic=on_topic or [],
            **{f"own_{name}": getattr(self.own, name) for name in rules.METRICS},
        )


def peers(session: Session, tenant: Tenant, author_id: int) -> Peers:
    """Where an author stands among authors of similar career age, and of the same main topic.

    A cross-section: authors of today at different career ages, not careers followed over time. The
    band says what h comparable authors of the library have *now* at each age; older generations
    published and were cited under other conditions than those who begin today. And everybody is
    measured by the papers that this library holds of them, which may be few of their papers.

    Raises:
        NotFound: there is no such author in the organization.
    """
    one = person(session, tenant, author_id)
    date = library_date(session, tenant)
    library = _library(session, tenant, one, date)
    if library is None:
        return _nobody(one, date, None, "The library holds no paper of this author.")
    own = library.own
    if own.first_year is None or own.h_index is None:
        what = "year" if own.first_year is None else "citation count"
        return _nobody(one, date, own.first_year, f"No paper of this author has a known {what}.")
    career = age(own.first_year, date.year)
    everybody = library.reference()
    topic = _main_topic(session, tenant, one, own.papers)
    same_age = _group(own, everybody, career, None)
    return Peers(
        author_id=one,
        library_date=date,
        first_year=own.first_year,
        career_age=career,
        minimum_papers=rules.MINIMUM_PAPERS,
        reference=sum(row.authors for row in everybody),
        main_topic=topic,
        same_age=same_age,
        same_topic=_topic_group(library, career, topic) if topic else None,
        band=rules.band(_spread(everybody), career),
        warning=same_age.warning,
        missing=None,
    )


def _nobody(author_id: int, date: LibraryDate, first_year: int | None, why: str) -> Peers:
    return Peers(
        author_id=author_id,
        library_date=date,
        first_year=first_year,
        career_age=None if first_year is None else age(first_year, date.year),
        minimum_papers=rules.MINIMUM_PAPERS,
        reference=0,
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
    now = stored.current(session, tenant, date.year)
    values = {**now.values, "author_id": author_id, "minimum": rules.MINIMUM_PAPERS}
    own = session.execute(text(f"WITH {now.sql} {_OWN}"), values).one_or_none()
    if own is None or not own.papers:
        return None
    return _Library(session=session, values=values, current=now.sql, own=own)


def _spread(rows: Sequence[Row[Any]]) -> dict[int, Counter[int]]:
    spread: dict[int, Counter[int]] = defaultdict(Counter)
    for row in rows:
        spread[row.age][row.h] += row.authors
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
    of_them = library.select(
        "SELECT author_id, papers FROM current WHERE author_id = ANY(:on_topic)",
        on_topic=list(on_it),
    )
    chosen = [row.author_id for row in of_them if rules.works_on(on_it[row.author_id], row.papers)]
    return _group(library.own, library.reference(chosen), career, topic)


def _group(own: Row[Any], rows: Sequence[Row[Any]], career: int, topic: str | None) -> PeerGroup:
    others = [row for row in rows if not row.me]  # nobody is a peer of themselves
    ages = {age: spread.total() for age, spread in _spread(others).items()}
    first, last = rules.window(ages, career)
    near = [row for row in others if first <= row.age <= last]
    count = sum(row.authors for row in near)
    return PeerGroup(
        topic=topic,
        age_from=first,
        age_to=last,
        peers=count,
        standings=tuple(_standing(name, own, near, count) for name in rules.METRICS),
        warning=rules.small_group(count, topic),
    )


def _standing(name: str, own: Row[Any], near: Sequence[Row[Any]], count: int) -> Standing:
    less = sum(getattr(row, f"{name}_less") for row in near)
    equal = sum(getattr(row, f"{name}_equal") for row in near)
    return Standing(
        metric=name,
        value=getattr(own, name),
        percentile=rules.percentile(less, equal, count),
        peers=count,
    )
