"""Which profiles may be one person, and which namesakes are probably two: reasons, no verdict.

Both questions are asked of the whole library in a few set-based statements. A name alone never
suggests a merge: pairs are formed over a shared coauthor or institution, so that the cost follows
the shared evidence and not the square of the authors.
"""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import Row, TextClause, insert, text
from sqlalchemy.orm import Session

from paperscraper_core.accounts import audit
from paperscraper_core.errors import ValidationFailed
from paperscraper_core.library import profile_queries
from paperscraper_core.library.author_names import MAX_TEAM
from paperscraper_core.library.locking import lock
from paperscraper_core.library.profiles import (
    PairEvidence,
    ProfileBrief,
    SuggestedPair,
    merge_reasons,
    namesake_reasons,
)
from paperscraper_core.models import IdentityDecision
from paperscraper_core.tenancy import Tenant

#: Pairs that a list shows, and pairs that are looked at for it.
MAX_PAIRS: Final = 50
_MAX_LOOKED_AT: Final = 400
#: What more authors than this of one name block share says nothing about two of them.
_MAX_CROWD: Final = 30

# Two on one byline are two people, as far as the byline knows; they are left to a manager's eye.
# Blocks are family name and first initial; only blocks of two and more authors go on.
_PEOPLE: Final = """
keyed AS (
  SELECT a.id, a.name_key,
         substring(a.name_key FROM '[^ ]+$') || ' ' || left(a.name_key, 1) AS block
  FROM authors a WHERE a.organization_id = :organization AND a.merged_into IS NULL
  AND a.name_key LIKE '% %'),
people AS (
  SELECT k.* FROM keyed k WHERE k.block IN (
    SELECT block FROM keyed GROUP BY block HAVING count(*) > 1)),
works AS MATERIALIZED (
  SELECT p.id, p.block, s.paper_id, s.position FROM people p JOIN authorships s
  ON s.organization_id = :organization AND s.author_id = p.id)
"""
_UNDECIDED: Final = """
NOT EXISTS (SELECT FROM identity_decisions d
  JOIN authors x ON x.organization_id = d.organization_id AND x.id = d.author_id
  JOIN authors y ON y.organization_id = d.organization_id AND y.id = d.other_id
  WHERE d.organization_id = :organization AND d.verdict = 'different'
  AND least(coalesce(x.merged_into, x.id), coalesce(y.merged_into, y.id)) = c.low
  AND greatest(coalesce(x.merged_into, x.id), coalesce(y.merged_into, y.id)) = c.high)
"""
_SHARED: Final = """
ties AS (
  SELECT DISTINCT w.id, w.block, t.author_id AS mate, CAST(NULL AS bigint) AS place FROM works w
  JOIN authorships t ON t.organization_id = :organization AND t.paper_id = w.paper_id
  AND t.author_id <> w.id
  WHERE NOT EXISTS (SELECT FROM authorships x WHERE x.organization_id = :organization
    AND x.paper_id = w.paper_id AND x.position > :team)
  UNION
  SELECT DISTINCT w.id, w.block, CAST(NULL AS bigint), i.institution_id FROM works w
  JOIN authorship_institutions i ON i.organization_id = :organization
  AND i.paper_id = w.paper_id AND i.position = w.position),
telling AS (
  SELECT id, block, mate, place, coalesce(mate, -place) AS tie FROM (
    SELECT t.*, count(*) OVER (PARTITION BY block, mate, place) AS crowd FROM ties t) t
  WHERE crowd BETWEEN 2 AND :crowd),
pairs AS (
  SELECT x.id AS low, y.id AS high, count(x.mate) AS coauthors, count(x.place) AS institutions
  FROM telling x JOIN telling y ON y.block = x.block AND y.tie = x.tie AND y.id > x.id
  GROUP BY x.id, y.id)
"""
_SUGGESTED = text(f"""
WITH {_PEOPLE}, {_SHARED}
SELECT c.low, c.high FROM pairs c WHERE {_UNDECIDED}
AND NOT EXISTS (SELECT FROM works x JOIN authorships y ON y.organization_id = :organization
  AND y.paper_id = x.paper_id AND y.author_id = c.high WHERE x.id = c.low)
ORDER BY c.coauthors DESC, c.institutions DESC, c.low, c.high LIMIT :most
""")
# Each author of a name beside the one of that name with the most papers: no squares.
_NAMESAKES = text(f"""
WITH {_PEOPLE},
sizes AS (SELECT id, count(*) AS papers FROM works GROUP BY id),
ranked AS (
  SELECT p.id, p.name_key, first_value(p.id) OVER of_name AS largest FROM people p
  JOIN sizes z ON z.id = p.id WHERE split_part(p.name_key, ' ', 1) ~ '..'
  WINDOW of_name AS (PARTITION BY p.name_key ORDER BY z.papers DESC, p.id)),
c AS (SELECT least(id, largest) AS low, greatest(id, largest) AS high, id FROM ranked
  WHERE id <> largest)
SELECT c.low, c.high FROM c JOIN sizes z ON z.id = c.id
WHERE {_UNDECIDED} ORDER BY z.papers DESC, c.low, c.high LIMIT :most
""")
_ABOUT = text("""
WITH c AS (SELECT * FROM unnest(CAST(:lows AS bigint[]), CAST(:highs AS bigint[])) AS c(low, high)),
of AS (SELECT low AS id FROM c UNION SELECT high FROM c),
works AS MATERIALIZED (
  SELECT s.author_id AS id, s.paper_id, s.position, p.venue, p.year FROM of o
  JOIN authorships s ON s.organization_id = :organization AND s.author_id = o.id
  JOIN papers p ON p.organization_id = :organization AND p.id = s.paper_id),
mates AS MATERIALIZED (
  SELECT DISTINCT w.id, t.author_id AS mate FROM works w JOIN authorships t
  ON t.organization_id = :organization AND t.paper_id = w.paper_id AND t.author_id <> w.id
  AND t.position <= :team),
places AS MATERIALIZED (
  SELECT DISTINCT w.id, i.institution_id AS place FROM works w JOIN authorship_institutions i
  ON i.organization_id = :organization AND i.paper_id = w.paper_id AND i.position = w.position),
shared_mates AS (
  SELECT c.low, c.high, array_agg(DISTINCT a.name ORDER BY a.name) AS names FROM c
  JOIN mates x ON x.id = c.low JOIN mates y ON y.id = c.high AND y.mate = x.mate
  JOIN authors a ON a.organization_id = :organization AND a.id = x.mate GROUP BY c.low, c.high),
shared_places AS (
  SELECT c.low, c.high, array_agg(DISTINCT n.name ORDER BY n.name) AS names FROM c
  JOIN places x ON x.id = c.low JOIN places y ON y.id = c.high AND y.place = x.place
  JOIN institutions n ON n.organization_id = :organization AND n.id = x.place
  GROUP BY c.low, c.high),
venues AS MATERIALIZED (SELECT DISTINCT id, venue FROM works WHERE venue IS NOT NULL),
shared_venues AS (
  SELECT c.low, c.high, array_agg(x.venue ORDER BY x.venue) AS names FROM c
  JOIN venues x ON x.id = c.low JOIN venues y ON y.id = c.high AND y.venue = x.venue
  GROUP BY c.low, c.high)
SELECT c.low, c.high, m.names AS coauthors, p.names AS institutions, v.names AS venues FROM c
LEFT JOIN shared_mates m ON m.low = c.low AND m.high = c.high
LEFT JOIN shared_places p ON p.low = c.low AND p.high = c.high
LEFT JOIN shared_venues v ON v.low = c.low AND v.high = c.high
""")
_BRIEFS = text("""
SELECT a.id, a.name, a.name_key, a.orcid, a.institution, a.country_code,
       count(s.paper_id) AS papers, min(p.year) AS first_year, max(p.year) AS last_year
FROM authors a
LEFT JOIN authorships s ON s.organization_id = a.organization_id AND s.author_id = a.id
LEFT JOIN papers p ON p.organization_id = s.organization_id AND p.id = s.paper_id
WHERE a.organization_id = :organization AND a.id = ANY(CAST(:authors AS bigint[]))
GROUP BY a.organization_id, a.id
""")


def suggested_merges(session: Session, tenant: Tenant) -> tuple[SuggestedPair, ...]:
    """Pairs of profiles whose names fit and who share coauthors or institutions, best first.

    Pairs that somebody called different people are left out, also when they were merged into
    others since.
    """
    found = _pairs(session, tenant, _SUGGESTED, {"team": MAX_TEAM, "crowd": _MAX_CROWD})
    judged = ((pair, merge_reasons(pair)) for pair in found)
    pairs = [SuggestedPair.of(pair, reasons) for pair, reasons in judged if reasons]
    pairs.sort(key=lambda one: (-one.weight, one.one.id, one.other.id))
    return tuple(pairs[:MAX_PAIRS])


def suspected_namesakes(session: Session, tenant: Tenant) -> tuple[SuggestedPair, ...]:
    """Profiles of one full name with nothing else in common: probably different people."""
    found = _pairs(session, tenant, _NAMESAKES, {})
    judged = ((pair, namesake_reasons(pair)) for pair in found)
    return tuple(SuggestedPair.of(pair, reasons) for pair, reasons in judged if reasons)[:MAX_PAIRS]


def keep_apart(
    session: Session, tenant: Tenant, author_id: int, other_id: int, *, reasons: str = ""
) -> None:
    """Remember that two profiles are two people: they are suggested no more.

    Raises:
        NotFound: one of the authors is not in the organization.
        ValidationFailed: they are one person by another decision.
    """
    lock(session, tenant)
    people = profile_queries.persons(session, tenant, [author_id, other_id])
    if people[author_id] == people[other_id]:
        raise ValidationFailed("author", "These profiles are one person by another decision.")
    low, high = sorted(people.values())
    session.execute(
        insert(IdentityDecision).values(
            organization_id=tenant.organization_id,
            author_id=low,
            other_id=high,
            verdict="different",
            user_id=tenant.user_id,
            reasons=reasons.replace("\x00", "")[:500],
        )
    )
    audit.record(session, tenant, "author.keep_apart", f"author {low} and author {high}")


def _pairs(
    session: Session, tenant: Tenant, statement: TextClause, limits: Mapping[str, int]
) -> list[PairEvidence]:
    organization = {"organization": tenant.organization_id}
    pairs = session.execute(statement, {**organization, **limits, "most": _MAX_LOOKED_AT}).all()
    if not pairs:
        return []
    lows, highs = [row.low for row in pairs], [row.high for row in pairs]
    asked = {**organization, "lows": lows, "highs": highs, "team": MAX_TEAM}
    about = {(row.low, row.high): row for row in session.execute(_ABOUT, asked)}
    people = {**organization, "authors": sorted({*lows, *highs})}
    briefs = {row.id: _brief(row) for row in session.execute(_BRIEFS, people)}
    return [
        PairEvidence(
            one=briefs[low],
            other=briefs[high],
            coauthors=tuple(about[low, high].coauthors or ()),
            institutions=tuple(about[low, high].institutions or ()),
            venues=tuple(about[low, high].venues or ()),
        )
        for low, high in zip(lows, highs, strict=True)
    ]


def _brief(row: Row[Any]) -> ProfileBrief:
    return ProfileBrief(
        id=row.id,
        name=row.name,
        name_key=row.name_key,
        orcid=row.orcid,
        institution=row.institution,
        country_code=row.country_code,
        papers=row.papers,
        first_year=row.first_year,
        last_year=row.last_year,
    )
