"""From evidence and decisions to persons: the one place that sets whom an authorship counts for.

The log of decisions says which profiles are one person and which places belong to somebody else.
Both functions are safe to repeat and depend on nothing but the log and the evidence, so that a
decision taken back leaves what would be there without it.
"""

from collections.abc import Iterable, Sequence

from sqlalchemy import text
from sqlalchemy.orm import Session

from paperscraper_core.library import bulk
from paperscraper_core.tenancy import Tenant

_STANDS = (
    "NOT EXISTS (SELECT FROM identity_events u WHERE u.organization_id = e.organization_id"
    " AND u.undoes = e.id)"
)
# An author whom a split made goes back to the one that was split, when that is taken back.
_PEOPLE = text(f"""
WITH RECURSIVE edges AS (
  SELECT DISTINCT ON (x.id) x.id, x.target FROM (
    SELECT e.from_id AS id, e.to_id AS target, e.id AS event FROM identity_events e
    WHERE e.organization_id = :organization AND e.kind = 'merge' AND {_STANDS}
    UNION ALL
    SELECT e.to_id, e.from_id, e.id FROM identity_events e
    WHERE e.organization_id = :organization AND e.makes_author AND NOT {_STANDS}) x
  ORDER BY x.id, x.event DESC),
paths AS (
  SELECT id, target FROM edges
  UNION SELECT p.id, e.target FROM paths p JOIN edges e ON e.id = p.target),
ends AS (
  SELECT p.id, p.target FROM paths p
  WHERE NOT EXISTS (SELECT FROM edges e WHERE e.id = p.target)),
wanted AS (
  SELECT a.id, n.target FROM authors a LEFT JOIN ends n ON n.id = a.id
  WHERE a.organization_id = :organization AND a.id IN (
    SELECT id FROM ends UNION ALL SELECT m.id FROM authors m
    WHERE m.organization_id = :organization AND m.merged_into IS NOT NULL))
UPDATE authors t SET merged_into = w.target FROM wanted w
WHERE t.organization_id = :organization AND t.id = w.id
AND t.merged_into IS DISTINCT FROM w.target RETURNING t.id
""")
_THEIR_PAPERS = text("""
SELECT paper_id FROM authorships WHERE organization_id = :organization
AND author_id = ANY(CAST(:authors AS bigint[]))
UNION SELECT paper_id FROM authorships WHERE organization_id = :organization
AND profile_id = ANY(CAST(:authors AS bigint[]))
UNION SELECT paper_id FROM identity_moves WHERE organization_id = :organization
AND to_id = ANY(CAST(:authors AS bigint[]))
""")
# Where two profiles of a person stand on one byline, the person's own place counts, else the
# first; the other one stays with its profile, which no list shows.
_RESOLVE = text(f"""
WITH places AS (
  SELECT s.paper_id, s.position, coalesce(s.profile_id, s.author_id) AS profile
  FROM authorships s WHERE s.organization_id = :organization
  AND s.paper_id = ANY(CAST(:papers AS bigint[]))),
given AS (
  SELECT p.*, coalesce((
    SELECT m.to_id FROM identity_moves m JOIN identity_events e
    ON e.organization_id = m.organization_id AND e.id = m.event_id
    WHERE m.organization_id = :organization AND m.paper_id = p.paper_id
    AND m.profile_id = p.profile AND e.kind = 'split' AND {_STANDS}
    ORDER BY e.id DESC LIMIT 1), p.profile) AS own
  FROM places p),
people AS (
  SELECT g.*, coalesce(a.merged_into, a.id) AS person FROM given g
  JOIN authors a ON a.organization_id = :organization AND a.id = g.own),
ranked AS (
  SELECT p.*, row_number() OVER (
    PARTITION BY p.paper_id, p.person ORDER BY p.own <> p.person, p.position) AS place
  FROM people p),
wanted AS (
  SELECT r.*, CASE WHEN r.place = 1 THEN r.person ELSE r.own END AS author FROM ranked r)
UPDATE authorships t SET author_id = w.author, profile_id = nullif(w.profile, w.author)
FROM wanted w WHERE t.organization_id = :organization AND t.paper_id = w.paper_id
AND t.position = w.position AND t.author_id <> w.author
""")


def resolve_papers(session: Session, tenant: Tenant, papers: Iterable[int]) -> None:
    """Let every place on these papers count for the person whom evidence and decisions name."""
    numbers = sorted(set(papers))
    if numbers:
        session.execute(_RESOLVE, {"organization": tenant.organization_id, "papers": numbers})


def resolve_people(session: Session, tenant: Tenant) -> None:
    """Let every profile lead to its person after the log has grown, and their papers too."""
    organization = {"organization": tenant.organization_id}
    changed = list(session.execute(_PEOPLE, organization).scalars())
    if changed:
        asked = {**organization, "authors": changed}
        resolve_papers(session, tenant, session.execute(_THEIR_PAPERS, asked).scalars().all())


_PAIRS = "json_to_recordset(CAST(:rows AS json)) AS {name}(loser bigint, winner bigint)"
_DECIDED_PAPERS = text(
    f"SELECT DISTINCT d.paper_id FROM {_PAIRS.format(name='m')} JOIN authorships s"
    " ON s.organization_id = :organization AND (s.profile_id = m.loser OR s.author_id = m.loser)"
    " JOIN authorships d ON d.organization_id = :organization AND d.paper_id = s.paper_id"
    " AND d.profile_id IS NOT NULL"
)
_LAY_BARE = text(
    "UPDATE authorships SET author_id = profile_id, profile_id = NULL"
    " WHERE organization_id = :organization AND paper_id = ANY(CAST(:papers AS bigint[]))"
    " AND profile_id IS NOT NULL"
)
# An author in the log keeps the row: what was decided about it must stay readable.
_IN_THE_LOG = (
    "(EXISTS (SELECT FROM identity_events e WHERE e.organization_id = :organization"
    " AND e.from_id = m.loser) OR EXISTS (SELECT FROM identity_events e"
    " WHERE e.organization_id = :organization AND e.to_id = m.loser))"
)
_UNIFY = tuple(
    text(statement)
    for statement in (
        f"UPDATE author_identifiers t SET author_id = m.winner FROM {_PAIRS.format(name='m')}"
        " WHERE t.organization_id = :organization AND t.author_id = m.loser",
        # where both stand on one byline, the first place stays
        f"DELETE FROM authorships s USING {_PAIRS.format(name='m')}"
        " WHERE s.organization_id = :organization AND s.author_id = m.loser AND EXISTS ("
        f"SELECT FROM authorships t LEFT JOIN {_PAIRS.format(name='n')} ON t.author_id = n.loser"
        " WHERE t.organization_id = s.organization_id AND t.paper_id = s.paper_id"
        " AND coalesce(n.winner, t.author_id) = m.winner"
        " AND (n.winner IS NULL OR t.position < s.position))",
        f"UPDATE authorships t SET author_id = m.winner FROM {_PAIRS.format(name='m')}"
        " WHERE t.organization_id = :organization AND t.author_id = m.loser",
        f"UPDATE identity_moves t SET profile_id = m.winner FROM {_PAIRS.format(name='m')}"
        " WHERE t.organization_id = :organization AND t.profile_id = m.loser AND NOT EXISTS ("
        "SELECT FROM identity_moves o WHERE o.organization_id = t.organization_id"
        " AND o.event_id = t.event_id AND o.paper_id = t.paper_id AND o.profile_id = m.winner)",
        f"DELETE FROM authors t USING {_PAIRS.format(name='m')}"
        f" WHERE t.organization_id = :organization AND t.id = m.loser AND NOT {_IN_THE_LOG}",
    )
)
_KEPT = text(
    f"SELECT m.loser, m.winner FROM {_PAIRS.format(name='m')} JOIN authors a"
    " ON a.organization_id = :organization AND a.id = m.loser ORDER BY m.loser"
)
_PROVED = text(
    "INSERT INTO identity_events (organization_id, kind, from_id, to_id, reason)"
    " SELECT CAST(:organization AS integer), 'merge', x.person, y.person, :reason FROM ("
    "SELECT coalesce(merged_into, id) AS person FROM authors"
    " WHERE organization_id = :organization AND id = :loser) x, ("
    "SELECT coalesce(merged_into, id) AS person FROM authors"
    " WHERE organization_id = :organization AND id = :winner) y WHERE x.person <> y.person"
)
_REASON = "An import proved them to be one: an ORCID or an id of a source names both."


def unify(session: Session, tenant: Tenant, pairs: Sequence[tuple[int, int]]) -> None:
    """Make the first author of each pair the second, because the evidence of an import says so.

    Decisions of managers stay: an author whom the log mentions is kept and merged instead.
    """
    rows: list[bulk.Row] = [{"loser": loser, "winner": winner} for loser, winner in pairs]
    asked = {"organization": tenant.organization_id, "rows": bulk.encoded(rows)}
    decided = list(session.execute(_DECIDED_PAPERS, asked).scalars())
    if decided:
        session.execute(_LAY_BARE, {"organization": tenant.organization_id, "papers": decided})
    for statement in _UNIFY:
        session.execute(statement, asked)
    kept = session.execute(_KEPT, asked).all()
    for loser, winner in kept:  # hardly ever any
        about = {"loser": loser, "winner": winner, "reason": _REASON}
        session.execute(_PROVED, {"organization": tenant.organization_id, **about})
        resolve_people(session, tenant)
    resolve_papers(session, tenant, decided)
